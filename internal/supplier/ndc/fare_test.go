package ndc

import (
	"testing"

	"github.com/farebridge/farebridge/internal/money"
)

// What each journey costs is taken from fare components when they make the
// item's base, for the passengers together or one by one, and not otherwise.
func TestFareComponents(t *testing.T) {
	t.Parallel()
	o := &offering{journeys: []takenJourney{{id: "out", segments: []token{"s1", "s2"}}, {id: "back", segments: []token{"s3"}}}}
	component := func(amount string, segments ...token) wireFareComponent {
		c := wireFareComponent{PaxSegmentRefID: segments}
		if amount != "" {
			c.Price = &wirePrice{BaseAmount: &wireAmount{CurCode: "CNY", Value: token(amount)}}
		}
		return c
	}
	details := func(components ...wireFareComponent) []wireFareDetail {
		return []wireFareDetail{{PaxRefID: []token{"p1", "p2"}, FareComponent: components}}
	}
	for name, tc := range map[string]struct {
		details   []wireFareDetail
		out, back int64 // of a base of 3000, in yuan; 0: not said
	}{
		"of both together":         {details(component("2000", "s1", "s2"), component("1000", "s3")), 2000, 1000},
		"of one of them":           {details(component("1000", "s1", "s2"), component("500", "s3")), 2000, 1000},
		"two fares on one journey": {details(component("1500", "s1"), component("500", "s2"), component("1000", "s3")), 2000, 1000},
		"two details":              {append(details(component("1000", "s1", "s2"), component("500", "s3")), details(component("1000", "s1", "s2"), component("500", "s3"))...), 2000, 1000},
		"another sum":              {details(component("2000", "s1", "s2"), component("999", "s3")), 0, 0},
		"one fare for both ways":   {details(component("3000", "s1", "s2", "s3")), 0, 0},
		"flights of nobody's":      {details(component("2000", "s1", "s2"), component("1000", "s9")), 0, 0},
		"no flights":               {details(component("2000", "s1"), component("1000")), 0, 0},
		"no price":                 {details(component("3000", "s1", "s2"), component("", "s3")), 0, 0},
		"a negative price":         {details(component("4000", "s1", "s2"), component("-1000", "s3")), 0, 0},
		"no details":               {nil, 0, 0},
	} {
		got := o.components(&wireOfferItem{FareDetail: tc.details}, money.New(3000_00, money.CNY))
		if tc.out == 0 {
			if got != nil {
				t.Errorf("%s: %+v", name, got)
			}
			continue
		}
		if len(got) != 2 || got[0].JourneyID != "out" || got[0].Base.Minor != tc.out*100 || got[1].JourneyID != "back" || got[1].Base.Minor != tc.back*100 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
