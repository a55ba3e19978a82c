package behaviour

import (
	"context"
	"fmt"

	"comunita/internal/platform/db"
)

type store struct {
	*db.Repo[Behaviour, *Behaviour]
}

func newStore(d *db.DB) *store {
	return &store{db.NewRepo(db.Repo[Behaviour, *Behaviour]{
		DB: d, Name: "behaviour", Label: "il comportamento", Owner: db.Unscoped,
		Sort:   map[string]string{"code": "code", "updated_at": "updated_at", "title": "title"},
		First:  "code",
		Search: db.Search{Column: "search", Config: "italian"},
	})}
}

func (f Filter) where() db.Where {
	var w db.Where
	db.In(&w, "situation_code", f.Situations)
	db.In(&w, "state", f.States)
	db.In(&w, "severity", f.Severities)
	w.Overlap("contexts", f.Contexts)
	w.Overlap("areas", f.Areas)
	w.Overlap("measures", f.Measures)
	w.Overlap("risks", f.Risks)
	return w
}

// byCode finds a behaviour and keeps others from writing it, or creating it, until the unit of work ends.
func (s *store) byCode(ctx context.Context, code string) (Behaviour, error) {
	if err := s.DB.Lock(ctx, "behaviour", code); err != nil {
		return Behaviour{}, err
	}
	return s.One(ctx, "code = ?", code)
}

// nextCode gives the code after the last one, archived ones included: a code is never used again.
func (s *store) nextCode(ctx context.Context) (string, error) {
	if err := s.DB.Lock(ctx, "behaviour-codes"); err != nil {
		return "", err
	}
	last, err := db.Values[int](ctx, s.DB, `SELECT coalesce(max(substr(code, 3)::int), 0) FROM behaviours`)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("CR%02d", last[0]+1), nil
}

// Analogy is a behaviour near another, and why: the codes they share, and how alike their words are, from 0 to 1.
type Analogy struct {
	ID            int64
	Code          string
	Title         string
	SituationCode string
	State         string
	Measures      []string
	Shared        []string
	Similarity    float64
}

// analogous weighs the situation most, then each context, then each area; the words of the 200 nearest decide among those.
func (s *store) analogous(ctx context.Context, id int64) ([]Analogy, error) {
	return db.Rows[Analogy](ctx, s.DB, `WITH near AS MATERIALIZED (
			SELECT b.*, fold(b.title || ' ' || b.observed) AS words, fold(me.title || ' ' || me.observed) AS own,
				b.situation_code = me.situation_code AS situation,
				ARRAY(SELECT unnest(b.contexts) INTERSECT SELECT unnest(me.contexts) ORDER BY 1) AS both_contexts,
				ARRAY(SELECT unnest(b.areas) INTERSECT SELECT unnest(me.areas) ORDER BY 1) AS both_areas
			FROM behaviours me JOIN behaviours b ON b.id <> me.id AND b.archived_at IS NULL AND b.state <> 'superseded'
				AND (b.situation_code = me.situation_code OR b.contexts && me.contexts OR b.areas && me.areas)
			WHERE me.id = $1),
		points AS (SELECT *, 3 * situation::int + 2 * cardinality(both_contexts) + cardinality(both_areas) AS points FROM near
			ORDER BY points DESC, id LIMIT 200)
		SELECT id, code, title, situation_code, state, measures, similarity(words, own)::float8 AS similarity,
			CASE WHEN situation THEN ARRAY[situation_code] ELSE '{}' END || both_contexts || both_areas AS shared
		FROM points ORDER BY points + 4 * similarity(words, own) DESC, id LIMIT 10`, id)
}
