package register

import (
	"fmt"
	"strings"
)

// measureTypes are the eleven of the PNA 2015 and 2019, as the form asks for them.
var measureTypes = []struct{ code, name string }{
	{"TM01", "controllo"}, {"TM02", "trasparenza"}, {"TM03", "definizione e promozione dell'etica e di standard di comportamento"}, {"TM04", "regolamentazione"},
	{"TM05", "semplificazione"}, {"TM06", "formazione"}, {"TM07", "sensibilizzazione e partecipazione"}, {"TM08", "rotazione"}, {"TM09", "segnalazione e protezione"},
	{"TM10", "disciplina del conflitto di interessi"}, {"TM11", "regolazione dei rapporti con i rappresentanti di interessi particolari"},
}

// form is the yearly report of the RPCT in three sheets: Anagrafica, Considerazioni generali (four answers), Misure anticorruzione; with the answers
// that the data suggest (dossier §1.3).
func form(name string, f facts) []Part {
	return []Part{
		{"Anagrafica", registry(name, f)},
		{"Considerazioni generali", considerations(f)},
		{"Misure anticorruzione", measures(f)},
	}
}

func registry(name string, f facts) []Answer {
	o, absence := officer{}, ""
	if f.Officer != nil {
		o = *f.Officer
	} else if name != "" {
		absence = "Nella piattaforma non risulta un RPCT in carica"
	}
	owner := ""
	if name != "" {
		owner = "Comune di " + name
	}
	return []Answer{
		{"A.1", "Denominazione dell'amministrazione", "", owner}, {"A.2", "Codice fiscale dell'amministrazione", "", ""},
		{"A.3", "Nome del RPCT", "", o.GivenName}, {"A.4", "Cognome del RPCT", "", o.FamilyName}, {"A.5", "Qualifica del RPCT", "", o.Qualification},
		{"A.6", "Ulteriori incarichi svolti dal RPCT", "", ""}, {"A.7", "Data di inizio dell'incarico di RPCT, e atto", "", join(" – ", italian(o.Since), o.Act)},
		{"A.8", "Motivazione dell'assenza, anche temporanea, del RPCT", "", absence}, {"A.9", "Data di inizio dell'assenza del RPCT", "", ""},
	}
}

func considerations(f facts) []Answer {
	return []Answer{
		{"1.A", "Stato di attuazione del piano: livello effettivo di attuazione e fattori che hanno favorito il buon funzionamento del sistema", "", f.progress()},
		{"1.B", "Aspetti critici dell'attuazione del piano: motivi dello scostamento tra misure attuate e misure previste", "", f.gaps(func(counted) bool { return true })},
		{"1.C", "Ruolo del RPCT: valutazione sintetica del ruolo di impulso e coordinamento e fattori che ne hanno supportato l'azione", "", f.role()},
		{"1.D", "Aspetti critici del ruolo del RPCT: fattori che ne hanno ostacolato l'azione", "", f.obstacles()},
	}
}

func measures(f facts) []Answer {
	out := []Answer{
		{"2.A", "È stato effettuato il monitoraggio per verificare la sostenibilità delle misure, generali e specifiche?", "", f.monitored()},
		{"2.B", "Processi e rischi: quanti eventi rischiosi sono nel registro e con quale livello", "", f.risks()},
		{"2.C", "Misure generali: stato di attuazione", "", f.of(func(m counted) bool { return m.Scope == "general" })},
		{"3.A", "Misure specifiche: stato di attuazione", "", f.of(func(m counted) bool { return m.Scope == "specific" })},
		{"3.B", "Principali misure specifiche attuate", "", f.titles(func(m counted) bool { return m.Scope == "specific" && m.Status == "implemented" })},
		{"3.C", "Idoneità delle misure verificata dal RPCT", "", f.suitable()},
	}
	for i, t := range measureTypes {
		is := func(m counted) bool { return m.Type == t.code }
		out = append(out, Answer{fmt.Sprintf("4.%d", i+1), "Misure di " + t.name + ": stato di attuazione e motivi degli scostamenti", "", join(" ", f.of(is), f.gaps(is))})
	}
	return out
}

