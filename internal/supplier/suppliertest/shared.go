package suppliertest

import (
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// everyOfferOfASearchIsForSale: what one search found is sold offer by offer, to
// a party whose tickets must not be mixed up.
func everyOfferOfASearchIsForSale(t *testing.T, r Rig) {
	r.Search.Pax = []travel.Pax{
		{ID: "baby", PTC: travel.PTCInfant},
		{ID: "first", PTC: travel.PTCAdult},
		{ID: "second", PTC: travel.PTCAdult},
	}
	c := r.under(t, "")
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil {
		t.Fatalf("shop: %v", err)
	}
	var offers []travel.SupplierOffer
	for _, offer := range answer.Offers {
		if offer.Holdable != r.NoHold {
			offers = append(offers, offer)
		}
	}
	if len(offers) < 2 {
		t.Fatalf("only %d offers that can be held", len(offers))
	}
	// The cheapest and the dearest do not compete for the last seats.
	for _, offer := range []travel.SupplierOffer{offers[0], offers[len(offers)-1]} {
		in := wish(offer, r.Search.Pax)
		in.Pax[0].AccompaniedBy = "second"
		r.sold(t, c, in)
	}
}

func oneOfferForTwoBuyers(t *testing.T, r Rig) {
	c := r.under(t, "")
	offer := sellable(t, r, c)
	for range 2 {
		r.sold(t, c, wish(offer, r.Search.Pax))
	}
	if r.Unfindable {
		return
	}
	unknown := wish(offer, r.Search.Pax)
	if booking, found := lookUp(t, c, unknown); found {
		t.Fatalf("found somebody else's booking %+v", booking)
	}
}

// sold books, finds, and sees to the tickets.
func (r Rig) sold(t *testing.T, c *supplier.Connector, in supplier.BookInput) {
	t.Helper()
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	if (booking.Status != travel.BookingHeld && !r.NoHold) || !booking.Total.Equal(in.Total) {
		t.Fatalf("%s for %s", booking.Status, booking.Total)
	}
	r.wantLiving(t, in.Reference, 1)
	found := r.find(t, c, in, booking)
	if found.SupplierOrderID != booking.SupplierOrderID {
		t.Fatalf("found %s instead of %s", found.SupplierOrderID, booking.SupplierOrderID)
	}
	r.issued(t, c, in, found)
	r.wantLiving(t, in.Reference, 1)
}

func oneOfferForTwoBuyersAtOnce(t *testing.T, r Rig) {
	c := r.under(t, "")
	offer := sellable(t, r, c)
	wishes := []supplier.BookInput{wish(offer, r.Search.Pax), wish(offer, r.Search.Pax)}
	outcomes := make(chan error, len(wishes))
	for _, in := range wishes {
		go func() {
			_, err := c.Book.Book(t.Context(), in)
			outcomes <- err
		}()
	}
	for range wishes {
		if err := <-outcomes; err != nil {
			t.Errorf("book: %v", err)
		}
	}
	for _, in := range wishes {
		r.wantLiving(t, in.Reference, 1)
	}
}
