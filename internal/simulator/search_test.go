package simulator_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator"
)

// fullFare is the price of a full economy fare between two airports, and its taxes.
func fullFare(a answer, carrier, from, to string) (string, string) {
	for _, o := range a.list("data.offers") {
		segment := dig(o, "slices.0.segments.0")
		if text(segment, "passengers.0.fare_basis_code") == "Y" && text(o, "owner.iata_code") == carrier &&
			text(segment, "origin.iata_code") == from && text(segment, "destination.iata_code") == to {
			return text(o, "base_amount"), text(o, "tax_amount")
		}
	}
	return "", ""
}

func TestPublishedFares(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	for _, tc := range []struct{ supplier, carrier, from, to, base, tax string }{
		{"air-china", "CA", "PEK", "SHA", "2150.00", "70.00"},
		{"china-eastern", "MU", "PEK", "SHA", "2150.00", "70.00"},
		{"china-eastern", "FM", "SHA", "PEK", "1850.00", "70.00"},
		{"china-southern", "CZ", "PEK", "SHA", "1850.00", "70.00"},
		{"hainan-airlines", "HU", "PEK", "CAN", "2980.00", "70.00"},
		{"sichuan-airlines", "3U", "CTU", "PEK", "2510.00", "70.00"},
		{"air-china", "CA", "PEK", "DLC", "890.00", "60.00"},
		{"china-southern", "CZ", "XMN", "SZX", "950.00", "60.00"},
		{"china-southern", "CZ", "CAN", "WUH", "1470.00", "70.00"},
		{"air-china", "CA", "PEK", "SIN", "8730.00", "590.00"},
		{"china-eastern", "MU", "LAX", "PVG", "21300.00", "1050.00"},
	} {
		base, tax := fullFare(s.as(tc.supplier).search(oneAdult, tc.from+"-"+tc.to+" "+travelDay), tc.carrier, tc.from, tc.to)
		if base != tc.base || tax != tc.tax {
			t.Errorf("%s %s-%s: %s + %s, want %s + %s", tc.carrier, tc.from, tc.to, base, tax, tc.base, tc.tax)
		}
	}
}

// A child pays half of the full fare rounded to ten yuan, an infant a tenth.
func TestFamilyFares(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	for _, tc := range []struct{ passengers, base, tax string }{
		{`[{"type":"adult"},{"age":8}]`, "3230.00", "80.00"},
		{`[{"type":"adult"},{"age":1}]`, "2370.00", "70.00"},
		{`[{"type":"adult"},{"type":"adult"},{"age":2},{"age":0}]`, "5600.00", "150.00"},
		{`[{"type":"adult"},{"age":12}]`, "4300.00", "90.00"}, // an adult's fare, and twelve is within the fund's exemption
		{`[{"type":"adult"},{"age":13}]`, "4300.00", "140.00"},
	} {
		base, tax := fullFare(s.as("air-china").search(tc.passengers, "PEK-SHA "+travelDay), "CA", "PEK", "SHA")
		if base != tc.base || tax != tc.tax {
			t.Errorf("%s: %s + %s, want %s + %s", tc.passengers, base, tax, tc.base, tc.tax)
		}
	}
}

func TestFuelFollowsTheDayOfIssue(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{"2025-12-04": "70.00", "2025-12-05": "90.00", "2026-01-04": "90.00", "2026-01-05": "70.00"} {
		issued, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		s := startAt(t, issued)
		_, tax := fullFare(s.as("air-china").search(oneAdult, "PEK-SHA 2026-03-01"), "CA", "PEK", "SHA")
		if tax != want {
			t.Errorf("issued on %s: %s, want %s", day, tax, want)
		}
	}
}

func TestCitiesAndDirections(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	a := s.as("air-china").search(oneAdult, "BJS-SHA "+travelDay, "SHA-BJS 2026-12-24")
	if got := a.text("data.slices.0.origin_type"); got != "city" {
		t.Errorf("BJS is a %s", got)
	}
	arrivals := map[string]bool{}
	brands := map[string]bool{}
	for _, o := range a.list("data.offers") {
		if len(dig(o, "slices").([]any)) != 2 {
			t.Fatalf("one direction only: %v", o)
		}
		arrivals[text(o, "slices.0.destination.iata_code")] = true
		brands[text(o, "slices.0.fare_brand_name")+"/"+text(o, "slices.1.fare_brand_name")] = true
	}
	if !arrivals["SHA"] || !arrivals["PVG"] {
		t.Errorf("arrivals %v", arrivals)
	}
	if !brands["Full Economy/Economy Light"] {
		t.Errorf("fares do not mix: %v", brands)
	}
}

