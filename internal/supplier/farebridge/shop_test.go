package farebridge_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

const shopRoute = "POST /v1/air-shopping"

func search() travel.Search {
	return travel.Search{
		OriginDestinations: []travel.OriginDestination{{Origin: "PEK", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 8}}},
		Pax:                []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}},
		Preferences: travel.Preferences{
			Cabin: travel.CabinEconomy, Carriers: []string{"CA"}, Departure: &travel.TimeWindow{From: 450, To: 1439}, CheckedBags: 1, Refundable: true,
		},
		AccountCodes: []travel.AccountCode{{Carrier: "CA", Code: "ACME"}},
		Loyalty:      []travel.LoyaltyAccount{{PaxID: "p1", Carrier: "CA", Number: "0042"}, {PaxID: "p1", Carrier: "MU", Number: "77", Surname: "Zhang", GivenName: "San"}},
	}
}

// sound is an offer without fault, as a peer writes it.
//
//go:embed testdata/offer.json
var sound string

// dataLists hold what it refers to, and entries that are no good.
//
//go:embed testdata/datalists.json
var dataLists string

func page(offers, after string) http.HandlerFunc {
	return say(200, fmt.Sprintf(`{"shoppingId":"shp_1","offers":[%s],"dataLists":%s,"page":{%s}}`, offers, dataLists, after))
}

func TestShopReadsAnOfferWhole(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{shopRoute: page(sound, "")})
	answer, err := c.Shop.Shop(t.Context(), search())
	if err != nil || len(answer.Offers) != 1 || len(answer.Dropped) != 0 || answer.Partial {
		t.Fatalf("%+v, %v", answer, err)
	}
	o := answer.Offers[0]
	segment := o.Journeys[0].Segments[0]
	// A type of document that we do not know is none that we could give.
	rules := travel.PaxRules{Identity: true, MaleOrFemale: true, NameLimit: 20, DocumentTypes: []string{"passport", "homeReturnPermit"}}
	if o.Total != agreed || o.Owner != "CA" || !o.Holdable || !reflect.DeepEqual(o.PaxRules, rules) || o.SeatsLeft != 4 || !o.Items[0].Price.Adds() ||
		o.Items[0].PTC != travel.PTCAdult || o.Clocks.OfferExpiresAt.IsZero() || !o.Clocks.PriceGuaranteedUntil.IsZero() {
		t.Errorf("%+v", o)
	}
	// Durations and zones are worked out, not believed.
	if segment.Duration != 135*time.Minute || segment.Arrival.Zone != "Asia/Shanghai" || segment.FlightNumber != "1501" || o.Journeys[0].Duration != 135*time.Minute {
		t.Errorf("%+v", segment)
	}
	if class := o.Terms.PriceClasses[0]; class.Name != "Saver" || class.JourneyID != o.Journeys[0].ID() {
		t.Errorf("%+v", class)
	}
	if bag := o.Terms.Baggage[0]; bag.WeightKg != 23 || bag.SegmentIDs[0] != segment.ID() {
		t.Errorf("%+v", bag)
	}
	if o.Terms.Refund.Allowed != travel.AllowanceYes || *o.Terms.Refund.Fee != money.MustParse("98.00", money.CNY) || o.Terms.Change.Allowed != travel.AllowanceUnknown {
		t.Errorf("%+v", o.Terms)
	}
	has(t, s.Calls(shopRoute)[0], `"departureDate":"2026-12-08"`, `"ptc":"ADT"`, `"cabin":"economy"`, `"carriers":["CA"]`,
		`"departureTime":{"from":"07:30","to":"23:59"}`, `"checkedBags":1`, `"refundable":true`, `"corporateCodes":[{"carrier":"CA","code":"ACME"}]`,
		`"loyaltyAccounts":[{"carrier":"CA","number":"0042","paxId":"p1"},{"carrier":"MU","givenName":"San","number":"77","paxId":"p1","surname":"Zhang"}]`)
}

