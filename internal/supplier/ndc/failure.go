package ndc

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Codes of our own, beside the suppliers', in supplier.Error.Code.
const (
	codeBadHandle  = "badHandle"
	codeOtherTotal = "otherTotal"
	codePaid       = "alreadyPaid"
	codeCancelled  = "alreadyCancelled"
	codeNoHold     = "cannotBeHeld"
	codeNoCard     = "noCardForChanges"
	codeNotPaid    = "paymentFailed"
	// An order was made or changed, whatever is refused beside it.
	codeBesideOrder = "refusedBesideAnOrder"
)

// Codes of PADIS 9321 that a role looks for.
const (
	padisNoMatch       = "129"
	padisLimitReached  = "293"
	padisTurnedAway    = "304"
	padisTicketed      = "395"
	padisPayment       = "466" // form of payment missing or invalid
	padisNoOffers      = "496"
	padisToBeReshopped = "499"
	padisNoNewOffers   = "498"
	padisAmount        = "727"
	padisNotFound      = "913"
)

// meanings of the codes that are not plainly Rejected. OutcomeUnknown stands for
// what nobody knows; for a read that is Unavailable.
var meanings = map[string]supplier.Kind{
	padisTurnedAway: supplier.Unavailable,
	// Our sales limit or balance with the supplier, see CodeNoFunds.
	padisLimitReached: supplier.Unavailable,
	"305":             supplier.Unavailable, // security failure: our account, not this order
	"900":             supplier.OutcomeUnknown,
	"901":             supplier.OutcomeUnknown,
	"911":             supplier.OutcomeUnknown,
	"915":             supplier.Unsupported,
	"916":             supplier.Unsupported,
	"421":             supplier.SoldOut,
	"490":             supplier.SoldOut,
	"491":             supplier.SoldOut,
	"493":             supplier.SoldOut,
	"325":             supplier.SoldOut,
	padisAmount:       supplier.PriceChanged,
	// Of services and seats, see servicesGone.
	"183": supplier.SoldOut, "184": supplier.SoldOut, "185": supplier.SoldOut, "186": supplier.SoldOut,
	"276": supplier.SoldOut, "281": supplier.SoldOut, "282": supplier.SoldOut, "283": supplier.SoldOut, "284": supplier.SoldOut,
}

// servicesGone are the codes of meanings that leave the flights for sale.
var servicesGone = map[string]bool{
	"183": true, "184": true, "185": true, "186": true,
	"276": true, "281": true, "282": true, "283": true, "284": true,
}

// code is where a supplier put it: IATA's own element, or, as some hosts do, the
// type or the tag. A known one wins over a full one.
func (e wireError) code() string {
	for _, said := range []token{e.Code, e.TypeCode, e.TagText} {
		if _, known := meanings[string(said)]; known {
			return string(said)
		}
	}
	for _, said := range []token{e.Code, e.TypeCode, e.TagText} {
		if said != "" {
			return supplier.Clip(string(said))
		}
	}
	return "unnamed"
}

// refused reads the errors of an answer. By the schema an error stands instead
// of a response, so that nothing was done, unless the supplier itself says that it
// does not know.
func (r request) refused(status int, said []wireError) *supplier.Error {
	first := said[0]
	for _, one := range said {
		if _, known := meanings[one.code()]; known {
			first = one
			break
		}
	}
	code, words := first.code(), first.words()
	kind, known := meanings[code]
	switch {
	case code == padisLimitReached:
		return supplier.Fail(supplier.Unavailable, supplier.CodeNoFunds, words, nil)
	case kind == supplier.OutcomeUnknown:
		return r.lost(code, words, nil)
	case code == padisTurnedAway || status == http.StatusUnauthorized || status == http.StatusForbidden:
		return supplier.Fail(supplier.Unavailable, code, words, nil)
	case status >= 500:
		return r.lost(code, words, nil)
	case !known:
		kind = supplier.Rejected
	}
	switch {
	case servicesGone[code]:
		code = supplier.CodeServiceGone
	case kind == supplier.Rejected && notPaid(code, words):
		code = codeNotPaid
	}
	return supplier.Fail(kind, code, words, nil)
}

// rateLimited reads when to come back.
func rateLimited(header http.Header) *supplier.Error {
	failure := supplier.Fail(supplier.RateLimited, "http_429", "too many requests", nil)
	failure.RetryAfter = cmp.Or(supplier.RetryAfter(header), time.Second)
	return failure
}

// words are the supplier's own, for operators.
func (e wireError) words() string {
	parts := []string{}
	for _, part := range []token{e.DescText, e.StatusText, e.TagText, e.OwnerName} {
		if part != "" {
			parts = append(parts, string(part))
		}
	}
	return supplier.Clip(strings.Join(parts, "; "))
}

// notUnderstood is the failure of a read whose answer makes no sense.
func notUnderstood(err error) error {
	return supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "not understood", err)
}

// notPaid reports that a form of payment was refused: in PADIS's code, in those of
// a large host, or as IATA's payment errors, which are many and of any code, begin.
func notPaid(code, words string) bool {
	switch code {
	case padisPayment, "E12", "E29":
		return true
	case padisTicketed, padisToBeReshopped, padisNotFound, padisNoMatch:
		return false // whatever is said beside, roles look for these
	}
	return strings.HasPrefix(strings.ToLower(words), "payment failure")
}

// declined names the refusal of a payment that was a card.
func (c *connector) declined(err error) error {
	if c.settlement != CustomerCard || supplier.FirmCode(err) != codeNotPaid {
		return err
	}
	return supplier.Fail(supplier.Rejected, supplier.CodeCardDeclined, "the card is not taken", err)
}
