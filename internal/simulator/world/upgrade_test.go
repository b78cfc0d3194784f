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

// Two may not be promised the same last seat, however they ask for it.
func TestTwoUpgradesToTheLastSeat(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	one := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
	up, _ := ofKind(w.ancillaries(t, one), world.Upgrade)
	w.buy(t, one, []world.Extra{{AncillaryID: up.ID, Quantity: 1}}, nil) // of frontSeats, which are two

	o := w.shop(t, air, "", []world.Passenger{adult(), adult()}, leg("PEK", "SHA", travelDay))
	var both []world.Extra
	for _, a := range w.ancillaries(t, o) {
		if a.Kind == world.Upgrade {
			both = append(both, world.Extra{AncillaryID: a.ID, Quantity: 1})
		}
	}
	if len(both) != frontSeats {
		t.Fatalf("%d upgrades for two", len(both))
	}
	if _, err := w.PriceExtras(air, o.ID, both, nil); !errors.Is(err, world.ErrAncillaryGone) {
		t.Errorf("both: %v", err)
	}
	if _, err := w.PriceExtras(air, o.ID, both[1:], nil); err != nil {
		t.Errorf("one of them: %v", err)
	}
}

// The young do not sit without an adult, in either cabin.
func TestUpgradesLeaveNoChildAlone(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	party := []world.Passenger{adult(), {Kind: world.Child}, {Kind: world.Infant}}
	o := w.shop(t, air, "", party, leg("PEK", "SHA", travelDay))
	var ups []world.Extra
	for _, a := range w.ancillaries(t, o) {
		if a.Kind == world.Upgrade {
			ups = append(ups, world.Extra{AncillaryID: a.ID, Quantity: 1})
		}
	}
	for name, one := range map[string][]world.Extra{"the adult": ups[:1], "the child": ups[1:]} {
		alone := booking(o, true, 0)
		alone.Extras = one
		if _, err := w.PriceExtras(air, o.ID, one, nil); !errors.Is(err, world.ErrSeatNotAllowed) {
			t.Errorf("%s alone: %v", name, err)
		}
		if _, err := w.Book(air, alone); !errors.Is(err, world.ErrSeatNotAllowed) {
			t.Errorf("%s alone, booked: %v", name, err)
		}
		if _, err := w.AddExtras(air, w.buy(t, o, nil, nil).ID, one, nil); !errors.Is(err, world.ErrSeatNotAllowed) {
			t.Errorf("%s alone, added: %v", name, err)
		}
	}
	w.buy(t, o, ups, nil)
}

// Where the next cabin's cheapest class is full, the upgrade is to its dearer one,
// as another service; where the cabin is full or no dearer, to the cabin above.
func TestUpgradesGoToWhatIsLeft(t *testing.T) {
	t.Parallel()
	const fares = `
      {brand: Full Economy, basis: Y, adult: 2000.00, seats: 9},
      {brand: Premium, basis: W, cabin: premium_economy, adult: 2000.00, fullFare: 2000.00, seats: 9},
      {brand: Business Saver, basis: D, cabin: business, adult: 3000.00, fullFare: 4000.00, seats: 1},
      {brand: Business, basis: J, cabin: business, adult: 4000.00, fullFare: 4000.00, seats: 1},
      {brand: First, basis: F, cabin: first, adult: 8000.00, fullFare: 8000.00, seats: 1}`
	w := start(t, setting{file: `
routes:
  - {origin: PEK, destination: SHA, suppliers: [air-china], itineraries: [
      {flights: [{flight: CA1501, departure: 08:00, arrival: 10:15}], fares: [` + fares + `]}]}
`})
	// A couple is shown what both can have at once.
	o := w.shop(t, air, "", []world.Passenger{adult(), adult()}, leg("PEK", "SHA", travelDay))
	var both []world.Extra
	var classes string
	for _, a := range w.ancillaries(t, o) {
		if a.Kind == world.Upgrade {
			both, classes = append(both, world.Extra{AncillaryID: a.ID, Quantity: 1}), classes+a.Upgrade.Class
		}
	}
	if _, err := w.PriceExtras(air, o.ID, both, nil); err != nil || classes != "DJ" {
		t.Errorf("two upgrades to %s: %v", classes, err)
	}
	seen := map[string]bool{}
	for _, want := range []struct {
		class string
		price world.Fen
	}{{"D", 75_000}, {"J", 150_000}, {"F", 450_000}} {
		o := w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))
		up, found := ofKind(w.ancillaries(t, o), world.Upgrade)
		if !found || up.Upgrade.Class != want.class || up.Price != want.price || seen[up.ID] {
			t.Fatalf("%+v, want %+v", up, want)
		}
		seen[up.ID] = true
		w.buy(t, o, []world.Extra{{AncillaryID: up.ID, Quantity: 1}}, nil)
	}
	if up, found := ofKind(w.ancillaries(t, w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay))), world.Upgrade); found {
		t.Errorf("every cabin is full: %+v", up)
	}
}
