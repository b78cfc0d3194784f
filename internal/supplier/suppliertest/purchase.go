package suppliertest

import (
	"reflect"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func fromSearchToTickets(t *testing.T, r Rig) {
	c := r.under(t, "")
	offer := sellable(t, r, c)
	again, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offer.Ref, Pax: r.Search.Pax})
	if err != nil {
		t.Fatalf("price: %v", err)
	}
	if !again.Total.Equal(offer.Total) || !reflect.DeepEqual(again.Terms, offer.Terms) || !reflect.DeepEqual(again.Journeys, offer.Journeys) {
		t.Fatalf("an offer that did not change changed:\n%+v\n%+v", offer, again)
	}

	in := wish(again, r.Search.Pax)
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	if booking.Status != travel.BookingHeld || !booking.Total.Equal(offer.Total) || len(booking.RecordLocators) == 0 ||
		booking.PayBy.IsZero() || booking.SupplierOrderID == "" || len(booking.Tickets) != 0 {
		t.Fatalf("held %+v", booking)
	}
	r.wantLiving(t, in.Reference, 1)
	found, ok := lookUp(t, c, in)
	if !ok || !reflect.DeepEqual(found, booking) {
		t.Fatalf("found %v\n%+v instead of\n%+v", ok, found, booking)
	}

	ticketed, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
	if err != nil {
		t.Fatalf("ticket: %v", err)
	}
	wantTickets(t, ticketed, r.Search.Pax)
	for name, by := range map[string]supplier.RetrieveInput{
		"reference": {Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef},
		"handle":    {Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef, BookingRef: ticketed.Ref},
	} {
		found, ok, err := c.Retrieve.Retrieve(t.Context(), by)
		if err != nil || !ok || !reflect.DeepEqual(found.Tickets, ticketed.Tickets) {
			t.Fatalf("by %s: %v %v %+v", name, ok, err, found)
		}
	}
	if c.Release != nil {
		err := c.Release.Release(t.Context(), in.Reference, ticketed.Ref)
		wantKind(t, "release of a ticketed booking", err, supplier.Rejected)
	}
	r.wantLiving(t, in.Reference, 1)
}

func aFamily(t *testing.T, r Rig) {
	r.Search.Pax = []travel.Pax{
		{ID: "grown-up", PTC: travel.PTCAdult},
		{ID: "kid", PTC: travel.PTCChild},
		{ID: "baby", PTC: travel.PTCInfant},
	}
	ticketed(t, r, r.under(t, ""))
}

// anInfantWithASeat pays as a child does, beside one on the lap, has a ticket, and
// can be given back and flown otherwise.
func anInfantWithASeat(t *testing.T, r Rig) {
	r.Search.Pax = []travel.Pax{
		{ID: "grown-up", PTC: travel.PTCAdult},
		{ID: "kid", PTC: travel.PTCChild},
		{ID: "twin", PTC: travel.PTCInfantSeated},
		{ID: "other-twin", PTC: travel.PTCInfant},
	}
	c := r.under(t, "")
	offer := priced(t, r, c)
	paid := map[travel.PTC]travel.Price{}
	for _, item := range offer.Items {
		paid[item.PTC] = item.Price
	}
	if len(paid) != 4 || !reflect.DeepEqual(paid[travel.PTCInfantSeated], paid[travel.PTCChild]) {
		t.Fatalf("prices %+v", offer.Items)
	}
	in := wish(offer, r.Search.Pax)
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	r.issued(t, c, in, booking)
	if c.Refund != nil {
		aTicketIsRefunded(t, r)
	}
	if c.Change != nil {
		aFlightIsChanged(t, r)
	}
}

func ticketsAreIssuedOnce(t *testing.T, r Rig) {
	c := r.under(t, "")
	in, booking := booked(t, r, c)
	first, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
	if err != nil {
		t.Fatalf("ticket: %v", err)
	}
	second, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
	if err != nil || !reflect.DeepEqual(first.Tickets, second.Tickets) {
		t.Fatalf("asked again: %v, %v instead of %v", err, second.Tickets, first.Tickets)
	}
}

func aHoldIsReleased(t *testing.T, r Rig) {
	c := r.under(t, "")
	in, booking := booked(t, r, c)
	for _, time := range []string{"first", "second"} {
		err := c.Release.Release(t.Context(), in.Reference, booking.Ref)
		if err != nil {
			t.Fatalf("%s release: %v", time, err)
		}
		r.wantLiving(t, in.Reference, 0)
	}
	found, ok, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{
		Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef, BookingRef: booking.Ref,
	})
	if err != nil || (ok && found.Status != travel.BookingCancelled) {
		t.Fatalf("after release: %v %s", err, found.Status)
	}
	if c.Ticket != nil {
		_, err = c.Ticket.Ticket(t.Context(), payment(in, booking))
		wantKind(t, "ticketing what was released", err, supplier.Rejected)
	}
}

// ticketsComeLate: paid and on their way is neither a failure nor a ticket.
func ticketsComeLate(t *testing.T, r Rig) {
	c := r.under(t, scenarioTicketingSlow)
	in, booking := booked(t, r, c)
	if !r.NoHold {
		paid, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
		if err != nil {
			t.Fatalf("ticket: %v", err)
		}
		booking = paid
	}
	if len(booking.Tickets) != 0 || booking.Status == travel.BookingTicketed {
		t.Fatalf("tickets at once: %+v", booking)
	}
	if found := r.find(t, c, in, booking); len(found.Tickets) != 0 {
		t.Fatalf("tickets too early: %v", found.Tickets)
	}
	r.Later(t)
	wantTickets(t, r.find(t, c, in, booking), r.Search.Pax)
	r.wantLiving(t, in.Reference, 1)
}

func nothingUnderAnUnknownReference(t *testing.T, r Rig) {
	c := r.under(t, "")
	in, _ := booked(t, r, c)
	in.Reference = travel.NewID(travel.PrefixOrder)
	if booking, found := lookUp(t, c, in); found {
		t.Fatalf("found somebody else's booking %+v", booking)
	}
	fresh := wish(sellable(t, r, c), r.Search.Pax)
	if booking, found := lookUp(t, c, fresh); found {
		t.Fatalf("found a booking nobody made: %+v", booking)
	}
}

func bookedAtOnce(t *testing.T, r Rig) {
	c := r.instant(t, "")
	in := wish(shopped(t, c, r.Search, false), r.Search.Pax)
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	if len(booking.Tickets) == 0 && r.Later != nil {
		r.Later(t)
		booking = r.find(t, c, in, booking)
	}
	wantTickets(t, booking, r.Search.Pax)
	if c.Ticket != nil {
		again, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
		if err != nil || !reflect.DeepEqual(again.Tickets, booking.Tickets) {
			t.Fatalf("ticketing what is ticketed: %v, %v", err, again.Tickets)
		}
	}
	if c.Release != nil {
		err := c.Release.Release(t.Context(), in.Reference, booking.Ref)
		wantKind(t, "release of a ticketed booking", err, supplier.Rejected)
	}

	unpaid := wish(shopped(t, c, r.Search, false), r.Search.Pax)
	unpaid.Instant = false
	_, err = c.Book.Book(t.Context(), unpaid)
	wantKind(t, "holding what cannot be held", err, supplier.Rejected)
}
