package paymenttest

import (
	"sync"
	"testing"

	"github.com/farebridge/farebridge/internal/payment"
)

var raceChecks = []check{
	{"ConcurrentAuthorizesAreOnePayment", nil, concurrentAuthorizes},
	{"ConcurrentCapturesTakeOnce", nil, concurrentCaptures},
	{"ConcurrentRefundsGiveOnce", []need{refunding}, concurrentRefunds},
	{"CaptureAgainstVoid", []need{voiding}, captureAgainstVoid},
}

const crowd = 16

// together makes the same call from many sides at once.
func together(call func() (payment.State, error)) ([]payment.State, []error) {
	states, errs := make([]payment.State, crowd), make([]error, crowd)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range crowd {
		all.Go(func() {
			<-start
			states[i], errs[i] = call()
		})
	}
	close(start)
	all.Wait()
	return states, errs
}

func concurrentAuthorizes(t *testing.T, b *bench) {
	in := b.intent(b.CardOK)
	states, errs := together(func() (payment.State, error) { return b.gateway.Authorize.Authorize(t.Context(), in) })
	for i, state := range states {
		wantStatus(t, "authorize", payment.Authorized, state, errs[i])
		if state.GatewayRef != states[0].GatewayRef {
			t.Fatalf("two payments under one reference: %s and %s", states[0].GatewayRef, state.GatewayRef)
		}
	}
}

func concurrentCaptures(t *testing.T, b *bench) {
	in := b.authorized(t)
	states, errs := together(b.changesTo(t, in)["capture"])
	for i, state := range states {
		wantStatus(t, "capture", payment.Captured, state, errs[i])
	}
	b.wantLedger(t, in, 196200)
}

func concurrentRefunds(t *testing.T, b *bench) {
	in := b.captured(t)
	states, errs := together(b.changesTo(t, in)["refund"])
	for i, state := range states {
		wantStatus(t, "refund", payment.Refunded, state, errs[i])
	}
	b.wantLedger(t, in, 196200, -196200)
}

// captureAgainstVoid races the two ends of an authorization: exactly one wins,
// and the ledger agrees with the one that did.
func captureAgainstVoid(t *testing.T, b *bench) {
	for range crowd {
		in := b.authorized(t)
		calls := b.changesTo(t, in)
		var captureErr, voidErr error
		start := make(chan struct{})
		var both sync.WaitGroup
		both.Go(func() { <-start; _, captureErr = calls["capture"]() })
		both.Go(func() { <-start; _, voidErr = calls["void"]() })
		close(start)
		both.Wait()
		switch {
		case captureErr == nil && voidErr != nil:
			wantKind(t, "void after the capture", payment.Rejected, voidErr)
			b.wantQuery(t, in, payment.Captured)
			b.wantLedger(t, in, 196200)
		case captureErr != nil && voidErr == nil:
			wantKind(t, "capture after the void", payment.Rejected, captureErr)
			b.wantQuery(t, in, payment.Voided)
			b.wantLedger(t, in)
		default:
			t.Fatalf("capture: %v, void: %v; want exactly one to win", captureErr, voidErr)
		}
	}
}
