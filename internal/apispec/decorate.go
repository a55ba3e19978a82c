package apispec

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
)

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// describe sets what the Italian interoperability guidelines want of the document itself.
func describe(doc *openapi3.T) {
	doc.OpenAPI = "3.0.3"
	doc.Info = &openapi3.Info{
		Title:          "La Comunità di Pratiche – API",
		Version:        "1.0.0",
		Description:    "La rete dei responsabili anticorruzione dei comuni di un territorio: comuni, zone, referenti, catalogo dei rischi, banca dei comportamenti, fabbisogni formativi.\n\nOgni errore è un problem+json (RFC 9457). Le scritture sono ripetibili: If-Match, Idempotency-Key, riferimenti esterni.",
		TermsOfService: "https://www.cittametropolitana.me.it/note-legali",
		Contact:        &openapi3.Contact{Name: "Segreteria generale", URL: "https://www.cittametropolitana.me.it/", Email: "cdp@example.org"},
		License:        &openapi3.License{Name: "AGPL-3.0-or-later", URL: "https://www.gnu.org/licenses/agpl-3.0.html"},
		Extensions: map[string]any{
			"x-summary": "API della comunità di pratiche anticorruzione dei comuni",
			"x-api-id":  "0b0f6c3e-6f0e-4b7c-9a39-6d2f3b1c7a52",
		},
	}
	doc.Servers = openapi3.Servers{
		{URL: "https://cdp.example.org" + httpx.Base, Description: "Produzione"},
		{URL: "http://127.0.0.1:8080" + httpx.Base, Description: "Prova locale (make run)", Extensions: map[string]any{"x-sandbox": true}},
	}
	tags := map[string]bool{}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, t := range op.Tags {
				tags[t] = true
			}
		}
	}
	doc.Tags = nil
	for _, name := range tagOrder {
		if tags[name[0]] {
			doc.Tags = append(doc.Tags, &openapi3.Tag{Name: name[0], Description: name[1]})
			delete(tags, name[0])
		}
	}
	for _, t := range slices.Sorted(maps.Keys(tags)) {
		doc.Tags = append(doc.Tags, &openapi3.Tag{Name: t})
	}
	c := doc.Components
	if c == nil {
		c = &openapi3.Components{}
		doc.Components = c
	}
	c.SecuritySchemes = openapi3.SecuritySchemes{"bearer": {Value: &openapi3.SecurityScheme{Type: "http", Scheme: "bearer", BearerFormat: "JWT",
		Description: "Token di accesso JWT (RFC 7519, buone pratiche RFC8725), token personale cdp_pat_… o token di un sistema comunale"}}}
	c.Headers = openapi3.Headers{}
	for name, h := range headers {
		schema := openapi3.NewIntegerSchema().WithMin(0).WithMax(1_000_000)
		schema.Format = "int32"
		if h.text {
			schema = openapi3.NewStringSchema().WithMaxLength(300)
		}
		c.Headers[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Description: h.description, Schema: schema.NewRef()}}}
	}
	c.Responses = openapi3.ResponseBodies{}
	for code, name := range problems {
		r := openapi3.NewResponse().WithDescription(name[1]).WithContent(openapi3.Content{"application/problem+json": openapi3.NewMediaType().
			WithSchemaRef(openapi3.NewSchemaRef("#/components/schemas/Problem", nil))})
		r.Headers = rateHeaders()
		if code == 429 || code == 503 {
			r.Headers["Retry-After"] = &openapi3.HeaderRef{Ref: "#/components/headers/RetryAfter"}
		}
		c.Responses[name[0]] = &openapi3.ResponseRef{Value: r}
	}
}

