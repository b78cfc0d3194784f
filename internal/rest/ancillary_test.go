package rest_test

import (
	"context"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

// Every answer is held against the specification by the bench.
func TestAncillaries(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	fee := cny("200.00")
	b.verbs.seatMaps = func(string) (pricing.Ancillaries[[]travel.SeatMap], error) {
		return pricing.Ancillaries[[]travel.SeatMap]{Supported: true, Said: []travel.SeatMap{{SegmentID: "s1", Cabins: []travel.SeatCabin{
			{Cabin: travel.CabinEconomy, Columns: []string{"A", "", "C"}, Rows: []travel.SeatRow{{Number: 12, Seats: []travel.Seat{
				{Column: "A", State: travel.SeatAvailable, Characteristics: []travel.SeatCharacteristic{travel.SeatWindow, travel.SeatExitRow}, Offers: []travel.SeatOffer{{Ref: []byte("supplier_secret"), PaxID: "p1", Price: cny("120.00")}}},
				{Column: "C", State: travel.SeatOccupied},
			}}}},
		}}}}, nil
	}
	b.verbs.services = func(string) (pricing.Ancillaries[[]pricing.ListedService], error) {
		return pricing.Ancillaries[[]pricing.ListedService]{Supported: true, Said: []pricing.ListedService{
			{ID: "svc_1", Service: travel.Service{Ref: []byte("supplier_secret"), Type: travel.ServiceBaggage, Name: "Bag", PaxIDs: []string{"p1"}, MaxQuantity: 2, Price: cny("230.00"), WeightKg: 23, Bag: travel.BaggageChecked}},
			{ID: "svc_2", Service: travel.Service{Type: travel.ServiceMeal, Code: "VGML", Name: "Vegan", PaxIDs: []string{"p1"}, SegmentIDs: []string{"s1"}, MaxQuantity: 1, Price: cny("0.00")}},
		}}, nil
	}
	b.verbs.rules = func(string) (pricing.Ancillaries[travel.Rules], error) {
		return pricing.Ancillaries[travel.Rules]{Said: travel.Rules{
			Penalties: []travel.FareRule{{Kind: travel.RuleRefund, PTC: travel.PTCAdult, Until: now.Add(time.Hour), Allowed: travel.AllowanceYes, Fee: &fee}, {Kind: travel.RuleNoShow}},
			Texts:     []travel.RuleText{{Category: "PENALTIES", Text: "CANCEL BEFORE DEPARTURE."}, {Text: "No heading."}},
		}}, nil
	}
	seats := unmarshalled(t, b.call("GET", "/v1/offers/ofr_one/seat-maps", "").Body.Bytes())
	if at(seats, "seatMaps", 0, "cabins", 0, "rows", 0, "seats", 0, "seat") != "12A" || at(seats, "seatMaps", 0, "cabins", 0, "rows", 0, "seats", 0, "offers", 0, "price", "amount") != "120.00" || at(seats, "seatMaps", 0, "cabins", 0, "rows", 0, "seats", 1, "state") != "occupied" {
		t.Errorf("%v", seats)
	}
	services := unmarshalled(t, b.call("GET", "/v1/offers/ofr_one/services", "").Body.Bytes())
	if at(services, "services", 0, "weightKg") != float64(23) || at(services, "services", 1, "code") != "VGML" {
		t.Errorf("%v", services)
	}
	rules := unmarshalled(t, b.call("GET", "/v1/offers/ofr_one/rules", "").Body.Bytes())
	if at(rules, "supported") != false || at(rules, "penalties", 0, "fee", "amount") != "200.00" || at(rules, "penalties", 1, "allowed") != "unknown" || at(rules, "penalties", 1, "fee") != nil {
		t.Errorf("%v", rules)
	}
}

func TestExtrasAreAskedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var asked pricing.Extras
	b.verbs.offerPrice = func(_ context.Context, in pricing.Input) (pricing.Result, error) {
		asked = in.Extras
		return pricing.Result{}, travel.NewError(travel.CodeSeatUnavailable).With(travel.FieldError{Pointer: "/seats/0/seat", Code: "seatTaken"})
	}
	w := b.call("POST", "/v1/offers/ofr_one/price", `{"services":[{"serviceId":"svc_1","quantity":2}],"seats":[{"paxId":"p1","paxSegmentId":"s1","seat":"12A"}]}`)
	p := problemOf(t, w)
	if w.Code != 422 || p.Code != "seatUnavailable" || len(p.Errors) != 1 || p.Errors[0].Detail == "" ||
		asked.Services[0] != (pricing.ServiceWish{ServiceID: "svc_1", Quantity: 2}) || asked.Seats[0] != (pricing.SeatWish{PaxID: "p1", SegmentID: "s1", Seat: "12A"}) {
		t.Errorf("%d %s, asked for %+v", w.Code, w.Body, asked)
	}
	for _, body := range []string{
		`{"services":[{"serviceId":"svc_1"}]}`, `{"services":[{"serviceId":"svc_1","quantity":0}]}`, `{"services":[{"serviceId":"svc_1","quantity":1.5}]}`,
		`{"seats":[{"paxId":"p1","paxSegmentId":"s1","seat":"A12"}]}`, `{"seats":[{"paxId":"p1","seat":"12A"}]}`, `{"seats":"12A"}`, `{"seats":[{"paxId":"p1","paxSegmentId":"s1","seat":"012A"}]}`,
	} {
		if w := b.call("POST", "/v1/offers/ofr_one/price", body); w.Code != 400 && w.Code != 422 {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}
