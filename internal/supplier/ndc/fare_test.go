package ndc

import (
	"encoding/xml"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
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

// What giving up or changing everything costs is every fare's fee, of each traveller
// with a seat; a no of one is a no, and what is not said of one is not known.
func TestPenaltyOfAllFares(t *testing.T) {
	t.Parallel()
	adults := party{{"a", travel.PTCAdult, "p1", personName{}}, {"b", travel.PTCAdult, "p2", personName{}}, {"lap", travel.PTCInfant, "p3", personName{}}}
	said := func(restrictions ...string) []wireRestriction {
		var all []wireRestriction
		for _, text := range restrictions {
			var w wireRestriction
			if err := xml.Unmarshal([]byte("<R>"+text+"</R>"), &w); err != nil {
				t.Fatal(err)
			}
			all = append(all, w)
		}
		return all
	}
	const yes, refused = "<AllowedModificationInd>true</AllowedModificationInd>", "<AllowedModificationInd>false</AllowedModificationInd>"
	costs := func(yuan string) string { return yes + `<Fee><Amount CurCode="CNY">` + yuan + `</Amount></Fee>` }
	fee := func(yuan string) []wireRestriction { return said(costs(yuan)) }
	no := said(refused)
	later := func(before, after string) []wireRestriction {
		const day = "2030-01-01T00:00:00Z"
		return said(costs(after)+"<EffectiveDateTime>"+day+"</EffectiveDateTime>", costs(before)+"<ExpirationDateTime>"+day+"</ExpirationDateTime>")
	}
	for name, tc := range map[string]struct {
		whole, out, back []wireRestriction
		allowed          travel.Allowance
		yuan             int64 // of both adults; -1: not known
	}{
		"each way's own":                     {nil, fee("300"), fee("6"), travel.AllowanceYes, 612},
		"the stage in force":                 {nil, later("300", "900"), fee("6"), travel.AllowanceYes, 612},
		"free one way":                       {nil, fee("0"), fee("6"), travel.AllowanceYes, 12},
		"one for all":                        {fee("200"), nil, nil, travel.AllowanceYes, 400},
		"one for all is stricter":            {fee("500"), fee("300"), fee("6"), travel.AllowanceYes, 1000},
		"one for all is less":                {fee("200"), fee("300"), fee("6"), travel.AllowanceYes, 612},
		"not one way":                        {nil, fee("300"), no, travel.AllowanceNo, -1},
		"nothing of one way":                 {nil, fee("300"), nil, travel.AllowanceUnknown, -1},
		"a no, and nothing of the other way": {nil, no, nil, travel.AllowanceNo, -1},
		"no fee of one way":                  {nil, fee("300"), said(yes), travel.AllowanceYes, -1},
		"nothing":                            {nil, nil, nil, travel.AllowanceUnknown, -1},
	} {
		for _, kind := range []travel.RuleKind{travel.RuleRefund, travel.RuleChange, "refund, a detail for each way"} {
			item := wireOfferItem{Service: []wireOfferedService{{PaxRefID: []token{"p1", "p2", "p3"}}}, FareDetail: []wireFareDetail{{PaxRefID: []token{"p1", "p2", "p3"}, FareComponent: []wireFareComponent{
				{PaxSegmentRefID: []token{"s1", "s2"}}, {PaxSegmentRefID: []token{"s3"}},
			}}}}
			parts := item.FareDetail[0].FareComponent
			if kind != travel.RuleChange {
				item.CancelRestrictions, parts[0].CancelRestrictions, parts[1].CancelRestrictions = tc.whole, tc.out, tc.back
			} else {
				item.ChangeRestrictions, parts[0].ChangeRestrictions, parts[1].ChangeRestrictions = tc.whole, tc.out, tc.back
			}
			if kind != travel.RuleRefund && kind != travel.RuleChange {
				both := item.FareDetail[0]
				item.FareDetail = []wireFareDetail{{PaxRefID: both.PaxRefID, FareComponent: parts[:1]}, {PaxRefID: both.PaxRefID, FareComponent: parts[1:]}}
				kind = travel.RuleRefund
			}
			o := &offering{
				wire: &wireOffer{}, graph: graphOf(&wireLists{}), party: adults, flights: []*wireOfferItem{&item},
				journeys: []takenJourney{{id: "out", segments: []token{"s1", "s2"}}, {id: "back", segments: []token{"s3"}}},
			}
			got := o.penalty(kind)
			if got.Allowed != tc.allowed || (got.Fee == nil) != (tc.yuan < 0) || got.Fee != nil && got.Fee.Minor != tc.yuan*100 {
				t.Errorf("%s, %s: %v %v", kind, name, got.Allowed, got.Fee)
			}
		}
	}
}
