package supplier

import (
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Observation is one call of a role, for whoever counts.
type Observation struct {
	Supplier  string
	Role      string
	Kind      Kind   // empty: it worked
	Code      string // as Error.Code, only of those the decorator gives; the supplier's own are too many to count by
	Attempts  int
	Took      time.Duration
	Offers    int // of Shop
	Dropped   int // of Shop: offers that could not be understood
	LeftOut   int // of other lists: items that could not be understood, or came twice
	Rehearsal bool
}

func (g *guard) observe(span trace.Span, how conduct, value any, failure *Error, attempts int, took time.Duration, leftOut int, rehearsal bool) {
	o := Observation{Supplier: g.id, Role: how.role, Attempts: attempts, Took: took, LeftOut: leftOut, Rehearsal: rehearsal}
	if answer, ok := value.(ShopAnswer); ok {
		o.Offers, o.Dropped = len(answer.Offers), len(answer.Dropped)
	}
	if failure != nil {
		o.Kind = failure.Kind
		switch failure.Code {
		case CodeCircuitOpen, CodeCrowded, CodeHeldOff, CodePaced, CodePanic, CodeForeign, CodeNoFunds, CodeCannotLookUp:
			o.Code = failure.Code
		}
		span.SetStatus(codes.Error, string(failure.Kind))
	}
	span.SetAttributes(attribute.String("supplier.outcome", outcomeOf(failure)), attribute.Int("supplier.attempts", attempts))
	g.options.Observe(o)
}

func outcomeOf(failure *Error) string {
	if failure == nil {
		return "ok"
	}
	return string(failure.Kind)
}
