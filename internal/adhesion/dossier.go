package adhesion

import (
	"slices"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

var (
	collegial  = []string{"giunta_resolution", "commissioner_resolution"}
	monocratic = []string{"mayor_decree", "mayor_determination", "commissioner_decree"}
)

// check refuses what contradicts itself or the law, however far the adhesion has come.
func (d Dossier) check(e *apperr.Error) {
	d.Act.check(e)
	d.Pub.check(e, d.Act)
	notFuture(e, "/transmission/date", d.Sent.Date)
	notFuture(e, "/transmission/received_date", d.Sent.ReceivedDate)
	notBefore(e, "/transmission/date", d.Sent.Date, d.Act.Date, "L'atto non può essere trasmesso prima di essere adottato")
	notBefore(e, "/transmission/received_date", d.Sent.ReceivedDate, d.Sent.Date, "Non può arrivare prima di essere trasmesso")
	far := authz.Today().AddDate(2, 0, 0)
	for pointer, day := range map[string]*time.Time{"/act/date": d.Act.Date, "/act/proposal_date": d.Act.ProposalDate, "/act/technical_date": d.Act.TechnicalDate,
		"/act/accounting_date": d.Act.AccountingDate, "/publication/from": d.Pub.From, "/publication/to": d.Pub.To, "/publication/enforceable_from": d.Pub.EnforceableFrom,
		"/publication/extract_date": d.Pub.ExtractDate, "/transmission/date": d.Sent.Date, "/transmission/received_date": d.Sent.ReceivedDate} {
		if day != nil && (day.Year() < first || day.After(far)) {
			_ = e.At(pointer, "range", "Una data dal 2017 in poi, al più tra due anni")
		}
	}
}

func (a Act) check(e *apperr.Error) {
	for pointer, day := range map[string]*time.Time{"/act/date": a.Date, "/act/proposal_date": a.ProposalDate, "/act/technical_date": a.TechnicalDate,
		"/act/accounting_date": a.AccountingDate} {
		notFuture(e, pointer, day)
	}
	notBefore(e, "/act/date", a.Date, a.ProposalDate, "L'atto non può precedere la proposta")
	notBefore(e, "/act/date", a.Date, a.TechnicalDate, "Il parere di regolarità tecnica precede l'atto")
	if a.AccountingOpinion == "not_due" && a.AccountingReason == "" {
		_ = e.At("/act/accounting_reason", "required", "Indica perché il parere contabile non è dovuto, per esempio: nessun riflesso diretto o indiretto sul bilancio")
	}
	votes := []*int{a.VotesFor, a.VotesAgainst, a.VotesAbstained}
	switch {
	case slices.Contains(monocratic, a.Kind):
		if slices.ContainsFunc(append(votes, a.Present, a.Absent), func(n *int) bool { return n != nil }) {
			_ = e.At("/act/votes_for", "monocratic", "Un atto del sindaco o un decreto del commissario non si vota: lascia vuoti presenti e voti")
		}
		if a.Immediate {
			_ = e.At("/act/immediate", "monocratic", "L'immediata esecutività si vota: riguarda le deliberazioni (art. 12 c. 2 L.R. 44/1991)")
		}
	case a.Present != nil && sum(votes) > *a.Present:
		_ = e.At("/act/votes_for", "too-many", "I voti sono più dei presenti")
	}
	if a.Immediate && a.ImmediateReason == "" {
		_ = e.At("/act/immediate_reason", "required", "Indica il motivo dell'urgenza (art. 12 c. 2 L.R. 44/1991)")
	}
}

// publication lasts fifteen days, the first one included (art. 11 L.R. 44/1991).
const publication = 15

func (p Pub) check(e *apperr.Error, a Act) {
	notBefore(e, "/publication/from", p.From, a.Date, "L'atto non può essere pubblicato prima di essere adottato")
	if p.From != nil && p.To != nil && p.To.Before(p.From.AddDate(0, 0, publication-1)) {
		_ = e.At("/publication/to", "too-short", "La pubblicazione all'albo dura quindici giorni (art. 11 L.R. 44/1991): almeno fino al %s",
			p.From.AddDate(0, 0, publication-1).Format("02/01/2006"))
	}
	notBefore(e, "/publication/extract_date", p.ExtractDate, a.Date, "L'estratto non può precedere l'atto")
	notFuture(e, "/publication/extract_date", p.ExtractDate)
	if p.EnforceableFrom != nil {
		p.checkEnforceable(e, a)
	}
}

// checkEnforceable holds the day to the reason given for it: after the tenth day of publication, or at once by a vote of its own (art. 12 L.R.
// 44/1991); an act of one person takes effect when it is adopted.
func (p Pub) checkEnforceable(e *apperr.Error, a Act) {
	const at = "/publication/enforceable_from"
	switch p.EnforceableReason {
	case "ten_days":
		if p.From == nil {
			_ = e.At("/publication/from", "required", "Senza pubblicazione l'atto non diventa esecutivo")
		} else if first := p.From.AddDate(0, 0, 10); p.EnforceableFrom.Before(first) {
			_ = e.At(at, "before-publication", "L'atto è esecutivo dopo il decimo giorno di pubblicazione: non prima del %s (art. 12 c. 1 L.R. 44/1991)", first.Format("02/01/2006"))
		}
	case "immediate":
		if !a.Immediate {
			_ = e.At("/publication/enforceable_reason", "not-immediate", "L'atto non è stato dichiarato immediatamente esecutivo")
		}
		notBefore(e, at, p.EnforceableFrom, a.Date, "Non può essere esecutivo prima di essere adottato")
	case "monocratic":
		if !slices.Contains(monocratic, a.Kind) {
			_ = e.At("/publication/enforceable_reason", "not-monocratic", "Vale per gli atti del sindaco e i decreti del commissario")
		}
		notBefore(e, at, p.EnforceableFrom, a.Date, "Non può essere esecutivo prima di essere adottato")
	default:
		notBefore(e, at, p.EnforceableFrom, p.From, "L'atto non può essere esecutivo prima della pubblicazione")
		_ = e.At("/publication/enforceable_reason", "required", "Indica perché è esecutivo: decorsi dieci giorni, dichiarato immediatamente esecutivo, atto monocratico")
	}
}

// Warning says what is not refused but may cost the act its effects.
func (d Dossier) Warning() (pointer, detail string) {
	limit, days := 7, "sette"
	if d.Act.Immediate {
		limit, days = 3, "tre"
	}
	late := d.Act.Date != nil && (d.Pub.ExtractDate == nil && authz.Today().After(d.Act.Date.AddDate(0, 0, limit)) ||
		d.Pub.ExtractDate != nil && d.Pub.ExtractDate.After(d.Act.Date.AddDate(0, 0, limit)))
	if !late {
		return "", ""
	}
	return "/publication/extract_date", "L'estratto va sul sito entro " + days + " giorni dall'adozione, a pena di nullità (art. 18 L.R. 22/2008): verifica la pubblicazione"
}

// lacks names what a step asks for and the dossier has not.
func (a *Adhesion) lacks(step Action, e *apperr.Error) {
	need := func(missing bool, pointer, what string) {
		if missing {
			_ = e.At(pointer, "required", "%s", what)
		}
	}
	switch d := &a.Dossier; step {
	case Proposal:
		need(d.Act.Kind == "", "/act/kind", "Scegli lo strumento: delibera di Giunta, atto del sindaco o del commissario")
		need(d.Act.ProposalDate == nil, "/act/proposal_date", "Data della proposta")
	case Adoption:
		need(d.Act.Number == "", "/act/number", "Numero dell'atto")
		need(d.Act.Date == nil, "/act/date", "Data dell'atto")
		if slices.Contains(collegial, d.Act.Kind) {
			need(d.Act.TechnicalOpinion == "", "/act/technical_opinion", "Parere di regolarità tecnica (art. 12 L.R. 30/2000)")
			need(d.Act.AccountingOpinion == "", "/act/accounting_opinion", "Parere di regolarità contabile, o perché non è dovuto (art. 12 L.R. 30/2000)")
			need(d.Act.VotesFor == nil, "/act/votes_for", "Esito della votazione: voti favorevoli")
			if d.Act.VotesFor != nil && *d.Act.VotesFor <= value(d.Act.VotesAgainst) {
				_ = e.At("/act/votes_for", "rejected", "Con questi voti la proposta non è approvata")
			}
		}
	case Publication:
		need(d.Pub.AlboNumber == "", "/publication/albo_number", "Numero di pubblicazione all'albo")
		need(d.Pub.From == nil, "/publication/from", "Inizio della pubblicazione")
		need(d.Pub.To == nil, "/publication/to", "Fine della pubblicazione")
	case Enforceability:
		need(d.Pub.EnforceableFrom == nil, "/publication/enforceable_from", "Da quando è esecutivo")
	case Transmission:
		need(d.Sent.Number == "", "/transmission/number", "Numero di protocollo in uscita")
		need(d.Sent.Date == nil, "/transmission/date", "Data della trasmissione via PEC")
	}
}

// day is the day in the dossier on which a step happened, if it knows one.
func (d *Dossier) day(step Action) (pointer string, day *time.Time) {
	switch step {
	case Proposal:
		return "/act/proposal_date", d.Act.ProposalDate
	case Adoption:
		return "/act/date", d.Act.Date
	case Publication:
		return "/publication/from", d.Pub.From
	case Enforceability:
		return "/publication/enforceable_from", d.Pub.EnforceableFrom
	case Transmission:
		return "/transmission/date", d.Sent.Date
	}
	return "", nil
}

// kept refuses a dossier that loses what a step already taken asked for.
func (a *Adhesion) kept(before Dossier, e *apperr.Error) {
	old := Adhesion{Dossier: before}
	for _, step := range taken(a.State, a.Resumes) {
		had, has := apperr.Validation(), apperr.Validation()
		old.lacks(step, had)
		a.lacks(step, has)
		for _, f := range has.Fields {
			if !slices.ContainsFunc(had.Fields, func(h apperr.Field) bool { return h.Pointer == f.Pointer }) {
				e.Fields = append(e.Fields, f)
			}
		}
	}
}

// taken are the steps that led to a state.
func taken(s, resumes State) (out []Action) {
	if resumes != "" {
		s = resumes
	}
	if slices.Contains(aside, s) {
		return nil
	}
	for _, m := range Flow[:len(joining)+len(members)-1] {
		if m.From == s {
			break
		}
		out = append(out, m.Do)
	}
	return out
}

func notFuture(e *apperr.Error, pointer string, day *time.Time) {
	if day != nil && day.After(authz.Today()) {
		_ = e.At(pointer, "future", "La data non può essere nel futuro")
	}
}

func notBefore(e *apperr.Error, pointer string, day, first *time.Time, says string) {
	if day != nil && first != nil && day.Before(*first) {
		_ = e.At(pointer, "before", "%s (%s)", says, first.Format("02/01/2006"))
	}
}

func value(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func sum(list []*int) (total int) {
	for _, n := range list {
		total += value(n)
	}
	return total
}
