package duffel

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// TestOnlySumsThatAddUpAreSold: an offer is priced if and only if base and tax
// make the total, in every currency's own decimals.
func TestOnlySumsThatAddUpAreSold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]money.Currency{"CNY", "JPY", "KWD", "EUR"}).Draw(t, "currency")
		base := money.New(rapid.Int64Range(0, 1<<40).Draw(t, "base"), currency)
		tax := money.New(rapid.Int64Range(0, 1<<40).Draw(t, "tax"), currency)
		off := rapid.Int64Range(-2, 2).Draw(t, "off")
		total := money.New(base.Minor+tax.Minor+off, currency)
		price, err := priceFrom(&wireOffer{
			BaseAmount: base.Amount(), BaseCurrency: string(currency),
			TaxAmount: tax.Amount(), TaxCurrency: string(currency),
			TotalAmount: total.Amount(), TotalCurrency: string(currency),
		})
		if sold, adds := err == nil, off == 0 && total.Minor > 0; sold != adds {
			t.Fatalf("%s + %s = %s: %v", base, tax, total, err)
		}
		if err == nil && (!price.Adds() || !price.Total.Equal(total)) {
			t.Fatalf("%+v", price)
		}
	})
}

// TestConnectionsRunForward, by instants: 22:00 in Tokyo is before 21:30 in
// Shanghai, which the two wall clocks would not tell.
func TestConnectionsRunForward(t *testing.T) {
	t.Parallel()
	leg := func(from, to, departs, arrives string) wireSegment {
		return wireSegment{
			MarketingCarrier: wireCarrier{"MU"}, MarketingFlightNumber: "1",
			Origin: wirePlace{from}, Destination: wirePlace{to},
			DepartingAt: "2026-12-20T" + departs, ArrivingAt: "2026-12-20T" + arrives,
		}
	}
	first := leg("PVG", "NRT", "19:00:00", "22:45:00") // 21:45 in Shanghai
	for departs, want := range map[string]bool{"22:44:00": false, "22:45:00": true, "23:00:00": true} {
		journey, err := journeyFrom(wireSlice{Segments: []wireSegment{first, leg("NRT", "PVG", departs, "23:59:00")}})
		if (err == nil) != want {
			t.Errorf("connection leaving at %s: %v", departs, err)
		}
		if err == nil && journey.Duration.String() != "4h59m0s" {
			t.Errorf("takes %v", journey.Duration)
		}
	}
}

func TestPenalty(t *testing.T) {
	t.Parallel()
	fee := func(amount string) *money.Money { m := money.MustParse(amount, money.USD); return &m }
	for name, tc := range map[string]struct {
		wire *wireCondition
		want travel.Penalty
	}{
		"not said":         {nil, travel.Penalty{Allowed: travel.AllowanceUnknown}},
		"not allowed":      {&wireCondition{}, travel.Penalty{Allowed: travel.AllowanceNo}},
		"fee unknown":      {&wireCondition{Allowed: true}, travel.Penalty{Allowed: travel.AllowanceYes}},
		"free":             {&wireCondition{true, "0.00", "USD"}, travel.Penalty{Allowed: travel.AllowanceYes, Fee: fee("0")}},
		"fee":              {&wireCondition{true, "99.00", "USD"}, travel.Penalty{Allowed: travel.AllowanceYes, Fee: fee("99")}},
		"fee without unit": {&wireCondition{true, "99.00", ""}, travel.Penalty{Allowed: travel.AllowanceYes}},
		"negative fee":     {&wireCondition{true, "-99.00", "USD"}, travel.Penalty{Allowed: travel.AllowanceYes}},
	} {
		if got := penaltyFrom(tc.wire); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestCabins(t *testing.T) {
	t.Parallel()
	for wire, want := range map[string]travel.Cabin{
		"economy": "economy", "premium_economy": "premiumEconomy", "business": "business", "first": "first",
		"premiumEconomy": "premiumEconomy", "suite": "", "": "",
	} {
		if got := cabinFrom(wire); got != want {
			t.Errorf("cabinFrom(%q) = %q", wire, got)
		}
	}
	for _, c := range []travel.Cabin{travel.CabinEconomy, travel.CabinPremiumEconomy, travel.CabinBusiness, travel.CabinFirst} {
		if cabinFrom(cabinTo(c)) != c {
			t.Errorf("%s does not come back", c)
		}
	}
}

// TestBaggageOfSegmentsThatDiffer: equal facts are joined, different ones kept.
func TestBaggageOfSegmentsThatDiffer(t *testing.T) {
	t.Parallel()
	p := party{{"a", "pas_a"}, {"b", "pas_b"}}
	say := func(a, b []wireBag) wireSegment {
		return wireSegment{Passengers: []wireSegmentPassenger{
			{PassengerID: "pas_b", Baggages: b}, {PassengerID: "pas_a", Baggages: a}, {PassengerID: "pas_x", Baggages: a},
		}}
	}
	one, two := []wireBag{{"checked", 1}}, []wireBag{{"checked", 1}, {"checked", 1}, {"trunk", 4}, {"carry_on", -1}}
	wire := []wireSlice{{Segments: []wireSegment{say(one, two), say(one, one), say(one, two), say(nil, nil)}}}
	journeys := []travel.PaxJourney{{Segments: []travel.PaxSegment{
		{FlightNumber: "1"}, {FlightNumber: "2"}, {FlightNumber: "3"}, {FlightNumber: "4"},
	}}}
	ids := make([]string, 4)
	for i, s := range journeys[0].Segments {
		ids[i] = s.ID()
	}
	want := []travel.BaggageAllowance{
		{Type: "checked", Pieces: 1, PaxIDs: []string{"a"}, SegmentIDs: []string{ids[0], ids[2]}},
		{Type: "checked", Pieces: 2, PaxIDs: []string{"b"}, SegmentIDs: []string{ids[0], ids[2]}},
		{Type: "checked", Pieces: 1, PaxIDs: []string{"a", "b"}, SegmentIDs: []string{ids[1]}},
	}
	if got := baggageFrom(wire, journeys, p); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestHandlesComeBack: whatever callers name their passengers.
func TestHandlesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 12, -1)
		var p party
		for range rapid.IntRange(1, 9).Draw(t, "people") {
			p = append(p, passenger{paxID: name.Draw(t, "paxId"), duffelID: name.Draw(t, "pas")})
		}
		offer := offerRef{
			offer: name.Draw(t, "offer"), request: "orq_1", currency: "CNY", party: p, undocumented: rapid.Bool().Draw(t, "undocumented"),
		}
		raw, err := offer.encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeOfferRef(raw)
		if err != nil || !reflect.DeepEqual(got, offer) {
			t.Fatalf("%v: %+v instead of %+v", err, got, offer)
		}
		if _, err := decodeBookingRef(raw); err == nil {
			t.Fatal("an offer's handle passes for a booking's")
		}
		booking := bookingRef{order: name.Draw(t, "order"), party: p}
		raw, err = booking.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeBookingRef(raw)
		if err != nil || !reflect.DeepEqual(back, booking) {
			t.Fatalf("%v: %+v instead of %+v", err, back, booking)
		}
	})
}
