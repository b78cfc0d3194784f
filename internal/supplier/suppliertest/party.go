package suppliertest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// wantKind fails unless err is supplier's and of one of the kinds.
func wantKind(t *testing.T, what string, err error, kinds ...supplier.Kind) {
	t.Helper()
	var e *supplier.Error
	if !errors.As(err, &e) || !slices.Contains(kinds, e.Kind) {
		t.Fatalf("%s: got %v, want %v", what, err, kinds)
	}
}

// shopped is the first offer of a search that can be held, or must be paid.
func shopped(t *testing.T, c *supplier.Connector, search travel.Search, holdable bool) travel.SupplierOffer {
	t.Helper()
	answer, err := c.Shop.Shop(t.Context(), search)
	if err != nil {
		t.Fatalf("shop: %v", err)
	}
	if len(answer.Dropped) > 0 {
		t.Errorf("dropped: %v", answer.Dropped)
	}
	for _, offer := range answer.Offers {
		sound(t, offer, search)
		if offer.Holdable == holdable {
			return offer
		}
	}
	t.Fatalf("no offer with holdable=%v among %d", holdable, len(answer.Offers))
	return travel.SupplierOffer{}
}

// sound is what holds of every offer, whoever made it.
func sound(t *testing.T, o travel.SupplierOffer, search travel.Search) {
	t.Helper()
	if len(o.Journeys) != len(search.OriginDestinations) || len(o.Owner) != 2 || len(o.Ref) == 0 {
		t.Fatalf("offer %+v", o)
	}
	CheckSound(t, o)
	var priced []string
	for _, item := range o.Items {
		priced = append(priced, item.PaxIDs...)
	}
	for _, pax := range search.Pax {
		if !slices.Contains(priced, pax.ID) || len(priced) != len(search.Pax) {
			t.Fatalf("prices %v", priced)
		}
	}
	for i, journey := range o.Journeys {
		first := journey.Segments[0]
		if first.Departure.Time.Date() != search.OriginDestinations[i].Date {
			t.Fatalf("journey %d leaves %s", i, first.Departure.Time)
		}
		for _, s := range journey.Segments {
			if _, err := time.LoadLocation(s.Departure.Zone); err != nil {
				t.Fatalf("segment %+v: %v", s, err)
			}
		}
	}
}

// people gives every pax a name. The first adult holds the first infant.
func people(pax []travel.Pax) []travel.Traveller {
	given := []string{"ANNA", "BORIS", "CLARA", "DAVID", "EMMA", "FELIX", "GRETA", "HUGO", "IDA"}
	travellers := make([]travel.Traveller, len(pax))
	for i, p := range pax {
		t := travel.Traveller{
			Pax: p, Surname: "MUSTER", GivenName: given[i%len(given)], Gender: travel.GenderFemale,
			BirthDate: travel.Date{Year: 1990, Month: time.March, Day: i + 1},
			IdentityDocument: &travel.IdentityDocument{
				Type: "passport", Number: fmt.Sprintf("C0000000%d", i), IssuingCountry: "DE",
				ExpiryDate: travel.Date{Year: 2035, Month: time.May, Day: 1},
			},
		}
		if i%2 == 1 {
			t.Gender = travel.GenderMale
		}
		switch p.PTC {
		case travel.PTCChild:
			t.BirthDate.Year = 2018
		case travel.PTCInfant:
			t.BirthDate.Year = 2026
			t.AccompaniedBy = pax[0].ID
		case travel.PTCInfantSeated:
			t.BirthDate.Year = 2026
		case travel.PTCAdult:
		}
		travellers[i] = t
	}
	return travellers
}

// wish is the input to book an offer under a fresh reference.
func wish(offer travel.SupplierOffer, pax []travel.Pax) supplier.BookInput {
	return supplier.BookInput{
		Reference: travel.NewID(travel.PrefixOrder),
		OfferRef:  offer.Ref,
		Total:     offer.Total,
		Pax:       people(pax),
		Contact:   travel.Contact{Name: "ANNA MUSTER", Email: "anna@example.com", Phone: "+8613800138000"},
		Instant:   !offer.Holdable,
	}
}

// payment is the input to ticket a booking.
func payment(in supplier.BookInput, b travel.Booking) supplier.TicketInput {
	return supplier.TicketInput{Reference: in.Reference, BookingRef: b.Ref, Total: b.Total, Pax: in.Pax}
}

