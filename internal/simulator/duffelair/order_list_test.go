package duffelair_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
)

func TestOrderList(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	hold := func() string {
		t.Helper()
		found := a.search()
		return a.post("/air/orders", fmt.Sprintf(`{"type":"hold","selected_offers":[%q],"passengers":[%s]}`, found.offer, person(found.pax))).
			must(http.StatusCreated).text("data.id")
	}
	first := hold()
	a.stage.Advance(time.Minute)
	second := hold()
	found := a.search()
	paid := a.under("schedule-change").order(found, found.found.text("data.offers.0.total_amount")).must(http.StatusCreated)
	moved, owner := paid.text("data.id"), paid.text("data.owner.id")
	for query, want := range map[string][]string{
		"":                           {moved, second, first},
		"sort=payment_required_by":   {first, second, moved},
		"sort=-payment_required_by":  {second, first, moved},
		"awaiting_payment=true":      {second, first},
		"requires_action=true":       {moved},
		"requires_action=false":      {second, first},
		"passenger_name[]=san zhang": {moved, second, first},
		"passenger_name[]=Li":        nil,
		"owner_id[]=" + owner:        {moved, second, first},
		"owner_id[]=arl_x":           nil,
		"booking_reference=" + paid.text("data.booking_reference"): {moved},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		list := a.get("/air/orders?" + values.Encode())
		var got []string
		for _, order := range list.list("data") {
			got = append(got, word(order, "id"))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: %v instead of %v", query, got, want)
		}
	}
	a.call(http.MethodGet, "/air/orders?sort=beauty", "").refused("validation_inclusion", "/sort")
}
