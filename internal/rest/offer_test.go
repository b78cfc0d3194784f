package rest_test

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestEncodedOffer(t *testing.T) {
	t.Parallel()
	got := encodedOffer(t, anOffer(t))
	for _, want := range []struct {
		path  []any
		value any
	}{
		{[]any{"offerId"}, "ofr_one"},
		{[]any{"ownerCode"}, "CA"},
		{[]any{"totalPrice", "amount"}, "1270.00"},
		{[]any{"publishedPrice", "amount"}, "1640.00"},
		{[]any{"offerItems", 0, "price", "base", "amount"}, "750.00"},
		{[]any{"offerItems", 1, "price", "taxes", 1, "code"}, "YQ"},
		{[]any{"offerItems", 1, "ptc"}, "CHD"},
		{[]any{"offerItems", 1, "offerItemId"}, "itm_2"},
		{[]any{"pricedAt"}, "2026-11-22T20:00:00Z"},
		{[]any{"offerExpiresAt"}, "2026-11-22T20:20:00Z"},
		{[]any{"priceGuaranteedUntil"}, "2026-11-22T22:00:00Z"},
		{[]any{"inventoryGuaranteedUntil"}, nil},
		{[]any{"ticketBy"}, nil},
		{[]any{"seatsLeft"}, float64(4)},
		{[]any{"requiredPaxData", 0}, "identityDocument"},
		{[]any{"nameMaxLength"}, float64(20)},
		{[]any{"identityDocumentTypes", 0}, "passport"},
		{[]any{"paxJourneyIds", 0}, "CA1501*ZH-PEKSHA-2026-12-08T0730T0945"},
		{[]any{"penalties", "refund", "fee", "amount"}, "120.00"},
		{[]any{"penalties", "change", "allowed"}, "unknown"},
		{[]any{"penalties", "change", "fee"}, nil},
		{[]any{"allowedActions", 1}, "order"},
		{[]any{"priceTrace", 0, "rule"}, "retail.supplierPrice"},
	} {
		if value := at(got, want.path...); value != want.value {
			t.Errorf("%v is %v, want %v", want.path, value, want.value)
		}
	}
}

// TestPageIsMadeOfFragments: a page holds the fragments byte for byte, conforms
// to the specification, and every id an offer names is in a list.
func TestPageIsMadeOfFragments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	fragment, err := rest.NewEncoder(profiles).Offer(anOffer(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	content := shopping.PageContent{
		Summary: shopping.Summary{
			ShoppingID: "shp_one", ExpiresAt: now.Add(20 * time.Minute), Complete: false, Truncated: true,
			Warnings: []shopping.Warning{
				{Code: shopping.WarningPartialResults, Params: []string{"skytrip"}},
				{Code: shopping.WarningOffersDropped, Params: []string{"3"}},
				{Code: shopping.WarningResultsTruncated, Params: []string{"2000"}},
				{Code: shopping.WarningOffersNotRemembered},
			},
			Suppliers: []shopping.SupplierReport{
				{SupplierID: "air-china", Status: shopping.StatusPartial, Latency: 812 * time.Millisecond, Offers: 1, Reason: shopping.ReasonOffersDropped},
				{SupplierID: "skytrip", Status: shopping.StatusOpen, Reason: shopping.ReasonBreakerOpen},
			},
		},
		Offers: [][]byte{fragment.Body}, Entries: fragment.Entries, After: "r50",
	}
	body, err := rest.NewEncoder(profiles).Page(content)
	if err != nil {
		t.Fatal(err)
	}
	b.verbs.retrieve = func(_ context.Context, page shopping.Page) (shopping.Encoded, error) {
		if !reflect.DeepEqual(page, shopping.Page{AgencyID: "agy_one", ShoppingID: "shp_one", Limit: 20, After: "r20"}) {
			t.Errorf("asked for %+v", page)
		}
		return shopping.Encoded{JSON: body}, nil
	}
	w := b.call("GET", "/v1/air-shopping/shp_one?limit=20&after=r20", "")
	if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), body) || !bytes.Contains(body, fragment.Body) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	got := unmarshalled(t, body)
	lists := map[string]string{
		"paxJourneyIds": "paxJourneys paxJourneyId", "priceClassIds": "priceClasses priceClassId", "baggageAllowanceIds": "baggageAllowances baggageAllowanceId",
	}
	for ids, list := range lists {
		name, idName, _ := strings.Cut(list, " ")
		checkListed(t, at(got, "offers", 0, ids), at(got, "dataLists", name), idName)
	}
	checkListed(t, at(got, "dataLists", "paxJourneys", 1, "paxSegmentIds"), at(got, "dataLists", "paxSegments"), "paxSegmentId")
	if at(got, "dataLists", "paxJourneys", 1, "duration") != "P1DT2H5M" || at(got, "dataLists", "paxSegments", 0, "operatingCarrier") != "ZH" {
		t.Errorf("data lists %v", got["dataLists"])
	}
	if at(got, "dataLists", "baggageAllowances", 1, "pieces") != float64(0) {
		t.Error("no bag at all is a fact and has to be said")
	}
	if at(got, "page", "after") != "r50" || at(got, "suppliers", 0, "latencyMs") != float64(812) {
		t.Errorf("page %v, suppliers %v", got["page"], got["suppliers"])
	}
	if bytes.Contains(body, []byte("supplier_secret")) {
		t.Error("a supplier's reference is on the wire")
	}
}

