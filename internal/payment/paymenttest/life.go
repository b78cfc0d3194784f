package paymenttest

import (
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/payment"
)

var lifeChecks = []check{
	{"AuthorizeCaptureQuery", nil, authorizeCaptureQuery},
	{"Declined", []need{declinedCard}, declinedIsAState},
	{"UnknownCardIsRejected", []need{cards}, unknownCard},
	{"SameReferenceIsTheSamePayment", nil, sameReference},
	{"OtherInputUnderAReferenceIsRejected", nil, conflict},
	{"Void", []need{voiding}, void},
	{"CapturedIsNotVoided", []need{voiding}, capturedIsNotVoided},
	{"Refund", []need{refunding}, refund},
	{"UncapturedIsNotRefunded", []need{refunding}, uncapturedIsNotRefunded},
	{"RefundsStayWithinTheCapture", []need{refunding}, refundsStayWithin},
	{"UnknownReference", nil, unknownReference},
	{"PayerApproves", []need{redirectCard}, payerApproves},
	{"PayerDeclines", []need{redirectCard}, payerDeclines},
}

func authorizeCaptureQuery(t *testing.T, b *bench) {
	before := b.Now()
	in := b.authorized(t)
	state := b.wantQuery(t, in, payment.Authorized)
	// Whole seconds: some providers date by them.
	if at := state.PaidAt; at.Before(before.Truncate(time.Second)) || at.After(b.Now()) {
		t.Fatalf("paid at %v, which is not the provider's time (%v)", at, before)
	}
	if state.NextAction.Type != order.ActionNone || state.DeclineCode != "" {
		t.Fatalf("an authorized payment still wants something: %+v", state)
	}
	b.wantLedger(t, in) // nothing is taken before the capture
	for range 2 {
		taken, err := b.gateway.Capture.Capture(t.Context(), in.Reference)
		wantStatus(t, "capture", payment.Captured, taken, err)
	}
	if later := b.wantQuery(t, in, payment.Captured); !later.PaidAt.Equal(state.PaidAt) {
		t.Fatalf("capturing moved paid-at from %v to %v", state.PaidAt, later.PaidAt)
	}
	b.wantLedger(t, in, 196200)
}

func declinedIsAState(t *testing.T, b *bench) {
	in := b.intent(b.CardDeclined)
	state, err := b.gateway.Authorize.Authorize(t.Context(), in)
	wantStatus(t, "authorize", payment.Failed, state, err)
	if state.DeclineCode == "" || !state.PaidAt.IsZero() {
		t.Fatalf("declined as %+v", state)
	}
	b.wantQuery(t, in, payment.Failed)
	_, err = b.gateway.Capture.Capture(t.Context(), in.Reference)
	wantKind(t, "capture of a declined payment", payment.Rejected, err)
	b.wantLedger(t, in)
}

func unknownCard(t *testing.T, b *bench) {
	in := b.intent("tok_no_such_card")
	_, err := b.gateway.Authorize.Authorize(t.Context(), in)
	wantKind(t, "authorize", payment.Rejected, err)
	b.wantUnknownPayment(t, in)
}

func sameReference(t *testing.T, b *bench) {
	in := b.authorized(t)
	first := b.wantQuery(t, in, payment.Authorized)
	again, err := b.gateway.Authorize.Authorize(t.Context(), in)
	wantStatus(t, "authorize again", payment.Authorized, again, err)
	if again != first {
		t.Fatalf("the second call made %+v, the first %+v", again, first)
	}
}

func conflict(t *testing.T, b *bench) {
	in := b.authorized(t)
	other := in
	other.Amount = money.New(100, money.CNY)
	_, err := b.gateway.Authorize.Authorize(t.Context(), other)
	wantKind(t, "another amount under the same reference", payment.Rejected, err)
	b.wantQuery(t, in, payment.Authorized)
}

func void(t *testing.T, b *bench) {
	in := b.authorized(t)
	for range 2 {
		state, err := b.gateway.Void.Void(t.Context(), in.Reference)
		wantStatus(t, "void", payment.Voided, state, err)
	}
	_, err := b.gateway.Capture.Capture(t.Context(), in.Reference)
	wantKind(t, "capture of a voided payment", payment.Rejected, err)
	b.wantQuery(t, in, payment.Voided)
	b.wantLedger(t, in)
}

