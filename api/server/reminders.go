package server

import (
	"context"
	"errors"
	"time"

	"comunita/internal/platform/jobs"
	"comunita/internal/platform/mail"
	"comunita/internal/reminder"
)

// reminderLetter is a letter of a run to one person; the words are made when it is sent.
type reminderLetter reminder.Letter

// Kind names the job.
func (reminderLetter) Kind() string { return "reminder" }

// reminderCalendar looks for what is due.
type reminderCalendar struct{}

// Kind names the job.
func (reminderCalendar) Kind() string { return "reminder-calendar" }

// postReminders puts letters in the queue, in the unit of work that wants them sent.
func postReminders(q *jobs.Queue) func(context.Context, []reminder.Letter) error {
	return func(ctx context.Context, all []reminder.Letter) error {
		args := make([]jobs.Args, len(all))
		for i, l := range all {
			args[i] = reminderLetter(l)
		}
		return q.EnqueueAll(ctx, args)
	}
}

// remind says how letters leave, and that the calendar is looked at every hour.
func remind(q *jobs.Queue, m mail.Sender, r *reminder.Service, base string) {
	jobs.Handle(q, func(ctx context.Context, l reminderLetter) error {
		return r.Deliver(ctx, reminder.Letter(l), base, func(ctx context.Context, x reminder.Mail) (bool, error) {
			err := m.Send(ctx, mail.Message(x))
			return errors.Is(err, mail.ErrInvalid) || errors.Is(err, mail.ErrRefused), err
		})
	})
	jobs.Handle(q, func(ctx context.Context, _ reminderCalendar) error { return r.RemindByCalendar(ctx) })
	q.Every(time.Hour, reminderCalendar{})
}