func checkListed(t *testing.T, ids, list any, idName string) {
	t.Helper()
	var known []any
	for _, entry := range list.([]any) {
		known = append(known, at(entry, idName))
	}
	for _, id := range ids.([]any) {
		if !slices.Contains(known, id) {
			t.Errorf("%v is not among %v", id, known)
		}
	}
}

func TestEmptyPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body, err := rest.NewEncoder(profiles).Page(shopping.PageContent{Summary: shopping.Summary{ShoppingID: "shp_one", ExpiresAt: now, Complete: true}})
	if err != nil {
		t.Fatal(err)
	}
	b.verbs.airShopping = func(_ context.Context, in shopping.Input) (shopping.Result, error) {
		if in.AgencyID != "agy_one" || in.Program != "retail" || in.Currency != "CNY" || in.Budget != 2500*time.Millisecond ||
			*in.Search.Preferences.MaxStops != 1 || in.Search.Preferences.Cabin != travel.CabinEconomy ||
			in.Search.OriginDestinations[0].Date != (travel.Date{Year: 2026, Month: 12, Day: 8}) || in.Search.Pax[0] != (travel.Pax{ID: "p1", PTC: travel.PTCAdult}) {
			t.Errorf("asked for %+v", in)
		}
		return shopping.Result{Page: shopping.Encoded{JSON: body}}, nil
	}
	w := b.call("POST", "/v1/air-shopping", goodSearch)
	if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), body) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	_, err = rest.NewEncoder(profiles).Page(shopping.PageContent{Entries: []shopping.Entry{{EntryName: shopping.EntryName{List: "secrets"}}}})
	if err == nil {
		t.Error("a list that is none was written")
	}
}

