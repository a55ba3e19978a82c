package adhesion

import (
	"context"
	"time"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

type store struct{ *db.Repo[Adhesion, *Adhesion] }

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Adhesion, *Adhesion]{
		DB: d, Name: "adhesion", Label: "l'adesione", Owner: "municipality_code", Read: authz.AdhesionRead,
		May: func(ctx context.Context, a *Adhesion) error {
			return authz.Within(ctx, authz.AdhesionWrite, a.MunicipalityCode)
		},
		Sort: map[string]string{"since": "since"}, First: "since",
		Parts: []db.Part{{Table: "adhesion_steps", Column: "adhesion_id", Name: "action"}},
	})}
}

func (s *store) steps(ctx context.Context, adhesion int64) ([]Step, error) {
	return db.Rows[Step](ctx, s.DB, `SELECT s.id, s.action, s.from_state, s.to_state, s.happened_on AS happened, s.note, s.act, actor_name(s.actor) AS actor,
		s.annulled_by IS NOT NULL AS annulled, s.created_at, s.renewal_id AS renewal,
		(SELECT r.ends_on FROM agreement_renewals r WHERE r.id = s.renewal_id) AS renewed_to,
		ARRAY(SELECT d.mandate_id FROM adhesion_step_mandates d WHERE d.step_id = s.id ORDER BY d.mandate_id) AS mandates,
		ARRAY(SELECT d.document_id FROM adhesion_step_documents d WHERE d.step_id = s.id ORDER BY d.document_id) AS documents
		FROM adhesion_steps s WHERE s.adhesion_id = $1 ORDER BY s.id DESC LIMIT 200`, adhesion)
}

// add writes a step down; with annulled, that step no longer counts because of this one.
func (s *store) add(ctx context.Context, adhesion int64, x Step, annulled int64) error {
	_, err := s.DB.Exec(ctx, `WITH step AS (INSERT INTO adhesion_steps (adhesion_id, action, from_state, to_state, happened_on, note, act, actor, renewal_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $12) RETURNING id),
		papers AS (INSERT INTO adhesion_step_documents (step_id, document_id) SELECT step.id, d FROM step, unnest($10::bigint[]) d),
		made AS (INSERT INTO adhesion_step_mandates (step_id, mandate_id) SELECT step.id, d FROM step, unnest($11::bigint[]) d)
		UPDATE adhesion_steps t SET annulled_by = step.id FROM step WHERE t.id = $9`,
		adhesion, x.Action, x.FromState, x.ToState, x.Happened, x.Note, x.Act, authz.From(ctx).ID, annulled, x.Documents, x.Mandates, x.Renewal)
	return err
}

// kinds are those of the living documents of a municipality.
func (s *store) kinds(ctx context.Context, code string) ([]string, error) {
	return db.Values[string](ctx, s.DB, `SELECT DISTINCT kind FROM documents WHERE municipality_code = $1 AND archived_at IS NULL`, code)
}

