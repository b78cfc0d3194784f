package ndcair

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// failure is an answer with errors, all that were found. Its status is 200
// unless the message itself could not be taken.
type failure struct {
	status int
	errors []finding
}

// finding is one error: a code of PADIS 9321, and the element it is about.
type finding struct {
	code, text, element string
}

func (f *failure) Error() string { return fmt.Sprintf("ndcair: %d %s", f.status, f.errors[0].code) }

// The codes used, as PADIS 9321 has them.
const (
	codeDate         = "102" // invalid or missing departure date
	codePlace        = "4"   // invalid city or airport
	codeNoDocuments  = "494" // unable to issue accountable documents
	codeNoOrder      = "129" // no PNR match
	codePTC          = "143" // invalid passenger type
	codeTooMany      = "145" // number in party exceeds maximum
	codeParty        = "146" // unequal number of names and party
	codeSurnameLong  = "149"
	codeGivenLong    = "150"
	codeSurname      = "151" // surname mandatory
	codeGiven        = "152" // given name mandatory
	codeService      = "185" // service not offered
	codeSeatPax      = "283" // specific seat not available, restricted
	codeSeatTaken    = "281" // specific seat not available
	codeUnavailable  = "304" // system temporarily unavailable
	codeSecurity     = "305" // security failure
	codeOfferExpired = "325" // related system reference error
	codeInactive     = "367" // no active itinerary
	codeTicketed     = "395" // already ticketed
	codeDuplicate    = "399" // duplicate name
	codeDeparted     = "418" // flight has departed
	codeSoldOut      = "421" // not available
	codePayment      = "466" // form of payment missing or invalid
	codeNoChange     = "54"  // reservation change denied
	codeAge          = "73"  // invalid age for PTC
	codeNoOffers     = "496" // no offers
	codeNoNewOffers  = "498" // no new offers returned
	codeAmount       = "727" // invalid amount
	codeFunds        = "293" // sales limit being reached
	codeSyntax       = "903" // syntax
	codeSystem       = "911" // system error
	codeNotFound     = "913" // item not found
	codeInvalid      = "914" // invalid data
	codeUnsupported  = "915" // function not supported
	codeVersion      = "916" // version not supported
)

// fail is a refusal of a message that was understood.
func fail(code, text string) *failure {
	return &failure{http.StatusOK, []finding{{code: code, text: text}}}
}

func failHTTP(status int, code, text string) *failure {
	return &failure{status, []finding{{code: code, text: text}}}
}

func unsupported(text string) *failure { return fail(codeUnsupported, text) }

// findings collect what is wrong with a message, all of it.
type findings struct{ list []finding }

func (f *findings) add(code, element, text string) {
	f.list = append(f.list, finding{code, text, element})
}

func (f *findings) missing(element string) { f.add(codeInvalid, element, element+" is mandatory") }

// err is the failure of all findings, nil when there is none.
func (f *findings) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &failure{http.StatusOK, f.list}
}

// refusals are the world's reasons in the words of NDC. What is not found has
// no entry: it depends on what was looked for.
var refusals = map[world.Refusal]finding{
	world.ErrOfferExpired:     {code: codeOfferExpired, text: "The offer has expired"},
	world.ErrOfferGone:        {code: codeSoldOut, text: "The offer is no longer available"},
	world.ErrCannotHold:       {code: codePayment, text: "The offer must be paid when it is ordered", element: "PaymentFunctions"},
	world.ErrAmountDiffers:    {code: codeAmount, text: "The amount is not what is due", element: "Amount"},
	world.ErrCurrencyDiffers:  {code: codeAmount, text: "The amount is not in the currency of the offer", element: "Amount"},
	world.ErrPriceChanged:     {code: codeAmount, text: "The price is no longer guaranteed and has changed", element: "Amount"},
	world.ErrNotPayable:       {code: codeTicketed, text: "The order was paid when it was created"},
	world.ErrAlreadyPaid:      {code: codeTicketed, text: "The order is already paid"},
	world.ErrAlreadyCancelled: {code: codeNoChange, text: "The order is cancelled"},
	world.ErrPastDeadline:     {code: codeInactive, text: "The order was not paid in time and is released"},
	world.ErrAirline:          {code: codeNoDocuments, text: "Tickets could not be issued; nothing was charged"},
	world.ErrDeparted:         {code: codeDeparted, text: "The flight has departed"},
	world.ErrStaleQuote:       {code: codeOfferExpired, text: "The offer no longer holds"},
	world.ErrAncillaryGone:    {code: codeService, text: "The service is not available"},
	world.ErrSeatTaken:        {code: codeSeatTaken, text: "The seat is not available"},
	world.ErrSeatNotAllowed:   {code: codeSeatPax, text: "The seat is not for this passenger"},
	world.ErrNotChangeable:    {code: codeNoChange, text: "The order cannot be changed"},
	world.ErrAlreadyAnswered:  {code: codeNotFound, text: "The change is already answered"},
	world.ErrCardDeclined:     {code: codePayment, text: "The card is declined; nothing was charged", element: "PaymentCard"},
	world.ErrNoFunds:          {code: codeFunds, text: "The seller's balance is too low; nothing was done", element: "InsufficientFunds"},
	world.ErrNotFound:         {code: codeNotFound, text: "Not found"},
}

// failureOf turns any error into an answer; what is not known is a system error
// whose text stays here.
func failureOf(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	var r world.Refusal
	if errors.As(err, &r) {
		if known, ok := refusals[r]; ok {
			return &failure{http.StatusOK, []finding{known}}
		}
	}
	return fail(codeSystem, "System error")
}

// orderless says that what was not found is an order.
func orderless(err error) error {
	if errors.Is(err, world.ErrNotFound) {
		return fail(codeNoOrder, "There is no such order")
	}
	return err
}

func (f *failure) wire() []wireError {
	out := make([]wireError, 0, len(f.errors))
	for _, e := range f.errors {
		kind := "3" // business rule
		switch e.code {
		case codeSystem, codeNoDocuments, codeUnavailable:
			kind = "12" // processing exception
		case codeSecurity:
			kind = "4" // authentication
		}
		out = append(out, wireError{Code: e.code, DescText: e.text, LangCode: "EN", TagText: e.element, TypeCode: kind})
	}
	return out
}
