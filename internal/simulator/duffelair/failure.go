package duffelair

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// failure is an answer with errors: one per finding, all of one HTTP status.
type failure struct {
	status int
	errors []wireError
}

type wireError struct {
	Type             string `json:"type"`
	Code             string `json:"code"`
	Title            string `json:"title"`
	Message          string `json:"message"`
	DocumentationURL string `json:"documentation_url"`
	Source           any    `json:"source,omitempty"` // *wireSource, or an airline's name
}

type wireSource struct {
	Field   string `json:"field"`
	Pointer string `json:"pointer"`
}

type wireFailure struct {
	Errors []wireError     `json:"errors"`
	Meta   wireFailureMeta `json:"meta"`
}

type wireFailureMeta struct {
	Status    int    `json:"status"`
	RequestID string `json:"request_id"`
}

func (f *failure) Error() string {
	return fmt.Sprintf("duffelair: %d %s", f.status, f.errors[0].Code)
}

// The types of error.
const (
	authenticationError = "authentication_error"
	requestError        = "invalid_request_error"
	validationError     = "validation_error"
	stateError          = "invalid_state_error"
	airlineError        = "airline_error"
	rateLimitError      = "rate_limit_error"
	apiError            = "api_error"
)

const documentation = "https://duffel.com/docs/api/overview/response-handling"

func fail(status int, kind, code, title, message string) *failure {
	return &failure{status: status, errors: []wireError{{
		Type: kind, Code: code, Title: title, Message: message, DocumentationURL: documentation,
	}}}
}

// refuse is a 422 that is nothing of the world's.
func refuse(kind, code, title, message string) *failure {
	return fail(http.StatusUnprocessableEntity, kind, code, title, message)
}

func notFound() *failure {
	return fail(http.StatusNotFound, requestError, "not_found", "Resource not found",
		"The resource you are trying to access does not exist.")
}

func badRequest(code, title, message string) *failure {
	return fail(http.StatusBadRequest, requestError, code, title, message)
}

// findings collect what is wrong with a body, all of it.
type findings struct{ errors []wireError }

// add notes one finding; pointer has no /data prefix, as Duffel's have none.
func (f *findings) add(code, pointer, field, message string) {
	f.errors = append(f.errors, wireError{
		Type: validationError, Code: code, Title: titleOf(code), Message: message,
		DocumentationURL: documentation, Source: &wireSource{Field: field, Pointer: pointer},
	})
}

func (f *findings) required(pointer, field string) {
	f.add("validation_required", pointer, field, "Field '"+field+"' can't be blank")
}

// err is the failure of all findings, nil when there is none.
func (f *findings) err() error {
	if len(f.errors) == 0 {
		return nil
	}
	return &failure{status: http.StatusUnprocessableEntity, errors: f.errors}
}

var titles = map[string]string{
	"validation_required":       "Required field",
	"validation_format":         "Invalid format",
	"validation_inclusion":      "Invalid value",
	"validation_length":         "Invalid length",
	"validation_type":           "Invalid type",
	"validation_unique":         "Duplicate value",
	"invalid_field_sets":        "Invalid field sets",
	"not_found":                 "Linked record not found",
	"duplicate_passenger_name":  "Duplicate passenger name",
	"invalid_passenger_title":   "Invalid passenger title",
	"invalid_passenger_name":    "Invalid passenger name",
	"invalid_email_address":     "Invalid email address",
	"invalid_phone_number":      "Invalid phone number",
	"no_match":                  "Values don't match",
	"invalid_order_create_type": "Invalid order type",
}

func titleOf(code string) string {
	if title, ok := titles[code]; ok {
		return title
	}
	return "Invalid value"
}