func (s *store) using(ctx context.Context, document int64) (string, error) {
	found, err := db.Values[string](ctx, s.DB, `SELECT 'l''adesione del comune di ' || m.name FROM adhesion_step_documents d JOIN adhesion_steps s ON s.id = d.step_id
			JOIN adhesions a ON a.id = s.adhesion_id JOIN municipalities m ON m.istat_code = a.municipality_code WHERE d.document_id = $1 AND s.annulled_by IS NULL
		UNION ALL SELECT 'l''accordo «' || title || '»' FROM agreements WHERE document_id = $1 AND archived_at IS NULL
		UNION ALL SELECT 'la firma del comune di ' || m.name FROM agreement_signatures g JOIN municipalities m ON m.istat_code = g.municipality_code
			WHERE g.document_id = $1 AND g.archived_at IS NULL LIMIT 1`, document)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

type readiness struct{ Profile, Needs bool }

func (s *store) readiness(ctx context.Context, code string) (readiness, error) {
	found, err := db.Rows[readiness](ctx, s.DB, `SELECT employees IS NOT NULL AS profile, EXISTS (SELECT FROM training_needs n
		WHERE n.municipality_code = m.istat_code AND n.archived_at IS NULL AND n.year >= extract(year FROM today())) AS needs
		FROM municipalities m WHERE istat_code = $1`, code)
	if err != nil || len(found) == 0 {
		return readiness{}, err
	}
	return found[0], nil
}

// last is the day of the latest step among those of adhesions, nil while there is none.
func (s *store) last(ctx context.Context, adhesions []int64) (*time.Time, error) {
	found, err := db.Values[*time.Time](ctx, s.DB, `SELECT max(happened_on) FROM adhesion_steps WHERE adhesion_id = ANY($1) AND annulled_by IS NULL AND action <> $2`,
		adhesions, Annulment)
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// advance is a step for many in two statements.
func (s *store) advance(ctx context.Context, ids []int64, do Action, from, to State, on time.Time, note string) error {
	_, err := s.DB.Exec(ctx, `WITH moved AS (UPDATE adhesions SET state = $4, since = $5, version = version + 1, updated_at = clock_timestamp()
			WHERE id = ANY($1) AND state = $3 RETURNING id)
		INSERT INTO adhesion_steps (adhesion_id, action, from_state, to_state, happened_on, note, actor) SELECT id, $2, $3, $4, $5, $6, $7 FROM moved`,
		ids, do, from, to, on, note, authz.From(ctx).ID)
	return err
}

// expire is the step of expiry for all whose time has come, in one statement. It happened on the day after the end, or when the state began.
func (s *store) expire(ctx context.Context) error {
	_, err := s.DB.Exec(ctx, `WITH over AS (SELECT a.id, t.ends_on, greatest(t.ends_on + 1, a.since) AS happened FROM adhesions a
			JOIN agreement_terms t ON t.municipality_code = a.municipality_code
			WHERE a.state = ANY($1) AND t.ends_on < today() AND NOT EXISTS (SELECT FROM adhesion_steps s
				WHERE s.adhesion_id = a.id AND (s.action = $2 OR s.action = $3 AND s.annulled_by IS NULL) AND s.happened_on >= t.notice_on)),
		moved AS (UPDATE adhesions a SET state = $4, resumes = a.state, since = over.happened, version = version + 1, updated_at = clock_timestamp()
			FROM over WHERE a.id = over.id AND a.state = ANY($1) RETURNING a.id, a.resumes, over.happened, over.ends_on)
		INSERT INTO adhesion_steps (adhesion_id, action, from_state, to_state, happened_on, note, actor)
		SELECT id, $2, resumes, $4, happened, 'Accordo terminato il ' || to_char(ends_on, 'DD/MM/YYYY') || ' senza rinnovo tacito', $5 FROM moved`,
		members, Expiry, Renewal, ToRenew, authz.From(ctx).ID)
	return err
}

type board struct{ *db.Repo[Tile, *Tile] }

func newBoard(d *db.DB) *board {
	return &board{db.NewRepo(db.Repo[Tile, *Tile]{
		DB: d, Name: "adhesion", Label: "l'adesione", Owner: "municipality_code", Read: authz.AdhesionRead,
		May:    func(context.Context, *Tile) error { return db.ErrNoUnitOfWork }, // a view: nothing writes it
		Sort:   map[string]string{"name": "name", "since": "since", "population": "population", "updated_at": "updated_at"},
		First:  "name",
		Search: db.Search{Column: "search", Config: "simple"},
	})}
}

func (f Filter) where() db.Where {
	var w db.Where
	w.Owners(f.Municipalities...)
	db.In(&w, "state", f.States)
	db.In(&w, "inner_area_class", f.Classes)
	db.In(&w, "zone_id", f.Zones)
	if f.Waiting != "" {
		w.And("state = ANY(?)", statesOf(f.Waiting))
	}
	if f.ProtocolPending != nil {
		w.And(`(state = ANY(?) AND EXISTS (SELECT FROM protocol_versions p WHERE p.state = 'current' AND NOT EXISTS (SELECT FROM agreement_signatures g
			WHERE g.municipality_code = adhesion_board.municipality_code AND g.protocol_version_id = p.id AND g.archived_at IS NULL))) = ?`, members, *f.ProtocolPending)
	}
	if f.Expiring != nil {
		w.And("coalesce(state = ANY(?) AND today() BETWEEN notice_on AND ends_on, false) = ?", members, *f.Expiring)
	}
	if f.Overdue != nil {
		w.And("coalesce(due_on < today(), false) = ?", *f.Overdue)
	}
	return w
}

func (b *board) funnel(ctx context.Context) ([]Count, error) {
	r := authz.From(ctx).Reach(authz.AdhesionRead)
	return db.Rows[Count](ctx, b.DB, `SELECT s.state, count(a.id) AS municipalities, coalesce(avg(today() - a.since), 0)::float8 AS days
		FROM unnest($1::text[]) WITH ORDINALITY AS s(state, n)
		LEFT JOIN adhesion_board a ON a.state = s.state AND a.archived_at IS NULL AND ($2 OR a.municipality_code = ANY($3))
		GROUP BY s.state, s.n ORDER BY s.n`, States(), r.All, r.Municipalities)
}
