package amadeusair

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// failure is an answer with errors: one per finding, all of one HTTP status.
type failure struct{ issues []wireIssue }

// wireIssue is an error, or a warning of an answer that went well.
type wireIssue struct {
	Status int         `json:"status"`
	Code   int         `json:"code"`
	Title  string      `json:"title"`
	Detail string      `json:"detail,omitempty"`
	Source *wireSource `json:"source,omitempty"`
}

// wireSource points into the body, or names a query parameter.
type wireSource struct {
	Pointer   string `json:"pointer,omitempty"`
	Parameter string `json:"parameter,omitempty"`
	Example   string `json:"example,omitempty"`
}

type wireFailure struct {
	Errors []wireIssue `json:"errors"`
}

func (f *failure) Error() string {
	return fmt.Sprintf("amadeusair: %d %s", f.issues[0].Code, f.issues[0].Title)
}

func (f *failure) status() int { return f.issues[0].Status }

// issue is a kind of error: status, code and title always go together.
type issue struct {
	status int
	code   int
	title  string
}

// Amadeus' kinds of error, as its catalogues name them.
var (
	systemError       = issue{http.StatusInternalServerError, 141, "SYSTEM ERROR HAS OCCURRED"}
	invalidDate       = issue{http.StatusBadRequest, 425, "INVALID DATE"}
	invalidFormat     = issue{http.StatusBadRequest, 477, "INVALID FORMAT"}
	unsupportedMedia  = issue{http.StatusUnsupportedMediaType, 477, "INVALID FORMAT"}
	invalidOption     = issue{http.StatusBadRequest, 572, "INVALID OPTION"}
	cardNotAccepted   = issue{http.StatusBadRequest, 1304, "CREDIT CARD NOT ACCEPTED"}
	orderNotFound     = issue{http.StatusNotFound, 1797, "NOT FOUND"}
	badCombination    = issue{http.StatusBadRequest, 2668, "PARAMETER COMBINATION INVALID/RESTRICTED"}
	invalidLength     = issue{http.StatusBadRequest, 2781, "INVALID LENGTH"}
	invalidData       = issue{http.StatusBadRequest, 4926, "INVALID DATA RECEIVED"}
	ticketing         = issue{http.StatusBadRequest, 9112, "TICKETING - TKT"}
	tooMany           = issue{http.StatusBadRequest, 10661, "MAXIMUM NUMBER OF OCCURRENCES EXCEEDED"}
	dataMissing       = issue{http.StatusBadRequest, 32171, "MANDATORY DATA MISSING"}
	sellFailure       = issue{http.StatusBadRequest, 34651, "SEGMENT SELL FAILURE"}
	virtualCardFailed = issue{http.StatusBadRequest, 34733, "VIRTUAL CARD CREATION FAILED"}
	bookingFailed     = issue{http.StatusBadRequest, 36870, "BOOKING FAILED"}
	priceDiscrepancy  = issue{http.StatusBadRequest, 37200, "PRICE DISCREPANCY"}
	noService         = issue{http.StatusBadRequest, 38034, "ONE OR MORE SERVICES ARE NOT AVAILABLE"}
	unavailable       = issue{http.StatusServiceUnavailable, 38189, "Internal error"}
	invalidToken      = issue{http.StatusUnauthorized, 38190, "Invalid access token"}
	invalidHeader     = issue{http.StatusUnauthorized, 38191, "Invalid HTTP header"}
	expiredToken      = issue{http.StatusUnauthorized, 38192, "Access token expired"}
	tooManyRequests   = issue{http.StatusTooManyRequests, 38194, "Too many requests"}
	resourceNotFound  = issue{http.StatusNotFound, 38196, "Resource not found"}
	noUpsell          = issue{http.StatusBadRequest, 39397, "UNABLE TO RETRIEVE UPSELL OFFER"}
)

func (i issue) wire(detail string, source *wireSource) wireIssue {
	return wireIssue{i.status, i.code, i.title, detail, source}
}

func refuse(i issue, detail string, source *wireSource) *failure {
	return &failure{[]wireIssue{i.wire(detail, source)}}
}

func pointer(p string) *wireSource { return &wireSource{Pointer: p} }

func notFound() *failure { return refuse(resourceNotFound, "The targeted resource doesn't exist", nil) }

// findings collect what is wrong with a request, all of it.
type findings struct{ issues []wireIssue }

func (f *findings) add(i issue, at, detail string) {
	f.issues = append(f.issues, i.wire(detail, pointer(at)))
}

func (f *findings) missing(at string) { f.add(dataMissing, at, "Missing mandatory data") }

// parameter notes a finding of the query; example is what would have been right.
func (f *findings) parameter(i issue, name, detail, example string) {
	f.issues = append(f.issues, i.wire(detail, &wireSource{Parameter: name, Example: example}))
}

// err is the failure of all findings, nil when there is none.
func (f *findings) err() error {
	if len(f.issues) == 0 {
		return nil
	}
	return &failure{f.issues}
}

// refusals are the world's reasons in Amadeus' words, where these do not depend
// on what was asked.
var refusals = map[world.Refusal]struct {
	issue  issue
	detail string
}{
	world.ErrNotFound:         {orderNotFound, "No order was found for the requested id"},
	world.ErrOfferExpired:     {invalidData, "No fare applicable"},
	world.ErrOfferGone:        {invalidData, "No fare applicable"},
	world.ErrCannotHold:       {ticketing, "Instant ticketing is required for this fare"},
	world.ErrAmountDiffers:    {priceDiscrepancy, "The price has changed"},
	world.ErrAlreadyCancelled: {orderNotFound, "The order was already cancelled"},
	world.ErrAirline:          {bookingFailed, "The airline refused the booking"},
	world.ErrDeparted:         {invalidData, "The first flight of the order has departed"},
	world.ErrStaleQuote:       {invalidData, "The order has changed meanwhile"},
	world.ErrAncillaryGone:    {noService, "The requested service is not available"},
	world.ErrSeatTaken:        {noService, "The requested seat is not available"},
	world.ErrSeatNotAllowed:   {noService, "The requested seat is not allowed for the traveler"},
	world.ErrNoFunds:          {bookingFailed, "The credit with the consolidator is used up"},
}

// failureOf turns any error into an answer; what is not known is a 500 whose
// text stays here.
func failureOf(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	var r world.Refusal
	if errors.As(err, &r) {
		if refusal, ok := refusals[r]; ok {
			return refuse(refusal.issue, refusal.detail, nil)
		}
	}
	return refuse(systemError, "The request may have been processed: check before trying again", nil)
}
