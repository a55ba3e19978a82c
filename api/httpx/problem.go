package httpx

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
)

// Problem is the body of every error response (RFC 9457). type and code are stable; title and detail are for people.
type Problem struct {
	Type      string         `json:"type" validate:"required,max=200" example:"/problems/risk-not-found"`
	Title     string         `json:"title" validate:"required,max=200" example:"Non trovato"`
	Status    int            `json:"status" validate:"required,min=400,max=599" example:"404"`
	Detail    string         `json:"detail,omitempty" validate:"max=1000" example:"Non trovo il rischio che cerchi: non c'è, o è fuori da ciò che puoi vedere"`
	Instance  string         `json:"instance,omitempty" validate:"max=500" example:"/api/v1/risks/7"`
	RequestID string         `json:"request_id,omitempty" validate:"max=64" example:"01JD8Z"`
	Errors    []apperr.Field `json:"errors,omitempty" validate:"max=200"`
	Current   any            `json:"current,omitempty" swaggertype:"object"` // with 412: the row as it is now
} // @name Problem

var statusOf = map[apperr.Kind]int{
	apperr.Invalid:              http.StatusBadRequest,
	apperr.Unauthenticated:      http.StatusUnauthorized,
	apperr.Forbidden:            http.StatusForbidden,
	apperr.NotFound:             http.StatusNotFound,
	apperr.Conflict:             http.StatusConflict,
	apperr.PreconditionFailed:   http.StatusPreconditionFailed,
	apperr.PreconditionRequired: http.StatusPreconditionRequired,
	apperr.TooLarge:             http.StatusRequestEntityTooLarge,
	apperr.Unsupported:          http.StatusUnsupportedMediaType,
	apperr.Unprocessable:        http.StatusUnprocessableEntity,
	apperr.TooMany:              http.StatusTooManyRequests,
	apperr.Unavailable:          http.StatusServiceUnavailable,
}

var titles = map[int]string{
	400: "Richiesta non valida", 401: "Occorre accedere", 403: "Operazione non consentita", 404: "Non trovato",
	405: "Metodo non ammesso", 406: "Formato non disponibile", 409: "Conflitto", 412: "Versione superata", 413: "Troppo grande",
	414: "Indirizzo troppo lungo", 415: "Formato non accettato", 422: "Dati non accettati", 428: "Manca una precondizione",
	429: "Troppe richieste", 431: "Intestazioni troppo grandi", 500: "Errore interno", 503: "Servizio non disponibile",
}

// problemOf describes an error to the caller; an unknown error reveals nothing.
func problemOf(err error) (Problem, string) {
	p := Problem{Type: "/problems/internal", Status: http.StatusInternalServerError,
		Detail: "Qualcosa non ha funzionato. Se succede ancora, comunica alla segreteria il codice della richiesta"}
	retry := ""
	if e, ok := errors.AsType[*apperr.Error](err); ok {
		p = Problem{Type: "/problems/" + e.Code, Status: statusOf[e.Kind], Detail: e.Detail, Errors: e.Fields, Current: e.Current}
		if e.RetryAfter > 0 {
			retry = strconv.Itoa(max(1, int(e.RetryAfter.Seconds())))
		}
	} else if e, ok := errors.AsType[*echo.HTTPError](err); ok { // the router's own: 404, 405
		p = Problem{Type: "/problems/" + strings.ToLower(strings.ReplaceAll(http.StatusText(e.Code), " ", "-")), Status: e.Code}
	} else if errors.Is(err, context.DeadlineExceeded) {
		p = Problem{Type: "/problems/busy", Status: http.StatusServiceUnavailable, Detail: "L'operazione ha richiesto troppo tempo: riprova"}
		retry = "2"
	}
	p.Title = titles[p.Status]
	return p, retry
}

// English is asked for by Accept-Language; Italian is the default.
func wantsEnglish(header string) bool {
	first, _, _ := strings.Cut(header, ",")
	return strings.HasPrefix(strings.TrimSpace(strings.ToLower(first)), "en")
}

// fail writes err as a problem; the caller of the API never sees anything else.
func fail(c echo.Context, err error) {
	x := exchangeOf(c.Request().Context())
	p, retry := problemOf(err)
	x.err, x.problem = err, p.Type
	if c.Response().Committed {
		return
	}
	p.Instance, p.RequestID = c.Request().URL.Path, x.RequestID
	if len(p.Instance) > 500 {
		p.Instance = p.Instance[:500]
	}
	if wantsEnglish(c.Request().Header.Get("Accept-Language")) {
		p.Title, p.Detail = http.StatusText(p.Status), sentence(strings.TrimPrefix(p.Type, "/problems/"))
	}
	if len(p.Errors) > 200 {
		p.Errors = p.Errors[:200]
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"type":"/problems/internal","title":"Errore interno","status":500}`)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if retry != "" {
		h.Set("Retry-After", retry)
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="comunita"`)
	}
	c.Response().WriteHeader(p.Status)
	_, _ = c.Response().Write(body)
}
