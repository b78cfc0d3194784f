package ndc

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// TestWhatRealCarriersWrite: prefixed flight numbers, twenty decimals, zones
// where there are none and none where there should be, ids with spaces and
// colons, foreign elements.
func TestWhatRealCarriersWrite(t *testing.T) {
	t.Parallel()
	answer, err := answering(200, shoppingAnswer(2)).Shop.Shop(t.Context(), familySearch)
	if err != nil || len(answer.Offers) != 2 || len(answer.Dropped) != 0 {
		t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
	}
	offer := answer.Offers[0]
	segment := offer.Journeys[0].Segments[0]
	if segment.FlightNumber != "1000" || segment.Departure.Time.String() != "2026-12-20T06:00:00" || segment.OperatingCarrier != "ZH" || segment.Aircraft != "738" {
		t.Errorf("segment %+v", segment)
	}
	if !offer.Total.Equal(money.MustParse("1650", money.CNY)) || len(offer.Items) != 3 || offer.Items[0].Price.Taxes[0].Code != "CN" {
		t.Errorf("total %s, items %+v", offer.Total, offer.Items)
	}
	want := travel.Clocks{
		OfferExpiresAt:       time.Date(2026, 12, 1, 2, 30, 0, 0, time.UTC),
		PriceGuaranteedUntil: time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC),
		// Without a zone: at its earliest.
		InventoryGuaranteedUntil: time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC),
		PayBy:                    time.Date(2026, 12, 2, 2, 0, 0, 0, time.UTC),
	}
	if offer.Clocks != want || !offer.Holdable {
		t.Errorf("clocks %+v", offer.Clocks)
	}
	fee := money.MustParse("400", money.CNY) // of adult and child; the infant has no seat
	terms := travel.Terms{
		PriceClasses: []travel.PriceClass{{Name: "Flex", Cabin: travel.CabinEconomy, RBD: "Y", FareBasis: "YOW", JourneyID: offer.Journeys[0].ID()}},
		Baggage: []travel.BaggageAllowance{{
			Type: travel.BaggageChecked, Pieces: 1, WeightKg: 23, PaxIDs: []string{"mum", "kid"}, SegmentIDs: []string{segment.ID()},
		}},
		Refund: travel.Penalty{Allowed: travel.AllowanceYes, Fee: &fee},
		Change: travel.Penalty{Allowed: travel.AllowanceNo},
	}
	if !reflect.DeepEqual(offer.Terms, terms) {
		t.Errorf("terms %+v", offer.Terms)
	}
}

// TestALieCostsOneOffer: of three offers the middle one lies, or the first and it,
// where the lie is about what they share.
func TestALieCostsOneOffer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		old, lie string
		left     int
	}{
		"amount is a card":         {`>1050.00000000000000000000</TotalAmount>`, `><PaymentCard><CardNumber>4</CardNumber></PaymentCard></TotalAmount>`, 2},
		"amount has real decimals": {`1050.00000000000000000000`, `1050.00000000000000000001`, 2},
		"no currency":              {`<TotalAmount CurCode="CNY">1050.`, `<TotalAmount>1050.`, 2},
		"unknown currency":         {`<TotalAmount CurCode="CNY">1650.00`, `<TotalAmount CurCode="XXX">1650.00`, 2},
		"total of nobody's sum":    {`>1650.00<`, `>1651.00<`, 2},
		"negative tax":             {`<Amount CurCode="CNY">50</Amount>`, `<Amount CurCode="CNY">-50</Amount>`, 2},
		"scientific":               {`>1650.00<`, `>1.65e3<`, 2},
		"missing journey":          {`<PaxJourneyRef><PaxJourneyRefID>j 0</PaxJourneyRefID></PaxJourneyRef></OfferServiceAssociation>`, `<PaxJourneyRef><PaxJourneyRefID>j 9</PaxJourneyRefID></PaxJourneyRef></OfferServiceAssociation>`, 2},
		"unknown passenger":        {`<PaxRefID>PAX3</PaxRefID><ServiceID>`, `<PaxRefID>PAX9</PaxRefID><ServiceID>`, 2},
		"a passenger twice":        {`<PaxRefID>PAX3</PaxRefID><ServiceID>`, `<PaxRefID>PAX1</PaxRefID><ServiceID>`, 2},
		"nobody":                   {`<PaxRefID>PAX3</PaxRefID><ServiceID>`, `<ServiceID>`, 2},
		"same id":                  {`<OfferID>offer 1<`, `<OfferID>offer 0<`, 2},
		"no id":                    {`<OfferID>offer 1</OfferID>`, ``, 2},
		"item ids twice":           {`<OfferItemID>item 1/1<`, `<OfferItemID>item 1/0<`, 2},
		"no owner":                 {`<OwnerCode>CA</OwnerCode><TotalPrice>`, `<TotalPrice>`, 2},
		"foreign baggage flight":   {`<OfferFlightAssociations><PaxJourneyRef><PaxJourneyRefID>j 0<`, `<OfferFlightAssociations><PaxJourneyRef><PaxJourneyRefID>j 7<`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := shoppingAnswer(3)
			at := strings.Index(body, "<OfferID>offer 0<")
			at += strings.Index(body[at:], "</Offer>")
			if !strings.Contains(body[at:], tc.old) {
				t.Fatal("nothing to lie about")
			}
			body = body[:at] + strings.Replace(body[at:], tc.old, tc.lie, 1)
			answer, err := answering(200, body).Shop.Shop(t.Context(), familySearch)
			if err != nil || len(answer.Offers) != tc.left || len(answer.Dropped) != 3-tc.left {
				t.Fatalf("%d offers, dropped %q, %v", len(answer.Offers), answer.Dropped, err)
			}
		})
	}
}

