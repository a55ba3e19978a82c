package agreement

import (
	"context"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type protocols struct{ *db.Repo[Protocol, *Protocol] }

func newProtocols(d *db.DB) *protocols {
	return &protocols{db.NewRepo(db.Repo[Protocol, *Protocol]{
		DB: d, Name: "protocol-version", Label: "il testo", Owner: db.Unscoped,
		Sort: map[string]string{"number": "number", "updated_at": "updated_at"}, First: "-number",
	})}
}

func published(ctx context.Context) (w db.Where) {
	if !admin(ctx) {
		w.And("state <> 'draft'")
	}
	return w
}

func (s *protocols) last(ctx context.Context) (int, error) {
	n, err := db.Values[int](ctx, s.DB, `SELECT coalesce(max(number), 0) FROM protocol_versions`)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

func (s *protocols) supersede(ctx context.Context) error {
	_, err := s.DB.Exec(ctx, `UPDATE protocol_versions SET state = 'superseded', version = version + 1, updated_at = clock_timestamp() WHERE state = 'current'`)
	return err
}

type agreements struct {
	*db.Repo[Agreement, *Agreement]
}

func newAgreements(d *db.DB) *agreements {
	return &agreements{db.NewRepo(db.Repo[Agreement, *Agreement]{
		DB: d, Name: "agreement", Label: "l'accordo", Owner: "owner", Shared: true, Read: authz.AdhesionRead,
		May:  func(ctx context.Context, _ *Agreement) error { return authz.Within(ctx, authz.AdhesionAdmin, "") },
		Sort: map[string]string{"starts_on": "starts_on", "updated_at": "updated_at"}, First: "-starts_on",
	})}
}

type known struct{ Protocol, Municipality, Document bool }

func (s *agreements) known(ctx context.Context, a Agreement) (known, error) {
	found, err := db.Rows[known](ctx, s.DB, `SELECT EXISTS (SELECT FROM protocol_versions WHERE id = $1 AND state <> 'draft') AS protocol,
		EXISTS (SELECT FROM municipalities WHERE istat_code = $2 AND archived_at IS NULL) AS municipality,
		$3::bigint IS NULL OR EXISTS (SELECT FROM documents WHERE id = $3 AND archived_at IS NULL) AS document`, a.ProtocolVersionID, a.MunicipalityCode, a.DocumentID)
	if err != nil {
		return known{}, err
	}
	return found[0], nil
}

func (s *agreements) signers(ctx context.Context, ids []int64) (map[int64]int, error) {
	type row struct {
		AgreementID int64
		N           int
	}
	found, err := db.Rows[row](ctx, s.DB, `SELECT agreement_id, count(DISTINCT municipality_code) AS n FROM agreement_signatures
		WHERE agreement_id = ANY($1) AND archived_at IS NULL GROUP BY agreement_id`, ids)
	out := make(map[int64]int, len(found))
	for _, r := range found {
		out[r.AgreementID] = r.N
	}
	return out, err
}

// inForce is an agreement a municipality may sign today: its own before the open one; Signed when it has signed the current text.
type inForce struct {
	ID, Protocol     int64
	Signed, Document bool
}

func (s *agreements) inForce(ctx context.Context, municipality string, id int64, document *int64) (*inForce, error) {
	found, err := db.Rows[inForce](ctx, s.DB, `SELECT a.id, coalesce(p.id, 0) AS protocol, EXISTS (SELECT FROM agreement_signatures g
			WHERE g.municipality_code = $1 AND g.protocol_version_id = p.id AND g.archived_at IS NULL) AS signed,
			$3::bigint IS NULL OR EXISTS (SELECT FROM documents d WHERE d.id = $3 AND d.municipality_code = $1 AND d.archived_at IS NULL) AS document
		FROM agreements a LEFT JOIN protocol_versions p ON p.state = 'current'
		WHERE a.archived_at IS NULL AND a.owner IN ('', $1) AND $2::bigint IN (0, a.id) AND (a.tacit_renewal OR a.ends_on >= today())
		ORDER BY a.owner DESC, a.starts_on DESC, a.id DESC LIMIT 1 FOR SHARE OF a`, municipality, id, document)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

type signatures struct {
	*db.Repo[Signature, *Signature]
}

func newSignatures(d *db.DB) *signatures {
	return &signatures{db.NewRepo(db.Repo[Signature, *Signature]{
		DB: d, Name: "signature", Label: "la firma", Owner: "municipality_code", Read: authz.AdhesionRead,
		May: func(ctx context.Context, x *Signature) error {
			return authz.Within(ctx, authz.AdhesionWrite, x.MunicipalityCode)
		},
		Sort: map[string]string{"signed_on": "signed_on", "updated_at": "updated_at"}, First: "-signed_on",
	})}
}

func (f SignatureFilter) where() db.Where {
	var w db.Where
	w.Owners(f.Municipalities...)
	db.In(&w, "agreement_id", f.Agreements)
	db.In(&w, "protocol_version_id", f.Protocols)
	return w
}

func (s *signatures) unsign(ctx context.Context, municipality, reason string) error {
	_, err := s.DB.Exec(ctx, `UPDATE agreement_signatures SET archived_at = now(), archive_reason = left($2, 500), version = version + 1, updated_at = clock_timestamp()
		WHERE id = (SELECT id FROM agreement_signatures WHERE municipality_code = $1 AND archived_at IS NULL ORDER BY id DESC LIMIT 1)`, municipality, reason)
	return err
}

func (s *signatures) standings(ctx context.Context, codes []string) (map[string]Standing, error) {
	return db.Keyed(ctx, s.DB, func(x Standing) string { return x.MunicipalityCode }, `SELECT DISTINCT ON (g.municipality_code) g.municipality_code, g.agreement_id, p.number, p.state = 'current' AS current,
		a.form, a.repertory_number <> '' AS registered, a.ends_on, a.tacit_renewal
		FROM agreement_signatures g JOIN protocol_versions p ON p.id = g.protocol_version_id JOIN agreements a ON a.id = g.agreement_id
		WHERE g.municipality_code = ANY($1) AND g.archived_at IS NULL ORDER BY g.municipality_code, p.number DESC, g.id DESC`, codes)
}