func capturedIsNotVoided(t *testing.T, b *bench) {
	in := b.captured(t)
	_, err := b.gateway.Void.Void(t.Context(), in.Reference)
	wantKind(t, "void of a captured payment", payment.Rejected, err)
	b.wantQuery(t, in, payment.Captured)
	b.wantLedger(t, in, 196200)
}

func refund(t *testing.T, b *bench) {
	in := b.captured(t)
	for range 2 {
		state, err := b.gateway.Refund.Refund(t.Context(), in.Reference, in.Amount, "rfd_"+in.Reference)
		wantStatus(t, "refund", payment.Refunded, state, err)
	}
	b.wantQuery(t, in, payment.Refunded)
	b.wantLedger(t, in, 196200, -196200)
}

func uncapturedIsNotRefunded(t *testing.T, b *bench) {
	in := b.authorized(t)
	_, err := b.gateway.Refund.Refund(t.Context(), in.Reference, in.Amount, "rfd_"+in.Reference)
	wantKind(t, "refund of a payment never taken", payment.Rejected, err)
	b.wantQuery(t, in, payment.Authorized)
	b.wantLedger(t, in)
}

func refundsStayWithin(t *testing.T, b *bench) {
	in := b.captured(t)
	give := func(minor int64, currency money.Currency, reference string) error {
		_, err := b.gateway.Refund.Refund(t.Context(), in.Reference, money.New(minor, currency), reference+in.Reference)
		return err
	}
	wantKind(t, "refund of more than was taken", payment.Rejected, give(196201, money.CNY, "rfd0_"))
	wantKind(t, "refund in another currency", payment.Rejected, give(196200, money.USD, "rfd0_"))
	if err := give(196200, money.CNY, "rfd1_"); err != nil {
		t.Fatalf("refund: %v", err)
	}
	wantKind(t, "a second refund", payment.Rejected, give(196200, money.CNY, "rfd2_"))
	b.wantLedger(t, in, 196200, -196200)
}

func unknownReference(t *testing.T, b *bench) {
	in := b.intent(b.CardOK) // never sent
	b.wantUnknownPayment(t, in)
	for step, call := range b.changesTo(t, in) {
		_, err := call()
		wantKind(t, step, payment.Rejected, err)
	}
}

func payerApproves(t *testing.T, b *bench) {
	in := b.pending(t)
	state := b.wantQuery(t, in, payment.Pending)
	if err := b.Decide(t.Context(), state, true); err != nil {
		t.Fatalf("approving: %v", err)
	}
	if state := b.wantQuery(t, in, payment.Authorized); state.PaidAt.IsZero() || state.NextAction.Type != order.ActionNone {
		t.Fatalf("approved as %+v", state)
	}
	taken, err := b.gateway.Capture.Capture(t.Context(), in.Reference)
	wantStatus(t, "capture", payment.Captured, taken, err)
	b.wantLedger(t, in, 196200)
}

func payerDeclines(t *testing.T, b *bench) {
	in := b.pending(t)
	if err := b.Decide(t.Context(), b.wantQuery(t, in, payment.Pending), false); err != nil {
		t.Fatalf("declining: %v", err)
	}
	if state := b.wantQuery(t, in, payment.Failed); state.DeclineCode == "" || !state.PaidAt.IsZero() {
		t.Fatalf("declined as %+v", state)
	}
	b.wantLedger(t, in)
}

// pending is a payment that waits for its payer.
func (b *bench) pending(t *testing.T) payment.Intent {
	t.Helper()
	in := b.intent(b.CardRedirect)
	state, err := b.gateway.Authorize.Authorize(t.Context(), in)
	wantStatus(t, "authorize", payment.Pending, state, err)
	if state.NextAction.Type != order.ActionRedirect || state.NextAction.URL == "" || !state.PaidAt.IsZero() {
		t.Fatalf("pending as %+v", state)
	}
	_, err = b.gateway.Capture.Capture(t.Context(), in.Reference)
	wantKind(t, "capture before the payer decided", payment.Rejected, err)
	return in
}
