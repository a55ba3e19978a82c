package template

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
)

// Source knows values of placeholders for a municipality, given by its present ISTAT code. What it does not know it leaves out.
type Source interface {
	Values(ctx context.Context, municipality string) (map[string]string, error)
}

// values asks every source, for a municipality that the actor's reading extends to; a former code will do.
func (s *Service) values(ctx context.Context, municipality string) (map[string]string, error) {
	code, err := s.store.DB.Present(ctx, municipality)
	if err != nil {
		return nil, err
	}
	if code == "" || authz.Within(ctx, authz.AdhesionRead, code) != nil {
		return nil, apperr.New(apperr.NotFound, "municipality-not-found", "Non trovo il comune che cerchi: non c'è, o è fuori da ciò che puoi vedere")
	}
	out := map[string]string{}
	for _, from := range s.sources {
		more, err := from.Values(ctx, code)
		if err != nil {
			return nil, err
		}
		for k, v := range more {
			if v != "" {
				out[k] = v
			}
		}
	}
	return out, nil
}

func samples() map[string]string {
	out := map[string]string{}
	for _, p := range Catalogue {
		out[p.Name] = p.Sample
	}
	return out
}

// registry is the source of what the platform keeps of every municipality: who it is, where it belongs, who serves there.
type registry struct {
	store *store
	of    Network
}

// facts is what the database knows of a municipality.
type facts struct {
	IstatCode, Name, PEC       string
	Population, PopulationYear int
	Employees                  *int
	ZoneName, ZoneCode         string
}

// officer is who holds a post today.
type officer struct {
	Role, GivenName, FamilyName, Qualification string
	OfficeEmail, OfficePhone                   string
	Substitute                                 bool
	ActKind, ActNumber                         string
	ActDate                                    *time.Time
	Replaces                                   []string // of a commissioner: the organs whose powers they have
}

// Values tells what the platform knows.
func (r registry) Values(ctx context.Context, municipality string) (map[string]string, error) {
	found, err := r.store.facts(ctx, municipality)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	f := found[0]
	out := map[string]string{
		"ente": "Comune di " + f.Name, "comune": f.Name, "codice_istat": f.IstatCode, "pec_comune": f.PEC,
		"popolazione": thousands(f.Population), "popolazione_anno": itoa(f.PopulationYear), "zona": f.ZoneName, "zona_codice": f.ZoneCode,
		"rete": r.of.Name, "rete_pec": r.of.PEC,
		"tipo_atto_sindaco": "Decreto / Determina", "verbo_atto_sindaco": "Decreta / Determina", // the municipality strikes out one
	}
	if f.Employees != nil {
		out["dipendenti"] = itoa(*f.Employees)
	}
	officers, err := r.store.officers(ctx, municipality)
	for i := len(officers) - 1; i >= 0; i-- { // the one first in the list last, so that it stays
		maps.Copy(out, officers[i].values())
	}
	return out, err
}

func (o officer) values() map[string]string {
	name := o.GivenName + " " + o.FamilyName
	switch {
	case o.Role == "referent" && o.Substitute:
		return map[string]string{"sostituto_nome": name, "sostituto_qualifica": o.Qualification, "sostituto_email": o.OfficeEmail}
	case o.Role == "referent":
		return map[string]string{"referente_nome": name, "referente_qualifica": o.Qualification, "referente_email": o.OfficeEmail, "referente_telefono": o.OfficePhone}
	case o.Substitute:
		return nil
	case o.Role == "rpct":
		return map[string]string{"rpct_qualifica": o.Qualification, "rpct_atto": o.act()}
	case o.Role == "secretary":
		return map[string]string{"segretario_qualifica": o.Qualification}
	case o.Role == "commissioner":
		return map[string]string{"commissario_decreto": o.act(), "commissario_poteri": o.powers()}
	}
	return nil
}

// powers names the organs that a commissioner stands for, as acts do: "del Sindaco e della Giunta comunale".
func (o officer) powers() string {
	var all []string
	for _, organ := range []struct{ code, name string }{{"mayor", "del Sindaco"}, {"giunta", "della Giunta comunale"}, {"council", "del Consiglio comunale"}} {
		if slices.Contains(o.Replaces, organ.code) {
			all = append(all, organ.name)
		}
	}
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + " e " + all[n-1]
	}
	return strings.Join(all, "")
}

// act names the act of a mandate as acts cite each other.
func (o officer) act() string {
	var parts []string
	if o.ActKind != "" {
		r := []rune(o.ActKind)
		parts = append(parts, strings.ToLower(string(r[:1]))+string(r[1:]))
	}
	if o.ActNumber != "" {
		parts = append(parts, "n. "+o.ActNumber)
	}
	if o.ActDate != nil {
		parts = append(parts, "del "+Date(*o.ActDate))
	}
	return strings.Join(parts, " ")
}

// Date writes a date as acts do.
func Date(t time.Time) string { return t.Format("02/01/2006") }

func itoa(n int) string { return strconv.Itoa(n) }

// thousands writes a number with points, as in Italian.
func thousands(n int) string {
	s := itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}
