package v1

import (
	"context"
	"net/http"
	"strings"
	"time"

	"comunita/api/httpx"
	"comunita/internal/adhesion"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/reminder"
)

// ReminderRule says after how many days in a state, and in what words, whoever is to act is written to.
type ReminderRule struct {
	httpx.Meta
	State string `json:"state" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,member,referent_designated,to_renew,acceptance" example:"draft_sent"` // acceptance: of a new text of the protocol
	ReminderRuleEdit
	Stamps
	Actions []string `json:"actions" validate:"required,max=10" enums:"edit" example:"edit"`
} // @name ReminderRule

// ReminderRuleEdit is what people may change in a rule. PUT replaces all of it.
type ReminderRuleEdit struct {
	Days         int    `json:"days" validate:"required,min=1,max=365" example:"20"`
	RepeatDays   int    `json:"repeat_days" validate:"required,min=1,max=365" example:"15"`
	EscalateDays int    `json:"escalate_days" validate:"required,min=1,max=730" example:"50"` // from then on the coordinator of the zone is told too
	Subject      string `json:"subject" validate:"required,filled,max=150" example:"Comunità di Pratiche: bozze degli atti di adesione"`
	Text         string `json:"text" validate:"required,filled,max=2000" example:"abbiamo messo a disposizione le bozze degli atti."`
	PEC          bool   `json:"pec" example:"true"`        // listed for certified mail as well
	Automatic    bool   `json:"automatic" example:"false"` // sent every day without anybody asking
} // @name ReminderRuleEdit

// ReminderRun is a round of letters.
type ReminderRun struct {
	httpx.Meta
	Kind           string    `json:"kind" validate:"required" enums:"reminder,contact,kit" example:"reminder"`
	Automatic      bool      `json:"automatic" example:"false"`
	Actor          string    `json:"actor" validate:"required,max=200" example:"Maria Bianchi"`
	Municipalities int       `json:"municipalities" validate:"required" example:"37"`
	Queued         int       `json:"queued" validate:"required" example:"0"` // letters still to leave
	Sent           int       `json:"sent" validate:"required" example:"41"`
	Failed         int       `json:"failed" validate:"required" example:"1"`    // refused, or nobody knows
	Skipped        int       `json:"skipped" validate:"required" example:"2"`   // who had answered before theirs left
	Listed         int       `json:"listed" validate:"required" example:"12"`   // for certified mail, still to leave
	Certified      int       `json:"certified" validate:"required" example:"3"` // sent by certified mail
	CreatedAt      time.Time `json:"created_at" validate:"required" example:"2026-11-23T10:00:00Z"`
} // @name ReminderRun

// ReminderPlan is what a run did or, tried only, would do.
type ReminderPlan struct {
	Run     int64          `json:"run,omitzero" example:"4"`                 // none when it was only tried
	Letters int            `json:"letters" validate:"required" example:"41"` // to people: one each, whatever the number of their municipalities
	Lines   []ReminderLine `json:"lines" validate:"required,max=1000"`
} // @name ReminderPlan

// ReminderLine is what a run does about one municipality.
type ReminderLine struct {
	Municipality  string `json:"municipality" validate:"required,len=6" example:"083011"`
	Name          string `json:"name" validate:"required,max=80" example:"Capri Leone"`
	Rule          string `json:"rule" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,member,referent_designated,to_renew,acceptance" example:"draft_sent"`
	Since         string `json:"since" validate:"required" example:"2026-10-12"`
	Number        int    `json:"number" validate:"required" example:"2"` // the how-manieth of this wait
	People        int    `json:"people" validate:"required" example:"2"` // of the municipality, who get a letter
	Escalated     bool   `json:"escalated" example:"true"`               // the coordinator of the zone gets one too
	Listed        bool   `json:"listed" example:"true"`                  // for certified mail
	PEC           string `json:"pec,omitempty" validate:"max=254" example:"protocollo@pec.comune.capri.me.it"`
	RemindedToday bool   `json:"reminded_today" example:"false"` // nothing goes out: once a day is enough
} // @name ReminderLine

// ReminderNew narrows a run. Nothing given means everybody whose move it is.
type ReminderNew struct {
	Municipalities []string `json:"municipalities" validate:"max=200,unique,dive,len=6,number" example:"083011"`
	States         []string `json:"states" validate:"max=11,unique,dive,oneof=draft_sent interested proposal_filed act_adopted published enforceable transmitted member referent_designated to_renew acceptance" example:"draft_sent"`
	Zones          []int64  `json:"zones" validate:"max=50,unique,dive,min=1" example:"5"`
} // @name ReminderNew

