package server

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"comunita/internal/adhesion"
	"comunita/internal/document"
	"comunita/internal/identity"
	"comunita/internal/overview"
	"comunita/internal/platform/jobs"
	"comunita/internal/platform/mail"
)

// letter is a mail waiting to be sent. Its text holds a link that opens an account, so the row is deleted soon after it is done.
type letter struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Kind names the job.
func (letter) Kind() string { return "letter" }

// cleanup removes what has outlived its use.
type cleanup struct{}

// Kind names the job.
func (cleanup) Kind() string { return "cleanup" }

// sweep takes away the files that no document names.
type sweep struct{}

// Kind names the job.
func (sweep) Kind() string { return "sweep" }

// expiry looks for the members whose agreement has ended.
type expiry struct{}

// Kind names the job.
func (expiry) Kind() string { return "adhesion-expiry" }

// expire says that the calendar is looked at every hour, so that a day counts as soon as it begins.
func expire(q *jobs.Queue, a *adhesion.Service) {
	jobs.Handle(q, func(ctx context.Context, _ expiry) error { return a.ExpireByCalendar(ctx) })
	q.Every(time.Hour, expiry{})
}

// post puts a letter in the queue, in the unit of work that wants it sent.
func post(q *jobs.Queue) func(context.Context, identity.Letter) error {
	return func(ctx context.Context, l identity.Letter) error { return q.Enqueue(ctx, letter(l)) }
}

// chores says what the queue does.
func chores(q *jobs.Queue, m mail.Sender, who *identity.Service, docs *document.Service) {
	jobs.Handle(q, func(ctx context.Context, l letter) error {
		err := m.Send(ctx, mail.Message(l))
		if errors.Is(err, mail.ErrInvalid) || errors.Is(err, mail.ErrRefused) { // a retry would not help
			slog.WarnContext(ctx, "letter given up", "err", err)
			return nil
		}
		return err
	})
	jobs.Handle(q, func(ctx context.Context, _ cleanup) error { return who.CleanUp(ctx) })
	q.Every(time.Hour, cleanup{})
	jobs.Handle(q, func(ctx context.Context, _ sweep) error { return docs.Sweep(ctx, time.Now().Add(-24*time.Hour)) })
	q.Every(6*time.Hour, sweep{})
}

// figures publishes the overview that others than the secretariat see.
type figures struct{}

// Kind names the job.
func (figures) Kind() string { return "figures" }

func publish(q *jobs.Queue, o *overview.Service) {
	jobs.Handle(q, func(ctx context.Context, _ figures) error {
		_, err := o.Publish(ctx)
		return err
	})
	q.Every(time.Hour, figures{})
}

// Start begins the work behind the requests: the queue, and keeping what is remembered of actors true. stop ends it.
func (s *Server) Start(ctx context.Context) (stop func(context.Context), err error) {
	ctx, cancel := context.WithCancel(ctx)
	end, err := s.Jobs.Start(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	go s.Identity.Listen(ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Minute):
			}
			if err := s.Identity.WriteUsage(ctx); err != nil {
				slog.Warn("use of tokens not written down", "err", err)
			}
		}
	}()
	return func(ctx context.Context) {
		if err := end(ctx); err != nil {
			slog.Warn("jobs did not stop in time", "err", err)
		}
		cancel()
	}, nil
}