// refusals are the world's reasons in Duffel's words; all are 422.
var refusals = map[world.Refusal]wireError{
	world.ErrOfferExpired: {
		Type: stateError, Code: "offer_expired", Title: "Offer expired",
		Message: "The offer you selected has expired. Please search again and select a new one.",
	},
	world.ErrOfferGone: {
		Type: stateError, Code: "offer_no_longer_available", Title: "Requested offer is no longer available",
		Message: "The airline no longer sells this offer. Please select another one, or search again.",
	},
	world.ErrAlreadyBooked: {
		Type: stateError, Code: "offer_request_already_booked", Title: "Offer request already booked",
		Message: "An order was already created from an offer of this offer request. Please search again.",
	},
	world.ErrCannotHold: {
		Type: stateError, Code: "invalid_order_create_type", Title: "Invalid order type",
		Message: "The selected offer requires instant payment and can't be held.",
	},
	world.ErrAmountDiffers: {
		Type: validationError, Code: "payment_amount_does_not_match_order_amount", Title: "Payment amount does not match order amount",
		Message: "The payment's amount must be the order's total amount.",
	},
	world.ErrCurrencyDiffers: {
		Type: validationError, Code: "payment_currency_does_not_match_order_currency", Title: "Payment currency does not match order currency",
		Message: "The payment's currency must be the order's total currency.",
	},
	world.ErrPriceChanged: {
		Type: stateError, Code: "price_changed", Title: "Price changed",
		Message: "The airline changed the price of the order. Retrieve the order for its total amount.",
	},
	world.ErrNotPayable: {
		Type: stateError, Code: "order_type_not_eligible_for_payment", Title: "Order type not eligible for payment",
		Message: "Only orders of type hold are paid for after they were created.",
	},
	world.ErrAlreadyPaid: {
		Type: stateError, Code: "already_paid", Title: "Order already paid",
		Message: "The order was already paid for.",
	},
	world.ErrAlreadyCancelled: {
		Type: stateError, Code: "already_cancelled", Title: "Order already cancelled",
		Message: "The order was already cancelled.",
	},
	world.ErrPastDeadline: {
		Type: stateError, Code: "past_payment_required_by_date", Title: "Past payment required by date",
		Message: "The order was not paid by its payment_required_by date and the airline has released it.",
	},
	world.ErrAirline: {
		Type: airlineError, Code: "airline_internal", Title: "Airline internal error",
		Message: "The airline refused to issue tickets. Nothing was charged.",
	},
	world.ErrDeparted: {
		Type: stateError, Code: "order_not_cancellable", Title: "Order not cancellable",
		Message: "The first flight of the order has departed.",
	},
	world.ErrAncillaryGone: {
		Type: airlineError, Code: "ancillary_service_not_available", Title: "Ancillary service not available",
		Message: "A service is no longer available in this quantity. Retrieve the available services again.",
	},
	world.ErrSeatTaken: {
		Type: airlineError, Code: "ancillary_service_not_available", Title: "Ancillary service not available",
		Message: "A seat is no longer available. Retrieve the seat maps again.",
	},
	world.ErrSeatNotAllowed: {
		Type: airlineError, Code: "ancillary_service_not_available", Title: "Ancillary service not available",
		Message: "A seat can't be had by its passenger, or the passenger has one on the flight.",
	},
	world.ErrNotChangeable: {
		Type: requestError, Code: "unsupported_action", Title: "Unsupported action",
		Message: "The order can't be changed.",
	},
	world.ErrAlreadyAnswered: {
		Type: stateError, Code: "stale_airline_initiated_change_accept", Title: "Stale airline-initiated change",
		Message: "An action was already taken for this airline-initiated change.",
	},
	world.ErrCardDeclined: {
		Type: airlineError, Code: "payment_declined", Title: "Payment declined",
		Message: "The card was declined. Nothing was charged.",
	},
	world.ErrNoFunds: {
		Type: stateError, Code: "insufficient_balance", Title: "Insufficient balance",
		Message: "Your balance is not enough for this payment. Please top up.",
	},
	world.ErrStaleQuote: {
		Type: stateError, Code: "order_not_cancellable", Title: "Order not cancellable",
		Message: "This order cancellation is no longer the latest, or its refund has changed. Create a new one.",
	},
}

// failureOf turns any error into an answer; what is not known is a 500 whose
// text stays here. airline is named as the source of an airline's error.
func failureOf(err error, airline string) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	var r world.Refusal
	if !errors.As(err, &r) {
		return fail(http.StatusInternalServerError, apiError, "internal_server_error", "Internal server error",
			"There was something wrong on our side. Do not retry before checking whether the request was processed.")
	}
	if r == world.ErrNotFound {
		return notFound()
	}
	finding, ok := refusals[r]
	if !ok {
		return fail(http.StatusInternalServerError, apiError, "internal_server_error", "Internal server error", "Unknown refusal.")
	}
	finding.DocumentationURL = documentation
	if finding.Type == airlineError {
		finding.Source = airline
	}
	if r == world.ErrAmountDiffers || r == world.ErrCurrencyDiffers {
		finding.Source = &wireSource{Field: "payments", Pointer: "/payments"}
	}
	return &failure{status: http.StatusUnprocessableEntity, errors: []wireError{finding}}
}
