package shopping

import (
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Status is how a supplier answered a search.
type Status string

// The statuses.
const (
	StatusOK      Status = "ok"
	StatusPartial Status = "partial" // answered, but not all there may be is here
	StatusTimeout Status = "timeout" // not within the budget
	StatusError   Status = "error"   // with ReasonRejected it answered, and will not answer that
	StatusOpen    Status = "open"    // not asked: its circuit breaker is open
	StatusSkipped Status = "skipped" // not asked: it cannot answer such a search
)

// Reason says why a supplier's status is not ok, in words of ours. What the
// supplier said is for the log.
type Reason string

// The reasons.
const (
	ReasonOffersDropped Reason = "offersDropped"
	ReasonCutShort      Reason = "cutShort" // offers came, and there may be more: for want of time, or more than are read
	ReasonTimeout       Reason = "notWithinBudget"
	ReasonRateLimited   Reason = "rateLimited"
	ReasonUnavailable   Reason = "unavailable"
	ReasonRejected      Reason = "rejected"
	ReasonUnreadable    Reason = "unreadableAnswer"
	ReasonBreakerOpen   Reason = "circuitBreakerOpen"
	ReasonUnsupported   Reason = "unsupported"
)

// SupplierReport is what became of asking one supplier.
type SupplierReport struct {
	SupplierID string
	Status     Status
	Latency    time.Duration // 0: not asked
	Offers     int           // fit to be shown; counted before the cap on a search
	Dropped    int           // left out because they made no sense
	Reason     Reason        // "": ok
	NotSold    []NotSold     // not the program's to sell; by reason
	// LeviesDiffer counts offers shown whose fund or fuel surcharge is not what
	// the dated tables say.
	LeviesDiffer int
}

// sold reports that the supplier said what it sells, if only nothing.
func (r SupplierReport) sold() bool { return r.Status == StatusOK || r.Status == StatusPartial }

// missing reports that more might have come, or anything. That what was asked for
// is not sold at all is an answer, which another time would not change.
func (r SupplierReport) missing() bool {
	switch r.Reason {
	case ReasonCutShort, ReasonTimeout, ReasonRateLimited, ReasonUnavailable, ReasonUnreadable, ReasonBreakerOpen:
		return true
	case ReasonOffersDropped, ReasonRejected, ReasonUnsupported:
	}
	return false
}

// WarningCode is a warning's machine-readable name.
type WarningCode string

// The warnings.
const (
	WarningPartialResults      WarningCode = "partialResults"      // Params: ids of the suppliers that are missing
	WarningSearchRejected      WarningCode = "searchRejected"      // Params: ids of the suppliers that refused it, or it for some of its dates
	WarningOffersDropped       WarningCode = "offersDropped"       // Params: how many
	WarningResultsTruncated    WarningCode = "resultsTruncated"    // Params: how many are kept
	WarningNoRate              WarningCode = "displayPriceUnknown" // Params: the currencies that have no rate to the one wanted
	WarningOffersNotRemembered WarningCode = "offersNotRemembered" // the offers cannot be paged, priced or ordered
)

// Warning is something a caller should know about an answer that is not an
// error. Text for people is made by rest.
type Warning struct {
	Code   WarningCode
	Params []string
}

// Summary is what an answer says about the whole of a search.
type Summary struct {
	ShoppingID string    // as callers know it
	ExpiresAt  time.Time // until then it can be read again
	Complete   bool      // every supplier asked has answered, in time and in full; a refusal of the search is an answer
	Truncated  bool      // more was found than is kept
	Warnings   []Warning
	Suppliers  []SupplierReport // in configured order
	Calendar   []CalendarDay    // empty: the caller is not flexible
	// RatesOf is the day of the oldest exchange rate that a display price was made
	// with; zero: none was.
	RatesOf time.Time
}

// CalendarDay is the cheapest of what was found for one set of departure dates,
// one date a journey. Without Offers, OfferID and Lowest are empty, and whether
// there is really nothing only Complete can tell. OfferID is empty, too, where a
// truncated search did not keep the cheapest.
type CalendarDay struct {
	Dates    []travel.Date
	Offers   int
	Lowest   money.Money // what its supplier sells it for
	Display  money.Money // the same in the caller's currency; zero: not asked for, or no rate
	OfferID  string
	Complete bool // every supplier asked about these dates has answered in full
}
