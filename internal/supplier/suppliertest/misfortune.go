package suppliertest

import (
	"context"
	"errors"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func priceUp(t *testing.T, r Rig)   { priceMoves(t, r, scenarioPriceUp, +1) }
func priceDown(t *testing.T, r Rig) { priceMoves(t, r, scenarioPriceDown, -1) }

// priceMoves: the new price is shown, the old one books nothing, the new one does.
func priceMoves(t *testing.T, r Rig, scenario string, direction int) {
	t.Helper()
	c := r.under(t, "")
	offer := sellable(t, r, c)
	moved, err := r.under(t, scenario).Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
	if err != nil {
		t.Fatalf("price: %v", err)
	}
	sound(t, moved, r.Search)
	if cmp, err := moved.Total.Cmp(offer.Total); err != nil || cmp != direction {
		t.Fatalf("went from %s to %s (%v)", offer.Total, moved.Total, err)
	}

	stale := wish(moved, r.Search.Pax)
	stale.Total = offer.Total
	_, err = c.Book.Book(t.Context(), stale)
	wantKind(t, "booking at the old price", err, supplier.PriceChanged)
	r.wantLiving(t, stale.Reference, 0)

	offer = sellable(t, r, c)
	moved, err = r.under(t, scenario).Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
	if err != nil {
		t.Fatalf("price: %v", err)
	}
	agreed := wish(moved, r.Search.Pax)
	booking, err := c.Book.Book(t.Context(), agreed)
	if err != nil || !booking.Total.Equal(moved.Total) {
		t.Fatalf("booking at the new price %s: %s, %v", moved.Total, booking.Total, err)
	}
	r.wantLiving(t, agreed.Reference, 1)
}

func termsChanged(t *testing.T, r Rig) {
	offer := sellable(t, r, r.under(t, ""))
	changed, err := r.under(t, scenarioTermsChanged).Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
	if err != nil {
		t.Fatalf("price: %v", err)
	}
	if !changed.Total.Equal(offer.Total) || reflect.DeepEqual(changed.Terms, offer.Terms) {
		t.Fatalf("total %s and %s, terms %+v", offer.Total, changed.Total, changed.Terms)
	}
}

func soldOut(t *testing.T, r Rig) {
	c := r.under(t, "")
	offer := sellable(t, r, c)
	gone := r.under(t, scenarioSoldOut)
	_, err := gone.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
	wantKind(t, "price", err, supplier.SoldOut)
	in := wish(offer, r.Search.Pax)
	_, err = gone.Book.Book(t.Context(), in)
	wantKind(t, "book", err, supplier.SoldOut)
	r.wantLiving(t, in.Reference, 0)
}

// stillThere: nothing happened to the booking.
func stillThere(t *testing.T, r Rig, in supplier.BookInput, b travel.Booking) {
	t.Helper()
	r.wantLiving(t, in.Reference, 1)
	if found := r.find(t, r.under(t, ""), in, b); found.Status != b.Status {
		t.Fatalf("%s became %s", b.Status, found.Status)
	}
}

func supplierDown(t *testing.T, r Rig) {
	all := everything(t, r)
	for role, call := range all.roles(r, r.under(t, scenarioSupplierDown)) {
		wantKind(t, role, call(t.Context()), supplier.Unavailable)
	}
	all.stand(t, r)
}

func nobodyThere(t *testing.T, r Rig) {
	all := everything(t, r)
	closed := httptest.NewServer(nil)
	closed.Close()
	for role, call := range all.roles(r, r.Connect(closed.URL, client(t, ""))) {
		wantKind(t, role, call(t.Context()), supplier.Unavailable)
	}
	all.stand(t, r)
}

// rateLimited: turned away is certainly not done, and says for how long the
// supplier wants to be left alone.
func rateLimited(t *testing.T, r Rig) {
	all := everything(t, r)
	// A connector that was turned away may hold off by itself: each role has one
	// that was not.
	spare, _ := r.spoiled(t, "")
	for role := range all.roles(r, spare) {
		c, p := r.spoiled(t, "")
		call := all.roles(r, c)[role]
		p.refuse()
		err := call(t.Context())
		p.behave()
		wantKind(t, role, err, supplier.RateLimited)
		var limited *supplier.Error
		if errors.As(err, &limited) && limited.RetryAfter != refusedFor {
			t.Errorf("%s: to be left alone for %s, wanted %s", role, limited.RetryAfter, refusedFor)
		}
	}
	all.stand(t, r)
}

// supplierSlow: who gives up while the supplier is at it is told so at once;
// what it means depends on what was asked.
func supplierSlow(t *testing.T, r Rig) {
	offer := sellable(t, r, r.under(t, ""))
	in := wish(offer, r.Search.Pax)
	slow, p := r.spoiled(t, scenarioSupplierSlow)
	for _, ask := range []struct {
		role string
		want supplier.Kind
		call func(ctx context.Context) error
	}{
		{"shop", supplier.Unavailable, func(ctx context.Context) error {
			_, err := slow.Shop.Shop(ctx, r.Search)
			return err
		}},
		{"price", supplier.Unavailable, func(ctx context.Context) error {
			_, err := slow.Price.Price(ctx, supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
			return err
		}},
		{"book", supplier.OutcomeUnknown, func(ctx context.Context) error {
			_, err := slow.Book.Book(ctx, in)
			return err
		}},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		giveUp := func() { cancel() }
		p.arrived.Store(&giveUp)
		wantKind(t, ask.role, ask.call(ctx), ask.want)
		cancel()
	}
}

func ticketingRefused(t *testing.T, r Rig) {
	c := r.under(t, "")
	in, booking := booked(t, r, c)
	_, err := r.under(t, scenarioTicketingFails).Ticket.Ticket(t.Context(), payment(in, booking))
	wantKind(t, "ticket", err, supplier.Rejected)
	stillThere(t, r, in, booking)
	dearer := payment(in, booking)
	dearer.Total = money.New(booking.Total.Minor+1, booking.Total.Currency)
	_, err = c.Ticket.Ticket(t.Context(), dearer)
	wantKind(t, "ticket for another sum", err, supplier.PriceChanged)
	stillThere(t, r, in, booking)
}

// bookedAndNoAnswer is the case all of this is about: exactly one booking, found
// under our reference, and good for tickets.
func bookedAndNoAnswer(t *testing.T, r Rig) {
	c := r.under(t, "")
	in := wish(priced(t, r, c), r.Search.Pax)
	_, err := r.under(t, scenarioBookedNoResponse).Book.Book(t.Context(), in)
	wantKind(t, "book", err, supplier.OutcomeUnknown)
	r.wantLiving(t, in.Reference, 1)
	booking, found := lookUp(t, c, in)
	if !found || booking.Status != travel.BookingHeld || !booking.Total.Equal(in.Total) {
		t.Fatalf("found %v %+v", found, booking)
	}
	ticketed, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
	if err != nil {
		t.Fatalf("ticket: %v", err)
	}
	wantTickets(t, ticketed, r.Search.Pax)
	r.wantLiving(t, in.Reference, 1)
}

func bookedAtOnceAndNoAnswer(t *testing.T, r Rig) {
	c := r.instant(t, "")
	in := wish(shopped(t, c, r.Search, false), r.Search.Pax)
	_, err := r.instant(t, scenarioBookedNoResponse).Book.Book(t.Context(), in)
	wantKind(t, "book", err, supplier.OutcomeUnknown)
	if r.Unfindable {
		r.wantUnknown(t, c, in)
		return
	}
	booking, found := lookUp(t, c, in)
	if !found {
		t.Fatal("not found")
	}
	if len(booking.Tickets) == 0 && r.Later != nil {
		r.Later(t)
		booking, _ = lookUp(t, c, in)
	}
	wantTickets(t, booking, r.Search.Pax)
}