// Any two cities of the world can be sold by two suppliers at least.
func TestEveryPairHasSeveralSellers(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	for _, pair := range []string{"LHR-JFK", "SYD-GRU", "ZUH-URC", "PEK-SHA", "SZX-XMN", "HAK-MNL", "NBO-LIM", "PKX-PVG", "DLC-AKL", "LXA-KEF"} {
		sellers := 0
		for _, p := range simulator.Personas() {
			if len(s.as(p.ID).search(oneAdult, pair+" "+travelDay).list("data.offers")) > 0 {
				sellers++
			}
		}
		if sellers < 2 {
			t.Errorf("%s: %d sellers", pair, sellers)
		}
	}
}

func TestDaysOfSale(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	for day, offers := range map[string]bool{"2026-12-02": true, "2027-11-26": true, "2027-11-28": false, "2030-01-01": false} {
		a := s.as("air-china").search(oneAdult, "PEK-CAN "+day)
		if got := len(a.list("data.offers")) > 0; got != offers {
			t.Errorf("%s: offers %v", day, got)
		}
	}
	// 17:30 in China on the first: the morning's flights are gone.
	today := s.as("air-china").later(90*time.Minute).search(oneAdult, "PEK-SHA 2026-12-01")
	for _, o := range today.list("data.offers") {
		if got := text(o, "slices.0.segments.0.departing_at"); got < "2026-12-01T18:15:00" {
			t.Errorf("sold after check-in closed: %s", got)
		}
	}
	// Still the first in Los Angeles when it is the second in Shanghai.
	late := s.as("air-china").later(12 * time.Hour)
	late.search(oneAdult, "LAX-PVG 2026-12-01")
	late.call(http.MethodPost, "/air/offer_requests",
		fmt.Sprintf(`{"data":{"slices":%s,"passengers":%s}}`, slicesOf("PVG-LAX 2026-12-01"), oneAdult)).
		refused(http.StatusUnprocessableEntity, "validation_error", "validation_inclusion")
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	ask := func(slice, more string) answer {
		return s.as("skytrip").call(http.MethodPost, "/air/offer_requests", fmt.Sprintf(
			`{"data":{"slices":[{"origin":"PEK","destination":"SHA","departure_date":%q%s}],"passengers":%s%s}}`,
			travelDay, slice, oneAdult, more)).must(http.StatusCreated)
	}
	all := ask("", "")
	cabins := map[string]int{}
	for _, o := range all.list("data.offers") {
		cabins[text(o, "slices.0.segments.0.passengers.0.cabin_class")]++
	}
	if cabins["economy"] == 0 || cabins["business"] == 0 {
		t.Errorf("cabins %v", cabins)
	}
	if business := ask("", `,"cabin_class":"business"`); len(business.list("data.offers")) != cabins["business"] {
		t.Errorf("business alone: %d of %v", len(business.list("data.offers")), cabins)
	}
	evening := ask(`,"departure_time":{"from":"17:00","to":"23:59"}`, "")
	if n := len(evening.list("data.offers")); n == 0 || n == len(all.list("data.offers")) {
		t.Errorf("%d offers in the evening of %d", n, len(all.list("data.offers")))
	}
	for _, o := range evening.list("data.offers") {
		if at := text(o, "slices.0.segments.0.departing_at"); at[11:] < "17:00" {
			t.Errorf("leaves at %s", at)
		}
	}
	direct := s.as("china-eastern").call(http.MethodPost, "/air/offer_requests", fmt.Sprintf(
		`{"data":{"slices":%s,"passengers":%s,"max_connections":0}}`, slicesOf("LHR-JFK "+travelDay), oneAdult)).must(http.StatusCreated)
	if n := len(direct.list("data.offers")); n != 0 {
		t.Errorf("%d offers through Shanghai for who does not change", n)
	}
}

