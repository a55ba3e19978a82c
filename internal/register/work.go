package register

import (
	"context"
	"errors"
	"strings"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Run does what is left to the queue, in the name of who asked for it. What was interrupted goes on where it was; what cannot be done is given back to
// the person with its reason.
func (s *Importer) Run(ctx context.Context, w Work) error {
	i, err := s.store.Get(ctx, w.Import)
	if err != nil {
		return err
	}
	actor := authz.From(ctx)
	actor.ID = i.ChangedBy
	ctx = authz.With(ctx, actor)
	back := ""
	switch i.State {
	case Checking:
		err, back = s.check(ctx, i), Uploaded
	case Applying:
		err, back = s.apply(ctx, i), Checked
	default: // done before
		return nil
	}
	if known, ok := errors.AsType[*apperr.Error](err); ok && known.Kind == apperr.Unavailable || err == nil {
		return err
	}
	problem := "Qualcosa non ha funzionato: riprova, e se si ripete avvisa la segreteria"
	if known, ok := errors.AsType[*apperr.Error](err); ok {
		problem = known.Detail
	}
	return errors.Join(s.store.DB.Do(ctx, "register-imports-fall-back", func(ctx context.Context) error {
		return s.store.fallBack(ctx, i.ID, i.State, back, problem)
	}), unknown(err))
}

// unknown is an error that nobody explained: the log wants it.
func unknown(err error) error {
	if _, ok := errors.AsType[*apperr.Error](err); ok {
		return nil
	}
	return err
}

// check reads the rows, some hundred in a unit of work each, and then looks at the whole.
func (s *Importer) check(ctx context.Context, i Import) error {
	r, err := s.reader(ctx, i)
	if err != nil {
		return err
	}
	for i.Done < i.Total {
		var mine bool
		var n int
		err := s.store.DB.Do(ctx, "register-imports-check", func(ctx context.Context) error {
			before, rows, err := s.store.from(ctx, i)
			if err != nil {
				return err
			}
			r.after(before)
			for k := range rows {
				r.understand(&rows[k])
			}
			n = len(rows)
			mine, err = s.store.understood(ctx, i, rows)
			return err
		})
		if err != nil || !mine || n == 0 {
			return err
		}
		i.Done += n
	}
	return s.store.DB.Do(ctx, "register-imports-check", func(ctx context.Context) error {
		if err := s.store.unhurried(ctx); err != nil {
			return err
		}
		return s.store.conclude(ctx, i, nil)
	})
}

// apply writes the whole in one unit of work: all of it, or nothing.
func (s *Importer) apply(ctx context.Context, i Import) error {
	return s.store.DB.Do(ctx, "register-imports-apply", func(ctx context.Context) error {
		if err := s.store.unhurried(ctx); err != nil {
			return err
		}
		if still, err := s.store.locked(ctx, i.ID); err != nil || !still {
			return err
		}
		gone, err := s.store.gone(ctx, i)
		if err != nil {
			return err
		}
		if len(gone) > 0 {
			return apperr.New(apperr.Conflict, "entries-gone", "Nel frattempo non si possono più adottare: %s. Decidi di nuovo per le loro righe", strings.Join(gone, ", "))
		}
		return s.store.write(ctx, i)
	})
}