// A peer that lies costs the offer it lies in, with a reason, and no other.
func TestOneBadOfferIsOneOffer(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"20 decimals":             {`"1800.00"`, `"1800.00000000000000000001"`},
		"a number for an amount":  {`"1962.00"`, `1962`},
		"negative":                {`"12.00"`, `"-12.00"`},
		"parts that do not add":   {`"150.00"`, `"151.00"`},
		"no such currency":        {`"CNY"`, `"XXX"`},
		"a prefixed flight":       {`"paxJourneyIds":["J"]`, `"paxJourneyIds":["PREFIXED"]`},
		"back before it left":     {`"paxJourneyIds":["J"]`, `"paxJourneyIds":["BACKWARDS"]`},
		"a journey not there":     {`"paxJourneyIds":["J"]`, `"paxJourneyIds":["missing"]`},
		"no journeys":             {`"paxJourneyIds":["J"]`, `"paxJourneyIds":[]`},
		"a bag not there":         {`["B"]`, `["missing"]`},
		"a class not there":       {`["C"]`, `["missing"]`},
		"somebody else priced":    {`"paxIds":["p1"]`, `"paxIds":["p2"]`},
		"nobody priced":           {`"paxIds":["p1"]`, `"paxIds":[]`},
		"priced as a child":       {`"ptc":"ADT"`, `"ptc":"CHD"`},
		"an owner with a space":   {`"ownerCode":"CA"`, `"ownerCode":"C A"`},
		"no id":                   {`"ofr_1"`, `""`},
		"needs a birth mark":      {`"identityDocument"`, `"birthMark"`},
		"needs a library card":    {`["passport","libraryCard","homeReturnPermit","passport"]`, `["libraryCard"]`},
		"an object for a boolean": {`"holdable":true`, `"holdable":{}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := strings.ReplaceAll(sound, change[0], change[1])
			if bad == sound {
				t.Fatal("nothing was changed")
			}
			good := strings.Replace(sound, "ofr_1", "ofr_2", 1)
			c, _ := serve(t, map[string]http.HandlerFunc{shopRoute: page(bad+","+good, "")})
			answer, err := c.Shop.Shop(t.Context(), search())
			if err != nil || len(answer.Offers) != 1 || len(answer.Dropped) != 1 {
				t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
			}
		})
	}
}

// A page that does not come costs its offers; what was found is for sale.
func TestPages(t *testing.T) {
	t.Parallel()
	const route = "GET /v1/air-shopping/shp_1"
	second := strings.Replace(sound, "ofr_1", "ofr_2", 1)
	c, s := serve(t, map[string]http.HandlerFunc{
		shopRoute: page(sound, `"after":"a"`),
		route:     suppliertest.InTurn(page(second+","+sound, `"after":"b"`), problem(503, "overloaded", "")),
	})
	answer, err := c.Shop.Shop(t.Context(), search())
	if err != nil || len(answer.Offers) != 2 || len(answer.Dropped) != 1 || len(answer.Cut) != 1 || !answer.Partial {
		t.Fatalf("%d offers, dropped %v, partial %v, %v", len(answer.Offers), answer.Dropped, answer.Partial, err)
	}
	if calls := s.Calls(route); len(calls) != 2 || calls[0].Query != "limit=200&after=a" || calls[1].Query != "limit=200&after=b" {
		t.Errorf("%+v", calls)
	}
	endless, e := serve(t, map[string]http.HandlerFunc{shopRoute: page("", `"after":"a"`), route: page("", `"after":"a"`)})
	answer, err = endless.Shop.Shop(t.Context(), search())
	if err != nil || !answer.Partial || len(e.Calls(route)) > 20 {
		t.Errorf("a list without end: %+v, %v, %d pages", answer, err, len(e.Calls(route)))
	}
}

// That some of the peer's own suppliers did not answer is said on; what it does
// not say is not held against it.
func TestAPeerThatIsNotComplete(t *testing.T) {
	t.Parallel()
	const route = "GET /v1/air-shopping/shp_1"
	second := strings.Replace(sound, "ofr_1", "ofr_2", 1)
	for said, partial := range map[string]bool{``: false, `"complete":true,`: false, `"complete":null,`: false, `"complete":false,`: true} {
		first := say(200, `{`+said+`"shoppingId":"shp_1","offers":[`+sound+`],"dataLists":`+dataLists+`,"page":{"after":"a"}}`)
		c, _ := serve(t, map[string]http.HandlerFunc{shopRoute: first, route: page(second, "")})
		answer, err := c.Shop.Shop(t.Context(), search())
		if err != nil || answer.Partial != partial || len(answer.Offers) != 2 {
			t.Errorf("%s: partial %v, %d offers, %v", said, answer.Partial, len(answer.Offers), err)
		}
	}
}

// What the peer says now is what is sold, with the token it wants to see.
func TestPrice(t *testing.T) {
	t.Parallel()
	const route = "POST /v1/offers/ofr_1/price"
	dearer := strings.NewReplacer("ofr_1", "ofr_9", "1962.00", "2000.00", "1800.00", "1838.00").Replace(sound)
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
	}{
		"dearer":           {say(200, `{"result":"priceChanged","offer":`+dearer+`,"dataLists":`+dataLists+`,"acceptance":{"required":true,"token":"acc_9"},"changes":[7]}`), ""},
		"no token":         {say(200, `{"result":"priceChanged","offer":`+dearer+`,"dataLists":`+dataLists+`,"acceptance":{"required":true}}`), supplier.Unavailable},
		"unavailable":      {say(200, `{"result":"unavailable","acceptance":{"required":false}}`), supplier.SoldOut},
		"expired":          {say(200, `{"result":"expired","acceptance":{"required":false}}`), supplier.SoldOut},
		"a new result":     {say(200, `{"result":"maybe","offer":`+dearer+`,"dataLists":`+dataLists+`}`), supplier.Unavailable},
		"no offer":         {say(200, `{"result":"unchanged","acceptance":{"required":false}}`), supplier.Unavailable},
		"another currency": {say(200, `{"result":"unchanged","offer":`+strings.ReplaceAll(dearer, "CNY", "USD")+`,"dataLists":`+dataLists+`}`), supplier.Unavailable},
		"forgotten":        {problem(410, "offerExpired", ""), supplier.SoldOut},
		"not theirs":       {problem(404, "notFound", ""), supplier.SoldOut},
		"a broken gateway": {problem(502, "notFound", ""), supplier.Unavailable},
		"down":             {problem(503, "suppliersUnavailable", ""), supplier.Unavailable},
		"slow down":        {problem(429, "rateLimited", ""), supplier.RateLimited},
	} {
		c, _ := serve(t, map[string]http.HandlerFunc{route: tc.answer})
		got, err := c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: offerRef(false), Pax: search().Pax})
		if tc.want != "" {
			kindOf(t, err, tc.want, "")
			continue
		}
		if err != nil || got.Total != money.MustParse("2000.00", money.CNY) {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
		var ref map[string]any
		if err := json.Unmarshal(got.Ref, &ref); err != nil || ref["o"] != "ofr_9" || ref["t"] != "acc_9" {
			t.Errorf("%s: handle %s, %v", name, got.Ref, err)
		}
	}
}
