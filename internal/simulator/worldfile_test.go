package simulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator"
)

// exactWorld has the flights of the worked examples.
const exactWorld = `
routes:
  - origin: PEK
    destination: SHA
    suppliers: [air-china]
    itineraries:
      - flights: [{flight: CA1501, departure: 08:00, arrival: 10:15}]
        fares:
          - {brand: Full Economy, basis: Y, adult: 2150.00, checkedBags: 1, refundFee: 100}
          - {brand: Economy Saver, basis: V36, adult: 780.00}
          - {brand: Web Promo, basis: X33, adult: 700.00}
  - origin: SHA
    destination: PEK
    suppliers: [air-china]
    itineraries:
      - flights: [{flight: CA1502, departure: 18:00, arrival: 20:15}]
        fares: [{brand: Economy Standard, basis: L45, adult: 980.00}]
  - origin: PEK
    destination: SHA
    suppliers: [china-eastern]
    itineraries:
      - flights: [{flight: MU5101, operatedBy: FM9101, departure: 09:00, arrival: 11:20}]
        fares: [{brand: Full Economy, basis: Y, adult: 2150.00}]
      - flights:
          - {flight: MU2103, to: XIY, departure: 22:00, arrival: 00:10+1, fuelKm: 800}
          - {flight: MU2156, departure: 02:00+1, arrival: 04:05+1}
        fares: [{brand: Full Economy, basis: Y, adult: 2000.00}]
  - {origin: SHA, destination: WUH}
  - {origin: PEK, destination: CAN, from: 2026-12-20, to: 2026-12-21, itineraries: []}
`

func offersOf(a answer) []string {
	var found []string
	for _, o := range a.list("data.offers") {
		flights := ""
		for _, s := range dig(o, "slices").([]any) {
			for _, segment := range dig(s, "segments").([]any) {
				flights += text(segment, "marketing_carrier.iata_code") + text(segment, "marketing_carrier_flight_number") + " "
			}
		}
		found = append(found, flights+text(o, "base_amount")+"+"+text(o, "tax_amount"))
	}
	return found
}

func TestExactWorld(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{World: worldFile(t, exactWorld)})
	for _, tc := range []struct {
		supplier string
		legs     []string
		want     []string
	}{
		{"air-china", []string{"PEK-SHA " + travelDay}, []string{"CA1501 700.00+70.00", "CA1501 780.00+70.00", "CA1501 2150.00+70.00"}},
		{"air-china", []string{"BJS-SHA " + travelDay}, []string{"CA1501 700.00+70.00", "CA1501 780.00+70.00", "CA1501 2150.00+70.00"}},
		{"air-china", []string{"PEK-SHA " + travelDay, "SHA-PEK 2026-12-22"}, []string{
			"CA1501 CA1502 1680.00+140.00", "CA1501 CA1502 1760.00+140.00", "CA1501 CA1502 3130.00+140.00",
		}},
		// The connection: the fund twice, fuel by the filed 800 km and by what is flown.
		{"china-eastern", []string{"PEK-SHA " + travelDay}, []string{"MU2103 MU2156 2000.00+130.00", "MU5101 2150.00+70.00"}},
		{"china-eastern", []string{"SHA-WUH " + travelDay}, nil},
		{"skytrip", []string{"SHA-WUH " + travelDay}, nil},
		{"hainan-airlines", []string{"PEK-CAN " + travelDay}, nil},
	} {
		if got := offersOf(s.as(tc.supplier).search(oneAdult, tc.legs...)); !slices.Equal(got, tc.want) {
			t.Errorf("%s %v: %v, want %v", tc.supplier, tc.legs, got, tc.want)
		}
	}
	for supplier, leg := range map[string]string{"skytrip": "PEK-SHA " + travelDay, "hainan-airlines": "PEK-CAN 2026-12-22"} {
		if len(offersOf(s.as(supplier).search(oneAdult, leg))) == 0 {
			t.Errorf("%s %s: what the file does not say is not invented any more", supplier, leg)
		}
	}
}

func TestExactDetails(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{World: worldFile(t, exactWorld)})
	codeshare := s.as("china-eastern").search(oneAdult, "PEK-SHA "+travelDay)
	segment := codeshare.get("data.offers.1.slices.0.segments.0")
	if text(segment, "operating_carrier.iata_code") != "FM" || text(segment, "operating_carrier_flight_number") != "9101" {
		t.Errorf("operated by %v", dig(segment, "operating_carrier"))
	}
	night := codeshare.get("data.offers.0.slices.0.segments")
	if got := text(night, "1.departing_at"); got != "2026-12-21T02:00:00" {
		t.Errorf("leaves Xi'an at %s", got)
	}
	air := s.as("air-china")
	family := air.search(`[{"type":"adult"},{"type":"adult"},{"age":8},{"age":0}]`, "PEK-SHA "+travelDay)
	// Half of 2150 is 1080 for the child, unless the adult's fare is less; a tenth is 220.
	want := []string{"CA1501 2320.00+150.00", "CA1501 2560.00+150.00", "CA1501 5600.00+150.00"}
	if got := offersOf(family); !slices.Equal(got, want) {
		t.Errorf("family %v, want %v", got, want)
	}
	for fare, refund := range map[int]any{0: nil, 2: "300.00"} {
		if got := family.get(fmt.Sprintf("data.offers.%d.conditions.refund_before_departure.penalty_amount", fare)); got != refund {
			t.Errorf("fare %d is refunded for %v, want %v", fare, got, refund)
		}
	}
}

func TestBrokenWorldFileStopsTheStart(t *testing.T) {
	t.Parallel()
	if _, err := simulator.New(simulator.Config{World: worldFile(t, "routes: [{origin: PEK}]")}); err == nil {
		t.Error("started")
	}
	if _, err := simulator.New(simulator.Config{World: "nowhere.yaml"}); err == nil {
		t.Error("started without its file")
	}
}

func TestFrontPage(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	page := s.as("nobody").call(http.MethodGet, "/", "").must(http.StatusOK)
	for _, p := range simulator.Personas() {
		if !slices.Contains(words(page.raw), p.Token) {
			t.Errorf("%s is not introduced", p.ID)
		}
	}
	s.as("nobody").call(http.MethodGet, "/healthz", "").must(http.StatusOK)
	s.as("nobody").call(http.MethodGet, "/elsewhere", "").must(http.StatusNotFound)
}
