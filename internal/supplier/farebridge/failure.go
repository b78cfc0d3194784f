package farebridge

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
)

// Codes of our own, beside the peer's, in supplier.Error.Code.
const (
	codeBadHandle    = "badHandle"
	codeOtherTotal   = "otherTotal"
	codeStillPending = "stillPending" // the peer does not know its supplier's outcome yet
)

// kinds are the codes that are not plainly Rejected (4xx) or Unavailable (5xx).
var kinds = map[client.ProblemCode]supplier.Kind{
	client.ProblemCodePriceChanged:       supplier.PriceChanged,
	client.ProblemCodeAcceptanceRequired: supplier.PriceChanged,
	client.ProblemCodeOfferUnavailable:   supplier.SoldOut,
	client.ProblemCodeOfferExpired:       supplier.SoldOut,
	client.ProblemCodeRateLimited:        supplier.RateLimited,
	// Faults of our account there, not of this order: they pass when an operator acts.
	client.ProblemCodeUnauthenticated:   supplier.Unavailable,
	client.ProblemCodeForbidden:         supplier.Unavailable,
	client.ProblemCodeProgramNotGranted: supplier.Unavailable,
	client.ProblemCodeVersionConflict:   supplier.Unavailable,
	// An earlier call under our reference was made, with whatever came of it.
	client.ProblemCodeIdempotencyInProgress: supplier.OutcomeUnknown,
	client.ProblemCodeIdempotencyKeyReused:  supplier.OutcomeUnknown,
}

// wireProblem is what is read of a problem document (RFC 9457). The rest, an
// offer included, may be of any shape: the refusal stands without it.
type wireProblem struct {
	Title     string                `json:"title"`
	Code      client.ProblemCode    `json:"code"`
	Outcome   client.ProblemOutcome `json:"outcome"`
	RequestID string                `json:"requestId"`
}

// refused reads an answer that is no success.
//
// The API's promise for writes: `notDone` is a guarantee, anything else is being
// found out. 429 comes before anything is done, whoever says it on the way.
func (m mode) refused(status int, header http.Header, body []byte) *supplier.Error {
	var p wireProblem
	err := json.Unmarshal(body, &p)
	if status == http.StatusTooManyRequests {
		failure := supplier.Fail(supplier.RateLimited, string(client.ProblemCodeRateLimited), p.words(), nil)
		failure.RetryAfter = cmp.Or(supplier.RetryAfter(header), time.Second)
		return failure
	}
	if err != nil || p.Code == "" || status < 400 {
		// An HTML page, a cut document, JSON of somebody in between.
		message := fmt.Sprintf("HTTP %d with a body that is no problem document (%q, %d bytes)",
			status, supplier.Clip(header.Get("Content-Type")), len(body))
		return m.lost(supplier.CodeUnreadable, message, err)
	}
	if m == changes && p.Outcome != client.ProblemOutcomeNotDone {
		return supplier.Fail(supplier.OutcomeUnknown, string(p.Code), p.words(), nil)
	}
	kind, known := kinds[p.Code]
	switch {
	case known:
	case status >= 500:
		kind = supplier.Unavailable
	default:
		kind = supplier.Rejected
	}
	if m == reads && kind == supplier.OutcomeUnknown {
		kind = supplier.Unavailable
	}
	return supplier.Fail(kind, string(p.Code), p.words(), nil)
}

// words are the peer's own, for operators, with the id by which its people find
// the request.
func (p wireProblem) words() string {
	text := supplier.Clip(p.Title)
	if p.RequestID != "" {
		text += " [request " + supplier.Clip(p.RequestID) + "]"
	}
	return text
}

// codeOf is the code in err, "" when it has none or was not the peer's firm word:
// beside a breakdown a code proves nothing.
func codeOf(err error) client.ProblemCode {
	return client.ProblemCode(supplier.FirmCode(err))
}
