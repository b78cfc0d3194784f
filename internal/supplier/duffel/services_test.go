package duffel_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

const flight = "CA1501-PEKSHA-2026-12-20T0830T1045"

func aboutDirect(t testing.TB) supplier.About {
	t.Helper()
	return supplier.About{OfferRef: directRef(t), Pax: family}
}

// listedBy is the listed services by what they cost.
func listedBy(t *testing.T, c *supplier.Connector) map[string]travel.Service {
	t.Helper()
	list, err := c.Services.Services(t.Context(), aboutDirect(t))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]travel.Service{}
	for _, s := range list {
		found[s.Price.Amount()] = s
	}
	return found
}

func seat12A(t *testing.T, c *supplier.Connector) []byte {
	t.Helper()
	maps, err := c.Seats.SeatMaps(t.Context(), aboutDirect(t))
	if err != nil || len(maps) != 1 || len(maps[0].Cabins) != 1 || len(maps[0].Cabins[0].Rows) != 2 {
		t.Fatalf("%+v, %v", maps, err)
	}
	return maps[0].Cabins[0].Rows[0].Seats[0].Offers[0].Ref
}

func choose(refs ...[]byte) []travel.ServiceChoice {
	var choices []travel.ServiceChoice
	for _, ref := range refs {
		choices = append(choices, travel.ServiceChoice{Ref: ref, Quantity: 1})
	}
	return choices
}

func cny(amount string) money.Money { return money.MustParse(amount, money.CNY) }

func TestServicesAreListed(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, newShelf(t).routes(t))
	list, err := c.Services.Services(t.Context(), aboutDirect(t))
	if err != nil || len(list) != 3 {
		t.Fatalf("%d services, %v", len(list), err)
	}
	for i := range list {
		if len(list[i].Ref) == 0 {
			t.Error("no handle")
		}
		list[i].Ref = nil
	}
	mum, all, segment := []string{"mum"}, []string{"mum", "kid", "baby"}, []string{flight}
	want := []travel.Service{
		{Type: "other", Name: "cancel for any reason", PaxIDs: all, SegmentIDs: segment, MaxQuantity: 1, Price: cny("88.00")},
		{Type: "baggage", Name: "checked bag up to 32 kg", PaxIDs: mum, SegmentIDs: segment, MaxQuantity: 2, Price: cny("400.00"), WeightKg: 32, Bag: "checked"},
		{Type: "baggage", Name: "checked bag up to 23 kg", PaxIDs: mum, SegmentIDs: segment, MaxQuantity: 2, Price: cny("260.00"), WeightKg: 23, Bag: "checked"},
	}
	if !reflect.DeepEqual(list, want) {
		t.Errorf("got  %+v\nwant %+v", list, want)
	}
}

// TestServicesArePriced: whatever Duffel calls them today, and whether or not it
// takes a priced total to be with them.
func TestServicesArePriced(t *testing.T) {
	t.Parallel()
	for _, sums := range []bool{false, true} {
		on := newShelf(t)
		on.sums = sums
		c, _ := serve(t, on.routes(t))
		light := listedBy(t, c)["260.00"]
		got, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family, Services: choose(light.Ref)})
		if err != nil {
			t.Fatalf("sums %v: %v", sums, err)
		}
		item := travel.OfferItem{
			PaxIDs: []string{"mum"}, PTC: travel.PTCAdult, Price: travel.Price{Base: cny("260.00"), Total: cny("260.00")},
			Service: &travel.SoldService{Type: "baggage", Name: "checked bag up to 23 kg", SegmentIDs: []string{flight}, Quantity: 1},
		}
		if len(got.Items) != 2 || !reflect.DeepEqual(got.Items[1], item) || !got.Items[0].Price.Total.Equal(agreed) {
			t.Errorf("items %+v", got.Items)
		}
		if !got.Total.Equal(cny("3790.00")) || got.Holdable || !got.Clocks.PayBy.IsZero() {
			t.Errorf("%s, holdable %v, pay by %s", got.Total, got.Holdable, got.Clocks.PayBy)
		}
		if !slices.Equal(on.sold, []string{"ase_2_light"}) {
			t.Errorf("priced with %v", on.sold)
		}
		again, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: got.Ref, Pax: family})
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("without naming them again: %+v, %v", again, err)
		}
		if !slices.Equal(on.sold, []string{"ase_3_light"}) {
			t.Errorf("priced again with %v", on.sold)
		}
	}
}

