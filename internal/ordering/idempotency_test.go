package ordering_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

// Two calls with one key: the second is still verifying when the first books.
func TestSameKeyDuringVerification(t *testing.T) {
	t.Parallel()
	p := well()
	second, go2 := make(chan struct{}), make(chan struct{})
	p.verify = func(call int) (travel.Offer, error) {
		if call == 2 {
			close(second)
			<-go2
			return travel.Offer{}, travel.NewError(travel.CodeOfferUnavailable).NotDone() // the first call took the last seat
		}
		<-second
		return offer(true), nil
	}
	b := newBench(t, p, usual, nil)
	var all sync.WaitGroup
	var told error
	var again ordering.Answered
	all.Go(func() {
		// waits until the first call has passed its own look-up
		for p.verifies.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		again, told = b.Create(b.ctx, createInput("k"))
	})
	first, err := b.Create(b.ctx, createInput("k"))
	if err != nil {
		t.Fatal(err)
	}
	close(go2)
	all.Wait()
	var e *travel.Error
	if errors.As(told, &e) && e.Code != travel.CodeIdempotencyInProgress {
		t.Errorf("first answer %q; the same key was then told %s, outcome %s", first.Body, e.Code, e.Outcome)
	}
	_ = again
}

// The same for OrderPay: both calls passed the look-up before either claimed.
func TestSameKeyPaidTwiceAtOnce(t *testing.T) {
	t.Parallel()
	p := well()
	p.verify = func(int) (travel.Offer, error) { return offer(false), nil }
	b := newBench(t, p, usual, nil)
	id := b.create(t, "k")
	inside, release := make(chan struct{}), make(chan struct{})
	p.verify = func(call int) (travel.Offer, error) {
		if call == 2 { // call 1 was Create's
			close(inside)
			<-release
		}
		return offer(false), nil
	}
	var slow ordering.Answered
	var told error
	var all sync.WaitGroup
	all.Go(func() { slow, told = b.Pay(b.ctx, payInput("p", id)) })
	<-inside
	first, err := b.Pay(b.ctx, payInput("p", id))
	if err != nil {
		t.Fatal(err)
	}
	close(release)
	all.Wait()
	if told != nil {
		var e *travel.Error
		errors.As(told, &e)
		t.Errorf("one caller got %q, the other, with the same key, %s outcome %q", first.Body, e.Code, e.Outcome)
	} else if !bytes.Equal(slow.Body, first.Body) {
		t.Errorf("%q and %q", slow.Body, first.Body)
	}
}

// The first answer wins byte for byte: between the result and the answer the
// order goes on (here: its tickets), and a repetition answers first.
func TestFirstAnswerWins(t *testing.T) {
	t.Parallel()
	p := well()
	at, on := make(chan struct{}), make(chan struct{})
	b := newBench(t, p, usual, func(name string) {
		if name == "authorize.result" {
			close(at)
			<-on
		}
	})
	id := b.create(t, "k")
	var first ordering.Answered
	var all sync.WaitGroup
	in := payInput("p", id)
	in.Encode = func(o order.Order, p order.Payment, err error) ordering.Answer {
		return ordering.Answer{Status: 201, Body: fmt.Appendf(nil, "%s", p.Status)}
	}
	all.Go(func() { first, _ = b.Pay(b.ctx, in) })
	<-at
	if err := b.Advance(b.ctx, id); err != nil { // the job: ticket, capture
		t.Fatal(err)
	}
	second, err := b.Pay(b.ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	close(on)
	all.Wait()
	if !bytes.Equal(first.Body, second.Body) {
		t.Errorf("one key, two answers: %q to the call itself, %q to its repetition", first.Body, second.Body)
	}
}

// A breakdown while an answer is written is one caller's problem: the order is
// on record, and the key is answered from it.
func TestPanicWhileAnswering(t *testing.T) {
	t.Parallel()
	b := newBench(t, well(), usual, nil)
	in := createInput("k")
	in.Encode = func(order.Order, time.Time, error) ordering.Answer { panic("a wire type") }
	_, err := b.Create(b.ctx, in)
	if travel.CodeOf(err) != travel.CodeOutcomeUnknown {
		t.Fatalf("told %v", err)
	}
	again, err := b.Create(b.ctx, createInput("k"))
	if err != nil || !again.Replayed || !bytes.Contains(again.Body, []byte("awaitingPayment")) {
		t.Fatalf("%+v %v", again, err)
	}
}
