// Package apperr is the one error vocabulary shared by domain code and transports.
//
// Domain code returns these; only api/httpx knows which HTTP status each Kind maps to.
package apperr

import (
	"fmt"
	"strconv"
	"time"
)

// Kind groups errors by what the caller can do about them.
type Kind string

// The kinds, each one HTTP status.
const (
	Invalid              Kind = "invalid"               // malformed: 400
	Unauthenticated      Kind = "unauthenticated"       // 401
	Forbidden            Kind = "forbidden"             // permission missing: 403
	NotFound             Kind = "not-found"             // not there, or not yours: 404
	Conflict             Kind = "conflict"              // state or duplicate: 409
	PreconditionFailed   Kind = "precondition-failed"   // stale version: 412
	PreconditionRequired Kind = "precondition-required" // 428
	TooLarge             Kind = "too-large"             // 413
	Unsupported          Kind = "unsupported"           // media type: 415
	Unprocessable        Kind = "unprocessable"         // well-formed, refused by a rule: 422
	TooMany              Kind = "too-many"              // 429, with RetryAfter
	Unavailable          Kind = "unavailable"           // 503, with RetryAfter
)

// Field says what is wrong with one input field. Pointer is an RFC 6901 JSON pointer into the body, or the name of a parameter.
type Field struct {
	Pointer string `json:"pointer" validate:"required,max=200" example:"/name"`
	Code    string `json:"code" validate:"required,max=60" example:"required"`
	Detail  string `json:"detail" validate:"required,max=500" example:"Campo obbligatorio"`
} // @name ProblemField

// Error is safe to show to the client, in Italian. Anything that is not an *Error is a 500.
type Error struct {
	Kind       Kind
	Code       string // stable and machine readable, never reused
	Detail     string
	Fields     []Field
	RetryAfter time.Duration
	Current    any // with PreconditionFailed: the row as it is now, and who changed it
	cause      error
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s/%s: %s", e.Kind, e.Code, e.Detail)
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause, which is logged and never shown.
func (e *Error) Unwrap() error { return e.cause }

// New makes an error; code is the suffix of the problem type URI, detail an Italian sentence.
func New(kind Kind, code, detail string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Detail: fmt.Sprintf(detail, args...)}
}

// Validation starts an error about fields of the body: finish it with At.
func Validation() *Error {
	return New(Unprocessable, "validation", "Alcuni campi non sono validi: controlla quelli indicati")
}

// At adds a field: apperr.Validation().At("/name", "required", "Campo obbligatorio").
func (e *Error) At(pointer, code, detail string, args ...any) *Error {
	e.Fields = append(e.Fields, Field{Pointer: pointer, Code: code, Detail: fmt.Sprintf(detail, args...)})
	return e
}

// Because keeps the cause for the log.
func (e *Error) Because(cause error) *Error {
	e.cause = cause
	return e
}

// After says when a retry makes sense.
func (e *Error) After(d time.Duration) *Error {
	e.RetryAfter = d
	return e
}

// OrNil is e when it holds at least one field, and nil otherwise: collect with At, return with OrNil.
func (e *Error) OrNil() error {
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

// Bytes says a size as people count files: 26214400 is "25 MB".
func Bytes(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatInt(n>>20, 10) + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " kB"
	}
	return strconv.FormatInt(n, 10) + " byte"
}
