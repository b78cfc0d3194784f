package supplier

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is how a supplier failed. The list is closed.
type Kind string

// The kinds. All but OutcomeUnknown promise that nothing was done.
const (
	Unsupported    Kind = "unsupported"    // no such role, or refused for this supplier
	Rejected       Kind = "rejected"       // understood and refused for good
	SoldOut        Kind = "soldOut"        // the offer is gone
	PriceChanged   Kind = "priceChanged"   // it costs something else now
	RateLimited    Kind = "rateLimited"    // too many calls; RetryAfter says when
	Unavailable    Kind = "unavailable"    // not reached or turned away: certainly not done
	OutcomeUnknown Kind = "outcomeUnknown" // sent, and no understandable answer
)

// Firm reports a kind that is the supplier's considered word about what was
// asked. Only then does the code beside it mean anything: the same code in an
// answer that broke down (Unavailable, OutcomeUnknown) proves nothing.
func (k Kind) Firm() bool {
	return k == Rejected || k == SoldOut || k == PriceChanged || k == Unsupported
}

// Error is every failure of every connector.
type Error struct {
	Kind       Kind
	Supplier   string
	Code       string // the supplier's own code, for logs and operators
	Message    string // the supplier's own words; they may repeat what was sent, so no log shows them
	RetryAfter time.Duration
	cause      error
}

// Fail makes an Error; cause may be nil.
func Fail(kind Kind, code, message string, cause error) *Error {
	return &Error{Kind: kind, Code: code, Message: message, cause: cause}
}

func (e *Error) Error() string {
	text := fmt.Sprintf("supplier %s: %s", e.Supplier, e.Kind)
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.cause }

// KindOf is the kind of the Error in err's chain. An error that is none of ours
// counts as OutcomeUnknown: the cautious reading.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return OutcomeUnknown
}

// CodeOf is the code of the Error in err's chain, "" when there is none.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// FirmCode is CodeOf for deciding by it: "" beside a kind that is not Firm.
func FirmCode(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Kind.Firm() {
		return e.Code
	}
	return ""
}

// Recast is err's Error under another kind: what a code means depends on what
// was asked. An err that is none of ours stays as it is.
func Recast(kind Kind, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	return Fail(kind, e.Code, e.Message, e.cause)
}

// Clip keeps one hostile answer from filling a log line: for a supplier's words
// in Error.Message and in the reasons of ShopAnswer.Dropped.
func Clip(s string) string {
	const most = 240 // bytes
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