// InvitationNew takes the secretariat's first steps for many municipalities at once.
type InvitationNew struct {
	Step           string   `json:"step" validate:"required,oneof=contact kit" enums:"contact,kit" example:"contact"` // contact: of those not contacted yet; kit: the drafts for those contacted
	Municipalities []string `json:"municipalities" validate:"max=200,unique,dive,len=6,number" example:"083011"`      // none: all of them
	Zones          []int64  `json:"zones" validate:"max=50,unique,dive,min=1" example:"5"`
	On             string   `json:"on" validate:"required,datetime=2006-01-02" example:"2026-11-02"`
	Note           string   `json:"note" validate:"max=1000" example:"Nota prot. 4120 del 02/11/2026"`
} // @name InvitationNew

// DryRun makes a run tell what it would do, and do nothing.
type DryRun struct {
	DryRun bool `query:"dry_run" form:"dry_run"`
}

// Reminder is what a run asked of whom about one municipality. Those for certified mail carry the address and the words.
type Reminder struct {
	httpx.Meta
	Run            int64      `json:"run" validate:"required" example:"4"`
	Municipality   string     `json:"municipality" validate:"required,len=6" example:"083011"`
	Name           string     `json:"name" validate:"required,max=80" example:"Capri Leone"`
	Rule           string     `json:"rule" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,member,referent_designated,to_renew,acceptance" example:"draft_sent"`
	Number         int        `json:"number" validate:"required" example:"2"`
	Audience       string     `json:"audience" validate:"required" enums:"municipality,coordinator,pec" example:"pec"`
	State          string     `json:"state" validate:"required" enums:"queued,sending,sent,failed,skipped,listed,uncertain" example:"listed"`
	Problem        string     `json:"problem,omitempty" validate:"max=200" example:"Il server di posta non risponde: si riprova"`
	SentAt         *time.Time `json:"sent_at,omitempty" example:"2026-11-23T10:00:00Z"`
	ProtocolNumber string     `json:"protocol_number,omitempty" validate:"max=40" example:"51230"` // of what left by certified mail
	ProtocolDate   string     `json:"protocol_date,omitempty" example:"2026-11-24"`
	PEC            string     `json:"pec,omitempty" validate:"max=254" example:"protocollo@pec.comune.capri.me.it"`
	Subject        string     `json:"subject,omitempty" validate:"max=150" example:"Comunità di Pratiche: bozze degli atti di adesione"`
	Text           string     `json:"text,omitempty" validate:"max=2200" example:"Comune di Capri Leone: abbiamo messo a disposizione le bozze."`
	CreatedAt      time.Time  `json:"created_at" validate:"required" example:"2026-11-23T10:00:00Z"`
} // @name Reminder

// ReminderQuery filters the list of reminders.
type ReminderQuery struct {
	page.Request
	Run          []int64  `query:"run" form:"run" validate:"max=50,dive,min=1"`
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"`
	State        []string `query:"state" form:"state" validate:"max=7,dive,oneof=queued sending sent failed skipped listed uncertain"`
	Audience     []string `query:"audience" form:"audience" validate:"max=3,dive,oneof=municipality coordinator pec" enums:"municipality,coordinator,pec"`
}

// ReminderDispatch marks letters of a run as sent by certified mail.
type ReminderDispatch struct {
	Reminders      []int64 `json:"reminders" validate:"max=1000,unique,dive,min=1" example:"31"` // none: all of the run that still wait
	ProtocolNumber string  `json:"protocol_number" validate:"required,filled,max=40" example:"51230"`
	ProtocolDate   string  `json:"protocol_date" validate:"required,datetime=2006-01-02" example:"2026-11-24"`
} // @name ReminderDispatch

// Reminders serves invitations and reminders.
type Reminders struct{ Service *reminder.Service }

// Routes is the whole surface of the resource.
func (r Reminders) Routes(a *httpx.API) {
	httpx.List(a, "reminder-rules-list", "/reminder-rules", authz.AdhesionAdmin, r.rules)
	httpx.Query(a, "reminder-rules-read", "/reminder-rules/:id", authz.AdhesionAdmin, r.rule)
	httpx.Query(a, "reminder-rules-history", "/reminder-rules/:id/history", authz.AdhesionAdmin, r.ruleHistory)
	httpx.Command(a, "reminder-rules-edit", http.MethodPut, "/reminder-rules/:id", authz.AdhesionAdmin, r.editRule)
	httpx.List(a, "reminder-runs-list", "/reminder-runs", authz.AdhesionAdmin, r.runs)
	httpx.Query(a, "reminder-runs-read", "/reminder-runs/:id", authz.AdhesionAdmin, r.run)
	httpx.Command(a, "reminder-runs-create", http.MethodPost, "/reminder-runs", authz.AdhesionAdmin, r.remind, httpx.Status(http.StatusOK))
	httpx.Command(a, "reminder-runs-dispatch", http.MethodPost, "/reminder-runs/:id/dispatch", authz.AdhesionAdmin, r.dispatch, httpx.Status(http.StatusOK))
	httpx.Command(a, "invitations-create", http.MethodPost, "/invitations", authz.AdhesionAdmin, r.invite, httpx.Status(http.StatusOK))
	httpx.List(a, "reminders-list", "/reminders", authz.AdhesionAdmin, r.list)
}

