package suppliertest

import (
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// about is what is asked of an offer.
func about(r Rig, offer travel.SupplierOffer) supplier.About {
	return supplier.About{OfferRef: offer.Ref, Pax: r.Search.Pax}
}

// with prices an offer together with one service.
func with(t *testing.T, r Rig, c *supplier.Connector, offer travel.SupplierOffer, ref []byte) travel.SupplierOffer {
	t.Helper()
	full, err := c.Price.Price(t.Context(), supplier.PriceInput{
		OfferRef: offer.Ref, Pax: r.Search.Pax, Services: []travel.ServiceChoice{{Ref: ref, Quantity: 1}},
	})
	if err != nil {
		t.Fatalf("price with a service: %v", err)
	}
	return full
}

// sold is the one item of the offer that sells a service.
func soldService(t *testing.T, o travel.SupplierOffer) travel.OfferItem {
	t.Helper()
	var sold []travel.OfferItem
	sum := o.Total
	for _, item := range o.Items {
		next, err := sum.Sub(item.Price.Total)
		if err != nil || !item.Price.Adds() {
			t.Fatalf("item %+v: %v", item, err)
		}
		sum = next
		if item.Service != nil {
			sold = append(sold, item)
		}
	}
	if !sum.IsZero() || len(sold) != 1 {
		t.Fatalf("%d services sold, items leave %s of %s", len(sold), sum, o.Total)
	}
	return sold[0]
}

// aServiceIsSold: listed, priced into the offer under the price it was listed
// at, stable when asked again, and part of what is booked and paid.
func aServiceIsSold(t *testing.T, r Rig) {
	c := r.servicing(t)
	offer := r.servable(t, c)
	listed, err := c.Services.Services(t.Context(), about(r, offer))
	if err != nil || len(listed) == 0 {
		t.Fatalf("services: %d, %v", len(listed), err)
	}
	for _, s := range listed {
		if len(s.Ref) == 0 || s.Type == "" || len(s.PaxIDs) == 0 || string(s.Price.Currency) != r.Currency || s.MaxQuantity < 1 {
			t.Fatalf("service %+v", s)
		}
	}
	at := slices.IndexFunc(listed, func(s travel.Service) bool { return s.Type == travel.ServiceBaggage && !s.Price.IsZero() })
	if at < 0 {
		t.Fatalf("no bag among %d services", len(listed))
	}
	bag := listed[at]
	full := with(t, r, c, offer, bag.Ref)
	item := soldService(t, full)
	more, err := full.Total.Sub(offer.Total)
	if err != nil || !more.Equal(bag.Price) || !item.Price.Total.Equal(bag.Price) || item.Service.Type != travel.ServiceBaggage || item.Service.Quantity != 1 {
		t.Fatalf("the bag costs %s, the offer %s more (%v), item %+v", bag.Price, more, err, item)
	}
	again, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: full.Ref, Pax: r.Search.Pax})
	if err != nil || !again.Total.Equal(full.Total) {
		t.Fatalf("priced again: %s instead of %s, %v", again.Total, full.Total, err)
	}
	bare, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: again.Ref, Pax: r.Search.Pax, Services: []travel.ServiceChoice{}})
	if err != nil || !bare.Total.Equal(offer.Total) || slices.ContainsFunc(bare.Items, func(i travel.OfferItem) bool { return i.Service != nil }) {
		t.Fatalf("without the bag again: %s instead of %s, %v", bare.Total, offer.Total, err)
	}
	in := wish(again, r.Search.Pax)
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil || !booking.Total.Equal(full.Total) {
		t.Fatalf("booked for %s instead of %s: %v", booking.Total, full.Total, err)
	}
}

