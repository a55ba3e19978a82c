package db

import "context"

// Present is the ISTAT code that a municipality has now, found by it or by one it had; "" when nobody has it.
func (d *DB) Present(ctx context.Context, code string) (string, error) {
	found, err := Values[string](ctx, d, `SELECT istat_code FROM municipalities WHERE istat_code = $1 OR former_codes @> ARRAY[$1]
		ORDER BY istat_code = $1 DESC LIMIT 1`, code)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
