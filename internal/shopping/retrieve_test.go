package shopping_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// searched is a finished search of n offers, two on each flight.
func searched(t *testing.T, n int) (*house, shopping.Result) {
	t.Helper()
	var offers []travel.SupplierOffer
	for i := range n {
		offers = append(offers, flight("CA", strconv.Itoa(1000+i/2), "07:30", strconv.Itoa(500+i), 130))
	}
	h := open(t, 0, named("air-china", sells(offers...)))
	result, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	return h, result
}

func TestAPageIsReadAgainByteForByte(t *testing.T) {
	t.Parallel()
	h, result := searched(t, 120)
	for _, page := range []shopping.Page{
		{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID},
		{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Limit: shopping.DefaultLimit},
	} {
		again, err := h.Retrieve(t.Context(), page)
		if err != nil || !bytes.Equal(plain(t, again), plain(t, result.Page)) {
			t.Errorf("%v, same %v", err, bytes.Equal(plain(t, again), plain(t, result.Page)))
		}
	}
}

func TestPagesMakeTheWholeSearch(t *testing.T) {
	t.Parallel()
	h, result := searched(t, 120)
	for _, limit := range []int{1, 7, 50, 60, 119, 120, 200} {
		var totals []string
		page := shopping.Page{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Limit: limit}
		for {
			body, err := h.Retrieve(t.Context(), page)
			if err != nil {
				t.Fatal(err)
			}
			shown := read(t, plain(t, body))
			if len(shown.Offers) == 0 || len(shown.Offers) > limit {
				t.Fatalf("limit %d: %d offers", limit, len(shown.Offers))
			}
			var refs []string
			for _, o := range shown.Offers {
				totals = append(totals, o.Total)
				refs = append(refs, o.Refs...)
			}
			// Every journey an offer of the page names is in its data lists, once.
			slices.Sort(refs)
			entries := slices.Sorted(slices.Values(shown.Entries))
			if !slices.Equal(slices.Compact(refs), entries) {
				t.Fatalf("limit %d: entries %q for %q", limit, entries, refs)
			}
			if shown.After == "" {
				break
			}
			page.After = shown.After
		}
		if len(totals) != 120 || totals[0] != "500.00" || totals[119] != "619.00" {
			t.Errorf("limit %d: %d offers, %q", limit, len(totals), totals)
		}
	}
}

func TestPagesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	h, result := searched(t, 60)
	id := result.Summary.ShoppingID
	page, err := h.Retrieve(t.Context(), shopping.Page{AgencyID: "agy_1", ShoppingID: id})
	if err != nil {
		t.Fatal(err)
	}
	whole := read(t, plain(t, page)).After
	of, found := strings.CutPrefix(whole, "r50")
	if !found {
		t.Fatalf("cursor %s", whole)
	}
	other, err := h.AirShopping(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		page shopping.Page
		code travel.Code
	}{
		"another search's cursor":     {shopping.Page{AgencyID: "agy_1", ShoppingID: other.Summary.ShoppingID, After: whole}, travel.CodeValidationFailed},
		"another agency's":            {shopping.Page{AgencyID: "agy_2", ShoppingID: id}, travel.CodeNotFound},
		"another agency's, not first": {shopping.Page{AgencyID: "agy_2", ShoppingID: id, Limit: 9}, travel.CodeNotFound},
		"unknown":                     {shopping.Page{AgencyID: "agy_1", ShoppingID: travel.NewID(travel.PrefixSearch)}, travel.CodeNotFound},
		"malformed":                   {shopping.Page{AgencyID: "agy_1", ShoppingID: "shp_*"}, travel.CodeNotFound},
		"empty":                       {shopping.Page{AgencyID: "agy_1"}, travel.CodeNotFound},
		"limit too large":             {shopping.Page{AgencyID: "agy_1", ShoppingID: id, Limit: 201}, travel.CodeValidationFailed},
		"negative limit":              {shopping.Page{AgencyID: "agy_1", ShoppingID: id, Limit: -1}, travel.CodeValidationFailed},
		"cursor of no search":         {shopping.Page{AgencyID: "agy_1", ShoppingID: id, After: "r50"}, travel.CodeValidationFailed},
		"cursor past the end":         {shopping.Page{AgencyID: "agy_1", ShoppingID: id, After: "r61" + of}, travel.CodeValidationFailed},
		"cursor of nothing":           {shopping.Page{AgencyID: "agy_1", ShoppingID: id, After: "r0" + of}, travel.CodeValidationFailed},
		"cursor without order":        {shopping.Page{AgencyID: "agy_1", ShoppingID: id, After: "50" + of}, travel.CodeValidationFailed},
		"cursor of two spellings":     {shopping.Page{AgencyID: "agy_1", ShoppingID: id, After: "r050" + of}, travel.CodeValidationFailed},
		"cursor too large":            {shopping.Page{AgencyID: "agy_1", ShoppingID: id, After: "r99999999999999999999" + of}, travel.CodeValidationFailed},
	} {
		body, err := h.Retrieve(t.Context(), tc.page)
		if err == nil || travel.CodeOf(err) != tc.code {
			t.Errorf("%s: %v, %s", name, err, body)
		}
	}
	for after := 0; after < 61; after += 60 { // the cursor after the last offer is a page of none
		page := shopping.Page{AgencyID: "agy_1", ShoppingID: id}
		if after > 0 {
			page.After = "r" + strconv.Itoa(after) + of
		}
		if _, err := h.Retrieve(t.Context(), page); err != nil {
			t.Errorf("after %d: %v", after, err)
		}
	}
}

func TestASearchIsReadUntilItExpires(t *testing.T) {
	t.Parallel()
	h, result := searched(t, 60)
	pages := []shopping.Page{
		{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID},
		{AgencyID: "agy_1", ShoppingID: result.Summary.ShoppingID, Limit: 10},
	}
	h.clock.advance(20*time.Minute - 1)
	for _, page := range pages {
		if _, err := h.Retrieve(t.Context(), page); err != nil {
			t.Errorf("in time: %v", err)
		}
	}
	h.memory.err = travel.NewError(travel.CodeOfferStoreUnavailable)
	for _, page := range pages {
		if _, err := h.Retrieve(t.Context(), page); travel.CodeOf(err) != travel.CodeOfferStoreUnavailable {
			t.Errorf("memory out of reach: %v", err)
		}
	}
	// Ours, in time, and gone: not the same as never ours.
	h.memory.err, h.memory.sets = nil, nil
	for _, page := range pages {
		if _, err := h.Retrieve(t.Context(), page); travel.CodeOf(err) != travel.CodeOfferExpired {
			t.Errorf("forgotten: %v", err)
		}
		page.AgencyID = "agy_2"
		if _, err := h.Retrieve(t.Context(), page); err == nil || travel.CodeOf(err) != travel.CodeNotFound {
			t.Errorf("forgotten, another agency's: %v", err)
		}
	}
	// What is past its time is so whether or not memory can be asked.
	h.memory.err = travel.NewError(travel.CodeOfferStoreUnavailable)
	h.clock.advance(1)
	for _, page := range pages {
		if _, err := h.Retrieve(t.Context(), page); travel.CodeOf(err) != travel.CodeOfferExpired {
			t.Errorf("too late: %v", err)
		}
	}
}