// of counts measures by status: "5 misure: 3 attuate, 2 in corso."
func (f facts) of(keep func(counted) bool) string {
	n, byStatus := 0, map[string]int{}
	for _, m := range f.Measures {
		if keep(m) {
			n++
			byStatus[m.Status]++
		}
	}
	if n == 0 {
		return ""
	}
	var parts []string
	for _, s := range []struct{ code, one, many string }{
		{"implemented", "attuata", "attuate"}, {"partly_implemented", "attuata parzialmente", "attuate parzialmente"}, {"in_progress", "in corso", "in corso"},
		{"planned", "da avviare", "da avviare"}, {"not_implemented", "non attuata", "non attuate"}, {"not_applicable", "non applicabile", "non applicabili"},
	} {
		if k := byStatus[s.code]; k > 0 {
			parts = append(parts, plural(k, s.one, s.many))
		}
	}
	return plural(n, "misura", "misure") + ": " + strings.Join(parts, ", ") + "."
}

func (f facts) progress() string {
	text := f.of(func(counted) bool { return true })
	if text == "" {
		return ""
	}
	return cut(join(" ", "Il piano prevede "+text, f.monitored()))
}

// gaps are the reasons of what is not, or not wholly, carried out.
func (f facts) gaps(keep func(counted) bool) string {
	var out []string
	for _, m := range f.Measures {
		if keep(m) && m.Reason != "" && (m.Status == "not_implemented" || m.Status == "partly_implemented") {
			out = append(out, fmt.Sprintf("«%s» (%s): %s.", m.Title, statuses[m.Status], strings.TrimSuffix(m.Reason, ".")))
		}
	}
	return cut(strings.Join(out, " "))
}

func (f facts) titles(keep func(counted) bool) string {
	var out []string
	for _, m := range f.Measures {
		if keep(m) {
			out = append(out, m.Title)
		}
	}
	return cut(strings.Join(out, "; "))
}

func (f facts) monitored() string {
	if len(f.Rounds) == 0 {
		return ""
	}
	var out []string
	for _, r := range f.Rounds {
		out = append(out, fmt.Sprintf("giro %d: %s su almeno il %d%% dei processi, %d con risposta dell'ufficio, %d verificate dal RPCT", r.Number, plural(r.Sampled, "misura campionata", "misure campionate"), r.Share, r.Answered, r.Reviewed))
	}
	return cut("Sì, il monitoraggio è stato svolto in " + plural(len(f.Rounds), "giro", "giri") + " (" + strings.Join(out, "; ") + ").")
}

func (f facts) risks() string {
	if f.Risks == 0 {
		return ""
	}
	var out []string
	for i, level := range []string{"high", "medium", "low"} {
		if n := f.Judged[level]; n > 0 {
			out = append(out, fmt.Sprintf("%d di livello %s", n, Levels[3-i]))
		}
	}
	return join(" ", plural(f.Risks, "evento rischioso nel registro", "eventi rischiosi nel registro"), strings.Join(out, ", "))
}

func (f facts) suitable() string {
	n := map[string]int{}
	for _, m := range f.Measures {
		n[m.Suitability]++
	}
	if n["yes"]+n["partly"]+n["no"] == 0 {
		return ""
	}
	return fmt.Sprintf("%s, %s, %s.", plural(n["yes"], "idonea", "idonee"), plural(n["partly"], "idonea in parte", "idonee in parte"), plural(n["no"], "non idonea", "non idonee"))
}

func (f facts) role() string {
	if f.Officer == nil || len(f.Measures) == 0 {
		return ""
	}
	reviewed := f.count(func(m counted) bool { return m.Confirmed != "" || m.Suitability != "" })
	return fmt.Sprintf("Il RPCT è in carica dal %s e ha verificato %s del piano nell'anno.", italian(f.Officer.Since), plural(reviewed, "misura", "misure"))
}

func (f facts) obstacles() string {
	if f.Seats < 2 {
		return ""
	}
	return fmt.Sprintf("Il RPCT svolge la funzione in %d comuni: il tempo disponibile per ciascuno è limitato.", f.Seats)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// join puts what is not empty together.
func join(between string, texts ...string) string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, between)
}

// cut keeps a suggestion within what an answer takes.
func cut(s string) string {
	if r := []rune(s); len(r) > MaxAnswer {
		return string(r[:MaxAnswer-1]) + "…"
	}
	return s
}
