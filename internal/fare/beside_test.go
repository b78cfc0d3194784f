package fare_test

import (
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// A promotion that is asked for again is shown beside what it undercut, whose other
// fares and taxes are the promotion's own of today.
func TestAPromotionKeepsItsPublishedPrice(t *testing.T) {
	t.Parallel()
	gov := shipped(t, "gov-cn")
	for name, tc := range map[string]struct {
		shown  []string // the first is asked for again
		again  string
		change func(*travel.SupplierOffer)
		want   string
	}{
		"as it was":             {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", want: "770.00 beside 850.00 under 811.00"},
		"dearer":                {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 730", want: "800.00 beside 850.00 under 811.00"},
		"as dear":               {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 741", want: "811.00 beside 850.00"},
		"compared with none":    {shown: []string{"Web Promo: X33 700"}, again: "Web Promo: X33 690", want: "760.00 beside 760.00"},
		"no promotion any more": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "X33 700", want: "735.00 beside 770.00"},
		"with a seat": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", change: func(o *travel.SupplierOffer) {
			seat := travel.OfferItem{PaxIDs: []string{"p1"}, Service: &travel.SoldService{Type: travel.ServiceSeat, Seat: "11A", Quantity: 1}}
			seat.Price.Base, seat.Price.Total = cny("50"), cny("50")
			o.Items, o.Total = append(o.Items, seat), plus(t, o.Total, cny("50"))
		}, want: "820.00 beside 900.00 under 811.00"},
		"at another time of day": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", change: func(o *travel.SupplierOffer) {
			segment := &o.Journeys[0].Segments[0]
			segment.Departure.Time = travel.LocalTimeOf(segment.Departure.Time.In(time.UTC).Add(5 * time.Minute))
			o.Items[0].Components[0].JourneyID = o.Journeys[0].ID()
			o.Terms.PriceClasses[0].JourneyID = o.Journeys[0].ID()
		}, want: "770.00 beside 850.00 under 811.00"},
		"on another flight": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", change: func(o *travel.SupplierOffer) {
			o.Journeys[0].Segments[0].FlightNumber = "1503"
			o.Items[0].Components[0].JourneyID = o.Journeys[0].ID()
			o.Terms.PriceClasses[0].JourneyID = o.Journeys[0].ID()
		}, want: "770.00 beside 770.00"},
		"taxes went up": {shown: []string{"Web Promo: X33 700", "V36 780"}, again: "Web Promo: X33 700", change: func(o *travel.SupplierOffer) {
			price := &o.Items[0].Price
			price.Taxes[1].Amount, price.Total, o.Total = cny("30"), plus(t, price.Total, cny("10")), plus(t, o.Total, cny("10"))
		}, want: "780.00 beside 860.00 under 821.00"},
		"one way of two":                       {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "Web Promo: V33 700 + T46 980", want: "1771.00 beside 1900.00 under 1812.00"},
		"one way of two, the other has moved":  {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "Web Promo: V33 700 + T46 1000", want: "1790.00 beside 1920.00 under 1831.00"},
		"one way of two, now the other":        {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "V33 700 + Web Promo: T46 900", want: "1705.00 beside 1740.00"},
		"one way of two, dearer than the rest": {shown: []string{"Web Promo: V33 700 + T46 980", "V36 780 + T46 980"}, again: "Web Promo: V33 742 + T46 980", want: "1813.00 beside 1900.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := rivals(t, gov, tc.shown...)
			gov.Compare(all)
			shown := shownAs(all[0])
			offer, sale := trip(t, 1, legs(tc.again)...), now
			if tc.change != nil {
				tc.change(&offer)
			}
			sale.Shown = &shown
			priced, err := gov.Apply(offer, sale)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(priced); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}