var tagOrder = [][2]string{
	{"network", "La rete in numeri."}, {"municipalities", "I comuni della rete."}, {"zones", "Zone e raggruppamenti."}, {"referents", "Persone e incarichi."},
	{"adhesions", "Le adesioni dei comuni alla rete."}, {"agreements", "Il protocollo d'intesa, gli accordi e le firme."}, {"reminders", "Inviti e solleciti."},
	{"templates", "I modelli degli atti e le bozze compilate."}, {"organisation", "I gruppi del progetto e chi ne fa parte."}, {"milestones", "Il percorso del progetto."},

	{"risks", "Catalogo dei rischi e rischi locali."}, {"behaviours", "Banca dei comportamenti ricorrenti."},
	{"monitoring", "Il monitoraggio delle misure: giri, verifiche, collegamenti senza accesso."}, {"deadlines", "Le scadenze dell'anno."},
	{"training-needs", "Fabbisogni formativi."}, {"documents", "Documenti: atti, pareri, ricevute, con le loro firme."}, {"templates", "Modelli degli atti e bozze compilate."}, {"vocabularies", "Vocabolari."}, {"search", "Ricerca in tutta la rete."},
	{"auth", "Accesso e sessioni."}, {"me", "Il proprio profilo."}, {"clients", "Sistemi comunali."}, {"status", "Stato e impostazioni."},
}

var headers = map[string]struct {
	description string
	text        bool
}{
	"RateLimitLimit":     {"Richieste ammesse al minuto", false},
	"RateLimitRemaining": {"Richieste residue", false},
	"RateLimitReset":     {"Secondi al ripristino", false},
	"RetryAfter":         {"Secondi da attendere", false},
	"CacheControl":       {"Uso della cache: private, no-cache (con ETag) oppure no-store", true},
	"ETag":               {"Versione della risorsa, da rimandare in If-Match o If-None-Match", true},
	"Location":           {"Indirizzo della risorsa creata", true},
	"Link":               {"Pagina successiva, rel=next", true},
	"ContentDisposition": {"Nome del file", true},
}

var problems = map[int][2]string{
	400: {"BadRequest", "Richiesta malformata: errors dice dove"}, 401: {"Unauthorized", "Occorre accedere"},
	403: {"Forbidden", "Il ruolo non lo consente"}, 404: {"NotFound", "Non c'è, o non è tra ciò che si può vedere"},
	409: {"Conflict", "Stato o duplicato"}, 412: {"PreconditionFailed", "Versione superata: current dice da chi"},
	413: {"TooLarge", "Corpo troppo grande"}, 415: {"Unsupported", "Formato non accettato"}, 422: {"Unprocessable", "Dati ben formati ma rifiutati da una regola"},
	428: {"PreconditionRequired", "Manca If-Match"}, 429: {"TooMany", "Troppe richieste"}, 503: {"Unavailable", "Servizio non disponibile: riprovare"},
}

func rateHeaders() openapi3.Headers {
	return openapi3.Headers{
		"RateLimit-Limit":     {Ref: "#/components/headers/RateLimitLimit"},
		"RateLimit-Remaining": {Ref: "#/components/headers/RateLimitRemaining"},
		"RateLimit-Reset":     {Ref: "#/components/headers/RateLimitReset"},
		"Cache-Control":       {Ref: "#/components/headers/CacheControl"},
	}
}