func TestSeveralOfAServiceAndASeat(t *testing.T) {
	t.Parallel()
	on := newShelf(t)
	c, s := serve(t, on.routes(t))
	light := listedBy(t, c)["260.00"]
	choices := append(choose(seat12A(t, c), light.Ref), choose(light.Ref)...)
	got, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family, Services: choices})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Total.Equal(cny("4100.00")) || len(got.Items) != 3 || got.Items[1].Service.Seat != "12A" || got.Items[2].Service.Quantity != 2 {
		t.Errorf("%s for %+v", got.Total, got.Items)
	}
	want := []any{map[string]any{"id": "ase_2_12A", "quantity": 1.0}, map[string]any{"id": "ase_2_light", "quantity": 2.0}}
	if sent := at(s.Last(priceRoute).Body, "data")["intended_services"]; !reflect.DeepEqual(sent, want) {
		t.Errorf("asked for %v", sent)
	}
}

func TestServicesThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(*shelf, []travel.ServiceChoice) []travel.ServiceChoice
		want  supplier.Kind
		code  string
	}{
		"sold out": {func(s *shelf, c []travel.ServiceChoice) []travel.ServiceChoice { s.bags = false; return c }, supplier.SoldOut, supplier.CodeServiceGone},
		"seat taken": {func(s *shelf, c []travel.ServiceChoice) []travel.ServiceChoice {
			s.seat = false
			return c
		}, supplier.SoldOut, supplier.CodeServiceGone},
		"too many": {func(_ *shelf, c []travel.ServiceChoice) []travel.ServiceChoice { c[0].Quantity = 3; return c }, supplier.Rejected, "quantity"},
		"none":     {func(_ *shelf, c []travel.ServiceChoice) []travel.ServiceChoice { c[0].Quantity = 0; return c }, supplier.Rejected, "quantity"},
		"two seats": {func(_ *shelf, c []travel.ServiceChoice) []travel.ServiceChoice {
			other := strings.Replace(string(c[1].Ref), "12A", "12B", 1)
			return append(c, choose([]byte(other))...)
		}, supplier.Rejected, "two_seats"},
		"an offer's handle": {func(_ *shelf, c []travel.ServiceChoice) []travel.ServiceChoice {
			c[0].Ref = directRef(t)
			return c
		}, supplier.Rejected, "bad_handle"},
		"junk": {func(_ *shelf, c []travel.ServiceChoice) []travel.ServiceChoice {
			c[0].Ref = []byte("junk")
			return c
		}, supplier.Rejected, "bad_handle"},
	} {
		on := newShelf(t)
		c, _ := serve(t, on.routes(t))
		choices := choose(listedBy(t, c)["260.00"].Ref, seat12A(t, c))
		_, err := c.Price.Price(t.Context(), supplier.PriceInput{
			OfferRef: directRef(t), Pax: family, Services: tc.spoil(on, choices),
		})
		if e := kindOf(t, err, tc.want); e.Code != tc.code {
			t.Errorf("%s: %s", name, e.Code)
		}
	}
}

// TestSomebodyElseReadTheOffer between our reading and our pricing or booking: the
// ids are others by then, which is no reason to lose the bag.
func TestSomebodyElseReadTheOffer(t *testing.T) {
	t.Parallel()
	on := newShelf(t)
	c, _ := serve(t, on.routes(t))
	light := listedBy(t, c)["260.00"]
	on.thief = true
	got, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family, Services: choose(light.Ref)})
	if err != nil {
		t.Fatal(err)
	}
	in := bookInput(t)
	in.OfferRef, in.Total, in.Instant = got.Ref, got.Total, true
	on.thief = true
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil || !booking.Total.Equal(got.Total) || len(on.sold) != 1 {
		t.Fatalf("%s with %v: %v", booking.Total, on.sold, err)
	}
}

