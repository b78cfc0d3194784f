package shopping

import "time"

// Status is how a supplier answered a search.
type Status string

// The statuses.
const (
	StatusOK      Status = "ok"
	StatusPartial Status = "partial" // answered, but some offers were left out
	StatusTimeout Status = "timeout" // not within the budget
	StatusError   Status = "error"
	StatusOpen    Status = "open"    // not asked: its circuit breaker is open
	StatusSkipped Status = "skipped" // not asked: it cannot answer such a search
)

// Reason says why a supplier's status is not ok, in words of ours. What the
// supplier said is for the log.
type Reason string

// The reasons.
const (
	ReasonOffersDropped Reason = "offersDropped"
	ReasonCutShort      Reason = "cutShort" // offers came, and more would have, had there been time
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
}

// WarningCode is a warning's machine-readable name.
type WarningCode string

// The warnings.
const (
	WarningPartialResults      WarningCode = "partialResults"      // Params: ids of the suppliers that are missing
	WarningOffersDropped       WarningCode = "offersDropped"       // Params: how many
	WarningResultsTruncated    WarningCode = "resultsTruncated"    // Params: how many are kept
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
	Complete   bool      // every supplier asked has answered, in time and in full
	Truncated  bool      // more was found than is kept
	Warnings   []Warning
	Suppliers  []SupplierReport // in configured order
}