// decorate adds everything that httpx does for every operation, so that no handler has to say it.
func decorate(op *openapi3.Operation, r httpx.Route) {
	op.OperationID = r.Op
	op.Extensions = map[string]any{"x-permission": string(r.Need)}
	op.Security = openapi3.NewSecurityRequirements()
	if r.Need != authz.Public {
		op.Security.With(openapi3.NewSecurityRequirement().Authenticate("bearer"))
	}
	header := func(name, description string, required bool) {
		op.AddParameter(openapi3.NewHeaderParameter(name).WithDescription(description).
			WithSchema(openapi3.NewStringSchema().WithMaxLength(300)).WithRequired(required))
	}
	codes := []int{400, 429, 503}
	if r.Need != authz.Public {
		codes = append(codes, 401, 403)
	}
	write := r.Method != http.MethodGet
	if write {
		codes = append(codes, 404, 409, 413, 415, 422)
	} else if strings.Contains(r.Path, ":") {
		codes = append(codes, 404)
	}
	if r.Versioned {
		header("If-Match", "L'ETag della versione letta", true)
		codes = append(codes, 412, 428)
	}
	if r.Replay {
		header("Idempotency-Key", "Rende ripetibile la richiesta per 24 ore", false)
	}
	if r.Upload {
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).WithDescription("Il file").WithContent(binary(r.Media))}
	}
	success := op.Responses.Value(strconv.Itoa(r.Status)).Value
	if r.Download {
		success.WithContent(binary(r.Media))
		success.WithDescription("Il file")
	}
	success.Headers = rateHeaders()
	if success.Description == nil || *success.Description == "" {
		success.WithDescription("Fatto")
	}
	if hasVersion(r) || r.Download {
		success.Headers["ETag"] = &openapi3.HeaderRef{Ref: "#/components/headers/ETag"}
	}
	if r.Download {
		success.Headers["Content-Disposition"] = &openapi3.HeaderRef{Ref: "#/components/headers/ContentDisposition"}
	}
	if r.Status == http.StatusCreated {
		success.Headers["Location"] = &openapi3.HeaderRef{Ref: "#/components/headers/Location"}
	}
	if !write && !r.List {
		header("If-None-Match", "L'ETag già letto: 304 se non è cambiato", false)
		unchanged := openapi3.NewResponse().WithDescription("Non è cambiato")
		unchanged.Headers = rateHeaders()
		op.Responses.Set("304", &openapi3.ResponseRef{Value: unchanged})
	}
	if r.List {
		success.Headers["Link"] = &openapi3.HeaderRef{Ref: "#/components/headers/Link"}
		text := openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithMaxLength(1 << 30))
		success.Content["text/csv"], success.Content["application/x-ndjson"] = text, text
		success.Content[xlsx] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithFormat("binary"))
		op.Responses.Set("406", &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest"})
	}
	if r.Bulk {
		text := openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithMaxLength(10 << 20))
		c := op.RequestBody.Value.Content
		c["text/csv"], c["application/x-ndjson"] = text, text
		c[xlsx] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithFormat("binary"))
	}
	if r.Form && op.RequestBody != nil {
		for media, m := range op.RequestBody.Value.Content {
			delete(op.RequestBody.Value.Content, media)
			op.RequestBody.Value.Content["application/x-www-form-urlencoded"] = m
		}
	}
	for _, code := range codes {
		op.Responses.Set(strconv.Itoa(code), &openapi3.ResponseRef{Ref: "#/components/responses/" + problems[code][0]})
	}
	op.Responses.Set("default", &openapi3.ResponseRef{Ref: "#/components/responses/BadRequest"})
}

// binary is a file of one of the media types.
func binary(media []string) openapi3.Content {
	c := openapi3.Content{}
	for _, m := range media {
		c[m] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithFormat("binary"))
	}
	return c
}

// tighten copies to the parameters the bounds that the validate tags of the handler's type enforce: swag reads only some of them.
func tighten(op *openapi3.Operation, in reflect.Type) {
	for _, f := range reflect.VisibleFields(in) {
		name := f.Tag.Get("query") + f.Tag.Get("param")
		p := op.Parameters.GetByInAndName("query", name)
		if p == nil {
			p = op.Parameters.GetByInAndName("path", name)
		}
		if name == "" || p == nil {
			continue
		}
		own, each, _ := strings.Cut(f.Tag.Get("validate"), "dive,")
		s := p.Schema.Value
		if s.Type.Is("array") {
			bound(s.Items.Value, each)
		} else {
			bound(s, own)
		}
	}
}

