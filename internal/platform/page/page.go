// Package page is the one shape of every list request and list response.
package page

import "context"

// Request is embedded in the query of every list operation.
type Request struct {
	Limit        int    `query:"limit" form:"limit" validate:"omitempty,min=1,max=200"`
	Cursor       string `query:"cursor" form:"cursor" validate:"omitempty,max=600"`
	Sort         string `query:"sort" form:"sort" validate:"omitempty,max=40"`                   // "name" or "-name"
	Q            string `query:"q" form:"q" validate:"omitempty,max=200"`                        // words to find
	UpdatedSince string `query:"updated_since" form:"updated_since" validate:"omitempty,max=40"` // RFC 3339; archived rows included
	Archived     bool   `query:"archived" form:"archived"`                                       // only archived rows
}

// Size is Limit with its default, 50.
func (r Request) Size() int {
	if r.Limit == 0 {
		return 50
	}
	return r.Limit
}

// Of is one page of T. Items is never null; NextCursor is empty on the last page. Total is exact when TotalRelation is
// "eq" and a lower bound when it is "gte".
type Of[T any] struct {
	Items         []T    `json:"items" validate:"required"`
	NextCursor    string `json:"next_cursor" validate:"required,max=600" example:""`
	Total         int    `json:"total" validate:"required" example:"1"`
	TotalRelation string `json:"total_relation" validate:"required" enums:"eq,gte" example:"eq"`
}

// Source is a list not read yet: one page of it, or every row in turn (an export).
type Source[T any] struct {
	Page func(ctx context.Context) (Of[T], error)
	Each func(ctx context.Context, yield func(T) error) error
}

// Map converts the rows of a source into response objects.
func Map[A, B any](s Source[A], f func(context.Context, A) B) Source[B] {
	return Source[B]{
		Page: func(ctx context.Context) (Of[B], error) {
			p, err := s.Page(ctx)
			if err != nil {
				return Of[B]{}, err
			}
			out := Of[B]{Items: make([]B, len(p.Items)), NextCursor: p.NextCursor, Total: p.Total, TotalRelation: p.TotalRelation}
			for i, a := range p.Items {
				out.Items[i] = f(ctx, a)
			}
			return out, nil
		},
		Each: func(ctx context.Context, yield func(B) error) error {
			return s.Each(ctx, func(a A) error { return yield(f(ctx, a)) })
		},
	}
}

// chunk is how many rows of an export Batch converts at a time.
const chunk = 200

// Batch is Map for response objects that need more than their row: f gets a whole page, or a chunk of an export, so that it can ask
// once for all of its rows. It answers with as many objects, in the same order.
func Batch[A, B any](s Source[A], f func(context.Context, []A) ([]B, error)) Source[B] {
	return Source[B]{
		Page: func(ctx context.Context) (Of[B], error) {
			p, err := s.Page(ctx)
			if err != nil {
				return Of[B]{}, err
			}
			items, err := f(ctx, p.Items)
			return Of[B]{Items: items, NextCursor: p.NextCursor, Total: p.Total, TotalRelation: p.TotalRelation}, err
		},
		Each: func(ctx context.Context, yield func(B) error) error {
			rows := make([]A, 0, chunk)
			flush := func() error {
				out, err := f(ctx, rows)
				for _, b := range out {
					if err == nil {
						err = yield(b)
					}
				}
				rows = rows[:0]
				return err
			}
			err := s.Each(ctx, func(a A) error {
				if rows = append(rows, a); len(rows) < chunk {
					return nil
				}
				return flush()
			})
			if err != nil || len(rows) == 0 {
				return err
			}
			return flush()
		},
	}
}

// Whole is a short list that is always read at once.
func Whole[T any](items []T) Of[T] {
	if items == nil {
		items = []T{}
	}
	return Of[T]{Items: items, Total: len(items), TotalRelation: "eq"}
}

// Rows is the JSON form of a bulk body; the same rows may come as NDJSON, CSV or XLSX.
type Rows[T any] struct {
	Rows []T `json:"rows" validate:"required,max=5000"`
}
