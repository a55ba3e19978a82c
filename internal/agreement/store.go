package agreement

import (
	"context"
	"time"

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

// lasting are the agreements of municipality $1 that have not ended for it, nearest the one it signs: its own before an open one.
const (
	lasting = `a.archived_at IS NULL AND a.owner IN ('', $1) AND (a.tacit_renewal OR a.ends_on >= today() OR EXISTS (SELECT FROM agreement_renewals r
		WHERE r.municipality_code = $1 AND r.agreement_id = a.id AND r.annulled_at IS NULL AND r.ends_on >= today()))`
	nearest = `ORDER BY a.owner DESC, a.starts_on DESC, a.id DESC LIMIT 1`
)

// wording is what the drafts say of the protocol: its current text, the agreement on it, and who signed it last for the municipality.
type wording struct {
	Current, Signed                       int
	Repertory, Owner, OwnerQuality        string
	Representative, RepresentativeQuality string
}

func (s *agreements) wording(ctx context.Context, municipality string) (wording, error) {
	found, err := db.Rows[wording](ctx, s.DB, `SELECT coalesce(p.number, 0) AS current, coalesce(g.number, 0) AS signed, coalesce(x.repertory_number, '') AS repertory,
		coalesce(x.signatory_name, '') AS owner, coalesce(x.signatory_quality, '') AS owner_quality, coalesce(g.signatory_name, '') AS representative,
		coalesce(g.signatory_quality, '') AS representative_quality
		FROM (SELECT) one LEFT JOIN protocol_versions p ON p.state = 'current'
		LEFT JOIN LATERAL (SELECT a.* FROM agreements a WHERE `+lasting+` `+nearest+`) x ON true
		LEFT JOIN LATERAL (SELECT v.number, s.signatory_name, s.signatory_quality FROM agreement_signatures s JOIN protocol_versions v ON v.id = s.protocol_version_id
			WHERE s.municipality_code = $1 AND s.archived_at IS NULL ORDER BY v.number DESC, s.id DESC LIMIT 1) g ON true`, municipality)
	if err != nil {
		return wording{}, err
	}
	return found[0], nil
}

// inForce is an agreement a municipality may sign today: its own before the open one; Signed when it has signed the current text under it.
type inForce struct {
	ID, Protocol     int64
	Signed, Document bool
}

func (s *agreements) inForce(ctx context.Context, municipality string, id int64, document *int64) (*inForce, error) {
	found, err := db.Rows[inForce](ctx, s.DB, `SELECT a.id, coalesce(p.id, 0) AS protocol, EXISTS (SELECT FROM agreement_signatures g
			WHERE g.municipality_code = $1 AND g.protocol_version_id = p.id AND g.agreement_id = a.id AND g.archived_at IS NULL) AS signed,
			$3::bigint IS NULL OR EXISTS (SELECT FROM documents d WHERE d.id = $3 AND d.municipality_code = $1 AND d.archived_at IS NULL) AS document
		FROM agreements a LEFT JOIN protocol_versions p ON p.state = 'current'
		WHERE `+lasting+` AND $2::bigint IN (0, a.id) `+nearest+` FOR SHARE OF a`, municipality, id, document)
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

// party is how a municipality stands to the protocol: whether it has signed, is a member, has left.
type party struct{ Signed, Member, Gone bool }

func (s *signatures) party(ctx context.Context, municipality string) (party, error) {
	found, err := db.Rows[party](ctx, s.DB, `SELECT EXISTS (SELECT FROM agreement_signatures g WHERE g.municipality_code = $1 AND g.archived_at IS NULL) AS signed,
		h.state IN ('member', 'referent_designated', 'operational') AS member, h.state IN ('withdrawn', 'declined') AS gone FROM adhesions h WHERE h.municipality_code = $1`, municipality)
	if err != nil || len(found) == 0 {
		return party{}, err
	}
	return found[0], nil
}

// retire takes out of the lists what a municipality signed before it left, now that it comes again.
func (s *signatures) retire(ctx context.Context, municipality string) error {
	_, err := s.DB.Exec(ctx, `UPDATE agreement_signatures SET archived_at = now(), archive_reason = 'Superata da una nuova adesione', version = version + 1, updated_at = clock_timestamp()
		WHERE municipality_code = $1 AND archived_at IS NULL`, municipality)
	return err
}

// renew adds a term to the agreement of a municipality whose end is near or past, as long as the first, from the day after the end or from a later
// day; none where nothing ends.
func (s *signatures) renew(ctx context.Context, municipality string, on time.Time) ([]int64, error) {
	return db.Values[int64](ctx, s.DB, `INSERT INTO agreement_renewals (agreement_id, municipality_code, starts_on, ends_on)
		SELECT a.id, t.municipality_code, x.first, (x.first + make_interval(months => a.duration_months) - interval '1 day')::date
		FROM agreement_terms t JOIN agreements a ON a.id = t.agreement_id CROSS JOIN LATERAL (SELECT greatest(t.ends_on + 1, $2::date) AS first) x
		WHERE t.municipality_code = $1 AND t.notice_on <= today() RETURNING id`, municipality, on)
}

func (s *signatures) unrenew(ctx context.Context, renewal int64) error {
	_, err := s.DB.Exec(ctx, `UPDATE agreement_renewals SET annulled_at = now() WHERE id = $1 AND annulled_at IS NULL`, renewal)
	return err
}

func (s *signatures) standings(ctx context.Context, codes []string) (map[string]Standing, error) {
	return db.Keyed(ctx, s.DB, func(x Standing) string { return x.MunicipalityCode }, `SELECT DISTINCT ON (g.municipality_code) g.municipality_code, g.agreement_id, p.number, p.state = 'current' AS current,
		a.repertory_number <> '' AS registered
		FROM agreement_signatures g JOIN protocol_versions p ON p.id = g.protocol_version_id JOIN agreements a ON a.id = g.agreement_id
		WHERE g.municipality_code = ANY($1) AND g.archived_at IS NULL ORDER BY g.municipality_code, p.number DESC, g.id DESC`, codes)
}