// TestALieAboutAFlightCostsItsOffers: the first journey is that of two offers of three.
func TestALieAboutAFlightCostsItsOffers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string][2]string{
		"airport":         {`>PEK<`, `>XQX<`},
		"flight number":   {`>CA1000<`, `>MU1000<`},
		"time":            {`2026-12-20T06:00:00+08:00`, `soon`},
		"backwards":       {`2026-12-20T08:00:00`, `2026-12-20T05:00:00`},
		"carrier":         {`<CarrierDesigCode>CA</CarrierDesigCode><DatedMarketingSegmentId>m/0<`, `<CarrierDesigCode>Air China</CarrierDesigCode><DatedMarketingSegmentId>m/0<`},
		"missing flight":  {`<DatedMarketingSegmentId>m/0<`, `<DatedMarketingSegmentId>m/00<`},
		"ambiguous":       {`<DatedMarketingSegmentId>m/1<`, `<DatedMarketingSegmentId>m/0<`},
		"another day":     {`2026-12-20T06:00:00+08:00`, `2026-12-19T06:00:00+08:00`},
		"missing segment": {`<PaxSegmentID>s:0<`, `<PaxSegmentID>s:8<`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := shoppingAnswer(3)
			lie := strings.Replace(body, tc[0], tc[1], 1)
			answer, err := answering(200, lie).Shop.Shop(t.Context(), familySearch)
			most := 1
			if name == "ambiguous" {
				most = 0 // the other flight has lost its id as well
			}
			if err != nil || lie == body || len(answer.Offers) != most || len(answer.Dropped) != 3-most {
				t.Fatalf("%d offers, dropped %q, %v", len(answer.Offers), answer.Dropped, err)
			}
		})
	}
}

// TestOddWordsAreNotGuessed: what is not understood beside the price is unknown.
func TestOddWordsAreNotGuessed(t *testing.T) {
	t.Parallel()
	body := shoppingAnswer(1)
	for _, change := range [][2]string{
		{`<TypeCode>Checked<`, `<TypeCode>Trunk<`},
		{`<CabinTypeCode>5<`, `<CabinTypeCode>suite<`},
		{`<AllowedModificationInd>true<`, `<AllowedModificationInd>perhaps<`},
		{`<PaymentTimeLimit><PaymentTimeLimitDate><PaymentTimeLimitDateTime>2026-12-02T02:00:00Z</PaymentTimeLimitDateTime></PaymentTimeLimitDate></PaymentTimeLimit>`, ``},
		{`<PriceGuaranteeTimeLimitDateTime>2026-12-01T04:00:00Z<`, `<PriceGuaranteeTimeLimitDateTime>tomorrow<`},
	} {
		body = strings.ReplaceAll(body, change[0], change[1])
	}
	answer, err := answering(200, body).Shop.Shop(t.Context(), familySearch)
	if err != nil || len(answer.Offers) != 1 {
		t.Fatalf("%v, dropped %v", err, answer.Dropped)
	}
	offer := answer.Offers[0]
	if offer.Holdable || len(offer.Terms.Baggage) != 0 || offer.Terms.PriceClasses[0].Cabin != "" ||
		offer.Terms.Refund.Allowed != travel.AllowanceUnknown || offer.Terms.Refund.Fee != nil || !offer.Clocks.PriceGuaranteedUntil.IsZero() {
		t.Fatalf("%+v %+v", offer.Terms, offer.Clocks)
	}
}