// @Summary      Le regole dei solleciti
// @Description  Per ogni stato: dopo quanti giorni, con quali parole, ogni quanto, quando si avvisa il coordinatore di zona.
// @Tags         reminders
// @Param        query query page.Request false "pagina"
// @Success      200 {object} page.Of[ReminderRule]
// @Router       /reminder-rules [get]
func (r Reminders) rules(_ context.Context, q page.Request) (page.Source[ReminderRule], error) {
	return page.Map(r.Service.Rules(q), presentRule), nil
}

// @Summary      Una regola dei solleciti
// @Description  Con If-None-Match risponde 304 se non è cambiata.
// @Tags         reminders
// @Param        id path int true "regola"
// @Success      200 {object} ReminderRule
// @Router       /reminder-rules/{id} [get]
func (r Reminders) rule(ctx context.Context, in httpx.ByID) (ReminderRule, error) {
	x, err := r.Service.Rule(ctx, in.ID)
	return presentRule(ctx, x), err
}

// @Summary      Storia di una regola dei solleciti
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         reminders
// @Param        id path int true "regola"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /reminder-rules/{id}/history [get]
func (r Reminders) ruleHistory(ctx context.Context, in HistoryQuery) (page.Of[HistoryEntry], error) {
	return presentHistory(r.Service.RuleHistory(ctx, in.ID, in.page()))
}

// @Summary      Cambia una regola dei solleciti
// @Description  Vuole If-Match con l'ETag letto.
// @Tags         reminders
// @Param        id path int true "regola"
// @Param        body body ReminderRuleEdit true "la regola"
// @Success      200 {object} ReminderRule
// @Router       /reminder-rules/{id} [put]
func (r Reminders) editRule(ctx context.Context, in httpx.ByVersion, b ReminderRuleEdit) (ReminderRule, error) {
	x, err := r.Service.EditRule(ctx, in.ID, in.Version(), reminder.RuleContent(b))
	return presentRule(ctx, x), err
}

// @Summary      I giri di inviti e solleciti
// @Description  Dal più recente, con ciò che ne è stato.
// @Tags         reminders
// @Param        query query page.Request false "pagina"
// @Success      200 {object} page.Of[ReminderRun]
// @Router       /reminder-runs [get]
func (r Reminders) runs(_ context.Context, q page.Request) (page.Source[ReminderRun], error) {
	return page.Batch(r.Service.Runs(q), r.presentRuns), nil
}

// @Summary      Un giro di inviti o solleciti
// @Description  Quante lettere sono partite, quante aspettano, quante no.
// @Tags         reminders
// @Param        id path int true "giro"
// @Success      200 {object} ReminderRun
// @Router       /reminder-runs/{id} [get]
func (r Reminders) run(ctx context.Context, in httpx.ByID) (ReminderRun, error) {
	x, err := r.Service.RunOf(ctx, in.ID)
	if err != nil {
		return ReminderRun{}, err
	}
	out, err := r.presentRuns(ctx, []reminder.Run{x})
	return out[0], err
}

// Variant puts into the ETag what changes without the run: its letters.
func (r ReminderRun) Variant() string { return digest(r) }

// @Summary      Sollecita chi non ha risposto
// @Description  A chi tocca muoversi: una lettera per persona, il coordinatore di zona se l'attesa è lunga, e l'elenco per la PEC. Mai due volte nello stesso giorno; chi ha già risposto non riceve nulla. Con dry_run dice che cosa farebbe, senza farlo.
// @Tags         reminders
// @Param        query query DryRun false "prova"
// @Param        body body ReminderNew true "chi"
// @Success      200 {object} ReminderPlan
// @Router       /reminder-runs [post]
func (r Reminders) remind(ctx context.Context, in DryRun, b ReminderNew) (ReminderPlan, error) {
	return presentPlan(r.Service.Remind(ctx, reminder.Whom{Municipalities: b.Municipalities, States: b.States, Zones: b.Zones}, in.DryRun))
}

