package world_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// An upgrade is to the next cabin the flight is sold in, for everybody who sits, at
// three quarters of what that cabin's fare is dearer by.
func TestUpgradesAreToTheNextCabin(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	party := []world.Passenger{adult(), {Kind: world.Child}, {Kind: world.SeatedInfant}, {Kind: world.Infant}}
	o := w.shop(t, air, "", party, leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay))
	var prices []world.Fen
	for _, a := range w.ancillaries(t, o) {
		if a.Kind != world.Upgrade {
			continue
		}
		prices = append(prices, a.Price)
		if len(a.Flights) != 1 || a.MaxQuantity != 1 || a.Name != "Upgrade to Business" || a.Upgrade.Cabin != world.Business || a.Upgrade.Capacity != frontSeats {
			t.Errorf("%+v", a)
		}
	}
	// 4000 less 2000 for an adult, half of both for the young.
	way := []world.Fen{150_000, 75_000, 75_000}
	if !reflect.DeepEqual(prices, append(way, way...)) {
		t.Errorf("prices %v", prices)
	}
	if _, found := ofKind(w.ancillaries(t, w.shop(t, air, "", party[:1], leg("PEK", "WUH", travelDay))), world.Upgrade); found {
		t.Error("an upgrade on a flight of one cabin")
	}
	invented := start(t, setting{seed: 3})
	for to, name := range map[string]string{"CAN": "Upgrade to Business", "LHR": "Upgrade to Premium Economy"} {
		up, found := ofKind(invented.ancillaries(t, invented.shop(t, air, "", party[:1], leg("PEK", to, travelDay))), world.Upgrade)
		if !found || up.Name != name {
			t.Errorf("to %s: %+v", to, up)
		}
	}
}

// An upgrade takes a seat in front and gives the one behind back, is sold out with
// the cabin, is remembered, and its price comes back with a refund.
func TestUpgradesRunOut(t *testing.T) {
	t.Parallel()
	place := setting{journal: journalOf(t), file: twoWays(9)}
	w := start(t, place)
	front := func() int {
		request := world.Request{Legs: []world.Leg{leg("PEK", "SHA", travelDay)}, Party: []world.Passenger{adult()}, Cabin: world.Business}
		_, offers, err := w.Search(air, request, noScenario)
		if err != nil {
			t.Fatal(err)
		}
		if len(offers) == 0 {
			return 0
		}
		return w.SeatsLeft(offers[0])
	}
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	var orders []world.Order
	for left := frontSeats; left > 0; left-- {
		if got := front(); got != left {
			t.Fatalf("%d seats in front, want %d", got, left)
		}
		up, found := ofKind(w.ancillaries(t, o), world.Upgrade)
		if !found {
			t.Fatal("no upgrade")
		}
		extras := []world.Extra{{AncillaryID: up.ID, Quantity: 1}}
		if _, err := w.PriceExtras(air, o.ID, append(extras, extras...), nil); !errors.Is(err, world.ErrAncillaryGone) {
			t.Errorf("two upgrades for one: %v", err)
		}
		orders = append(orders, w.buy(t, o, extras, nil))
		if got := w.SeatsLeft(o); got != 9 {
			t.Errorf("%d seats behind", got)
		}
	}
	last := orders[len(orders)-1]
	w = start(t, place)
	if _, found := ofKind(w.ancillaries(t, o), world.Upgrade); found || front() != 0 {
		t.Error("after a restart there are seats in front again")
	}
	if got := w.order(t, air, last.ID); !reflect.DeepEqual(got.Extras, last.Extras) {
		t.Errorf("%+v became %+v", last.Extras, got.Extras)
	}
	gone := booking(o, true, 0)
	gone.Extras = []world.Extra{{AncillaryID: last.Extras[0].AncillaryID, Quantity: 1}}
	if _, err := w.Book(air, gone); !errors.Is(err, world.ErrAncillaryGone) {
		t.Errorf("a third on two seats: %v", err)
	}
	quote := w.cancel(t, last)
	if quote.Penalty != 20_000 || quote.Refund != last.Total()-20_000 || front() != 1 || w.SeatsLeft(o) != 9 {
		t.Errorf("%d back, %d kept, %d seats in front", quote.Refund, quote.Penalty, front())
	}
}

// The map shows the cabin that an upgrade leaves: who has one does not choose there,
// and who has chosen is not upgraded.
func TestAnUpgradeAndASeatExclude(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay))
	up, _ := ofKind(w.ancillaries(t, o), world.Upgrade)
	upgrade := []world.Extra{{AncillaryID: up.ID, Quantity: 1}}
	seat := []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: freeSeat(w.seatMaps(t, o), 0, anySeat)}}
	back := []world.SeatChoice{{PassengerID: o.Party[0].ID, Flight: 1, Designator: freeSeat(w.seatMaps(t, o), 1, anySeat)}}
	if _, err := w.PriceExtras(air, o.ID, upgrade, seat); !errors.Is(err, world.ErrSeatNotAllowed) {
		t.Errorf("both at once: %v", err)
	}
	if _, err := w.PriceExtras(air, o.ID, upgrade, back); err != nil {
		t.Errorf("a seat on the other flight: %v", err)
	}
	upgraded := w.buy(t, o, upgrade, nil)
	if _, err := w.AddSeats(air, upgraded.ID, seat, nil); !errors.Is(err, world.ErrSeatNotAllowed) {
		t.Errorf("a seat after an upgrade: %v", err)
	}
	list, err := w.OrderAncillaries(air, w.buy(t, o, nil, seat).ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range list {
		if a.Kind == world.Upgrade && a.Flights[0] == 0 {
			t.Error("an upgrade after a seat was chosen")
		}
	}
}
