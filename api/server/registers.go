package server

import (
	"context"

	"comunita/internal/platform/jobs"
	"comunita/internal/register"
)

// registerWork is an import to check or to apply.
type registerWork register.Work

// Kind names the job.
func (registerWork) Kind() string { return "register-import" }

// postRegister puts an import in the queue, in the unit of work that wants it.
func postRegister(q *jobs.Queue) func(context.Context, register.Work) error {
	return func(ctx context.Context, w register.Work) error { return q.Enqueue(ctx, registerWork(w)) }
}

// takeIn says what the queue does with imports.
func takeIn(q *jobs.Queue, i *register.Importer) {
	jobs.Handle(q, func(ctx context.Context, w registerWork) error { return i.Run(ctx, register.Work(w)) })
}