func TestOfferRetrieve(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.verbs.offer = func(_ context.Context, agencyID, offerID string) (travel.Offer, error) {
		if agencyID != "agy_one" || offerID != "ofr_one" {
			t.Errorf("asked for %s of %s", offerID, agencyID)
		}
		return anOffer(t), nil
	}
	w := b.call("GET", "/v1/offers/ofr_one", "")
	if got := unmarshalled(t, w.Body.Bytes()); w.Code != 200 || at(got, "offer", "totalPrice", "amount") != "1270.00" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// aChange is an answer to OfferPrice with every kind of change.
func aChange(t *testing.T) pricing.Result {
	t.Helper()
	offer := anOffer(t)
	offer.ID = "ofr_two"
	tax, fee := travel.Tax{Code: "YQ", Amount: cny("20.00")}, cny("200.00")
	return pricing.Result{
		Outcome: pricing.PriceChanged, Offer: &offer,
		Changes: []pricing.Change{
			{Path: "/totalPrice", Kind: pricing.ChangeTotal, Old: cny("1270.00"), New: cny("1310.00")},
			{Path: "/offerItems/0/price/taxes/1", Kind: pricing.ChangeTax, Old: tax},
			{Path: "/offerItems/1", Kind: pricing.ChangeItem, New: offer.Items[1]},
			{Path: "/paxJourneyIds/0", Kind: pricing.ChangeFlight, Old: offer.Journeys[0], New: offer.Journeys[1]},
			{Path: "/priceClassIds/0", Kind: pricing.ChangePriceClass, Old: offer.Terms.PriceClasses[0], New: offer.Terms.PriceClasses[1]},
			{Path: "/baggageAllowanceIds/0", Kind: pricing.ChangeBaggage, Old: offer.Terms.Baggage[0]},
			{Path: "/penalties/refund", Kind: pricing.ChangePenalty, Old: travel.Penalty{Allowed: travel.AllowanceYes, Fee: &fee}, New: travel.Penalty{Allowed: travel.AllowanceNo}},
			{Path: "/holdable", Kind: pricing.ChangeHoldable, Old: true, New: false},
			{Path: "/payBy", Kind: pricing.ChangeClock, Old: now.Add(time.Hour), New: now},
			{Path: "/merchantOfRecord", Kind: pricing.ChangeMerchant, New: "supplier"},
		},
		Acceptance:   pricing.Acceptance{Required: true, Token: "acc_token", ExpiresAt: now.Add(20 * time.Minute)},
		Alternatives: []pricing.Alternative{{Offer: anOffer(t), Why: pricing.SameFlightsOtherSupplier, Delta: money.New(-4000, money.CNY)}},
	}
}

func TestOfferPrice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var asked pricing.Input
	b.verbs.offerPrice = func(_ context.Context, in pricing.Input) (pricing.Result, error) {
		asked = in
		return aChange(t), nil
	}
	w := b.call("POST", "/v1/offers/ofr_one/price", `{"budgetMs":2000}`)
	got := unmarshalled(t, w.Body.Bytes())
	for _, want := range []struct {
		path  []any
		value any
	}{
		{[]any{"result"}, "priceChanged"},
		{[]any{"offer", "offerId"}, "ofr_two"},
		{[]any{"changes", 0, "old", "amount"}, "1270.00"},
		{[]any{"changes", 1, "old", "code"}, "YQ"},
		{[]any{"changes", 1, "new"}, nil},
		{[]any{"changes", 2, "new", "ptc"}, "CHD"},
		{[]any{"changes", 3, "old", "paxSegments", 0, "departure", "localTime"}, "2026-12-08T07:30:00"},
		{[]any{"changes", 4, "new", "cabin"}, "business"},
		{[]any{"changes", 5, "old", "weightKg"}, float64(23)},
		{[]any{"changes", 6, "new", "allowed"}, "notAllowed"},
		{[]any{"changes", 7, "new"}, false},
		{[]any{"changes", 8, "new"}, "2026-11-22T20:00:00Z"},
		{[]any{"changes", 9, "new"}, "supplier"},
		{[]any{"acceptance", "token"}, "acc_token"},
		{[]any{"alternatives", 0, "delta", "amount"}, "-40.00"},
		{[]any{"alternatives", 0, "why"}, "sameFlightsOtherSupplier"},
	} {
		if value := at(got, want.path...); value != want.value {
			t.Errorf("%v is %v, want %v", want.path, value, want.value)
		}
	}
	if w.Code != 200 || !reflect.DeepEqual(asked, pricing.Input{AgencyID: "agy_one", Program: "retail", OfferID: "ofr_one", Budget: 2 * time.Second}) {
		t.Errorf("%d, asked %+v", w.Code, asked)
	}
	b.verbs.offerPrice = func(context.Context, pricing.Input) (pricing.Result, error) {
		return pricing.Result{Outcome: pricing.Expired}, nil
	}
	w = b.call("POST", "/v1/offers/ofr_one/price", "")
	got = unmarshalled(t, w.Body.Bytes())
	if w.Code != 200 || got["result"] != "expired" || got["offer"] != nil || at(got, "acceptance", "required") != false || at(got, "alternatives") == nil {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