// @Summary      Segna lettere come inviate via PEC
// @Description  Con numero e data di protocollo: quelle indicate o, senza indicarne, tutte quelle del giro che aspettano; tutte o nessuna. Una lettera già segnata è 409 e dice con quale protocollo. I giorni della regola ripartono da quella data.
// @Tags         reminders
// @Param        id path int true "giro"
// @Param        body body ReminderDispatch true "protocollo e lettere"
// @Success      200 {object} ReminderRun
// @Router       /reminder-runs/{id}/dispatch [post]
func (r Reminders) dispatch(ctx context.Context, in httpx.ByID, b ReminderDispatch) (ReminderRun, error) {
	x, err := r.Service.Dispatch(ctx, in.ID, reminder.Dispatch{Reminders: b.Reminders, Number: strings.TrimSpace(b.ProtocolNumber), Date: deref(date(b.ProtocolDate))})
	if err != nil {
		return ReminderRun{}, err
	}
	out, err := r.presentRuns(ctx, []reminder.Run{x})
	return out[0], err
}

// @Summary      Invita molti comuni, o invia loro le bozze
// @Description  Un solo passo per tutti quelli che aspettano la segreteria, con la lettera a chi ha un incarico e l'elenco per la PEC. Con dry_run dice che cosa farebbe, senza farlo.
// @Tags         reminders
// @Param        query query DryRun false "prova"
// @Param        body body InvitationNew true "passo e comuni"
// @Success      200 {object} ReminderPlan
// @Router       /invitations [post]
func (r Reminders) invite(ctx context.Context, in DryRun, b InvitationNew) (ReminderPlan, error) {
	return presentPlan(r.Service.Invite(ctx, adhesion.Action(b.Step), reminder.Whom{Municipalities: b.Municipalities, Zones: b.Zones}, deref(date(b.On)), b.Note, in.DryRun))
}

// @Summary      Inviti e solleciti, uno per comune e destinatario
// @Description  Con audience=pec e Accept text/csv è l'elenco per la posta certificata: indirizzo, oggetto, testo. I nomi delle persone non ci sono.
// @Tags         reminders
// @Param        query query ReminderQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Reminder]
// @Router       /reminders [get]
func (r Reminders) list(_ context.Context, q ReminderQuery) (page.Source[Reminder], error) {
	return page.Batch(r.Service.Reminders(q.Request, reminder.Filter{Runs: q.Run, Municipalities: q.Municipality, States: q.State, Audiences: q.Audience}),
		r.present), nil
}

func presentRule(_ context.Context, x reminder.Rule) ReminderRule {
	return ReminderRule{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, State: x.State, ReminderRuleEdit: ReminderRuleEdit(x.RuleContent), Stamps: stamps(x.Row),
		Actions: []string{"edit"}}
}

func presentPlan(p reminder.Plan, err error) (ReminderPlan, error) {
	return ReminderPlan{Run: p.Run.ID, Letters: p.Letters, Lines: convert(p.Lines, func(l reminder.Line) ReminderLine {
		return ReminderLine{Municipality: l.MunicipalityCode, Name: l.Name, Rule: l.Rule, Since: l.Since.Format(time.DateOnly), Number: l.Number, People: l.People,
			Escalated: l.Escalated, Listed: l.Listed, PEC: l.PEC, RemindedToday: l.RemindedToday}
	})}, err
}

func (r Reminders) presentRuns(ctx context.Context, rows []reminder.Run) ([]ReminderRun, error) {
	outcomes, err := r.Service.Outcomes(ctx, convert(rows, func(x reminder.Run) int64 { return x.ID }))
	return convert(rows, func(x reminder.Run) ReminderRun {
		o := outcomes[x.ID]
		return ReminderRun{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, Kind: x.Kind, Automatic: x.Automatic, Actor: o.Actor, Municipalities: o.Municipalities,
			Queued: o.Queued, Sent: o.Sent, Failed: o.Failed, Skipped: o.Skipped, Listed: o.Listed, Certified: o.Certified, CreatedAt: x.CreatedAt.UTC()}
	}), err
}

func (r Reminders) present(ctx context.Context, rows []reminder.Reminder) ([]Reminder, error) {
	words, err := r.Service.Wordings(ctx, rows)
	return convert(rows, func(x reminder.Reminder) Reminder {
		w := words[x.ID]
		out := Reminder{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, Run: x.RunID, Municipality: x.MunicipalityCode, Name: w.Name, Rule: x.Rule, Number: x.Number,
			Audience: x.Audience, State: x.State, Problem: x.Problem, SentAt: x.SentAt, CreatedAt: x.CreatedAt.UTC()}
		if x.Audience == "pec" {
			out.ProtocolNumber, out.ProtocolDate = x.ProtocolNumber, day(x.ProtocolDate)
			out.PEC, out.Subject, out.Text = w.PEC, w.Subject, w.Text
		}
		return out
	}), err
}
