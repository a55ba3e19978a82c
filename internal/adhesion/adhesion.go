// Package adhesion leads municipalities into the network: the steps from the first contact to the work, what the act, its publication and its
// transmission are, who is to do what next, and the reminders to those who have not.
package adhesion

import (
	"context"
	"time"

	"comunita/internal/agreement"
	"comunita/internal/document"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/page"
	"comunita/internal/referent"
)

// Adhesion is a row of adhesions. Since is the day of the last step; Resumes is where a side state leads back to.
type Adhesion struct {
	db.Row
	MunicipalityCode string
	State            State
	Since            time.Time
	Resumes          State
	Dossier
}

// TableName tells GORM.
func (Adhesion) TableName() string { return "adhesions" }

// Dossier is what is known of the act by which a municipality joins.
type Dossier struct {
	Act  Act  `gorm:"embedded;embeddedPrefix:act_"`
	Pub  Pub  `gorm:"embedded;embeddedPrefix:publication_"`
	Sent Sent `gorm:"embedded;embeddedPrefix:transmission_"`
}

// Act is the act itself: of the Giunta, of the mayor (who holds the residual competence in Sicily, art. 13 L.R. 7/1992), or of the commissioner in
// place of either. The opinions are those of art. 53 L. 142/1990 as received by L.R. 48/1991 and amended by art. 12 L.R. 30/2000.
type Act struct {
	Kind, Number                           string
	Date                                   *time.Time
	Session                                string
	Proposer, ProposalNumber               string
	ProposalDate                           *time.Time
	Subject                                string
	Present, Absent                        *int
	VotesFor, VotesAgainst, VotesAbstained *int
	Immediate                              bool
	ImmediateReason                        string
	TechnicalOpinion, TechnicalBy          string
	TechnicalDate                          *time.Time
	AccountingOpinion, AccountingBy        string
	AccountingDate                         *time.Time
	AccountingReason                       string
}

// Pub is its publication at the albo pretorio for fifteen days (art. 11 L.R. 44/1991), and since when it can be carried out (art. 12).
type Pub struct {
	AlboNumber        string
	From, To          *time.Time
	EnforceableFrom   *time.Time
	EnforceableReason string
	ExtractDate       *time.Time
	ExtractURL        string `gorm:"column:extract_url"`
	TransparencyURL   string `gorm:"column:transparency_url"`
}

// Sent is its way to the Città Metropolitana by certified mail.
type Sent struct {
	Number         string
	Date           *time.Time
	PECID          string `gorm:"column:pec_id"`
	ReceivedNumber string
	ReceivedDate   *time.Time
	Classification string
	File           string
}

// Service is what the API, the jobs and the seeds call. Writes need a unit of work.
type Service struct {
	store      *store
	board      *board
	agreements *agreement.Service
	documents  *document.Service
	people     *referent.Service
	invite     func(ctx context.Context, person int64) error
}

// NewService wires the service. invite gives a person an account and mails the way in.
func NewService(d *db.DB, agreements *agreement.Service, documents *document.Service, people *referent.Service, invite func(ctx context.Context, person int64) error) *Service {
	return &Service{newStore(d), newBoard(d), agreements, documents, people, invite}
}

// Get finds the adhesion of a municipality within the actor's reach.
func (s *Service) Get(ctx context.Context, code string) (Adhesion, error) {
	return s.store.One(ctx, "municipality_code = ?", code)
}

// History pages through what happened to an adhesion: every field of its dossier and every step.
func (s *Service) History(ctx context.Context, code string, p page.Request) (page.Of[db.Change], error) {
	a, err := s.Get(ctx, code)
	if err != nil {
		return page.Of[db.Change]{}, err
	}
	return s.store.History(ctx, a.ID, p)
}

// Steps gives the steps of an adhesion, the latest first: at most 200.
func (s *Service) Steps(ctx context.Context, code string) ([]Step, error) {
	a, err := s.Get(ctx, code)
	if err != nil {
		return nil, err
	}
	return s.store.steps(ctx, a.ID)
}

// Edit replaces what is known of the act. What a step taken already asked for has to stay.
func (s *Service) Edit(ctx context.Context, code string, version int64, d Dossier) (Adhesion, error) {
	a, err := s.Get(ctx, code)
	if err == nil {
		err = authz.Within(ctx, authz.AdhesionWrite, code)
	}
	if err != nil {
		return a, err
	}
	before := a.Dossier
	a.Dossier = d
	e := apperr.Validation()
	d.check(e)
	a.kept(before, e)
	if err := e.OrNil(); err != nil {
		return a, err
	}
	return a, s.store.Update(ctx, &a, version)
}

// Actions says what the actor may do with an adhesion.
func (s *Service) Actions(ctx context.Context, municipality string, state State) []string {
	out := open(ctx, municipality, state)
	if authz.Within(ctx, authz.AdhesionWrite, municipality) == nil {
		out = append(out, "edit")
	}
	return out
}