func TestServicesAreBookedAtOnceOnly(t *testing.T) {
	t.Parallel()
	on := newShelf(t)
	c, s := serve(t, on.routes(t))
	light := listedBy(t, c)["260.00"]
	got, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: directRef(t), Pax: family, Services: choose(light.Ref)})
	if err != nil {
		t.Fatal(err)
	}
	in := bookInput(t)
	in.OfferRef, in.Total = got.Ref, got.Total
	_, err = c.Book.Book(t.Context(), in)
	kindOf(t, err, supplier.Rejected)

	in.Instant = true
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil || !booking.Total.Equal(cny("3790.00")) {
		t.Fatalf("%s, %v", booking.Total, err)
	}
	body := at(s.Last(bookRoute).Body, "data")
	pay := []any{map[string]any{"type": "balance", "amount": "3790.00", "currency": "CNY"}}
	with := []any{map[string]any{"id": "ase_3_light", "quantity": 1.0}}
	if !reflect.DeepEqual(body["payments"], pay) || !reflect.DeepEqual(body["services"], with) {
		t.Errorf("paid %v for %v", body["payments"], body["services"])
	}

	on.light = "300.00"
	_, err = c.Book.Book(t.Context(), in)
	kindOf(t, err, supplier.PriceChanged)
	on.bags = false
	_, err = c.Book.Book(t.Context(), in)
	if e := kindOf(t, err, supplier.SoldOut); e.Code != supplier.CodeServiceGone {
		t.Errorf("code %s", e.Code)
	}
	if n := strings.Count(strings.Join(s.Routes(), "\n"), bookRoute); n != 1 {
		t.Errorf("booked %d times", n)
	}
}

func TestSeatMaps(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, newShelf(t).routes(t))
	maps, err := c.Seats.SeatMaps(t.Context(), aboutDirect(t))
	if err != nil {
		t.Fatal(err)
	}
	ref := seat12A(t, c)
	plain := func(column string, state travel.SeatState, like ...travel.SeatCharacteristic) travel.Seat {
		return travel.Seat{Column: column, State: state, Characteristics: like}
	}
	first := plain("A", "available", "extraLegroom", "window", "exitRow")
	first.Offers = []travel.SeatOffer{{Ref: ref, PaxID: "mum", Price: cny("50.00")}}
	want := []travel.SeatMap{{SegmentID: flight, Cabins: []travel.SeatCabin{{
		Cabin: "economy", Columns: []string{"A", "B", "", "C", "D"},
		Rows: []travel.SeatRow{
			{Number: 12, Seats: []travel.Seat{
				first, plain("B", "occupied", "aisle", "exitRow"), plain("C", "blocked", "aisle", "exitRow"), plain("D", "occupied", "window", "exitRow"),
			}},
			{Number: 14, Seats: []travel.Seat{
				plain("A", "occupied", "window"), plain("B", "occupied", "aisle", "bassinet"), plain("D", "occupied", "window"),
			}},
		},
	}}}}
	if !reflect.DeepEqual(maps, want) {
		t.Errorf("got  %+v\nwant %+v", maps, want)
	}
	_, err = c.Seats.SeatMaps(t.Context(), supplier.About{BookingRef: heldRef()})
	kindOf(t, err, supplier.Unsupported)
}

func TestRules(t *testing.T) {
	t.Parallel()
	leaves := time.Date(2026, 12, 20, 0, 30, 0, 0, time.UTC) // 08:30 in Beijing
	c, _ := serve(t, map[string]http.HandlerFunc{offerRoute: say(200, strings.Replace(offerAlone(t), `"conditions": {}`,
		`"conditions": {"change_before_departure":{"allowed":true,"penalty_amount":"0.00","penalty_currency":"CNY"}}`, 1))})
	got, err := c.Rules.Rules(t.Context(), aboutDirect(t))
	free := cny("0.00")
	want := travel.Rules{
		Penalties: []travel.FareRule{
			{Kind: "refund", Until: leaves, Allowed: "allowed"},
			{Kind: "change", Until: leaves, Allowed: "unknown"},
			{Kind: "change", JourneyID: flight, Until: leaves, Allowed: "allowed", Fee: &free},
		},
		Texts: []travel.RuleText{{Category: "refund before departure", Text: "100.00 CNY for all passengers together"}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}

	alone := supplier.About{OfferRef: []byte(`{"v":2,"o":"off_direct","q":"orq_1","c":"CNY","p":[["mum","pas_1"]]}`)}
	got, err = c.Rules.Rules(t.Context(), alone)
	if fee := got.Penalties[0].Fee; err != nil || fee == nil || !fee.Equal(cny("100.00")) || len(got.Texts) != 0 {
		t.Errorf("for one: %+v, %v", got, err)
	}
}
