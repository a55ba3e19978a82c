package db

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/pii"
)

// Repo is the one repository. T is the row, P its pointer (always inferred: Repo[Risk, *Risk]). Make it with NewRepo.
type Repo[T any, P rowOf[T]] struct {
	DB     *DB
	Name   string                         // names the problem type: "risk-not-found"
	Label  string                         // Italian, for messages: "il rischio"
	Owner  string                         // column with the ISTAT code that scopes the rows, or Unscoped; never empty
	Shared bool                           // rows whose Owner is empty belong to the network: whoever passed the route's permission may read them
	Read   authz.Permission               // whose reach is the scope of reading; unused when Unscoped
	May    func(context.Context, P) error // may the actor write this row; required unless Unscoped
	Sort   map[string]string
	First  string // the default order, a key of Sort with an optional minus
	Search Search
	Parts  []Part

	table *table
}

// Unscoped marks reference data that every actor with the permission may see and, with the write permission, change.
const Unscoped = "-"

// NewRepo checks the configuration and prepares the reader.
func NewRepo[T any, P rowOf[T]](r Repo[T, P]) *Repo[T, P] {
	r.table = tableOf[T]()
	switch {
	case r.Owner == "":
		panic(r.Name + ": say what scopes its rows, or db.Unscoped")
	case r.Owner != Unscoped && (r.Read == "" || r.May == nil):
		panic(r.Name + ": a scoped repository says how far reading reaches and who may write")
	case r.Sort[strings.TrimPrefix(r.First, "-")] == "":
		panic(r.Name + ": the default order is not one of its orders")
	}
	for _, column := range r.Sort {
		if r.table.byName[column] == nil {
			panic(r.Name + ": no column " + column + " to sort by")
		}
	}
	return &r
}

// owners is the set of owners the actor may read; all means no restriction.
func (r *Repo[T, P]) owners(ctx context.Context) (set []string, all bool) {
	if r.Owner == Unscoped {
		return nil, true
	}
	reach := authz.From(ctx).Reach(r.Read)
	if reach.All {
		return nil, true
	}
	set = reach.Municipalities
	if r.Shared {
		set = append([]string{""}, set...)
	}
	return set, false
}

func (r *Repo[T, P]) may(ctx context.Context, t P) error {
	if r.May == nil {
		return nil
	}
	return r.May(ctx, t)
}

// Get finds one row the actor may see, archived or not; anything else is not-found, so ids do not leak.
func (r *Repo[T, P]) Get(ctx context.Context, id int64) (T, error) {
	return r.One(ctx, "id = ?", id)
}

// One finds the single row that meets a condition, within the actor's scope.
func (r *Repo[T, P]) One(ctx context.Context, cond string, args ...any) (T, error) {
	var q query
	q.add("SELECT " + r.table.columns + " FROM " + r.table.name + " WHERE ")
	q.add(cond, args...)
	if set, all := r.owners(ctx); !all {
		q.add(" AND "+r.Owner+" = ANY(?)", set)
	}
	q.add(" LIMIT 1")
	var t T
	err := r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		return c.QueryRow(ctx, q.String(), q.args...).Scan(r.table.targets(reflect.ValueOf(&t).Elem(), make([]any, len(r.table.fields)))...)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return t, r.NotFound()
	}
	return t, err
}

