package suppliertest

import (
	"context"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// eachFault runs a case per fault, slow drip included, with the ctx to call
// under while it lasts.
func eachFault(t *testing.T, check func(t *testing.T, ctx context.Context, how fault)) {
	t.Helper()
	for name, how := range faults {
		t.Run(name, func(t *testing.T) { check(t, t.Context(), how) })
	}
	t.Run("a slow drip", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		check(t, ctx, drip(cancel))
	})
}

func spoiledSearches(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		p.spoil(how)
		defer p.behave()
		_, err := c.Shop.Shop(ctx, r.Search)
		wantKind(t, "shop", err, supplier.Unavailable)
	})
	sellable(t, r, c)
}

func spoiledPrices(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	offer := sellable(t, r, c)
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		p.spoil(how)
		defer p.behave()
		_, err := c.Price.Price(ctx, supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
		wantKind(t, "price", err, supplier.Unavailable)
	})
}

// spoiledBookings: whatever happened to the answer, one booking is there and is
// found.
func spoiledBookings(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		in := wish(priced(t, r, c), r.Search.Pax)
		p.spoil(how)
		_, err := c.Book.Book(ctx, in)
		p.behave()
		wantKind(t, "book", err, supplier.OutcomeUnknown)
		booking, found := r.wantUnknown(t, c, in)
		if found && booking.Status != travel.BookingHeld && !r.NoHold {
			t.Fatalf("found %s", booking.Status)
		}
	})
}

// spoiledTicketing: paid once, whatever happened to the answer, and asking again
// shows the tickets.
func spoiledTicketing(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		in, booking := booked(t, r, c)
		p.spoilWrites(how)
		_, err := c.Ticket.Ticket(ctx, payment(in, booking))
		p.behave()
		wantKind(t, "ticket", err, supplier.OutcomeUnknown)
		found, ok := lookUp(t, c, in)
		if !ok {
			t.Fatal("lost")
		}
		wantTickets(t, found, r.Search.Pax)
		again, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
		if err != nil || len(again.Tickets) != len(found.Tickets) || again.Tickets[0] != found.Tickets[0] {
			t.Fatalf("asked again: %v, %v instead of %v", err, again.Tickets, found.Tickets)
		}
	})
}

// spoiledReleases: asking again ends with the seats given back.
func spoiledReleases(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		in, booking := booked(t, r, c)
		p.spoilWrites(how)
		err := c.Release.Release(ctx, in.Reference, booking.Ref)
		p.behave()
		wantKind(t, "release", err, supplier.Unavailable, supplier.OutcomeUnknown)
		err = c.Release.Release(t.Context(), in.Reference, booking.Ref)
		if err != nil {
			t.Fatalf("release again: %v", err)
		}
		r.wantLiving(t, in.Reference, 0)
	})
}

// spoiledRetrievals: an answer that cannot be read is never a no.
func spoiledRetrievals(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	in, booking := booked(t, r, c)
	eachFault(t, func(t *testing.T, ctx context.Context, how fault) {
		p.spoil(how)
		defer p.behave()
		refs := [][]byte{nil, booking.Ref}
		for _, ref := range refs {
			_, found, err := c.Retrieve.Retrieve(ctx, supplier.RetrieveInput{
				Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef, BookingRef: ref,
			})
			wantKind(t, "retrieve", err, supplier.Unavailable)
			if found {
				t.Fatal("found and failed at once")
			}
		}
	})
	stillThere(t, r, in, booking)
}

// aHoldInTheWrongCurrencyIsUndone: what was booked is not what was agreed to, so
// nothing may be left of it, or it must be left to be found.
func aHoldInTheWrongCurrencyIsUndone(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	in := wish(priced(t, r, c), r.Search.Pax)
	p.spoil(inCurrency(r.Currency, "THB"))
	_, err := c.Book.Book(t.Context(), in)
	p.behave()
	wantKind(t, "book", err, supplier.PriceChanged, supplier.OutcomeUnknown)
	left := r.Living(t, in.Reference)
	if changed := supplier.KindOf(err) == supplier.PriceChanged; changed == (left > 0) {
		t.Fatalf("%v with %d bookings left", err, left)
	}
}

// anOfferInTheWrongCurrencyIsNone: an offer does not change its currency, and
// money of no currency is no offer at all.
func anOfferInTheWrongCurrencyIsNone(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	offer := sellable(t, r, c)
	p.spoil(inCurrency(r.Currency, "THB"))
	_, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
	wantKind(t, "price", err, supplier.Unavailable)
	p.spoil(inCurrency(r.Currency, "XXX"))
	_, err = c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
	wantKind(t, "price", err, supplier.Unavailable)
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil || len(answer.Offers) != 0 || len(answer.Dropped) == 0 {
		t.Fatalf("%d offers, %d dropped, %v", len(answer.Offers), len(answer.Dropped), err)
	}
}
