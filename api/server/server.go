// Package server is the composition root: the one place that sees everything.
package server

import (
	"net/http"
	"runtime"
	"time"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/adhesion"
	"comunita/internal/agenda"
	"comunita/internal/agreement"
	"comunita/internal/behaviour"
	"comunita/internal/confirmation"
	"comunita/internal/deadline"
	"comunita/internal/disadvantage"
	"comunita/internal/document"
	"comunita/internal/evaluation"
	"comunita/internal/identity"
	"comunita/internal/measure"
	"comunita/internal/milestone"
	"comunita/internal/monitoring"
	"comunita/internal/municipality"
	"comunita/internal/network"
	"comunita/internal/organisation"
	"comunita/internal/overview"
	"comunita/internal/platform/db"
	"comunita/internal/platform/jobs"
	"comunita/internal/platform/mail"
	"comunita/internal/platform/paper"
	"comunita/internal/platform/password"
	"comunita/internal/process"
	"comunita/internal/referent"
	"comunita/internal/register"
	"comunita/internal/reminder"
	"comunita/internal/risk"
	"comunita/internal/setting"
	"comunita/internal/template"
	"comunita/internal/training"
	"comunita/internal/vocabulary"
	"comunita/internal/zone"
)

// Options are what main, the tests and the spec generator build the server from.
type Options struct {
	DB    *db.DB
	HTTP  httpx.Settings
	Site  v1.Site // what the public pages say of the owner
	Spec  string  // path of openapi.yaml
	Web   string  // folder of the built SPA; empty: none
	Keys  *httpx.Keys
	Mail  mail.Sender
	Base  string           // public address, for the links in mails
	Paper *paper.Converter // nil: drafts as DOCX only
}

// Server is the whole application behind one handler.
type Server struct {
	http.Handler
	API       *httpx.API
	Identity  *identity.Service
	Documents *document.Service
	Jobs      *jobs.Queue
	Reminders *reminder.Service
	Adhesions *adhesion.Service
	Overviews *overview.Service
}

// New wires it.
func New(o Options) (*Server, error) {
	queue, err := jobs.New(o.DB)
	if err != nil {
		return nil, err
	}
	who := identity.NewService(o.DB, password.NewHasher(max(1, runtime.NumCPU()/2), 2*time.Second), post(queue), o.Base)
	if o.HTTP.Authenticate == nil {
		o.HTTP.Authenticate = v1.Authenticate(who, o.Keys)
	}
	docs := document.NewService(o.DB, o.HTTP.Files)
	rounds := monitoring.NewService(o.DB, docs, postLink(queue), o.Base)
	o.HTTP.Authenticate = withLinks(o.HTTP.Authenticate, rounds)
	e, a, err := httpx.New(o.DB, o.HTTP)
	if err != nil {
		return nil, err
	}
	chores(queue, o.Mail, who, docs)
	auth := v1.Auth{Service: who, Keys: o.Keys, Secure: o.HTTP.HTTPS}
	words := vocabulary.NewService(o.DB)
	risks := risk.NewService(o.DB, words)

	v1.Status{DB: o.DB, Site: o.Site}.Routes(a)
	auth.Routes(a)
	v1.Me{Auth: auth}.Routes(a)
	v1.Clients{Service: who}.Routes(a)
	v1.VocabularyAPI{Service: words}.Routes(a)
	settings := setting.NewService(o.DB)
	distress := disadvantage.NewService(o.DB, settings)
	v1.Municipalities{Service: municipality.NewService(o.DB), Disadvantage: distress}.Routes(a)
	v1.DisadvantageAPI{Service: distress, Settings: settings}.Routes(a)
	v1.Risks{Service: risks}.Routes(a)
	evaluations := evaluation.NewService(o.DB, risks, settings)
	v1.EvaluationMethods{Settings: settings}.Routes(a)
	v1.Evaluations{Service: evaluations}.Routes(a)
	overviews := overview.NewService(o.DB)
	publish(queue, overviews)
	v1.Overviews{Service: overviews}.Routes(a)
	v1.RiskMaps{Service: evaluations, Overviews: overviews}.Routes(a)
	v1.PlanConfirmations{Service: confirmation.NewService(o.DB)}.Routes(a)
	measures := measure.NewService(o.DB, words, risks)
	docs.InUse(measures.Using)
	v1.Measures{Service: measures}.Routes(a)
	v1.MeasureAdoptions{Service: measures}.Routes(a)
	v1.MeasureFigures{Service: measures}.Routes(a)
	v1.Proposals{Service: risks}.Routes(a)
	v1.Processes{Service: process.NewService(o.DB, words)}.Routes(a)
	v1.Behaviours{Service: behaviour.NewService(o.DB, words, risks)}.Routes(a)
	zones := zone.NewService(o.DB)
	v1.ZoneSets{Service: zones}.Routes(a)
	v1.ZoneDesigns{Service: zones}.Routes(a)
	v1.Zones{Service: zones}.Routes(a)
	referents := referent.NewService(o.DB, who.Forget)
	v1.Referents{Service: referents}.Routes(a)
	v1.Mandates{Service: referents}.Routes(a)
	v1.Conventions{Service: referents}.Routes(a)
	agreements := agreement.NewService(o.DB)
	v1.ProtocolVersions{Service: agreements}.Routes(a)
	v1.Agreements{Service: agreements}.Routes(a)
	adhesions := adhesion.NewService(o.DB, agreements, docs, referents, who.Invite)
	docs.InUse(adhesions.Using)
	expire(queue, adhesions)
	v1.Adhesions{Service: adhesions, Agreements: agreements}.Routes(a)
	deadlines := deadline.NewService(o.DB)
	v1.Deadlines{Service: deadlines}.Routes(a)
	v1.Agenda{Service: agenda.NewService(o.DB, deadlines, agenda.Adhesions(adhesions), agenda.Monitoring(rounds))}.Routes(a)
	docs.InUse(rounds.Using)
	v1.MonitoringRounds{Service: rounds}.Routes(a)
	v1.MonitoringChecks{Service: rounds}.Routes(a)
	v1.MonitoringLinks{Service: rounds}.Routes(a)
	reminders := reminder.NewService(o.DB, adhesions, postReminders(queue))
	remind(queue, o.Mail, reminders, o.Base)
	v1.Reminders{Service: reminders}.Routes(a)
	v1.NetworkAPI{Service: network.NewService(o.DB)}.Routes(a)
	groups := organisation.NewService(o.DB)
	v1.ProjectGroups{Service: groups}.Routes(a)
	v1.ProjectMembers{Service: groups}.Routes(a)
	v1.OrganisationAPI{Service: groups}.Routes(a)
	path := milestone.NewService(o.DB)
	docs.InUse(path.Using)
	v1.Milestones{Service: path}.Routes(a)
	v1.TrainingNeeds{Service: training.NewService(o.DB, words)}.Routes(a)
	v1.Documents{Service: docs}.Routes(a)
	v1.Templates{Service: template.NewService(o.DB, o.HTTP.Files, o.Paper, template.Network{Name: o.Site.Owner, PEC: o.Site.PEC}, adhesions)}.Routes(a)
	v1.Registers{Service: register.NewService(o.DB, o.Paper)}.Routes(a)
	importer := register.NewImporter(o.DB, words, evaluations, o.HTTP.Files, postRegister(queue))
	takeIn(queue, importer)
	v1.RegisterImports{Service: importer}.Routes(a)

	pages(e, o)
	return &Server{Handler: e, API: a, Identity: who, Documents: docs, Jobs: queue, Reminders: reminders, Adhesions: adhesions, Overviews: overviews}, nil
}
