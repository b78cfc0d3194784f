package travel_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/travel"
)

func TestABorderNeedsADocument(t *testing.T) {
	t.Parallel()
	journey := func(airports ...string) travel.PaxJourney {
		var j travel.PaxJourney
		for i := 1; i < len(airports); i++ {
			j.Segments = append(j.Segments, travel.PaxSegment{
				Departure: travel.FlightPoint{Airport: airports[i-1]}, Arrival: travel.FlightPoint{Airport: airports[i]},
			})
		}
		return j
	}
	for _, tc := range []struct {
		journeys []travel.PaxJourney
		want     bool
	}{
		{[]travel.PaxJourney{journey("PEK", "SHA")}, false},
		{[]travel.PaxJourney{journey("PEK", "CAN", "SIN")}, true},
		{[]travel.PaxJourney{journey("PEK", "SHA"), journey("SHA", "NRT")}, true},
		{[]travel.PaxJourney{journey("PEK", "XXX")}, false},
	} {
		if got := travel.CrossesBorder(tc.journeys); got != tc.want {
			t.Errorf("%v: %v", tc.journeys, got)
		}
	}
}

func TestParseFlightNumber(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		carrier, raw, want string
	}{
		{"CA", "1501", "1501"},
		{"CA", "CA1501", "1501"},
		{"CA", "CA 0007", "7"},
		{"NK", "0207", "207"},
		{"3U", "3U8881", "8881"},
		{"3U", "3881", "3881"},
		{"MU", " 5101 ", "5101"},
		{"MU", "22A", "22A"},
		{"MU", "", ""},
		{"MU", "0000", ""},
		{"MU", "MU", ""},
		{"MU", "CA12", ""},
		{"MU", "12345", ""},
		{"MU", "A", ""},
		{"MU", "1-2", ""},
		{"MU", "１２", ""}, // full-width digits
	} {
		got, ok := travel.ParseFlightNumber(tc.carrier, tc.raw)
		if got != tc.want || ok != (tc.want != "") {
			t.Errorf("ParseFlightNumber(%q, %q) = %q, %v; want %q", tc.carrier, tc.raw, got, ok, tc.want)
		}
	}
}

func TestASegmentIsNamedByWhatItTells(t *testing.T) {
	t.Parallel()
	at := func(s string) travel.LocalTime {
		l, err := travel.ParseLocalTime(s)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	one := travel.PaxSegment{
		MarketingCarrier: "CA", FlightNumber: "1501", OperatingCarrier: "CA",
		Departure: travel.FlightPoint{Airport: "PEK", Time: at("2026-12-20T07:30")}, Arrival: travel.FlightPoint{Airport: "TSN", Time: at("2026-12-20T09:45")},
	}
	if id := one.ID(); id != "CA1501-PEKTSN-2026-12-20T0730T0945" {
		t.Fatal(id)
	}
	retimed, shared, other, nextDay := one, one, one, one
	retimed.Arrival.Time = at("2026-12-20T09:50")
	shared.OperatingCarrier = "ZH"
	other.FlightNumber = "1503"
	nextDay.Departure.Time = at("2026-12-21T07:30")
	for _, tc := range []struct {
		then travel.PaxSegment
		same bool
	}{{retimed, true}, {shared, true}, {other, false}, {nextDay, false}} {
		if one.ID() == tc.then.ID() || travel.SameFlights(one.ID(), tc.then.ID()) != tc.same {
			t.Errorf("%s, same %v", tc.then.ID(), !tc.same)
		}
		two := travel.PaxJourney{Segments: []travel.PaxSegment{one, one}}
		changed := travel.PaxJourney{Segments: []travel.PaxSegment{one, tc.then}}
		if travel.SameFlights(two.ID(), changed.ID()) != tc.same {
			t.Errorf("%s, same %v", changed.ID(), !tc.same)
		}
	}
}
