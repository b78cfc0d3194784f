package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/config"
)

// nearWorld has an offer with everything that could be bought in its place, but
// for another day, and one for which there is nothing but another day.
const nearWorld = `
routes:
  - {origin: PEK, destination: SHA, itineraries: []}
  - origin: PEK
    destination: SHA
    suppliers: [air-china]
    itineraries:
      - flights: [{flight: CA1501, departure: 08:00, arrival: 10:15}]
        fares:
          - {brand: Economy Standard, basis: L45, adult: 980.00}
          - {brand: Full Economy, basis: Y, adult: 2150.00}
      - flights: [{flight: CA1515, departure: 11:30, arrival: 13:45}]
        fares: [{brand: Economy Standard, basis: L45, adult: 900.00}]
      - flights: [{flight: CA1519, departure: 15:30, arrival: 17:45}]
        fares: [{brand: Economy Standard, basis: L45, adult: 850.00}]
  - origin: PEK
    destination: SHA
    suppliers: [skytrip]
    itineraries:
      - flights: [{flight: CA1501, departure: 08:00, arrival: 10:15}]
        fares: [{brand: Economy Standard, basis: L45, adult: 1000.00}]
  - {origin: PEK, destination: CAN, itineraries: []}
  - origin: PEK
    destination: CAN
    suppliers: [china-southern, globalfares]
    itineraries:
      - flights: [{flight: CZ3101, departure: 09:00, arrival: 12:10}]
        fares: [{brand: Full Economy, basis: Y, adult: 1900.00}]
`

// near runs f in nearWorld, on both pairs of stores.
func near(t *testing.T, f func(t *testing.T, s *sandbox)) {
	t.Helper()
	eachPairOf(t, func(c *config.Config) {
		c.Simulator.World = filepath.Join(t.TempDir(), "world.yaml")
		if err := os.WriteFile(c.Simulator.World, []byte(nearWorld), 0o600); err != nil {
			t.Fatal(err)
		}
	}, f)
}

// flown is the cheapest offer of a flight from a supplier.
func (s *sandbox) flown(supplierID, flight, to string, headers ...header) (string, map[string]any) {
	s.t.Helper()
	found := s.want(s.post("/v1/air-shopping", fmt.Sprintf(
		`{"originDestinations":[{"origin":"PEK","destination":%q,"departureDate":%q}],"pax":[{"paxId":"p1","ptc":"ADT"}],"budgetMs":15000}`, to, day()), headers...), 200)
	for _, each := range found.list("offers") {
		offer := each.(map[string]any)
		journey, _ := offer["paxJourneyIds"].([]any)[0].(string)
		if offer["supplierId"] == supplierID && strings.HasPrefix(journey, flight+"-") {
			return offer["offerId"].(string), offer["totalPrice"].(map[string]any)
		}
	}
	s.t.Fatalf("%s does not sell %s: %s", supplierID, flight, found.raw)
	return "", nil
}

// alternatives are why, who, what and for how much more.
func alternatives(a answer) []string {
	var all []string
	for i := range a.list("alternatives") {
		flight, _, _ := strings.Cut(a.text("alternatives", i, "offer", "paxJourneyIds", 0), "-PEK")
		all = append(all, strings.Join([]string{
			a.text("alternatives", i, "why"), a.text("alternatives", i, "offer", "supplierId"), flight, a.text("alternatives", i, "delta", "amount"),
		}, " "))
	}
	return all
}

// instead is what nearWorld has in place of CA1501.
var instead = []string{
	"sameFlightsOtherSupplier skytrip CA1501 20.00", "sameFlightsOtherBrand air-china CA1501 1170.00", "nearbyTime air-china CA1515 -80.00",
}

// R-002-5: gone is not the end: what could be bought instead was asked for a
// moment ago, and is bought at once.
func TestSoldOutHasAlternatives(t *testing.T) {
	t.Parallel()
	near(t, func(t *testing.T, s *sandbox) {
		offerID, total := s.flown("air-china", "CA1501", "SHA", scenario("sold-out"))
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
		if got := alternatives(priced); priced.text("result") != "unavailable" || !slices.Equal(got, instead) {
			t.Fatalf("%s: %q", priced.text("result"), got)
		}
		refused := s.refused(s.post("/v1/orders", orderBody(offerID, "", total), key("1")), 409, "offerUnavailable")
		if got := alternatives(refused); refused.text("result") != "unavailable" || !slices.Equal(got, instead) {
			t.Fatalf("%s", refused.raw)
		}
		for i := range instead {
			offer := refused.get("alternatives", i, "offer").(map[string]any)
			chosen := offer["offerId"].(string)
			if read := s.want(s.get("/v1/offers/"+chosen), 200); read.text("offer", "offerId") != chosen && read.text("offerId") != chosen {
				t.Fatalf("%s", read.raw)
			}
			created := s.want(s.post("/v1/orders", orderBody(chosen, "", offer["totalPrice"].(map[string]any)), key(chosen)), 201)
			if created.text("status") != "awaitingPayment" {
				t.Fatalf("%s", created.raw)
			}
		}
	})
}

