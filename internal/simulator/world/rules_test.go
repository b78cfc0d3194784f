package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// What the stages say is what a refund costs at any time of theirs.
func TestPenaltiesAreWhatRefundsCost(t *testing.T) {
	t.Parallel()
	w := start(t, setting{})
	infant := []world.Passenger{adult(), adult(), {Kind: world.Infant}}
	seen := map[int]bool{}
	for _, o := range w.shopAll(t, air, "", infant, leg("PEK", "SHA", "2027-03-20")) {
		stages := o.Penalties(morning)
		seen[len(stages)] = true
		departs := o.Slices[0].Flights.Departs()
		end := time.Time{}
		for _, s := range stages {
			if s.Kind != world.PenaltyRefund {
				continue
			}
			if !s.From.Equal(end) || !s.Until.After(s.From) || s.Slice != 0 {
				t.Errorf("stage from %v to %v after %v", s.From, s.Until, end)
			}
			end = s.Until
			at := []time.Time{s.Until.Add(-time.Microsecond), s.Until.Add(-time.Hour)}
			if !s.From.IsZero() {
				at = append(at, s.From)
			}
			for _, at := range at {
				if terms := o.Refund(at); terms.Allowed != s.Allowed || terms.Penalty/2 != s.Fee {
					t.Errorf("%s %v before departure: %+v, the stage says %v %d", o.Slices[0].Fare.Brand, departs.Sub(at), terms, s.Allowed, s.Fee)
				}
			}
		}
		if !end.Equal(departs) {
			t.Errorf("the last stage ends at %v, the flight leaves at %v", end, departs)
		}
		last := stages[len(stages)-1]
		if last.Kind != world.PenaltyNoShow || !last.From.Equal(departs) || last.Allowed {
			t.Errorf("who does not turn up: %+v", last)
		}
	}
	if !seen[9] || len(seen) < 2 {
		t.Errorf("numbers of stages: %v", seen)
	}
	near := w.shop(t, air, "", infant, leg("PEK", "SHA", "2027-03-20"))
	late := near.Slices[0].Flights.Departs().Add(-time.Hour)
	for _, s := range near.Penalties(late) {
		if s.Kind != world.PenaltyNoShow && !s.Until.After(late) {
			t.Errorf("a stage that is over: %+v", s)
		}
	}
}

func TestRulesInWords(t *testing.T) {
	t.Parallel()
	w := start(t, setting{file: twoWays(9)})
	words := func(o world.Offer) string {
		var all []string
		for _, text := range o.RuleTexts() {
			all = append(all, text.Category+": "+text.Text)
		}
		return strings.Join(all, "\n")
	}
	flat := words(w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "SHA", travelDay)))
	if !strings.Contains(flat, "CHARGE CNY 200.00 PER PASSENGER") || strings.Contains(flat, "PROMOTION") {
		t.Error(flat)
	}
	promo := words(w.shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "WUH", travelDay)))
	if !strings.Contains(promo, "NOT PERMITTED") || !strings.Contains(promo, "PROMOTION") {
		t.Error(promo)
	}
	if steps := words(start(t, setting{}).shop(t, air, "", []world.Passenger{adult()}, leg("PEK", "CAN", travelDay))); !strings.Contains(steps, "DAYS OR MORE") && !strings.Contains(steps, "NOT PERMITTED") {
		t.Error(steps)
	}
}

// The invented world has promotions of airlines, and codeshares that sell the
// seats of the operating carrier.
func TestPromotionsAndCodeshares(t *testing.T) {
	t.Parallel()
	w := start(t, setting{})
	offers := w.shopAll(t, "china-eastern", "", []world.Passenger{adult()}, leg("SHA", "CAN", travelDay))
	shared := map[string]map[string]world.Offer{} // key of the aircraft → carrier → offer
	for _, o := range offers {
		f := o.Slices[0].Flights[0]
		key := f.Operator + f.OperatorNumber + f.Departs.String()
		if shared[key] == nil {
			shared[key] = map[string]world.Offer{}
		}
		shared[key][f.Carrier] = o
	}
	found := false
	for _, by := range shared {
		mu, fm := by["MU"], by["FM"]
		if mu.ID == "" || fm.ID == "" {
			continue
		}
		found = true
		seat := freeSeat(w.seatMaps(t, mu), 0, anySeat)
		w.buy(t, mu, nil, []world.SeatChoice{{PassengerID: mu.Party[0].ID, Designator: seat}})
		again := w.shopAll(t, "china-eastern", "", []world.Passenger{adult()}, leg("SHA", "CAN", travelDay))
		for _, o := range again {
			if f := o.Slices[0].Flights[0]; f.Carrier == "FM" && f.Departs.Equal(mu.Slices[0].Flights[0].Departs) {
				if got := stateOf(w.seatMaps(t, o), 0, seat); got != world.SeatOccupied {
					t.Errorf("seat %s of the operating carrier is %s", seat, got)
				}
			}
		}
	}
	if !found {
		t.Error("no codeshare")
	}
	promos := 0
	for _, to := range []string{"CAN", "SZX", "CTU", "XIY", "KMG", "HGH", "XMN", "DLC", "TAO"} {
		for _, o := range w.shopAll(t, air, "", []world.Passenger{adult()}, leg("PEK", to, travelDay)) {
			if f := o.Slices[0].Fare; f.Promo {
				promos++
				if f.Brand != "Web Promo" || f.Refund.Allowed || f.Change.Allowed {
					t.Errorf("promotion %+v", f)
				}
			}
		}
	}
	if promos == 0 {
		t.Error("no promotion")
	}
}
