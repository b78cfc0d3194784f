package travel

import (
	"errors"
	"time"
)

// Outcome says what a failed write has done.
type Outcome string

// The outcomes. OutcomeNotDone is a guarantee; OutcomeUnknown is being
// reconciled and must not be tried again under another key.
const (
	OutcomeNotDone Outcome = "notDone"
	OutcomeUnknown Outcome = "unknown"
	OutcomeDone    Outcome = "done"
)

// FieldError is one thing wrong with the input. Pointer is a JSON Pointer (RFC
// 6901) into the request body, or "" for the whole of it.
type FieldError struct {
	Pointer string
	Code    string
	Params  []any // for the catalog's text
}

// Error is the one error type that may reach a caller. Text for people comes
// from the catalog in rest, by Code; the cause is logged and never shown.
type Error struct {
	Code       Code
	Params     []any // for the catalog's text
	Fields     []FieldError
	Outcome    Outcome       // "" for reads
	RetryAfter time.Duration // 0: not said
	Details    any           // an answer that travels with the error, e.g. the OfferPrice result
	cause      error
}

// NewError makes an error of a code.
func NewError(code Code, params ...any) *Error { return &Error{Code: code, Params: params} }

// Because keeps the cause for the log.
func (e *Error) Because(err error) *Error { e.cause = err; return e }

// With adds input findings.
func (e *Error) With(fields ...FieldError) *Error { e.Fields = append(e.Fields, fields...); return e }

// Carrying attaches an answer that explains the error.
func (e *Error) Carrying(details any) *Error { e.Details = details; return e }

// NotDone promises that the write changed nothing.
func (e *Error) NotDone() *Error { e.Outcome = OutcomeNotDone; return e }

// Unknown says that the write is being reconciled.
func (e *Error) Unknown() *Error { e.Outcome = OutcomeUnknown; return e }

// After says when another attempt makes sense.
func (e *Error) After(d time.Duration) *Error { e.RetryAfter = d; return e }

func (e *Error) Error() string {
	if e.cause != nil {
		return string(e.Code) + ": " + e.cause.Error()
	}
	return string(e.Code)
}

func (e *Error) Unwrap() error { return e.cause }

// CodeOf is the code of the Error in err's chain, or CodeInternal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
