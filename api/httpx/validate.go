package httpx

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"

	"comunita/internal/platform/apperr"
)

var check = newValidator()

func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { // report JSON names, not Go names; an embedded struct has none
		for _, tag := range []string{"json", "query", "param"} {
			if name, _, _ := strings.Cut(f.Tag.Get(tag), ","); name != "" {
				return name
			}
		}
		if f.Anonymous {
			return embedded
		}
		return ""
	})
	// "required" on a text means that something is written, not only blanks.
	_ = v.RegisterValidation("filled", func(l validator.FieldLevel) bool { return strings.TrimSpace(l.Field().String()) != "" })
	return v
}

func validateParams(in any) error {
	err := check.Struct(in)
	if fails, ok := errors.AsType[validator.ValidationErrors](err); ok {
		out := apperr.New(apperr.Invalid, "malformed", "Alcuni parametri non sono validi: controlla quelli indicati")
		for _, f := range fails {
			_ = out.At(f.Field(), f.Tag(), "%s", says(f))
		}
		return out
	}
	return err
}

// Validate holds a body that was put together from parts to the rules of its tags.
func Validate(body any) error { return validateBody(body) }

func validateBody(body any) error {
	err := check.Struct(body)
	if fails, ok := errors.AsType[validator.ValidationErrors](err); ok {
		out := apperr.Validation()
		for _, f := range fails {
			_ = out.At(pointer(f.Namespace()), f.Tag(), "%s", says(f))
		}
		return out
	}
	return err
}

const embedded = "*"

// pointer turns "RiskNew.*.measures[0]" into "/measures/0": the type comes first, with its Go name; fields have JSON names.
func pointer(namespace string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(namespace, ".") {
		if part == "" || part == embedded || b.Len() == 0 && unicode.IsUpper(rune(part[0])) {
			continue
		}
		b.WriteString("/" + strings.NewReplacer("[", "/", "]", "").Replace(part))
	}
	return b.String()
}

// says explains a failed rule in Italian.
func says(f validator.FieldError) string {
	text := f.Kind() == reflect.String
	list := f.Kind() == reflect.Slice
	switch f.Tag() {
	case "required", "filled":
		return "Campo obbligatorio"
	case "min", "gte":
		switch {
		case text:
			return fmt.Sprintf("Almeno %s caratteri", f.Param())
		case list:
			return fmt.Sprintf("Almeno %s voci", f.Param())
		}
		return fmt.Sprintf("Il valore minimo è %s", f.Param())
	case "max", "lte":
		switch {
		case text:
			return fmt.Sprintf("Al più %s caratteri", f.Param())
		case list:
			return fmt.Sprintf("Al più %s voci", f.Param())
		}
		return fmt.Sprintf("Il valore massimo è %s", f.Param())
	case "len":
		return fmt.Sprintf("Servono esattamente %s caratteri", f.Param())
	case "oneof":
		return "Valori ammessi: " + strings.ReplaceAll(f.Param(), " ", ", ")
	case "email":
		return "Indirizzo e-mail non valido"
	case "numeric", "number":
		return "Solo cifre"
	case "url", "http_url":
		return "Indirizzo web non valido (http o https)"
	case "datetime":
		return "Data non valida: usa il formato AAAA-MM-GG"
	case "unique":
		return "Ci sono voci ripetute"
	}
	return "Valore non valido"
}
