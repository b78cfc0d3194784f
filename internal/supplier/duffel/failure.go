package duffel

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Codes of our own, beside Duffel's, in supplier.Error.Code.
const (
	codeBadHandle    = "bad_handle"
	codePending      = "accepted_pending"
	codeOtherTotal   = "other_total"
	codeOtherFlights = "other_flights"
	codeQuantity     = "quantity"
	codeTwoSeats     = "two_seats"
	codeNoServices   = "no_services_on_hold"
	codeNoCard       = "no_card_for_changes"

	codeNoSuchJourney = "no_such_journey"
)

// Codes of Duffel's that mean something to a role.
const (
	codeNotFound         = "not_found"
	codeAlreadyAttempted = "order_creation_already_attempted"
	codeAlreadyBooked    = "offer_request_already_booked"
	codeDuplicateBooking = "duplicate_booking"
	codeAlreadyPaid      = "already_paid"
	codeAlreadyCancelled = "already_cancelled"

	codeInsufficientBalance = "insufficient_balance"
	codeServiceNotAvailable = "ancillary_service_not_available"
	codeUnsupportedAction   = "unsupported_action"
	codeUnavailableFeature  = "unavailable_feature"
	codeAlreadyActioned     = "order_change_already_actioned"
)

// kinds are the refusals that are not plainly Rejected. All of them come before
// anything is done.
var kinds = map[string]supplier.Kind{
	"offer_expired":             supplier.SoldOut,
	"offer_no_longer_available": supplier.SoldOut,
	"price_changed":             supplier.PriceChanged,
	// What we pay is what it cost when we last asked; not matching is a new price.
	"payment_amount_does_not_match_order_amount":     supplier.PriceChanged,
	"payment_currency_does_not_match_order_currency": supplier.PriceChanged,
	// Faults of our account, not of this order: they pass when an operator acts.
	"missing_authorization_header": supplier.Unavailable,
	"invalid_authorization_header": supplier.Unavailable,
	"access_token_not_found":       supplier.Unavailable,
	"expired_access_token":         supplier.Unavailable,
	"insufficient_permissions":     supplier.Unavailable,
	"unsupported_version":          supplier.Unavailable,
	codeInsufficientBalance:        supplier.Unavailable,
	codeServiceNotAvailable:        supplier.SoldOut,
}

// portCodes are the codes that supplier has a name of its own for.
var portCodes = map[string]string{
	codeInsufficientBalance: supplier.CodeNoFunds,
	codePaymentDeclined:     supplier.CodeCardDeclined,
	codeHighFraudRisk:       supplier.CodeCardDeclined,
	codeServiceNotAvailable: supplier.CodeServiceGone,
}

// refused reads an error envelope.
//
// Duffel's rule for writes: 4xx was not done; after 500, 502 or 504 the order
// "may still have been created on the airline's side"; 503 may be tried again.
func (r request) refused(status int, e envelope) *supplier.Error {
	first := e.Errors[0]
	for _, one := range e.Errors {
		if _, known := kinds[one.Code]; known {
			first = one
			break
		}
	}
	kind := supplier.Rejected
	switch {
	case status >= 200 && status < 400:
		// An error inside a success is no word of Duffel's that can be relied on.
		return r.lost(supplier.CodeUnreadable, words(first, e.Meta), nil)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		kind = supplier.Unavailable
	case status == http.StatusServiceUnavailable && (r.refusalIs503 || !r.changes):
		kind = supplier.Unavailable
	case status >= 500:
		return r.lost(first.Code, words(first, e.Meta), nil)
	default:
		if known, ok := kinds[first.Code]; ok {
			kind = known
		}
	}
	if kind.Firm() && first.Code == codeNotFound && strings.Contains(first.pointer(), "services/") {
		// A service's id of a moment ago; the offer itself would be another pointer.
		return supplier.Fail(supplier.SoldOut, supplier.CodeServiceGone, words(first, e.Meta), nil)
	}
	if kind == supplier.Rejected && strings.HasSuffix(first.pointer(), "/card_id") {
		return supplier.Fail(kind, supplier.CodeCardDeclined, words(first, e.Meta), nil)
	}
	code := first.Code
	if own, ok := portCodes[code]; ok {
		code = own
	}
	return supplier.Fail(kind, code, words(first, e.Meta), nil)
}

// rateLimited reads when to come back; Duffel's ratelimit-reset is an HTTP date.
func (r request) rateLimited(header http.Header, e envelope) *supplier.Error {
	failure := supplier.Fail(supplier.RateLimited, "rate_limit_exceeded", "too many requests", nil)
	if len(e.Errors) > 0 {
		failure = supplier.Fail(supplier.RateLimited, e.Errors[0].Code, words(e.Errors[0], e.Meta), nil)
	}
	const window = time.Minute // of Duffel's limits
	failure.RetryAfter = cmp.Or(supplier.TimeTo(header, "ratelimit-reset"), supplier.RetryAfter(header), window)
	return failure
}

// words are Duffel's own, for operators, with the id by which Duffel's support
// finds the request.
func words(e wireError, meta wireMeta) string {
	text := e.Title
	if e.Message != "" {
		text += ": " + e.Message
	}
	if pointer := e.pointer(); pointer != "" {
		text += " at " + pointer
	}
	text = supplier.Clip(text)
	if meta.RequestID != "" {
		text += " [request " + supplier.Clip(meta.RequestID) + "]"
	}
	return text
}

// pointer is where in our body the fault is, "" when not said.
func (e wireError) pointer() string {
	var source struct {
		Pointer string `json:"pointer"`
	}
	if json.Unmarshal(e.Source, &source) != nil {
		return "" // an airline's name, or nothing
	}
	return source.Pointer
}
