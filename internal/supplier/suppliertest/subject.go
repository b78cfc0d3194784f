package suppliertest

import (
	"context"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// sale is a booking, how it stood when it was last seen, and what the supplier
// said could be done with it.
type sale struct {
	in      supplier.BookInput
	booking travel.Booking
	quote   travel.RefundQuote
	change  travel.ChangeOffer
}

// booking names it.
func (s sale) named() supplier.BookingInput { return named(s.in, s.booking) }

// stands: nothing happened to it.
func (s sale) stands(t *testing.T, r Rig, c *supplier.Connector) {
	t.Helper()
	r.wantLiving(t, s.in.Reference, 1)
	found := r.find(t, c, s.in, s.booking)
	if found.Status != s.booking.Status || !found.Total.Equal(s.booking.Total) || !sameJourneys(found.Journeys, s.booking.Journeys) {
		t.Fatalf("%s for %s became %s for %s: %+v", s.booking.Status, s.booking.Total, found.Status, found.Total, found.Journeys)
	}
	if open(found) != open(s.booking) {
		t.Fatalf("%d schedule changes are open instead of %d", open(found), open(s.booking))
	}
}

// open counts the schedule changes nobody answered.
func open(b travel.Booking) int {
	n := 0
	for _, change := range b.ScheduleChanges {
		if !change.Answered {
			n++
		}
	}
	return n
}

func sameJourneys(a, b []travel.PaxJourney) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID() != b[i].ID() {
			return false
		}
	}
	return true
}

