package measure

import (
	"context"
	"fmt"
	"strings"

	"comunita/internal/platform/authz"
	"comunita/internal/platform/pii"
)

// checkPlan collects what is wrong with a new plan for a.
func (s *Service) checkPlan(ctx context.Context, a Adoption, p Plan) error {
	v, err := s.words.Check(ctx)
	if err != nil {
		return err
	}
	e := v.Failed()
	if strings.TrimSpace(p.Title) == "" {
		_ = e.At("/title", "required", "Campo obbligatorio")
	}
	if p.TypeCode == "" {
		_ = e.At("/type", "required", "Indica la tipologia della misura")
	} else {
		v.Type("/type", p.TypeCode)
	}
	if (p.Status == NotImplemented || p.Status == NotApplicable) && strings.TrimSpace(p.Reason) == "" {
		_ = e.At("/reason", "required", "Scrivi perché la misura non è attuata o non si applica: lo chiede la relazione annuale")
	}
	for _, f := range []struct{ at, text string }{
		{"/title", p.Title}, {"/description", p.Description}, {"/responsible", p.Responsible}, {"/indicator", p.Indicator}, {"/baseline", p.Baseline},
		{"/target", p.Target}, {"/current_value", p.CurrentValue}, {"/performance_goal", p.PerformanceGoal}, {"/reason", p.Reason}, {"/motivation", p.Motivation},
	} {
		pii.Check(e, f.at, f.text)
	}
	var documents []int64
	for i, f := range p.Phases {
		at := pointer("/phases", i)
		pii.Check(e, at+"/name", f.Name, at+"/note", f.Note)
		if f.StartsOn != nil && f.DueOn != nil && f.DueOn.Before(*f.StartsOn) {
			_ = e.At(at+"/due_on", "before-start", "La fase «%s» finisce prima di cominciare", f.Name)
		}
		switch {
		case f.DoneOn == nil:
		case f.DoneOn.After(authz.Today()):
			_ = e.At(at+"/done_on", "future", "Una fase è conclusa quando il giorno è passato")
		case f.StartsOn != nil && f.DoneOn.Before(*f.StartsOn):
			_ = e.At(at+"/done_on", "before-start", "La fase «%s» è conclusa prima di cominciare", f.Name)
		}
		if f.Document != 0 {
			documents = append(documents, f.Document)
			if f.DoneOn == nil {
				_ = e.At(at+"/done_on", "required", "Il documento prova che la fase è conclusa: indica quando")
			}
		}
	}
	found, err := s.adoptions.known(ctx, a, documents, p.Risks)
	if err != nil {
		return err
	}
	for i, f := range p.Phases {
		if f.Document != 0 && !found.Documents[f.Document] {
			_ = e.At(pointer("/phases", i)+"/document_id", "unknown", "Il comune non ha un documento con questo numero")
		}
	}
	for i, id := range p.Risks {
		if !found.Risks[id] {
			_ = e.At(pointer("/risks", i), "unknown", "Il comune non ha un rischio locale con questo numero")
		}
	}
	// PNA 2019, All. 1 §6: of what is done there is evidence
	if p.Status == Implemented && !found.Checked && !p.proved() {
		_ = e.At("/status", "no-evidence", "«%s» risulta attuata senza una prova: segna conclusa una fase con il suo documento, o registra una verifica con evidenze", p.Title)
	}
	return v.Err()
}

// proved reports whether a phase is done with a document that shows it.
func (p Plan) proved() bool {
	for _, f := range p.Phases {
		if f.DoneOn != nil && f.Document != 0 {
			return true
		}
	}
	return false
}

func pointer(list string, i int) string { return fmt.Sprintf("%s/%d", list, i) }
