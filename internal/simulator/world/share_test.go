package world_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// oddFares do not divide by anything.
const oddFares = `
routes:
  - {origin: PEK, destination: SHA, itineraries: [
      {flights: [{flight: CA1501, departure: 08:00, arrival: 10:15}], fares: [
        {brand: Full Economy, basis: Y, adult: 2150.37, fullFare: 2150.37, checkedBags: 1, refundFee: 200.00, changeFee: 100.00},
        {brand: Web Promo, basis: X33, adult: 61.13, fullFare: 2150.37, seats: 9, promo: true}]}]}
  - {origin: SHA, destination: PEK, itineraries: [
      {flights: [{flight: CA1502, departure: 18:00, arrival: 20:15}], fares: [
        {brand: Full Economy, basis: Y, adult: 1999.99, seats: 12, checkedBags: 1, refundFee: 200.00, changeFee: 100.00}]}]}
`

// sharesAdd stops the test unless the shares make the price, and equals pay what
// equals pay but for what cannot be divided.
func sharesAdd(t fataler, o world.Offer) {
	t.Helper()
	var base, tax world.Fen
	paid := map[string][]world.Share{}
	shares := o.Shares()
	if len(shares) != len(o.Party) {
		t.Fatalf("%d shares for %d", len(shares), len(o.Party))
	}
	for i, s := range shares {
		if s.PassengerID != o.Party[i].ID || s.Base < 0 {
			t.Fatalf("share %d of %s: %+v", i, o.Party[i].ID, s)
		}
		seen := map[string]bool{}
		for _, levied := range s.Taxes {
			if levied.Amount <= 0 || seen[levied.Code] || len(levied.Code) != 2 || levied.Code == "XT" {
				t.Fatalf("taxes %+v", s.Taxes)
			}
			seen[levied.Code] = true
		}
		base += s.Base
		tax += s.Tax()
		paid[o.Party[i].Kind] = append(paid[o.Party[i].Kind], s)
	}
	if base != o.Base || tax != o.Tax {
		t.Fatalf("shares make %d and %d, the offer is %d and %d", base, tax, o.Base, o.Tax)
	}
	for kind, all := range paid {
		for _, s := range all {
			most := world.Fen(len(o.Slices) * len(o.Party))
			if off := s.Base - all[0].Base; off > most || off < -most {
				t.Fatalf("one %s pays %d, another %d", kind, all[0].Base, s.Base)
			}
		}
	}
}

// TestSharesMakeThePrice: of whatever offer, after whatever happened to it, and
// of the order made of it when it was repriced or changed.
func TestSharesMakeThePrice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := start(r, setting{
			file: rapid.SampledFrom([]string{"", oddFares}).Draw(r, "file"),
			seed: int64(rapid.IntRange(0, 5).Draw(r, "seed")),
		})
		var party []world.Passenger
		adults := rapid.IntRange(1, 4).Draw(r, "adults")
		for range adults {
			party = append(party, adult())
		}
		for range rapid.IntRange(0, 3).Draw(r, "children") {
			party = append(party, world.Passenger{Kind: world.Child})
		}
		for range rapid.IntRange(0, min(2, adults)).Draw(r, "infants") {
			party = append(party, world.Passenger{Kind: world.Infant})
		}
		for range rapid.IntRange(0, 2).Draw(r, "infants with a seat") {
			party = append(party, world.Passenger{Kind: world.SeatedInfant})
		}
		far := rapid.SampledFrom([]string{"SHA", "SHA", "NRT", "URC"}).Draw(r, "to")
		legs := []world.Leg{leg("PEK", far, travelDay), leg(far, "PEK", returnDay)}[:rapid.IntRange(1, 2).Draw(r, "legs")]
		supplier := rapid.SampledFrom([]string{air, "skytrip"}).Draw(r, "supplier")
		scenario := rapid.SampledFrom([]string{"", stage.PriceUp, stage.PriceDown, stage.TermsChanged}).Draw(r, "scenario")
		offers := w.shopAll(r, supplier, scenario, party, legs...)
		for _, o := range offers {
			sharesAdd(r, o)
		}
		if len(offers) == 0 {
			return
		}
		o, err := w.Reverify(supplier, rapid.SampledFrom(offers).Draw(r, "offer").ID, stage.Scenario{})
		if err != nil {
			r.Fatal(err)
		}
		if moved := scenario == stage.PriceUp || scenario == stage.PriceDown; moved != (o.Base != offerOf(offers, o.ID).Base) {
			r.Fatalf("%q makes %d of %d", scenario, o.Base, offerOf(offers, o.ID).Base)
		}
		sharesAdd(r, o)
		w.sharesLater(r, o)
	})
}

func offerOf(offers []world.Offer, id string) world.Offer {
	return offers[slices.IndexFunc(offers, func(o world.Offer) bool { return o.ID == id })]
}