// Among finds the rows with these ids that the actor may see, archived or not.
func (r *Repo[T, P]) Among(ctx context.Context, ids []int64) (map[int64]T, error) {
	out := make(map[int64]T, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var q query
	q.add("SELECT "+r.table.columns+" FROM "+r.table.name+" WHERE id = ANY(?)", ids)
	if set, all := r.owners(ctx); !all {
		q.add(" AND "+r.Owner+" = ANY(?)", set)
	}
	err := r.DB.With(ctx, func(ctx context.Context, c *pgx.Conn) error {
		rows, err := c.Query(ctx, q.String(), q.args...)
		if err != nil {
			return err
		}
		found, err := r.collect(rows, len(ids))
		for i := range found {
			out[P(&found[i]).row().ID] = found[i]
		}
		return err
	})
	return out, err
}

// NotFound is the answer for a row that is not there or not the actor's.
func (r *Repo[T, P]) NotFound() error {
	return apperr.New(apperr.NotFound, r.Name+"-not-found", "Non trovo %s che cerchi: non c'è, o è fuori da ciò che puoi vedere", r.Label)
}

// Create inserts t at version 1, if the actor may write such a row.
func (r *Repo[T, P]) Create(ctx context.Context, t P) error {
	if err := r.may(ctx, t); err != nil {
		return err
	}
	row := t.row()
	row.Version, row.CreatedAt = 1, now()
	row.UpdatedAt = row.CreatedAt
	return known(r.DB.Write(ctx).Create(t).Error, r.Name)
}

// Update writes every column of t if its stored version is still want and the actor may write the row, and counts the
// version up.
func (r *Repo[T, P]) Update(ctx context.Context, t P, want int64) error {
	if err := r.may(ctx, t); err != nil {
		return err
	}
	row := t.row()
	id := row.ID
	row.Version, row.UpdatedAt = want+1, now()
	res := r.DB.Write(ctx).Model(t).Where("version = ?", want).Select("*").Omit("id", "created_at").Updates(t)
	if res.Error == nil && res.RowsAffected == 0 {
		return r.stale(ctx, id)
	}
	return known(res.Error, r.Name)
}

// Archive marks a row as gone, keeping it and its history. The reason is about the row: one that names a person is refused.
func (r *Repo[T, P]) Archive(ctx context.Context, t P, want int64, reason string) error {
	row := t.row()
	if row.ArchivedAt != nil {
		return apperr.New(apperr.Conflict, r.Name+"-archived", "È già archiviato")
	}
	if err := pii.Refuse("reason", reason); err != nil {
		return err
	}
	at := now()
	row.ArchivedAt, row.ArchiveReason = &at, reason
	return r.Update(ctx, t, want)
}

// Live fails for an archived row: it may be read, not changed.
func (r *Repo[T, P]) Live(t P) error {
	if t.row().ArchivedAt != nil {
		return apperr.New(apperr.Conflict, r.Name+"-archived", "È archiviato: non si può più modificare")
	}
	return nil
}

// Stale describes the row as it is now, so that the caller can show who was first.
type Stale struct {
	Version   int64     `json:"version" validate:"required" example:"4"`
	ChangedAt time.Time `json:"changed_at" validate:"required" example:"2026-11-23T10:00:00Z"`
	ChangedBy string    `json:"changed_by" validate:"required" example:"Maria Bianchi"`
} // @name Stale

func (r *Repo[T, P]) stale(ctx context.Context, id int64) error {
	found, err := Rows[Stale](ctx, r.DB, `SELECT t.version, t.updated_at AS changed_at, coalesce((SELECT actor_name(a.actor) FROM audit_log a
		WHERE a.table_name = $2 AND a.row_id = t.id ORDER BY a.id DESC LIMIT 1), '') AS changed_by
		FROM `+r.table.name+` t WHERE t.id = $1`, id, r.table.name)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return r.NotFound()
	}
	e := apperr.New(apperr.PreconditionFailed, "stale-version", "Nel frattempo %s ha modificato questi dati: confronta le due versioni",
		orElse(found[0].ChangedBy, "qualcun altro"))
	e.Current = found[0]
	return e
}

// now has the precision of the database, so that a row reads back as it was written.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// known turns the constraint errors of the database into ours: the name of the constraint is kept for the log.
func known(err error, name string) error {
	if err == nil {
		return nil
	}
	if name == "" {
		name = "row"
	}
	switch code(err) {
	case "23505", "23P01":
		return apperr.New(apperr.Conflict, name+"-duplicate", "Esiste già un elemento con gli stessi dati identificativi").Because(err)
	case "23503":
		return apperr.New(apperr.Unprocessable, name+"-reference", "Un elemento collegato non esiste o è ancora in uso").Because(err)
	case "23514", "22001", "22003", "22021", "22P05":
		return apperr.New(apperr.Unprocessable, name+"-refused", "I dati non rispettano le regole di questo archivio").Because(err)
	}
	return err
}

// Constraint names the constraint of the database that err is about, or is "".
func Constraint(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.ConstraintName
	}
	return ""
}

// IsNotFound reports whether err says that a row is not there, or not the actor's.
func IsNotFound(err error) bool {
	e, ok := errors.AsType[*apperr.Error](err)
	return ok && e.Kind == apperr.NotFound
}
