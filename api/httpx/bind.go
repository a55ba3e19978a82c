package httpx

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"comunita/internal/platform/apperr"
)

// params is how the parameters of one operation are read: worked out once per type.
type params struct {
	path, query map[string][]int // name → field index
}

var paramsOf sync.Map // reflect.Type → *params

func paramsFor(t reflect.Type) *params {
	if p, ok := paramsOf.Load(t); ok {
		return p.(*params)
	}
	p := &params{path: map[string][]int{}, query: map[string][]int{}}
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("param"); name != "" {
			p.path[name] = f.Index
		}
		if name := f.Tag.Get("query"); name != "" {
			p.query[name] = f.Index
		}
	}
	paramsOf.Store(t, p)
	return p
}

// bind fills path and query parameters and If-Match, then validates. An unknown query parameter is an error.
func bind(c echo.Context, in any) error {
	v := reflect.ValueOf(in).Elem()
	p := paramsFor(v.Type())
	bad := apperr.New(apperr.Invalid, "malformed", "Alcuni parametri non sono validi: controlla quelli indicati")
	for name, index := range p.path {
		raw, err := url.PathUnescape(c.Param(name))
		if err != nil || !set(v.FieldByIndex(index), []string{raw}) {
			_ = bad.At(name, "type", "Valore non valido nell'indirizzo")
		}
	}
	if raw := c.Request().URL.RawQuery; raw != "" {
		values, err := url.ParseQuery(raw)
		if err != nil {
			_ = bad.At("query", "malformed", "La stringa di ricerca non è ben formata")
		}
		for name, given := range values {
			index, known := p.query[name]
			switch {
			case !known:
				_ = bad.At(name, "unknown", "Parametro sconosciuto")
			case !set(v.FieldByIndex(index), given):
				_ = bad.At(name, "type", "Valore di tipo sbagliato")
			}
		}
	}
	if err := bad.OrNil(); err != nil {
		return err
	}
	if versioned, ok := in.(interface{ setVersion(int64) }); ok {
		n, err := ifMatch(c.Request().Header.Get("If-Match"))
		if err != nil {
			return err
		}
		versioned.setVersion(n)
	}
	return validateParams(in)
}

func ifMatch(header string) (int64, error) {
	if header == "" {
		return 0, apperr.New(apperr.PreconditionRequired, "if-match-required", "Manca If-Match: invia l'ETag della versione che hai letto")
	}
	tag, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(header, "W/"), `"`), "-")
	n, err := strconv.ParseInt(strings.TrimPrefix(tag, "v"), 10, 64)
	if err != nil || n < 1 {
		return 0, apperr.New(apperr.PreconditionFailed, "stale-version", "If-Match non corrisponde a nessuna versione: rileggi i dati")
	}
	return n, nil
}

// set puts text into a parameter field; false when it does not fit or holds what no parameter needs.
func set(f reflect.Value, given []string) bool {
	for _, s := range given {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) {
			return false
		}
	}
	if f.Kind() == reflect.Slice {
		if len(given) > 200 {
			return false
		}
		out := reflect.MakeSlice(f.Type(), len(given), len(given))
		for i := range given {
			if !set(out.Index(i), given[i:i+1]) {
				return false
			}
		}
		f.Set(out)
		return true
	}
	if len(given) != 1 {
		return false
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(given[0])
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(given[0], 10, f.Type().Bits())
		if err != nil {
			return false
		}
		f.SetInt(n)
	case reflect.Bool:
		if given[0] != "true" && given[0] != "false" {
			return false
		}
		f.SetBool(given[0] == "true")
	case reflect.Pointer:
		f.Set(reflect.New(f.Type().Elem()))
		return set(f.Elem(), given)
	default:
		return false
	}
	return true
}

// readBody reads at most limit bytes.
func readBody(c echo.Context, limit int64) ([]byte, error) {
	req := c.Request()
	if req.Header.Get("Content-Encoding") != "" {
		return nil, apperr.New(apperr.Unsupported, "content-encoding", "Il corpo compresso non è accettato")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(c.Response(), req.Body, limit))
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		return nil, apperr.New(apperr.TooLarge, "too-large", "Il corpo supera %s", apperr.Bytes(limit))
	}
	if err != nil {
		return nil, apperr.New(apperr.Invalid, "malformed", "Il corpo non è arrivato per intero").Because(err)
	}
	return raw, nil
}

func decodeBody(c echo.Context, r Route, raw []byte, body any) error {
	if _, none := body.(*None); none {
		if len(raw) > 0 && string(raw) != "{}" {
			return apperr.New(apperr.Invalid, "malformed", "Questa operazione non vuole un corpo")
		}
		return nil
	}
	media, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	want := "application/json"
	if r.Form {
		want = "application/x-www-form-urlencoded"
	}
	if err != nil || media != want {
		return apperr.New(apperr.Unsupported, "content-type", "Serve Content-Type: %s", want)
	}
	if r.Form {
		values, err := url.ParseQuery(string(raw))
		if err != nil {
			return apperr.New(apperr.Invalid, "malformed", "Il modulo non è ben formato").Because(err)
		}
		m := map[string]string{}
		for k := range values {
			m[k] = values.Get(k)
		}
		if raw, err = json.Marshal(m); err != nil {
			return err
		}
	}
	return decode(raw, body)
}

// decode is strict: unknown or repeated members, trailing data, wrong types and broken text are errors that name the place.
func decode(raw []byte, body any) error {
	err := json.Unmarshal(raw, body, json.RejectUnknownMembers(true))
	if err == nil {
		if err = clean(reflect.ValueOf(body).Elem(), ""); err == nil {
			err = validateBody(body)
		}
		return err
	}
	out := apperr.New(apperr.Invalid, "malformed", "Il corpo non è il JSON atteso").Because(err)
	if s, ok := errors.AsType[*json.SemanticError](err); ok {
		if errors.Is(err, json.ErrUnknownName) {
			return out.At(string(s.JSONPointer), "unknown", "Campo sconosciuto")
		}
		return out.At(string(s.JSONPointer), "type", "Valore di tipo sbagliato")
	}
	return out.At("", "json", "JSON non valido")
}

// clean refuses control and direction-changing characters in every string: they have no place in these texts and hide tricks.
func clean(v reflect.Value, at string) error {
	switch v.Kind() {
	case reflect.String:
		if strings.ContainsFunc(v.String(), unwanted) {
			return apperr.Validation().At(at, "characters", "Contiene caratteri di controllo non ammessi")
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			next := at + "/" + name
			if f.Anonymous && name == "" {
				next = at
			}
			if err := clean(v.Field(i), next); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		for i := range v.Len() {
			if err := clean(v.Index(i), at+"/"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return clean(v.Elem(), at)
		}
	}
	return nil
}

func unwanted(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return false
	case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r == utf8.RuneError:
		return true
	}
	return false
}