// sharesLater books the offer, lets its guarantee lapse, and changes its first slice.
func (w town) sharesLater(r *rapid.T, o world.Offer) {
	order, err := w.Book(o.Supplier, booking(o, !o.Instant, o.Total()))
	if err != nil {
		r.Fatal(err)
	}
	sharesAdd(r, order.Offer)
	if order.Awaiting() {
		w.stage.Advance(o.PayBy.Sub(morning) / 2)
		order = w.order(r, o.Supplier, order.ID)
		sharesAdd(r, order.Offer)
		if _, err := w.Pay(o.Supplier, order.ID, cash(order.Total()), noScenario); err != nil {
			r.Fatal(err)
		}
	}
	if !o.Slices[0].Fare.Change.Allowed {
		return
	}
	first := o.Slices[0].Flights
	request, err := w.RequestChange(o.Supplier, order.ID, []int{0},
		[]world.Leg{leg(first[0].Origin, first[len(first)-1].Destination, "2026-12-21")}, "")
	if err != nil || len(request.Offers) == 0 {
		return
	}
	changed, err := w.ConfirmChange(o.Supplier, request.Offers[0].ID, due(request.Offers[0].Difference))
	if err != nil {
		r.Fatal(err)
	}
	sharesAdd(r, changed.Offer)
}

// TestSharesOfAFamily: everybody's fare and taxes by the rules of price.go.
func TestSharesOfAFamily(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult(), {Kind: world.Child}, {Kind: world.Infant}, adult()}, leg("PEK", "SHA", travelDay))
	fund, near, half := world.TaxShare{Code: "CN", Amount: 5000}, world.TaxShare{Code: "YQ", Amount: 2000}, world.TaxShare{Code: "YQ", Amount: 1000}
	for i, want := range []world.Share{
		{Base: 200000, Taxes: []world.TaxShare{fund, near}},
		{Base: 100000, Taxes: []world.TaxShare{half}},
		{Base: 20000},
		{Base: 200000, Taxes: []world.TaxShare{fund, near}},
	} {
		got := o.Shares()[i]
		if got.Base != want.Base || !slices.Equal(got.Taxes, want.Taxes) {
			t.Errorf("passenger %d pays %+v, not %+v", i, got, want)
		}
	}
}

// TestMovedPriceIsSharedInProportion: in whole yuan, and what is left among equals
// if it can be.
func TestMovedPriceIsSharedInProportion(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult(), adult(), {Kind: world.Child}}, leg("PEK", "SHA", travelDay))
	for base, want := range map[world.Fen][]world.Fen{
		500000: {200000, 200000, 100000},
		525000: {210000, 210000, 105000},
		500300: {200150, 200150, 100000},
		500301: {200100, 200100, 100101},
		0:      {0, 0, 0},
	} {
		moved := o.Slices[0]
		moved.Base = base
		var got []world.Fen
		for _, share := range moved.Shares(o.Party) {
			got = append(got, share.Base)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d is shared as %v, not %v", base, got, want)
		}
	}
}

// TestForeignTaxes: a departure abroad is taxed by the country that is left.
func TestForeignTaxes(t *testing.T) {
	t.Parallel()
	w := start(t, setting{})
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "NRT", travelDay), leg("NRT", "PEK", returnDay))
	amounts := map[string]world.Fen{}
	for _, levied := range o.Shares()[0].Taxes {
		amounts[levied.Code] = levied.Amount
	}
	if len(amounts) != 3 || amounts["JP"] != 15000 || amounts["CN"] < 9000 || amounts["YQ"] < 100000/2 {
		t.Fatalf("taxes %v", amounts)
	}
}

// TestOldPricesAreShared: what was written down before slices knew an adult's
// fare still adds up.
func TestOldPricesAreShared(t *testing.T) {
	t.Parallel()
	w := start(t, setting{})
	o := w.shop(t, air, "", []world.Passenger{adult(), adult(), {Kind: world.Child}}, leg("PEK", "SHA", travelDay))
	old := o.Slices[0]
	old.Adult, old.PricedAt = 0, time.Time{}
	old.Tax += 7 // by rules that are not known any more
	var base, tax world.Fen
	for _, s := range old.Shares(o.Party) {
		base += s.Base
		tax += s.Tax()
		if len(s.Taxes) != 1 || s.Taxes[0].Code != "XT" {
			t.Fatalf("taxes %+v", s.Taxes)
		}
	}
	if base != old.Base || tax != old.Tax {
		t.Fatalf("shares make %d and %d of %d and %d", base, tax, old.Base, old.Tax)
	}
}

// TestSeatsLeft counts down with what is sold, and up with what is given back.
func TestSeatsLeft(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(5)})
	party := []world.Passenger{adult(), adult(), {Kind: world.Infant}}
	o := w.shop(t, air, "", party, leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay))
	other := w.shop(t, air, "", party[:1], leg("SHA", "PEK", returnDay))
	check := func(of, single int) {
		t.Helper()
		if both, one := w.SeatsLeft(o), w.SeatsLeft(other); both != of || one != single {
			t.Fatalf("left %d and %d, not %d and %d", both, one, of, single)
		}
	}
	check(5, 5)
	sold := w.buy(t, o, nil, nil)
	check(3, 3)
	w.buy(t, other, nil, nil)
	check(2, 2)
	w.cancel(t, sold)
	check(4, 4)
}
