package fare_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/travel"
)

func search(pax []travel.PTC, route ...string) travel.Search {
	s := travel.Search{}
	for i := 0; i+1 < len(route); i += 2 {
		s.OriginDestinations = append(s.OriginDestinations, travel.OriginDestination{Origin: route[i], Destination: route[i+1]})
	}
	for i, ptc := range pax {
		s.Pax = append(s.Pax, travel.Pax{ID: string(rune('a' + i)), PTC: ptc})
	}
	return s
}

func adults(n int) []travel.PTC { return slices.Repeat([]travel.PTC{travel.PTCAdult}, n) }

// R-000-16, 18, 32, 37: what gov-cn does not sell is refused before anybody is
// asked, with everything that is wrong.
func TestGovAdmits(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, tc := range map[string]struct {
		search   travel.Search
		code     travel.Code
		pointers []string
		called   bool // says whom to call
	}{
		"one way":              {search: search(adults(1), "PEK", "SHA")},
		"a city of two":        {search: search(adults(9), "BJS", "CTU")},
		"a return":             {search: search(adults(1), "PEK", "SHA", "PVG", "PKX")},
		"abroad":               {search(adults(1), "PEK", "SIN"), travel.CodeInternationalNotSold, []string{"/originDestinations/0/destination"}, true},
		"Hong Kong":            {search(adults(1), "HKG", "PEK"), travel.CodeInternationalNotSold, []string{"/originDestinations/0/origin"}, true},
		"Macao":                {search(adults(1), "PEK", "MFM"), travel.CodeInternationalNotSold, []string{"/originDestinations/0/destination"}, true},
		"Taipei":               {search(adults(1), "PEK", "TPE"), travel.CodeInternationalNotSold, []string{"/originDestinations/0/destination"}, true},
		"an open jaw":          {search(adults(1), "PEK", "SHA", "CAN", "PEK"), travel.CodeValidationFailed, []string{"/originDestinations"}, false},
		"three legs":           {search(adults(1), "PEK", "SHA", "SHA", "CAN", "CAN", "PEK"), travel.CodeValidationFailed, []string{"/originDestinations"}, false},
		"a child":              {search([]travel.PTC{travel.PTCAdult, travel.PTCChild}, "PEK", "SHA"), travel.CodeValidationFailed, []string{"/pax/1/ptc"}, false},
		"ten":                  {search(adults(10), "PEK", "SHA"), travel.CodeTooManyPax, []string{"/pax"}, false},
		"a place there is not": {search: search(adults(1), "PEK", "QQQ")}, // somebody else's finding
		"everything at once": {
			search(append(adults(9), travel.PTCInfant), "PEK", "HKG", "HKG", "SIN"), travel.CodeValidationFailed,
			[]string{"/originDestinations/0/destination", "/originDestinations/1/origin", "/originDestinations/1/destination", "/originDestinations", "/pax/9/ptc", "/pax"},
			true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := gov.Admit(tc.search)
			if tc.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var refusal *travel.Error
			if !errors.As(err, &refusal) || refusal.Code != tc.code || refusal.Outcome != travel.OutcomeNotDone {
				t.Fatalf("%+v", err)
			}
			var pointers []string
			for _, f := range refusal.Fields {
				pointers = append(pointers, f.Pointer)
			}
			if !slices.Equal(pointers, tc.pointers) {
				t.Errorf("findings at %q", pointers)
			}
			providers, _ := refusal.Details.(fare.ServiceProviders)
			if (len(providers) > 0) != tc.called || (tc.called && (providers[0].Phone == "" || providers[0].Name == "")) {
				t.Errorf("providers %+v", providers)
			}
			if retail(t).Admit(tc.search) != nil {
				t.Error("retail refuses it too")
			}
		})
	}
}

// R-000-25 and the contract flag.
func TestGovSells(t *testing.T) {
	t.Parallel()
	grouped, err := changed(t, "gov-cn", "flyAsOne: []", "flyAsOne: [[MU, FM]]")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		program fare.Program
		flight  string
		reason  fare.Reason
	}{
		"its own":               {shipped(t, "gov-cn"), "MU/MU PEK-SHA", ""},
		"who flies is not said": {shipped(t, "gov-cn"), "MU PEK-SHA", ""},
		"a codeshare":           {shipped(t, "gov-cn"), "MU/FM PEK-SHA", fare.ReasonCodeshare},
		"of one group":          {grouped, "MU/FM PEK-SHA", ""},
		"of no group":           {grouped, "CA/ZH PEK-SHA", fare.ReasonCodeshare},
		"abroad":                {shipped(t, "gov-cn"), "CA PEK-HKG", fare.ReasonOutsideZone},
		"no contract":           {shipped(t, "gov-cn"), "9C SHA-CAN", fare.ReasonNoContract},
		"not listed":            {shipped(t, "gov-cn"), "CX PEK-SHA", fare.ReasonNoContract},
		"retail sells anything": {shipped(t, "retail"), "CA/LH PEK-FRA", ""},
	} {
		err := tc.program.Sells(trip(t, 1, leg{flight: tc.flight, adult: "900"}).Journeys)
		var unsold *fare.NotSold
		switch {
		case tc.reason == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tc.reason != "" && (!errors.As(err, &unsold) || unsold.Reason != tc.reason):
			t.Errorf("%s: %v", name, err)
		}
	}
	gov := shipped(t, "gov-cn")
	if p := gov.Problem(&fare.NotSold{Reason: fare.ReasonCodeshare}); p.Code != travel.CodeCodeshareNotSold {
		t.Errorf("%+v", p)
	}
	if p := gov.Problem(&fare.NotSold{Reason: fare.ReasonOutsideZone}); p.Code != travel.CodeInternationalNotSold || p.Details == nil {
		t.Errorf("%+v", p)
	}
	if p := gov.Problem(&fare.NotSold{Reason: fare.ReasonNoFiledFare}); p != nil {
		t.Errorf("%+v", p)
	}
}

func TestWaysToPay(t *testing.T) {
	t.Parallel()
	gov, retail := shipped(t, "gov-cn"), shipped(t, "retail")
	if gov.Takes("card") || gov.Takes("deposit") || !gov.Takes("officialCard") || !retail.Takes("card") || !retail.Takes("deposit") {
		t.Error("who may pay with what is mixed up")
	}
}