func bound(s *openapi3.Schema, rules string) {
	for rule := range strings.SplitSeq(rules, ",") {
		key, arg, _ := strings.Cut(rule, "=")
		n, _ := strconv.ParseInt(arg, 10, 64)
		switch {
		case s.Type.Is("string") && key == "len":
			s.WithMinLength(n).WithMaxLength(n)
		case s.Type.Is("string") && key == "max":
			s.WithMaxLength(n)
		case s.Type.Is("string") && key == "oneof" && len(s.Enum) == 0:
			for v := range strings.SplitSeq(arg, " ") {
				s.Enum = append(s.Enum, v)
			}
		case s.Type.Is("integer") && key == "min":
			s.WithMin(float64(n))
		case s.Type.Is("integer") && key == "max":
			s.WithMax(float64(n))
		}
	}
}

func hasVersion(r httpx.Route) bool {
	if r.Out.Kind().String() != "struct" {
		return false
	}
	_, ok := r.Out.FieldByName("Version")
	_, id := r.Out.FieldByName("ID")
	return ok && id
}

var (
	instant = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)
	day     = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

// refine closes objects and gives numbers a format and bounds, and dates theirs by their example.
func refine(doc *openapi3.T) {
	seen := map[*openapi3.Schema]bool{}
	var walk func(*openapi3.SchemaRef)
	walk = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		s := ref.Value
		seen[s] = true
		switch {
		case s.Type.Is("integer"):
			if s.Format == "" {
				s.Format = "int64"
			}
			if s.Min == nil {
				s.WithMin(0)
			}
			if s.Max == nil {
				s.WithMax(9_007_199_254_740_991)
			}
		case s.Type.Is("number"):
			if s.Format == "" {
				s.Format = "double"
			}
			if s.Min == nil {
				s.WithMin(-1e15)
			}
			if s.Max == nil {
				s.WithMax(1e15)
			}
		case s.Type.Is("string"):
			if e := fmt.Sprint(s.Example); s.Format == "" && instant.MatchString(e) {
				s.Format = "date-time"
			} else if s.Format == "" && day.MatchString(e) {
				s.Format = "date"
			}
			if s.MaxLength == nil && (s.Format == "date-time" || s.Format == "date") {
				s.WithMaxLength(40)
			}
		case s.Type.Is("object") || len(s.Properties) > 0:
			if s.AdditionalProperties.Schema == nil && s.AdditionalProperties.Has == nil && len(s.Properties) > 0 {
				no := false
				s.AdditionalProperties.Has = &no
			}
		}
		for name, p := range s.Properties {
			if name == "municipality" || name == "istat_code" {
				p.Value.WithMinLength(6).WithMaxLength(6).WithPattern("^[0-9]{6}$")
			}
			if p.Value != nil && p.Value.Items != nil && p.Value.Items.Ref == "" && p.Value.Items.Value.Type.Is("string") && p.Value.Items.Value.MaxLength == nil {
				p.Value.Items.Value.WithMaxLength(500)
			}
			walk(p)
		}
		walk(s.Items)
		for _, a := range s.AllOf {
			walk(a)
		}
	}
	for name, ref := range doc.Components.Schemas {
		if strings.HasSuffix(name, "Page") && ref.Value.Properties["items"] != nil {
			ref.Value.Properties["items"].Value.WithMaxItems(200)
		}
		walk(ref)
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, p := range op.Parameters {
				walk(p.Value.Schema)
				if p.Value.Description == "" {
					p.Value.Description = parameterWords[p.Value.Name]
				}
				if p.Value.In == "query" && p.Value.Schema.Value.Type.Is("array") {
					explode := true
					p.Value.Style, p.Value.Explode = "form", &explode
				}
			}
		}
	}
}

var parameterWords = map[string]string{
	"limit": "Righe per pagina, 50 se non detto", "cursor": "next_cursor della pagina precedente", "sort": "Chiave di ordinamento, con - davanti per il verso discendente",
	"q": "Parole da cercare, anche senza accenti", "updated_since": "Solo ciò che è cambiato da questo istante, archiviati compresi", "archived": "Solo gli archiviati",
	"dry_run": "Fa tutto tranne scrivere", "on_error": "stop (predefinito): una riga errata annulla tutto; skip: si scrivono le altre", "reason": "Motivo",
	"inner": "Il file dentro la busta firmata (.p7m)",
}
