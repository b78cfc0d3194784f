package paymenttest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/payment"
)

var faultChecks = []check{
	{"LostAnswerToAuthorize", []need{wire}, lostAnswerToAuthorize},
	{"LostAnswerToCapture", []need{wire}, lostAnswerToCapture},
	{"LostAnswerToVoid", []need{wire, voiding}, lostAnswerToVoid},
	{"LostAnswerToRefund", []need{wire, refunding}, lostAnswerToRefund},
	{"LostRequest", []need{wire}, lostRequest},
	{"UnreadableAnswers", []need{wire}, unreadableAnswers},
	{"TimeoutAfterTheRequest", []need{wire}, timeoutAfterTheRequest},
	{"TurnedAway", []need{wire}, turnedAway},
	{"Down", []need{wire}, down},
	{"CallerGaveUpBefore", nil, callerGaveUpBefore},
	{"UnreadableQueryIsNotNotFound", []need{wire}, unreadableQuery},
}

// changesTo lists every change that can be asked of an existing payment.
func (b *bench) changesTo(t *testing.T, in payment.Intent) map[string]func() (payment.State, error) {
	t.Helper()
	calls := map[string]func() (payment.State, error){
		"capture": func() (payment.State, error) { return b.gateway.Capture.Capture(t.Context(), in.Reference) },
	}
	if b.gateway.Void != nil {
		calls["void"] = func() (payment.State, error) { return b.gateway.Void.Void(t.Context(), in.Reference) }
	}
	if b.gateway.Refund != nil {
		calls["refund"] = func() (payment.State, error) {
			return b.gateway.Refund.Refund(t.Context(), in.Reference, in.Amount, "rfd_"+in.Reference)
		}
	}
	return calls
}

// lost makes call while answers get lost after the effect, and mends the line.
func (b *bench) lost(t *testing.T, step string, call func() (payment.State, error)) {
	t.Helper()
	b.line.spoil(loseAnswer)
	_, err := call()
	b.line.mend()
	wantKind(t, step+" with a lost answer", payment.OutcomeUnknown, err)
}

func lostAnswerToAuthorize(t *testing.T, b *bench) {
	in := b.intent(b.CardOK)
	call := func() (payment.State, error) { return b.gateway.Authorize.Authorize(t.Context(), in) }
	b.lost(t, "authorize", call)
	found := b.wantQuery(t, in, payment.Authorized)
	again, err := call()
	wantStatus(t, "authorize again", payment.Authorized, again, err)
	if again.GatewayRef != found.GatewayRef {
		t.Fatalf("repeating made a second payment: %s and %s", found.GatewayRef, again.GatewayRef)
	}
}

func lostAnswerToCapture(t *testing.T, b *bench) {
	in := b.authorized(t)
	call := b.changesTo(t, in)["capture"]
	b.lost(t, "capture", call)
	b.wantQuery(t, in, payment.Captured)
	again, err := call()
	wantStatus(t, "capture again", payment.Captured, again, err)
	b.wantLedger(t, in, 196200)
}

func lostAnswerToVoid(t *testing.T, b *bench) {
	in := b.authorized(t)
	b.lost(t, "void", b.changesTo(t, in)["void"])
	b.wantQuery(t, in, payment.Voided)
	b.wantLedger(t, in)
}

func lostAnswerToRefund(t *testing.T, b *bench) {
	in := b.captured(t)
	call := b.changesTo(t, in)["refund"]
	b.lost(t, "refund", call)
	b.wantQuery(t, in, payment.Refunded)
	again, err := call()
	wantStatus(t, "refund again", payment.Refunded, again, err)
	b.wantLedger(t, in, 196200, -196200)
}

func lostRequest(t *testing.T, b *bench) {
	in := b.intent(b.CardOK)
	b.line.spoil(loseRequest)
	_, err := b.gateway.Authorize.Authorize(t.Context(), in)
	b.line.mend()
	// From our end this looks exactly like a lost answer, and must be treated so.
	wantKind(t, "authorize", payment.OutcomeUnknown, err)
	b.wantUnknownPayment(t, in)
}

func unreadableAnswers(t *testing.T, b *bench) {
	for name, f := range map[string]fault{
		"500":              replace(http.StatusInternalServerError, ""),
		"502 with a page":  replace(http.StatusBadGateway, "<html>Bad Gateway</html>"),
		"504":              replace(http.StatusGatewayTimeout, ""),
		"200 with a page":  replace(http.StatusOK, "<html>Sign in to the hotel's network</html>"),
		"200 with nothing": replace(http.StatusOK, ""),
		"200 with {}":      replace(http.StatusOK, "{}"),
		"redirect":         replace(http.StatusFound, ""),
		"half an answer":   truncate,
	} {
		in := b.intent(b.CardOK)
		b.line.spoil(f)
		_, err := b.gateway.Authorize.Authorize(t.Context(), in)
		b.line.mend()
		wantKind(t, "authorize answered by "+name, payment.OutcomeUnknown, err)
		b.wantQuery(t, in, payment.Authorized)
	}
}

func timeoutAfterTheRequest(t *testing.T, b *bench) {
	in := b.intent(b.CardOK)
	b.line.spoil(stall)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := b.gateway.Authorize.Authorize(ctx, in)
	b.line.mend()
	wantKind(t, "authorize", payment.OutcomeUnknown, err)
	b.wantQuery(t, in, payment.Authorized)
}

func turnedAway(t *testing.T, b *bench) {
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusTooManyRequests} {
		in := b.intent(b.CardOK)
		b.line.spoil(turnAway(status))
		_, err := b.gateway.Authorize.Authorize(t.Context(), in)
		b.line.mend()
		wantKind(t, "authorize answered by "+http.StatusText(status), payment.Unavailable, err)
		b.wantUnknownPayment(t, in)
	}
}

func down(t *testing.T, b *bench) {
	in := b.authorized(t)
	b.server.Close()
	_, err := b.gateway.Authorize.Authorize(t.Context(), b.intent(b.CardOK))
	wantKind(t, "authorize", payment.Unavailable, err)
	for step, call := range b.changesTo(t, in) {
		_, err := call()
		wantKind(t, step, payment.Unavailable, err)
	}
	_, found, err := b.gateway.Query.Query(t.Context(), in.Reference)
	wantKind(t, "query", payment.Unavailable, err)
	if found {
		t.Fatal("found a payment nobody could tell of")
	}
}

func callerGaveUpBefore(t *testing.T, b *bench) {
	in := b.intent(b.CardOK)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.gateway.Authorize.Authorize(ctx, in)
	wantKind(t, "authorize", payment.Unavailable, err)
	b.wantUnknownPayment(t, in)
}

// unreadableQuery guards the one answer that lets a payment be started anew:
// only the provider may say that it knows none.
func unreadableQuery(t *testing.T, b *bench) {
	in := b.authorized(t)
	b.line.applies = func(*http.Request) bool { return true }
	for name, f := range map[string]fault{
		"404 from a proxy": replace(http.StatusNotFound, "<html>Not Found</html>"),
		"200 with a page":  replace(http.StatusOK, "<html></html>"),
		"200 with {}":      replace(http.StatusOK, "{}"),
		"500":              replace(http.StatusInternalServerError, ""),
		"half an answer":   truncate,
	} {
		b.line.spoil(f)
		state, found, err := b.gateway.Query.Query(t.Context(), in.Reference)
		b.line.mend()
		if err == nil || found {
			t.Errorf("query answered by %s: %+v, %v, %v; want an error", name, state, found, err)
		}
	}
}