// aSeatIsSoldOnce: who chose a seat has it, and nobody else gets it.
func aSeatIsSoldOnce(t *testing.T, r Rig) {
	c := r.servicing(t)
	offer := r.servable(t, c)
	maps, err := c.Seats.SeatMaps(t.Context(), about(r, offer))
	if err != nil || len(maps) == 0 {
		t.Fatalf("seat maps: %d, %v", len(maps), err)
	}
	segment := offer.Journeys[0].Segments[0].ID()
	seat, name := freeSeat(t, maps, segment, r.Search.Pax[0].ID)
	full := with(t, r, c, offer, seat.Ref)
	if item := soldService(t, full); item.Service.Seat != name || item.Service.Type != travel.ServiceSeat {
		t.Fatalf("seat %s is %+v", name, item.Service)
	}
	booking, err := c.Book.Book(t.Context(), wish(full, r.Search.Pax))
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	want := travel.AssignedSeat{PaxID: r.Search.Pax[0].ID, SegmentID: segment, Seat: name}
	if !slices.Contains(booking.Seats, want) {
		t.Fatalf("seats %+v, want %+v", booking.Seats, want)
	}

	_, err = c.Price.Price(t.Context(), supplier.PriceInput{
		OfferRef: offer.Ref, Pax: r.Search.Pax, Services: []travel.ServiceChoice{{Ref: seat.Ref, Quantity: 1}},
	})
	wantKind(t, "the same seat again", err, supplier.SoldOut)
	if supplier.CodeOf(err) != supplier.CodeServiceGone {
		t.Fatalf("the flight is not sold out, only the seat: %v", err)
	}
	maps, err = c.Seats.SeatMaps(t.Context(), about(r, r.servable(t, c)))
	if err != nil {
		t.Fatalf("seat maps: %v", err)
	}
	for _, s := range seatsOf(maps, segment) {
		if s.name == name && s.seat.State == travel.SeatAvailable {
			t.Fatalf("%s is sold and still offered", name)
		}
	}
}

// servicing is the supplier that sells services with its offers: protocols that
// take services only with payment have them where nothing is held.
func (r Rig) servicing(t *testing.T) *supplier.Connector {
	t.Helper()
	return r.seller()(r.BaseURL, client(t, ""))
}

// seller is servicing as it is connected to.
func (r Rig) seller() connecting {
	if r.ServicesPaidAtOnce {
		return r.Instant
	}
	return r.Connect
}

func (r Rig) servable(t *testing.T, c *supplier.Connector) travel.SupplierOffer {
	t.Helper()
	return shopped(t, c, r.Search, !r.NoHold && !r.ServicesPaidAtOnce)
}

type namedSeat struct {
	name string
	seat travel.Seat
}

func seatsOf(maps []travel.SeatMap, segment string) []namedSeat {
	var all []namedSeat
	for _, m := range maps {
		if m.SegmentID != segment {
			continue
		}
		for _, cabin := range m.Cabins {
			for _, row := range cabin.Rows {
				for _, seat := range row.Seats {
					all = append(all, namedSeat{seatName(row.Number, seat.Column), seat})
				}
			}
		}
	}
	return all
}

// freeSeat is a seat of the flight that the traveller may have.
func freeSeat(t *testing.T, maps []travel.SeatMap, segment, paxID string) (travel.SeatOffer, string) {
	t.Helper()
	for _, s := range seatsOf(maps, segment) {
		for _, o := range s.seat.Offers {
			if s.seat.State == travel.SeatAvailable && o.PaxID == paxID {
				return o, s.name
			}
		}
	}
	t.Fatalf("no seat of %s for %s", segment, paxID)
	return travel.SeatOffer{}, ""
}

// rulesByStage: something is said about refunds and changes, and a fee nobody
// stated is not free.
func rulesByStage(t *testing.T, r Rig) {
	c := r.under(t, "")
	offer := priced(t, r, c)
	said, err := c.Rules.Rules(t.Context(), about(r, offer))
	if err != nil {
		t.Fatalf("rules: %v", err)
	}
	kinds := map[travel.RuleKind]bool{}
	for _, rule := range said.Penalties {
		kinds[rule.Kind] = true
		if rule.Allowed == "" || (!rule.Until.IsZero() && !rule.From.Before(rule.Until)) ||
			(rule.Fee != nil && rule.Fee.Currency == "") {
			t.Errorf("rule %+v", rule)
		}
	}
	if !kinds[travel.RuleRefund] || !kinds[travel.RuleChange] {
		t.Fatalf("rules about %v", kinds)
	}
}
