package pricing_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestWhatIsAChangeAndWhatIsNot(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit func(*travel.SupplierOffer)
		want pricing.Outcome
		// kind and path of each change, sorted
		changes []string
	}{
		"nothing": {edit: func(*travel.SupplierOffer) {}},
		"fewer seats left, another handle, other terminal": {edit: func(o *travel.SupplierOffer) {
			o.SeatsLeft, o.Ref = 1, []byte("ref-2")
			o.Journeys[0].Segments[0].Departure.Terminal = "2"
			o.Journeys[0].Segments[0].Aircraft = "789"
		}},
		"another order of everything": {edit: func(o *travel.SupplierOffer) {
			slices.Reverse(o.Items)
			slices.Reverse(o.Items[1].PaxIDs)
			slices.Reverse(o.Items[1].Price.Taxes)
			slices.Reverse(o.Terms.PriceClasses)
			slices.Reverse(o.Terms.Baggage)
			slices.Reverse(o.Terms.Baggage[0].SegmentIDs)
		}},
		"baggage listed one by one": {edit: func(o *travel.SupplierOffer) {
			var apart []travel.BaggageAllowance
			for _, b := range o.Terms.Baggage {
				for _, pax := range b.PaxIDs {
					for _, segment := range b.SegmentIDs {
						apart = append(apart, travel.BaggageAllowance{Type: b.Type, Pieces: b.Pieces, WeightKg: b.WeightKg, PaxIDs: []string{pax}, SegmentIDs: []string{segment}})
					}
				}
			}
			o.Terms.Baggage = apart
		}},
		"clocks moved later and new ones": {edit: func(o *travel.SupplierOffer) {
			o.Clocks.PayBy = o.Clocks.PayBy.Add(time.Second)
			o.Clocks.TicketBy = start.Add(time.Hour)
			o.Clocks.OfferExpiresAt = start.Add(time.Minute)
		}},
		"a deadline to pay beyond what an order is given": {edit: func(o *travel.SupplierOffer) { o.Clocks.PayBy = start.Add(24 * time.Hour) }},
		"dearer": {
			edit: func(o *travel.SupplierOffer) { *o = dearer() }, want: pricing.PriceChanged,
			changes: []string{"base /offerItems/0/price/base", "total /offerItems/0/price/total", "total /totalPrice"},
		},
		"cheaper is a change too": {
			edit: func(o *travel.SupplierOffer) {
				o.Items[1].Price.Base, o.Items[1].Price.Total, o.Total = cny("380.00"), cny("400.00"), cny("2480.00")
			}, want: pricing.PriceChanged,
			changes: []string{"base /offerItems/1/price/base", "total /offerItems/1/price/total", "total /totalPrice"},
		},
		"same total, split otherwise among passengers": {
			edit: func(o *travel.SupplierOffer) {
				o.Items[0].Price.Base, o.Items[0].Price.Total = cny("1700.00"), cny("1980.00")
				o.Items[1].Price.Base, o.Items[1].Price.Total = cny("580.00"), cny("600.00")
			}, want: pricing.PriceChanged,
			changes: []string{
				"base /offerItems/0/price/base", "base /offerItems/1/price/base",
				"total /offerItems/0/price/total", "total /offerItems/1/price/total",
			},
		},
		"same total, more tax and less fare": {
			edit: func(o *travel.SupplierOffer) {
				o.Items[0].Price.Base, o.Items[0].Price.Taxes[0].Amount = cny("1790.00"), cny("210.00")
			}, want: pricing.PriceChanged,
			changes: []string{"base /offerItems/0/price/base", "tax /offerItems/0/price/taxes/0"},
		},
		"a tax less, a fee more": {
			edit: func(o *travel.SupplierOffer) {
				o.Items[1].Price.Taxes, o.Items[1].Price.Fees = nil, append(o.Items[1].Price.Fees, travel.Tax{Code: "FD", Amount: cny("10.00")})
			}, want: pricing.PriceChanged,
			changes: []string{"fee /offerItems/1/price/fees/1", "tax /offerItems/1/price/taxes/0"},
		},
		"everybody priced as one sum": {
			edit: func(o *travel.SupplierOffer) {
				o.Items = []travel.OfferItem{{PaxIDs: []string{"a1", "a2", "c1"}, Price: travel.Price{Base: cny("2580.00"), Total: cny("2580.00")}}}
			}, want: pricing.PriceChanged,
			changes: []string{"item /offerItems/0", "item /offerItems/0", "item /offerItems/1"},
		},
		"another currency": {
			edit: func(o *travel.SupplierOffer) {
				usd := money.MustParse("2580.00", money.USD)
				o.Total = usd
				o.Items = []travel.OfferItem{{PaxIDs: []string{"a1", "a2", "c1"}, Price: travel.Price{Base: usd, Total: usd}}}
			}, want: pricing.PriceChanged,
			changes: []string{"item /offerItems/0", "item /offerItems/0", "item /offerItems/1", "total /totalPrice"},
		},
		"booking class": {
			edit: func(o *travel.SupplierOffer) { o.Terms.PriceClasses[1].RBD = "K" }, want: pricing.TermsChanged,
			changes: []string{"priceClass /priceClassIds/1"},
		},
		"cabin and brand of one journey": {
			edit: func(o *travel.SupplierOffer) {
				o.Terms.PriceClasses[0].Cabin, o.Terms.PriceClasses[0].Name = travel.CabinBusiness, "Lite"
			}, want: pricing.TermsChanged,
			changes: []string{"priceClass /priceClassIds/0"},
		},
		"a bag less for the child on the way back": {
			edit: func(o *travel.SupplierOffer) {
				rest := o.Terms.Baggage[0]
				back := rest
				rest.PaxIDs = []string{"a1", "a2"}
				back.PaxIDs, back.SegmentIDs = []string{"c1"}, rest.SegmentIDs[:1]
				none := back
				none.Pieces, none.SegmentIDs = 0, rest.SegmentIDs[1:]
				o.Terms.Baggage = []travel.BaggageAllowance{rest, o.Terms.Baggage[1], back, none}
			}, want: pricing.TermsChanged,
			changes: []string{"baggage /baggageAllowanceIds/3"},
		},
		"baggage not said any more": {
			edit: func(o *travel.SupplierOffer) { o.Terms.Baggage = o.Terms.Baggage[:1] }, want: pricing.TermsChanged,
			changes: []string{"baggage /baggageAllowanceIds/1"},
		},
		"leaves ten minutes later": {
			edit: func(o *travel.SupplierOffer) {
				o.Journeys[1].Segments[1].Departure.Time = at("2026-12-10T11:10")
				hang(o)
			}, want: pricing.TermsChanged,
			changes: []string{"flight /paxJourneyIds/1"},
		},
		"another flight number, with all that hangs on it": {
			edit: func(o *travel.SupplierOffer) {
				o.Journeys[0].Segments[0].FlightNumber = "1503"
				hang(o)
			}, want: pricing.TermsChanged,
			changes: []string{"flight /paxJourneyIds/0"},
		},
		"flown by another airline": {
			edit: func(o *travel.SupplierOffer) {
				o.Journeys[0].Segments[0].OperatingCarrier = "ZH"
				hang(o)
			}, want: pricing.TermsChanged,
			changes: []string{"flight /paxJourneyIds/0"},
		},
		"refund dearer, change no more": {
			edit: func(o *travel.SupplierOffer) {
				fee := cny("300.00")
				o.Terms.Refund.Fee = &fee
				o.Terms.Change.Allowed = travel.AllowanceNo
			}, want: pricing.TermsChanged,
			changes: []string{"penalty /penalties/change", "penalty /penalties/refund"},
		},
		"fee not known any more": {
			edit: func(o *travel.SupplierOffer) { o.Terms.Refund.Fee = nil }, want: pricing.TermsChanged,
			changes: []string{"penalty /penalties/refund"},
		},
		"cannot be held any more": {
			edit: func(o *travel.SupplierOffer) { o.Holdable = false }, want: pricing.TermsChanged,
			changes: []string{"holdable /holdable"},
		},
		"one clock earlier, one gone": {
			edit: func(o *travel.SupplierOffer) {
				o.Clocks.PayBy = o.Clocks.PayBy.Add(-time.Second)
				o.Clocks.PriceGuaranteedUntil = time.Time{}
			}, want: pricing.TermsChanged,
			changes: []string{"clock /payBy", "clock /priceGuaranteedUntil"},
		},
		"price and terms": {
			edit: func(o *travel.SupplierOffer) { *o = dearer(); o.Holdable = false }, want: pricing.PriceChanged,
			changes: []string{"base /offerItems/0/price/base", "holdable /holdable", "total /offerItems/0/price/total", "total /totalPrice"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			id := h.shopped(t, sold())
			now := sold()
			tc.edit(&now)
			h.sells(now)
			result := h.price(t, id)
			if tc.want == "" {
				tc.want = pricing.Unchanged
			}
			if result.Outcome != tc.want || !slices.Equal(paths(result.Changes), tc.changes) {
				t.Errorf("%s %q", result.Outcome, paths(result.Changes))
			}
			// Whatever changed has to be accepted, and what was accepted is sold.
			if result.Acceptance.Required != (tc.changes != nil) {
				t.Errorf("acceptance %+v", result.Acceptance)
			}
			_, err := h.Verify(t.Context(), "agy_1", "retail", id, result.Acceptance.Token)
			if err != nil {
				t.Errorf("not sold with its own token: %v", err)
			}
		})
	}
}

