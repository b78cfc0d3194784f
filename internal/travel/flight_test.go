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
