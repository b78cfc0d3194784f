package payment

import (
	"errors"
	"fmt"
)

// Kind is how a gateway failed. The list is closed.
type Kind string

// The kinds. All but OutcomeUnknown promise that nothing was done.
const (
	Unsupported    Kind = "unsupported"
	Rejected       Kind = "rejected"       // a call that can never succeed (unknown token, wrong state)
	Unavailable    Kind = "unavailable"    // not reached or turned away: certainly not done
	OutcomeUnknown Kind = "outcomeUnknown" // sent, and no understandable answer
)

// Error is every failure of every gateway.
type Error struct {
	Kind    Kind
	Gateway string
	Code    string
	Message string // the gateway's own words; they may repeat what was sent, so no log shows them
	cause   error
}

// Fail makes an Error; cause may be nil.
func Fail(kind Kind, gateway, code, message string, cause error) *Error {
	return &Error{Kind: kind, Gateway: gateway, Code: code, Message: message, cause: cause}
}

func (e *Error) Error() string {
	text := fmt.Sprintf("gateway %s: %s (%s)", e.Gateway, e.Kind, e.Code)
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.cause }

// KindOf is the kind of the Error in err's chain; anything else counts as
// OutcomeUnknown.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return OutcomeUnknown
}