// booked shops, prices and books: held, or paid at once where nothing is held.
func booked(t *testing.T, r Rig, c *supplier.Connector) (supplier.BookInput, travel.Booking) {
	t.Helper()
	in := wish(priced(t, r, c), r.Search.Pax)
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	if booking.Status != travel.BookingHeld && !r.NoHold {
		t.Fatalf("booked as %s", booking.Status)
	}
	r.wantLiving(t, in.Reference, 1)
	return in, booking
}

// ticketed books and sees to it that there are tickets.
func ticketed(t *testing.T, r Rig, c *supplier.Connector) (supplier.BookInput, travel.Booking) {
	t.Helper()
	in, booking := booked(t, r, c)
	return in, r.issued(t, c, in, booking)
}

// issued pays for what is held and waits for tickets that come late.
func (r Rig) issued(t *testing.T, c *supplier.Connector, in supplier.BookInput, booking travel.Booking) travel.Booking {
	t.Helper()
	if !r.NoHold {
		paid, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
		if err != nil {
			t.Fatalf("ticket: %v", err)
		}
		booking = paid
	}
	if len(booking.Tickets) == 0 && r.Later != nil {
		r.Later(t)
		booking = r.find(t, c, in, booking)
	}
	wantTickets(t, booking, r.Search.Pax)
	return booking
}

// sellable is an offer of the kind the supplier sells.
func sellable(t *testing.T, r Rig, c *supplier.Connector) travel.SupplierOffer {
	t.Helper()
	return shopped(t, c, r.Search, !r.NoHold)
}

// priced shops and asks again.
func priced(t *testing.T, r Rig, c *supplier.Connector) travel.SupplierOffer {
	t.Helper()
	offer, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: sellable(t, r, c).Ref, Pax: r.Search.Pax})
	if err != nil {
		t.Fatalf("price: %v", err)
	}
	return offer
}

// find reads a booking again: by our reference, or by its handle where the
// protocol knows nothing else.
func (r Rig) find(t *testing.T, c *supplier.Connector, in supplier.BookInput, b travel.Booking) travel.Booking {
	t.Helper()
	by := supplier.RetrieveInput{Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef}
	if r.Unfindable {
		by.BookingRef = b.Ref
	}
	found, ok, err := c.Retrieve.Retrieve(t.Context(), by)
	if err != nil || !ok {
		t.Fatalf("retrieve %s: %v %v", in.Reference, ok, err)
	}
	return found
}

// wantUnknown: after a lost answer there is one booking, and the connector finds
// it, or says that it cannot tell.
func (r Rig) wantUnknown(t *testing.T, c *supplier.Connector, in supplier.BookInput) (travel.Booking, bool) {
	t.Helper()
	r.wantLiving(t, in.Reference, 1)
	if !r.Unfindable {
		booking, found := lookUp(t, c, in)
		if !found {
			t.Fatal("the booking is there and was denied")
		}
		return booking, true
	}
	_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef})
	wantKind(t, "a question the protocol has no answer to", err, supplier.Unavailable)
	if found {
		t.Fatal("found and failed at once")
	}
	return travel.Booking{}, false
}

// lookUp retrieves by our reference alone, as after a lost answer.
func lookUp(t *testing.T, c *supplier.Connector, in supplier.BookInput) (travel.Booking, bool) {
	t.Helper()
	booking, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{
		Reference: in.Reference, Pax: in.Pax, OfferRef: in.OfferRef,
	})
	if err != nil {
		t.Fatalf("retrieve %s: %v", in.Reference, err)
	}
	return booking, found
}

func (r Rig) wantLiving(t *testing.T, reference string, want int) {
	t.Helper()
	if got := r.Living(t, reference); got != want {
		t.Fatalf("the supplier has %d living bookings under %s, want %d", got, reference, want)
	}
}

// wantTickets: one or more numbers of 13 digits for everybody, no number twice.
func wantTickets(t *testing.T, b travel.Booking, pax []travel.Pax) {
	t.Helper()
	if b.Status != travel.BookingTicketed {
		t.Fatalf("status %s with tickets %v", b.Status, b.Tickets)
	}
	seen := map[string]bool{}
	has := map[string]bool{}
	for _, ticket := range b.Tickets {
		if len(ticket.Number) != 13 || seen[ticket.Number] {
			t.Fatalf("tickets %v", b.Tickets)
		}
		seen[ticket.Number], has[ticket.PaxID] = true, true
	}
	for _, p := range pax {
		if !has[p.ID] {
			t.Fatalf("%s has none of %v", p.ID, b.Tickets)
		}
	}
}
