package pricing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// seatsFor lists one seat on every flight of an offer.
type seatsFor travel.SupplierOffer

func (o seatsFor) SeatMaps(_ context.Context, in supplier.About) ([]travel.SeatMap, error) {
	var maps []travel.SeatMap
	for _, id := range segmentIDs(o.Journeys...) {
		seat := travel.Seat{Column: "A", State: travel.SeatAvailable}
		for _, pax := range in.Pax {
			seat.Offers = append(seat.Offers, travel.SeatOffer{PaxID: pax.ID, Ref: []byte(id), Price: cny("0.00")})
		}
		maps = append(maps, travel.SeatMap{SegmentID: id, Cabins: []travel.SeatCabin{{Cabin: travel.CabinEconomy, Columns: []string{"A"}, Rows: []travel.SeatRow{{Number: 12, Seats: []travel.Seat{seat}}}}}})
	}
	return maps, nil
}

// A seat asked for on a flight that leaves at another time by now is no reason to
// say less than that it does.
func TestASeatOnARetimedFlight(t *testing.T) {
	t.Parallel()
	now := sold()
	outbound("1501", 0, 10*time.Minute)(&now)
	h := open(t, func(o *pricing.Options) { o.Suppliers[0].Seats = seatsFor(now) })
	h.sells(seated(now, "0.00"))
	shown := sold()
	for _, segment := range []string{shown.Journeys[0].Segments[0].ID(), now.Journeys[0].Segments[0].ID()} {
		result, err := h.OfferPrice(t.Context(), pricing.Input{
			AgencyID: "agy_1", Program: "retail", OfferID: h.shopped(t, shown),
			Extras: pricing.Extras{Seats: []pricing.SeatWish{{PaxID: "a1", SegmentID: segment, Seat: "12A"}}},
		})
		if err != nil || result.Outcome != pricing.TermsChanged || !slices.Contains(paths(result.Changes), "flight /paxJourneyIds/0") {
			t.Errorf("%s: %s %q %v", segment, result.Outcome, paths(result.Changes), err)
		}
	}
}

// seated is an offer with a seat in it, before everything else.
func seated(o travel.SupplierOffer, price string) travel.SupplierOffer {
	seat := travel.OfferItem{
		PaxIDs: []string{"a1"}, Price: travel.Price{Base: cny(price), Total: cny(price)},
		Service: &travel.SoldService{Type: travel.ServiceSeat, Name: "12A", SegmentIDs: segmentIDs(o.Journeys[0]), Quantity: 1},
	}
	o.Items = slices.Insert(slices.Clone(o.Items), 0, seat)
	total, err := o.Total.Add(seat.Price.Total)
	if err != nil {
		panic(err)
	}
	o.Total = total
	return o
}

// What changed beside the extras that were chosen is told in the places and with
// the sums of the offer that is given.
func TestChangesBesideAChosenSeat(t *testing.T) {
	t.Parallel()
	h := open(t, func(o *pricing.Options) { o.Suppliers[0].Seats = seatsFor(sold()) })
	id := h.shopped(t, sold())
	wish := pricing.Extras{Seats: []pricing.SeatWish{{PaxID: "a1", SegmentID: sold().Journeys[0].Segments[0].ID(), Seat: "12A"}}}
	ask := func() pricing.Result {
		result, err := h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: id, Extras: wish})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	h.sells(seated(sold(), "50.00"))
	if result := ask(); result.Outcome != pricing.Unchanged || result.Offer.Total != cny("2630.00") {
		t.Errorf("a seat alone: %s %v", result.Outcome, result.Offer.Total)
	}
	h.sells(seated(dearer(), "50.00"))
	result := ask()
	want := []string{"base /offerItems/1/price/base", "total /offerItems/1/price/total", "total /totalPrice"}
	if got := paths(result.Changes); !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
	for _, c := range result.Changes {
		if c.Path == "/totalPrice" && (c.Old != cny("2580.00") || c.New != result.Offer.Total) {
			t.Errorf("%v to %v, and the offer costs %v", c.Old, c.New, result.Offer.Total)
		}
	}
	// The choice is the caller's: it says nothing of how well prices hold.
	if accuracy := h.Accuracy("air-china"); accuracy.Checked != 0 {
		t.Errorf("%+v", accuracy)
	}
}

// Of several charges of one code those that stayed are not told as changed.
func TestOneOfTwoChargesOfACode(t *testing.T) {
	t.Parallel()
	charged := func(base string, amounts ...string) travel.SupplierOffer {
		o := sold()
		o.Items[0].Price.Base, o.Items[0].Price.Taxes = cny(base), nil
		for _, amount := range amounts {
			o.Items[0].Price.Taxes = append(o.Items[0].Price.Taxes, travel.Tax{Code: "YQ", Amount: cny(amount)})
		}
		return o
	}
	for name, tc := range map[string]struct {
		was, is  travel.SupplierOffer
		old, new any
	}{
		"less":        {charged("1890.00", "90.00", "100.00"), charged("1895.00", "95.00", "90.00"), "100.00", "95.00"},
		"one is new":  {charged("1940.00", "50.00", "90.00"), charged("1910.00", "30.00", "90.00", "50.00"), nil, "30.00"},
		"one is gone": {charged("1910.00", "50.00", "90.00", "30.00"), charged("1940.00", "50.00", "90.00"), "30.00", nil},
	} {
		h := open(t)
		id := h.shopped(t, tc.was)
		h.sells(tc.is)
		var found []pricing.Change
		for _, c := range h.price(t, id).Changes {
			if c.Kind == pricing.ChangeTax {
				found = append(found, c)
			}
		}
		amount := func(v any) any {
			if tax, ok := v.(travel.Tax); ok {
				return tax.Amount
			}
			return v
		}
		wanted := func(v any) any {
			if s, ok := v.(string); ok {
				return money.MustParse(s, money.CNY)
			}
			return v
		}
		if len(found) != 1 || amount(found[0].Old) != wanted(tc.old) || amount(found[0].New) != wanted(tc.new) {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