func TestOneSeedMakesOneWorld(t *testing.T) {
	t.Parallel()
	var answers [3][]byte
	for i, seed := range []int64{7, 7, 8} {
		s := start(t, simulator.Config{Seed: seed})
		for _, supplier := range []string{"china-southern", "skytrip"} {
			a := s.as(supplier).search(oneAdult, "PEK-CTU "+travelDay, "CTU-PEK 2026-12-23")
			answers[i] = append(answers[i], a.raw...)
		}
	}
	if !bytes.Equal(answers[0], answers[1]) {
		t.Error("the same seed made two worlds")
	}
	if bytes.Equal(answers[0], answers[2]) {
		t.Error("two seeds made the same world")
	}
}

// Whatever is asked: sums are right, local times and durations agree with the
// zones, and every passenger has a fare on every flight.
func TestOffersAreSound(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	places := []string{"PEK", "SHA", "PVG", "CAN", "CTU", "URC", "LXA", "HKG", "NRT", "SIN", "SYD", "LAX", "LHR", "JFK", "GRU", "AKL", "HNL", "DEL", "KTM"}
	rapid.Check(t, func(r *rapid.T) {
		from := rapid.SampledFrom(places).Draw(r, "from")
		to := rapid.SampledFrom(places).Filter(func(p string) bool { return !reference.SameCity(p, from) }).Draw(r, "to")
		day := morning.AddDate(0, 0, rapid.IntRange(2, 350).Draw(r, "days"))
		party := []string{`{"type":"adult"}`}
		for _, age := range rapid.SliceOfN(rapid.IntRange(0, 17), 0, 4).Draw(r, "ages") {
			if age > 1 || len(party) == 1 {
				party = append(party, fmt.Sprintf(`{"age":%d}`, age))
			}
		}
		supplier := rapid.SampledFrom(simulator.Personas()).Draw(r, "supplier").ID
		legs := []string{from + "-" + to + " " + day.Format(time.DateOnly)}
		if rapid.Bool().Draw(r, "return") {
			legs = append(legs, to+"-"+from+" "+day.AddDate(0, 0, 4).Format(time.DateOnly))
		}
		a := s.as(supplier).search("["+strings.Join(party, ",")+"]", legs...)
		for _, o := range a.list("data.offers") {
			checkOffer(r, o, len(party))
		}
	})
}

func checkOffer(r *rapid.T, o any, party int) {
	base := money.MustParse(text(o, "base_amount"), money.CNY)
	tax := money.MustParse(text(o, "tax_amount"), money.CNY)
	total := money.MustParse(text(o, "total_amount"), money.CNY)
	sum, err := base.Add(tax)
	if err != nil || !sum.Equal(total) || base.Minor <= 0 || tax.Minor < 0 {
		r.Fatalf("%v + %v is not %v", base, tax, total)
	}
	for _, slice := range dig(o, "slices").([]any) {
		segments := dig(slice, "segments").([]any)
		for i, segment := range segments {
			from, _ := reference.AirportByCode(text(segment, "origin.iata_code"))
			to, _ := reference.AirportByCode(text(segment, "destination.iata_code"))
			departs, err := time.ParseInLocation("2006-01-02T15:04:05", text(segment, "departing_at"), from.Location())
			if err != nil {
				r.Fatal(err)
			}
			arrives, err := time.ParseInLocation("2006-01-02T15:04:05", text(segment, "arriving_at"), to.Location())
			if err != nil {
				r.Fatal(err)
			}
			if got := iso(arrives.Sub(departs)); got != text(segment, "duration") {
				r.Fatalf("%v - %v takes %s, says %s", departs, arrives, got, text(segment, "duration"))
			}
			if i > 0 && text(segments[i-1], "arriving_at") >= text(segment, "departing_at") {
				r.Fatalf("missed connection: %v", slice)
			}
			if n := len(dig(segment, "passengers").([]any)); n != party {
				r.Fatalf("%d passengers of %d", n, party)
			}
		}
	}
}

func iso(d time.Duration) string {
	days := d / (24 * time.Hour)
	d -= days * 24 * time.Hour
	out := "P"
	if days > 0 {
		out += fmt.Sprintf("%dD", days)
	}
	if d > 0 {
		out += "T"
	}
	if h := int(d.Hours()); h > 0 {
		out += fmt.Sprintf("%dH", h)
	}
	if m := int(d.Minutes()) % 60; m > 0 {
		out += fmt.Sprintf("%dM", m)
	}
	return out
}
