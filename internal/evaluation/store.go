package evaluation

import (
	"context"
	"strconv"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct {
	*db.Repo[Evaluation, *Evaluation]
}

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Evaluation, *Evaluation]{
		DB: d, Name: "evaluation", Label: "la valutazione", Owner: "municipality_code", Read: authz.PlanRead,
		May: func(ctx context.Context, e *Evaluation) error {
			return authz.Within(ctx, authz.PlanWrite, e.MunicipalityCode)
		},
		Sort:  map[string]string{"updated_at": "updated_at", "year": "year"},
		First: "-updated_at",
	})}
}

func (f Filter) where() db.Where {
	var w db.Where
	w.Owners(f.Municipalities...)
	db.Key(&w, "year", f.Years)
	db.In(&w, "method", f.Methods)
	db.In(&w, "state", f.States)
	var levels []int
	for _, name := range f.Levels {
		if l := LevelOf(name); l != nil {
			levels = append(levels, int(*l))
		}
	}
	db.In(&w, "level", levels)
	if f.Risk != 0 {
		w.And("risk_id = ?", f.Risk)
	}
	return w
}

// locked finds the living evaluation of a risk for a year by a method and keeps others from writing it, or creating it, until the unit of work ends.
func (s *store) locked(ctx context.Context, risk int64, year int, m Method) (Evaluation, error) {
	if err := s.DB.Lock(ctx, "evaluation", strconv.FormatInt(risk, 10), strconv.Itoa(year), string(m)); err != nil {
		return Evaluation{}, err
	}
	return s.One(ctx, "risk_id = ? AND year = ? AND method = ? AND archived_at IS NULL", risk, year, m)
}

func (s *store) beside(ctx context.Context, rows []Evaluation) (map[int64]beside, error) {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	found, err := db.Rows[beside](ctx, s.DB, `WITH reviewed AS (SELECT c.adoption_id, c.municipality_code, c.rank, g.year FROM monitoring_checks c JOIN monitoring_rounds g ON g.id = c.round_id AND g.archived_at IS NULL
			WHERE c.reviewed_at IS NOT NULL AND c.municipality_code IN (SELECT municipality_code FROM evaluations WHERE id = ANY($1)))
		SELECT e.id AS evaluation_id, r.area_code AS area, r.process, r.event, r.archived_at IS NOT NULL AS archived,
			p.id AS before_id, p.level AS before_level, p.residual AS before_residual, p.indicators AS before_indicators,
			coalesce(CASE WHEN EXISTS (SELECT FROM measure_risks k JOIN measure_adoptions a ON a.id = k.adoption_id AND a.archived_at IS NULL AND a.status <> 'not_applicable' WHERE k.risk_id = e.risk_id)
				THEN (SELECT max(c.year) FROM reviewed c JOIN measure_risks k ON k.adoption_id = c.adoption_id WHERE k.risk_id = e.risk_id)
				ELSE (SELECT max(c.year) FROM reviewed c WHERE c.municipality_code = e.municipality_code AND c.rank = 0) END >= e.year, false) AS monitored
		FROM evaluations e JOIN risks r ON r.id = e.risk_id
		LEFT JOIN evaluations p ON p.risk_id = e.risk_id AND p.year = e.year - 1 AND p.method = e.method AND p.archived_at IS NULL
		WHERE e.id = ANY($1)`, ids)
	out := make(map[int64]beside, len(found))
	for _, b := range found {
		out[b.EvaluationID] = b
	}
	return out, err
}

// municipality finds a municipality by its code, which may be a former one, if the actor's permission reaches it.
func (s *store) municipality(ctx context.Context, code string, need authz.Permission) (string, error) {
	found, err := s.DB.Present(ctx, code)
	if err != nil {
		return "", err
	}
	if found == "" || !authz.From(ctx).Reach(need).Has(found) {
		return "", apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune richiesto, o non è tra quelli che puoi vedere")
	}
	return found, nil
}
