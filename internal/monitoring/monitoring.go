// Package monitoring looks at whether the measures of a municipality are carried out, and whether they serve (PNA 2019 All. 1 § 6): rounds by
// year, a check for each measure, at two levels – who carries it out, then the RPCT –, and links by which an office answers without an account.
package monitoring

import (
	"context"
	"strconv"

	"comunita/internal/document"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Letter is a mail to who answers by a link.
type Letter struct{ To, Subject, Text string }

// Service is what the API calls. Writes need a unit of work.
type Service struct {
	db     *db.DB
	rounds *rounds
	checks *checks
	links  *links
	docs   *document.Service
	post   func(ctx context.Context, l Letter) error
	base   string
}

// NewService wires the service. post puts a letter in the queue, in the unit of work that wants it sent; base is the public address.
func NewService(d *db.DB, docs *document.Service, post func(ctx context.Context, l Letter) error, base string) *Service {
	return &Service{d, newRounds(d), newChecks(d), newLinks(d), docs, post, base}
}

// Using names the check a document is evidence of, or is empty: such a document is not archived.
func (s *Service) Using(ctx context.Context, document int64) (string, error) {
	return s.checks.using(ctx, document)
}

// hold keeps others from writing a round and its checks until the unit of work ends, then reads it; a round that is over takes no more.
func (s *Service) hold(ctx context.Context, id int64) (Round, error) {
	if err := s.db.Lock(ctx, "monitoring-round", strconv.FormatInt(id, 10)); err != nil {
		return Round{}, err
	}
	r, err := s.rounds.Get(ctx, id)
	if err == nil && !r.open() {
		err = apperr.New(apperr.Conflict, "round-closed", "Questo giro di monitoraggio è chiuso: non si può più rispondere né modificare")
	}
	return r, err
}

// leads fails unless the actor may open rounds and judge at the second level in the municipality.
func leads(ctx context.Context, municipality string) error {
	return authz.Within(ctx, authz.MonitoringReview, municipality)
}