// sell books an offer and sees to the tickets.
func (r Rig) sell(t *testing.T, c *supplier.Connector, offer travel.SupplierOffer) sale {
	t.Helper()
	s := sale{in: wish(offer, r.Search.Pax)}
	booking, err := c.Book.Book(t.Context(), s.in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	s.booking = r.issued(t, c, s.in, booking)
	return s
}

// refundable is a ticketed booking and what it would give back.
func refundable(t *testing.T, r Rig, c *supplier.Connector, offer travel.SupplierOffer) sale {
	t.Helper()
	s := r.sell(t, c, offer)
	quote, err := c.Refund.QuoteRefund(t.Context(), s.named())
	if err != nil {
		t.Fatalf("quote: %v", err)
	}
	s.quote = quote
	return s
}

// changeableSale is a ticketed booking and what its last journey could become.
func changeableSale(t *testing.T, r Rig, c *supplier.Connector, offer travel.SupplierOffer) sale {
	t.Helper()
	s := r.sell(t, c, offer)
	if len(s.booking.Journeys) != len(r.Search.OriginDestinations) {
		t.Fatalf("booked journeys: %+v", s.booking.Journeys)
	}
	offers, err := c.Change.Reshop(t.Context(), s.dayAfter(r))
	if err != nil || len(offers) == 0 {
		t.Fatalf("reshop: %d offers, %v", len(offers), err)
	}
	s.change = offers[0]
	return s
}

// dayAfter asks to fly the last journey a day later.
func (s sale) dayAfter(r Rig) supplier.ReshopInput {
	last := len(s.booking.Journeys) - 1
	other := r.Search.OriginDestinations[last]
	other.Date = other.Date.AddDays(1)
	return supplier.ReshopInput{
		BookingInput: s.named(), Remove: []string{s.booking.Journeys[last].ID()}, Add: []travel.OriginDestination{other},
	}
}

// rescheduled is a ticketed booking of which the airline moved a flight.
func rescheduled(t *testing.T, r Rig) sale {
	t.Helper()
	c := r.under(t, scenarioScheduleChange)
	var s sale
	s.in, s.booking = ticketed(t, r, c)
	r.Later(t)
	s.booking = r.find(t, c, s.in, s.booking)
	if len(s.booking.ScheduleChanges) != 1 {
		t.Fatalf("%d schedule changes", len(s.booking.ScheduleChanges))
	}
	return s
}

// subjects are what every role can be asked about; a role that is not there needs
// none.
type subjects struct {
	held, refund, change, moved *sale
}

func everything(t *testing.T, r Rig) subjects {
	t.Helper()
	c := r.under(t, "")
	of := func(s sale) *sale { return &s }
	var all subjects
	if c.Accept != nil && r.Later != nil {
		all.moved = of(rescheduled(t, r)) // time passes for it, which the others need not live through
	}
	in, booking := booked(t, r, c)
	all.held = &sale{in: in, booking: booking}
	if c.Refund != nil {
		all.refund = of(refundable(t, r, c, priced(t, r, c)))
	}
	if c.Change != nil {
		all.change = of(changeableSale(t, r, c, changeable(t, r, c)))
	}
	return all
}

// stand: nothing happened to any of them.
func (all subjects) stand(t *testing.T, r Rig) {
	t.Helper()
	stillThere(t, r, all.held.in, all.held.booking)
	for _, s := range []*sale{all.refund, all.change, all.moved} {
		if s != nil {
			s.stands(t, r, r.under(t, ""))
		}
	}
}

// roles are a call of every role the connector has, by name.
func (all subjects) roles(r Rig, c *supplier.Connector) map[string]func(ctx context.Context) error {
	in, b := all.held.in, all.held.booking
	about := supplier.About{OfferRef: in.OfferRef, Reference: in.Reference, Pax: r.Search.Pax}
	calls := map[string]func(ctx context.Context) error{
		"shop": func(ctx context.Context) error { return only(c.Shop.Shop(ctx, r.Search)) },
		"price": func(ctx context.Context) error {
			return only(c.Price.Price(ctx, supplier.PriceInput{OfferRef: in.OfferRef, Pax: r.Search.Pax}))
		},
		"book": func(ctx context.Context) error {
			again := in
			again.Reference = travel.NewID(travel.PrefixOrder)
			return only(c.Book.Book(ctx, again))
		},
		"retrieve": func(ctx context.Context) error {
			_, _, err := c.Retrieve.Retrieve(ctx, supplier.RetrieveInput{
				Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef, BookingRef: b.Ref,
			})
			return err
		},
	}
	if c.Ticket != nil {
		calls["ticket"] = func(ctx context.Context) error { return only(c.Ticket.Ticket(ctx, payment(in, b))) }
	}
	if c.Release != nil {
		calls["release"] = func(ctx context.Context) error { return c.Release.Release(ctx, in.Reference, b.Ref) }
	}
	if c.Services != nil {
		calls["services"] = func(ctx context.Context) error { return only(c.Services.Services(ctx, about)) }
	}
	if c.Seats != nil {
		calls["seats"] = func(ctx context.Context) error { return only(c.Seats.SeatMaps(ctx, about)) }
	}
	if c.Rules != nil {
		calls["rules"] = func(ctx context.Context) error { return only(c.Rules.Rules(ctx, about)) }
	}
	if s := all.refund; s != nil {
		calls["quote a refund"] = func(ctx context.Context) error { return only(c.Refund.QuoteRefund(ctx, s.named())) }
		calls["refund"] = func(ctx context.Context) error { return only(c.Refund.Refund(ctx, s.named(), s.quote)) }
	}
	if s := all.change; s != nil {
		calls["reshop"] = func(ctx context.Context) error { return only(c.Change.Reshop(ctx, s.dayAfter(r))) }
		calls["change"] = func(ctx context.Context) error { return only(c.Change.Change(ctx, s.named(), s.change)) }
	}
	if s := all.moved; s != nil {
		calls["accept"] = func(ctx context.Context) error {
			return only(c.Accept.Accept(ctx, s.named(), s.booking.ScheduleChanges[0]))
		}
	}
	if c.Funds != nil {
		calls["funds"] = func(ctx context.Context) error { return only(c.Funds.Funds(ctx)) }
	}
	return calls
}

// only is what a call failed with.
func only[T any](_ T, err error) error { return err }