func TestAChangeSaysWhatWasAndWhatIs(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.shopped(t, sold())
	now := sold()
	now.Items[0].Price.Taxes[0].Amount, now.Items[0].Price.Total, now.Total = cny("230.00"), cny("2110.00"), cny("2610.00")
	// Two bags for the adults, on every flight; the child's and everybody's cabin bags stay.
	adults, child := now.Terms.Baggage[0], now.Terms.Baggage[0]
	adults.PaxIDs, adults.Pieces = []string{"a1", "a2"}, 2
	child.PaxIDs = []string{"c1"}
	now.Terms.Baggage = []travel.BaggageAllowance{adults, child, now.Terms.Baggage[1]}
	now.Clocks.PayBy = start.Add(20 * time.Minute)
	now.Clocks.PriceGuaranteedUntil = time.Time{}
	h.sells(now)

	before := adults
	before.Pieces = 1
	want := []pricing.Change{
		{Path: "/totalPrice", Kind: pricing.ChangeTotal, Old: cny("2580.00"), New: cny("2610.00")},
		{Path: "/offerItems/0/price/total", Kind: pricing.ChangeTotal, Old: cny("2080.00"), New: cny("2110.00")},
		{Path: "/offerItems/0/price/taxes/0", Kind: pricing.ChangeTax, Old: travel.Tax{Code: "CN", Amount: cny("200.00")}, New: travel.Tax{Code: "CN", Amount: cny("230.00")}},
		{Path: "/baggageAllowanceIds/0", Kind: pricing.ChangeBaggage, Old: before, New: adults},
		{Path: "/priceGuaranteedUntil", Kind: pricing.ChangeClock, Old: start.Add(2 * time.Hour)},
		{Path: "/payBy", Kind: pricing.ChangeClock, Old: start.Add(25 * time.Minute), New: start.Add(20 * time.Minute)},
	}
	if got := h.price(t, id).Changes; !reflect.DeepEqual(got, want) {
		t.Errorf("changes\n%+v, want\n%+v", got, want)
	}
}
