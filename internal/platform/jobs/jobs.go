// Package jobs runs work after the unit of work that asked for it has committed (River on PostgreSQL).
//
// A job is a row: enqueued in a unit of work it exists only if that unit commits. Any number of processes may work the queue.
package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Args is the payload of one kind of job, stored as JSON: it holds no secret that outlives the job.
type Args interface{ Kind() string }

// Queue enqueues and works jobs. Register handlers before Start.
type Queue struct {
	db       *db.DB
	workers  *river.Workers
	periodic []*river.PeriodicJob
	client   *enqueuer
}

type enqueuer = river.Client[pgx.Tx]

// New makes a queue that can enqueue; Start makes it work.
func New(d *db.DB) (*Queue, error) {
	if d == nil { // only the contract is wanted
		return &Queue{workers: river.NewWorkers()}, nil
	}
	c, err := river.NewClient(riverpgxv5.New(d.Pool()), &river.Config{Logger: quiet()})
	return &Queue{db: d, workers: river.NewWorkers(), client: c}, err
}

// Enqueue adds a job to the unit of work in ctx.
func (q *Queue) Enqueue(ctx context.Context, a Args) error {
	return q.db.Tx(ctx, func(t pgx.Tx) error {
		_, err := q.client.InsertTx(ctx, t, a, nil)
		return err
	})
}

// EnqueueAll adds many jobs to the unit of work in ctx, in one round trip.
func (q *Queue) EnqueueAll(ctx context.Context, all []Args) error {
	if len(all) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(all))
	for i, a := range all {
		params[i].Args = a
	}
	return q.db.Tx(ctx, func(t pgx.Tx) error {
		_, err := q.client.InsertManyFastTx(ctx, t, params)
		return err
	})
}

// Handle says what does a kind of job, as the system. An error is tried again later, with growing pauses.
func Handle[A Args](q *Queue, h func(context.Context, A) error) {
	river.AddWorker(q.workers, river.WorkFunc(func(ctx context.Context, j *river.Job[A]) error {
		return h(authz.With(ctx, authz.System("jobs")), j.Args)
	}))
}

// Every runs a kind of job again and again, once for all processes.
func (q *Queue) Every(d time.Duration, a Args) {
	q.periodic = append(q.periodic, river.NewPeriodicJob(river.PeriodicInterval(d),
		func() (river.JobArgs, *river.InsertOpts) { return a, &river.InsertOpts{MaxAttempts: 1} }, &river.PeriodicJobOpts{RunOnStart: true}))
}

// Start works the queue until Stop. Few workers: jobs must not take the connections requests need.
func (q *Queue) Start(ctx context.Context) (stop func(context.Context) error, err error) {
	c, err := river.NewClient(riverpgxv5.New(q.db.Pool()), &river.Config{
		Logger: quiet(), Workers: q.workers, PeriodicJobs: q.periodic, ErrorHandler: reporter{},
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}}, FetchCooldown: 100 * time.Millisecond, FetchPollInterval: 5 * time.Second,
		JobTimeout: time.Minute, MaxAttempts: 12,
		// done is done: what a job held (an address, a link) goes within the hour
		CompletedJobRetentionPeriod: time.Hour, CancelledJobRetentionPeriod: time.Hour, DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,
	})
	if err != nil {
		return nil, err
	}
	return c.Stop, c.Start(ctx)
}

// reporter logs a failed job without its arguments.
type reporter struct{}

func (reporter) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	slog.ErrorContext(ctx, "job failed", "kind", j.Kind, "id", j.ID, "attempt", j.Attempt, "err", err)
	return nil
}

func (reporter) HandlePanic(ctx context.Context, j *rivertype.JobRow, v any, trace string) *river.ErrorHandlerResult {
	slog.ErrorContext(ctx, "job panicked", "kind", j.Kind, "id", j.ID, "panic", v, "stack", trace)
	return nil
}

// quiet drops the library's own chatter; what fails is reported above.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
