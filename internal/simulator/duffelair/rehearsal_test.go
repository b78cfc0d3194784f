package duffelair_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// route searches with the reseller, who sells every airline.
func (a *airline) route(from, to string) trip {
	a.t.Helper()
	found := a.as("skytrip").post("/air/offer_requests/", searchOf(from, to)).must(http.StatusCreated)
	return trip{found.text("data.id"), found.text("data.offers.0.id"), found.text("data.passengers.0.id"), found}
}

// abroad books the trip at once with a passport, for what it costs when read.
func (a *airline) abroad(t trip) answer {
	a.t.Helper()
	passport := `"identity_documents":[{"type":"passport","unique_identifier":"E12345678","issuing_country_code":"CN","expires_on":"2031-04-20"}],"title"`
	return a.as("skytrip").post("/air/orders", fmt.Sprintf(
		`{"type":"instant","selected_offers":[%q],"passengers":[%s],"payments":[%s]}`,
		t.offer, strings.Replace(person(t.pax), `"title"`, passport, 1), balance(t.found.text("data.offers.0.total_amount"))))
}

// The routes that Duffel keeps for its developers' tests.
func TestRehearsedOffers(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	if n := len(a.route("PVD", "RAI").found.list("data.offers")); n != 0 {
		t.Errorf("%d offers from Providence to Praia", n)
	}
	dear := a.route("LHR", "STN")
	if got := a.as("skytrip").get("/air/offers/" + dear.offer).text("data.total_amount"); got == "" || got == dear.found.text("data.offers.0.total_amount") {
		t.Errorf("costs %s as before", got)
	}
	a.as("skytrip").call(http.MethodGet, "/air/offers/"+a.route("LGW", "LHR").offer, "").refused("offer_no_longer_available", "")
	bare := a.as("skytrip").get("/air/offers/" + a.route("BTS", "ABV").offer + "?return_available_services=true")
	if services := bare.at("data.available_services"); services == nil || len(bare.list("data.available_services")) != 0 {
		t.Errorf("services %v", services)
	}
	a.abroad(a.route("LHR", "LGW")).refused("airline_internal", "")
	a.abroad(a.route("LGW", "STN")).refused("insufficient_balance", "")
	// There are no other flights within a city.
	if n := len(a.route("STN", "LCY").found.list("data.offers")); n != 0 {
		t.Errorf("%d offers within London", n)
	}
}

// What is accepted only is found later, and told of then.
func TestAcceptedOrders(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		from   string
		status int
		after  time.Duration
	}{{"LTN", http.StatusOK, 30 * time.Second}, {"SEN", http.StatusAccepted, 30 * time.Minute}} {
		t.Run(tc.from, func(t *testing.T) {
			t.Parallel()
			a, r := open(t, ""), receive(t)
			sky := a.as("skytrip")
			sky.webhook(r.url, "order.created", "order.creation_failed")
			found := a.route(tc.from, "STN")
			accepted := a.abroad(found).must(tc.status)
			if accepted.at("data.id") != nil || accepted.text("data.offer_id") != found.offer {
				t.Fatalf("%s", accepted.raw)
			}
			a.abroad(found).refused("offer_request_already_booked", "")
			a.stage.Advance(tc.after - time.Microsecond)
			if n := len(sky.get("/air/orders?offer_id=" + found.offer).list("data")); n != 0 || len(r.arrived) != 0 {
				t.Fatalf("%d orders, %d events too early", n, len(r.arrived))
			}
			a.stage.Advance(tc.after)
			list := sky.get("/air/orders?offer_id=" + found.offer)
			if len(list.list("data.0.documents")) != 1 {
				t.Fatalf("%s", list.raw)
			}
			if d := r.next(); word(d.event, "type") != "order.created" || word(d.event, "data.object.id") != list.text("data.0.id") {
				t.Errorf("%s", d.body)
			}
		})
	}
}

// The acceptance that comes to nothing.
func TestCreationFails(t *testing.T) {
	t.Parallel()
	a, r := open(t, ""), receive(t)
	sky := a.as("skytrip")
	sky.webhook(r.url, "order.created", "order.creation_failed")
	found := a.route("LCY", "STN")
	a.abroad(found).must(http.StatusAccepted)
	a.abroad(found).refused("order_creation_already_attempted", "")
	a.stage.Advance(30 * time.Second)
	if n := len(sky.get("/air/orders").list("data")); n != 0 {
		t.Errorf("%d orders", n)
	}
	if d := r.next(); word(d.event, "type") != "order.creation_failed" || word(d.event, "data.object.offer_id") != found.offer {
		t.Errorf("%s", d.body)
	}
}

// An order that cannot be read yet is told of by the next process.
func TestAcceptedOrderSurvivesTheProcess(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/journal"
	a, r := open(t, path), receive(t)
	a.as("skytrip").webhook(r.url, "order.created")
	a.abroad(a.route("LTN", "STN")).must(http.StatusOK)
	a.surface.Close()

	a = open(t, path)
	a.surface.Resume()
	a.stage.Advance(30 * time.Second)
	order := a.as("skytrip").get("/air/orders").text("data.0.id")
	if d := r.next(); order == "" || word(d.event, "data.object.id") != order {
		t.Errorf("%s", d.body)
	}
}
