package travel_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/travel"
)

func TestLowerCabin(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ a, b, want travel.Cabin }{
		{travel.CabinBusiness, travel.CabinEconomy, travel.CabinEconomy},
		{travel.CabinPremiumEconomy, travel.CabinBusiness, travel.CabinPremiumEconomy},
		{travel.CabinFirst, travel.CabinFirst, travel.CabinFirst},
		{travel.CabinFirst, "", travel.CabinFirst},
		{travel.CabinFirst, "suite", travel.CabinFirst},
	} {
		if got := travel.LowerCabin(tc.a, tc.b); got != tc.want {
			t.Errorf("LowerCabin(%q, %q) = %q", tc.a, tc.b, got)
		}
		if got := travel.LowerCabin(tc.b, tc.a); got != tc.want {
			t.Errorf("LowerCabin(%q, %q) = %q", tc.b, tc.a, got)
		}
	}
	if travel.Cabin("suite").Known() || travel.Cabin("").Known() || !travel.CabinFirst.Known() {
		t.Error("the cabins known are not the four there are")
	}
}

func TestPreferencesAllow(t *testing.T) {
	t.Parallel()
	journey := func(carriers ...string) travel.PaxJourney {
		var j travel.PaxJourney
		for _, carrier := range carriers {
			j.Segments = append(j.Segments, travel.PaxSegment{MarketingCarrier: carrier})
		}
		return j
	}
	stops := func(n int) *int { return &n }
	for name, tc := range map[string]struct {
		want     travel.Preferences
		journeys []travel.PaxJourney
		allowed  bool
	}{
		"none":                   {travel.Preferences{}, []travel.PaxJourney{journey("CA", "MU", "CZ")}, true},
		"direct":                 {travel.Preferences{MaxStops: stops(0)}, []travel.PaxJourney{journey("CA"), journey("CA")}, true},
		"a stop on the way back": {travel.Preferences{MaxStops: stops(0)}, []travel.PaxJourney{journey("CA"), journey("CA", "CA")}, false},
		"stops per journey":      {travel.Preferences{MaxStops: stops(1)}, []travel.PaxJourney{journey("CA", "CA"), journey("CA", "CA")}, true},
		"the carriers":           {travel.Preferences{Carriers: []string{"CA", "MU"}}, []travel.PaxJourney{journey("CA", "MU")}, true},
		"another on one flight":  {travel.Preferences{Carriers: []string{"CA"}}, []travel.PaxJourney{journey("CA"), journey("CA", "MU")}, false},
	} {
		if tc.want.Allow(tc.journeys) != tc.allowed {
			t.Errorf("%s: %v", name, !tc.allowed)
		}
	}
}