func TestAnotherDayIsAnAlternative(t *testing.T) {
	t.Parallel()
	near(t, func(t *testing.T, s *sandbox) {
		offerID, _ := s.flown("china-southern", "CZ3101", "CAN", scenario("sold-out"))
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{"budgetMs":20000}`), 200)
		want := []string{"sameFlightsOtherSupplier globalfares CZ3101 0.00", "nearbyDate china-southern CZ3101 0.00", "nearbyDate china-southern CZ3101 0.00"}
		if got := alternatives(priced); !slices.Equal(got, want) {
			t.Fatalf("%q %s", got, priced.raw)
		}
		for i := range want {
			offer := priced.get("alternatives", i, "offer").(map[string]any)
			chosen := offer["offerId"].(string)
			s.want(s.post("/v1/orders", orderBody(chosen, "", offer["totalPrice"].(map[string]any)), key(chosen)), 201)
		}
		var days []string
		for i := range 2 {
			days = append(days, strings.TrimPrefix(priced.text("alternatives", 1+i, "offer", "paxJourneyIds", 0), "CZ3101-PEKCAN-"))
		}
		on, err := time.Parse(time.DateOnly, day())
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(days)
		if !strings.HasPrefix(days[0], on.AddDate(0, 0, -1).Format(time.DateOnly)) || !strings.HasPrefix(days[1], on.AddDate(0, 0, 1).Format(time.DateOnly)) {
			t.Fatalf("%q", days)
		}
	})
}

// A price that went up is accepted with its token or left for another offer,
// whose price did not: what is staged for the offer spares the others.
func TestPriceUpHasAlternatives(t *testing.T) {
	t.Parallel()
	near(t, func(t *testing.T, s *sandbox) {
		for name, bound := range map[string]bool{"search": true, "call": false} {
			var shopped, called []header
			if bound {
				shopped = []header{scenario("price-up")}
			} else {
				called = []header{scenario("price-up")}
			}
			offerID, total := s.flown("air-china", "CA1501", "SHA", shopped...)
			refused := s.refused(s.post("/v1/orders", orderBody(offerID, "", total), append(called, key("up-"+name))...), 409, "priceChanged")
			if got := alternatives(refused); !slices.Equal(got, instead) {
				t.Fatalf("%s: %q", name, got)
			}
			changed, token := refused.get("offer", "totalPrice").(map[string]any), refused.text("acceptance", "token")
			created := s.want(s.post("/v1/orders", orderBody(offerID, token, changed), key("accepted-"+name)), 201)
			if created.text("totalPrice", "amount") != changed["amount"] || changed["amount"] == total["amount"] {
				t.Fatalf("%s", created.raw)
			}
		}
		// Half of what was looked at again had moved; an alternative says nothing.
		offerID, _ := s.flown("skytrip", "CA1501", "SHA")
		s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
		want := map[string]string{"air-china": `{"checked":2,"share":0.5,"unchanged":1}`, "skytrip": `{"checked":1,"share":1,"unchanged":1}`, "china-southern": `{"checked":0,"unchanged":0}`}
		offerID, _ = s.flown("air-china", "CA1515", "SHA")
		s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
		listed := s.want(s.get("/v1/suppliers"), 200)
		for i := range listed.list("suppliers") {
			got, err := json.Marshal(listed.get("suppliers", i, "priceAccuracy"))
			if id := listed.text("suppliers", i, "supplierId"); err != nil || want[id] != "" && string(got) != want[id] {
				t.Errorf("%s: %s, want %s", id, got, want[id])
			}
		}
	})
}

// Paying for what was not held meets the same answer.
func TestAPaymentRefusedHasAlternatives(t *testing.T) {
	t.Parallel()
	near(t, func(t *testing.T, s *sandbox) {
		offerID, total := s.flown("skytrip", "CA1501", "SHA")
		orderID := s.want(s.post("/v1/orders", orderBody(offerID, "", total), key("1")), 201).text("orderId")
		refused := s.refused(s.post("/v1/orders/"+orderID+"/payments", cardOK, key("2"), scenario("price-up")), 409, "priceChanged")
		want := []string{"sameFlightsOtherSupplier air-china CA1501 -20.00", "nearbyTime air-china CA1515 -100.00"}
		if got := alternatives(refused); len(got) < 2 || !slices.Equal(got[:2], want) {
			t.Fatalf("%q", got)
		}
	})
}

// Everything that was remembered expired with the offer; what is sold now is
// shown in its place, and sold.
func TestAnExpiredOfferHasAlternatives(t *testing.T) {
	t.Parallel()
	near(t, func(t *testing.T, s *sandbox) {
		offerID, total := s.flown("air-china", "CA1501", "SHA")
		s.want(s.post("/v1/sandbox/clock", `{"advance":"PT25M"}`), 200)
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{"budgetMs":20000}`), 200)
		if got := alternatives(priced); priced.text("result") != "expired" || priced.get("offer") != nil || !slices.Equal(got, instead) {
			t.Fatalf("%q %s", got, priced.raw)
		}
		s.refused(s.post("/v1/orders", orderBody(offerID, "", total), key("1")), 410, "offerExpired")
		offer := priced.get("alternatives", 2, "offer").(map[string]any)
		s.want(s.post("/v1/orders", orderBody(offer["offerId"].(string), "", offer["totalPrice"].(map[string]any)), key("2")), 201)
	})
}

// What a slow supplier would offer instead is not waited for.
func TestASlowAlternativeIsLeftOut(t *testing.T) {
	t.Parallel()
	near(t, func(t *testing.T, s *sandbox) {
		offerID, _ := s.flown("air-china", "CA1501", "SHA", scenario("sold-out;supplier=air-china"))
		if first := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200); first.text("result") != "unavailable" {
			t.Fatalf("%s", first.raw)
		}
		begun := time.Now()
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{"budgetMs":8000}`, scenario("supplier-slow;supplier=skytrip")), 200)
		if took := time.Since(begun); took >= slowSupplier {
			t.Errorf("waited %v for a supplier beyond the budget", took)
		}
		if got := alternatives(priced); priced.text("result") != "unavailable" || len(got) < 2 || !slices.Equal(got[:2], instead[1:]) {
			t.Fatalf("%q", got)
		}
	})
}
