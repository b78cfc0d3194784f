package duffelair_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// dearest is the last of the offers that can be changed: the dearest fare.
func (a *airline) changeable() answer {
	a.t.Helper()
	found := a.search()
	offers := found.found.list("data.offers")
	for i := len(offers) - 1; i >= 0; i-- {
		if dig(offers[i], "conditions.change_before_departure.allowed") == true {
			found.offer = word(offers[i], "id")
			return a.order(found, word(offers[i], "total_amount")).must(http.StatusCreated)
		}
	}
	a.t.Fatal("no offer can be changed")
	return answer{}
}

func (a *airline) requestChange(order answer, day string) answer {
	a.t.Helper()
	return a.post("/air/order_change_requests", fmt.Sprintf(
		`{"order_id":%q,"slices":{"remove":[{"slice_id":%q}],"add":[{"origin":"PEK","destination":"SHA","departure_date":%q,"cabin_class":"economy"}]}}`,
		order.text("data.id"), order.text("data.slices.0.id"), day))
}

func TestOrderIsChanged(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	order := a.changeable()
	id := order.text("data.id")
	requested := a.requestChange(order, "2026-12-22").must(http.StatusCreated)
	if requested.text("data.slices.remove.0.slice_id") != order.text("data.slices.0.id") || len(requested.list("data.order_change_offers")) < 2 {
		t.Fatalf("%.600s", requested.raw)
	}
	if again := a.get("/air/order_change_requests/" + requested.text("data.id")); again.text("data.order_change_offers.0.id") != requested.text("data.order_change_offers.0.id") {
		t.Error("the request changed by being read")
	}
	list := a.get("/air/order_change_offers?sort=-change_total_amount&limit=1&order_change_request_id=" + requested.text("data.id"))
	if len(list.list("data")) != 1 || list.text("meta.after") == "" {
		t.Fatalf("%.600s", list.raw)
	}
	a.call(http.MethodGet, "/air/order_change_offers?sort=beauty&order_change_request_id="+requested.text("data.id"), "").
		refused("validation_inclusion", "/sort")
	offer := list.text("data.0.id")
	if one := a.get("/air/order_change_offers/" + offer); one.text("data.new_total_amount") != list.text("data.0.new_total_amount") {
		t.Error("the offer changed by being read")
	}

	pending := a.post("/air/order_changes", fmt.Sprintf(`{"selected_order_change_offer":%q}`, offer)).must(http.StatusCreated)
	change, due, total := pending.text("data.id"), pending.text("data.change_total_amount"), pending.text("data.new_total_amount")
	if change[:4] != "oce_" || pending.at("data.confirmed_at") != nil || strings.HasPrefix(due, "-") || due == "0.00" {
		t.Fatalf("%.600s", pending.raw)
	}
	if sum(t, order.text("data.total_amount"), due) != total {
		t.Errorf("%s and %s are not %s", order.text("data.total_amount"), due, total)
	}
	if untouched := a.get("/air/orders/" + id); untouched.text("data.slices.0.id") != order.text("data.slices.0.id") || len(untouched.list("data.changes")) != 0 {
		t.Error("changed before it was confirmed")
	}
	confirm := "/air/order_changes/" + change + "/actions/confirm"
	a.call(http.MethodPost, confirm, "").refused("validation_required", "/payment")
	a.post(confirm, `{"payment":`+balance("1.00")+`}`).refused("payment_amount_does_not_match_order_amount", "/payments")
	done := a.post(confirm, `{"payment":`+balance(due)+`}`).must(http.StatusOK)
	if done.text("data.confirmed_at") == "" {
		t.Errorf("%.600s", done.raw)
	}
	a.post(confirm, `{"payment":`+balance(due)+`}`).refused("order_change_already_actioned", "")
	changed := a.get("/air/orders/" + id)
	if changed.text("data.total_amount") != total || !strings.HasPrefix(changed.text("data.slices.0.segments.0.departing_at"), "2026-12-22") ||
		changed.text("data.changes.0.id") != change || changed.text("data.slices.0.id") != done.text("data.slices.add.0.id") {
		t.Errorf("%.900s", changed.raw)
	}
	if before, after := order.text("data.documents.0.unique_identifier"), changed.text("data.documents.0.unique_identifier"); before == after || after == "" {
		t.Errorf("ticket %q before, %q after", before, after)
	}
}

func TestChangeRefusals(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	order := a.changeable()
	id, slice := order.text("data.id"), order.text("data.slices.0.id")
	for body, want := range map[string][2]string{
		`{}`:                               {"validation_required", "/order_id"},
		fmt.Sprintf(`{"order_id":%q}`, id): {"validation_required", "/slices"},
		`{"order_id":"ord_x","slices":{}}`: {"not_found", "/order_id"},
		fmt.Sprintf(`{"order_id":%q,"slices":{"remove":[{"slice_id":"sli_x"}]}}`, id):            {"not_found", "/slices/remove/0/slice_id"},
		fmt.Sprintf(`{"order_id":%q,"slices":{"add":[{"origin":"PEK"}]}}`, id):                   {"validation_required", "/slices/add/0/destination"},
		fmt.Sprintf(`{"order_id":%q,"slices":{"remove":[{"slice_id":%q}],"add":[]}}`, id, slice): {"unsupported_action", ""},
	} {
		a.post("/air/order_change_requests", body).refused(want[0], want[1])
	}
	a.post("/air/order_changes", `{"selected_order_change_offer":"oco_x"}`).refused("not_found", "/selected_order_change_offer")
	a.call(http.MethodGet, "/air/order_changes/oce_x", "").must(http.StatusNotFound)
	a.as("skytrip").post("/air/order_change_requests", fmt.Sprintf(`{"order_id":%q}`, id)).refused("not_found", "/order_id")

	// What has become of the order in between makes an offer worthless.
	offers := a.requestChange(order, "2026-12-22").must(http.StatusCreated)
	var pending []answer
	for i := range 2 {
		pending = append(pending, a.post("/air/order_changes",
			fmt.Sprintf(`{"selected_order_change_offer":%q}`, offers.text(fmt.Sprintf("data.order_change_offers.%d.id", i)))).must(http.StatusCreated))
	}
	confirm := func(p answer) answer {
		return a.post("/air/order_changes/"+p.text("data.id")+"/actions/confirm", `{"payment":`+balance(p.text("data.change_total_amount"))+`}`)
	}
	confirm(pending[0]).must(http.StatusOK)
	confirm(pending[1]).refused("offer_no_longer_available", "")
}

// A change survives the process, pending or confirmed, and so do the ids of
// services that were listed.
func TestChangesSurviveTheProcess(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/journal"
	a := open(t, path)
	order := a.changeable()
	offer := a.requestChange(order, "2026-12-22").must(http.StatusCreated).text("data.order_change_offers.0.id")
	pending := a.post("/air/order_changes", fmt.Sprintf(`{"selected_order_change_offer":%q}`, offer)).must(http.StatusCreated)
	found := a.search()
	bag := a.services(found)
	a.surface.Close()

	a = open(t, path)
	done := a.post("/air/order_changes/"+pending.text("data.id")+"/actions/confirm",
		`{"payment":`+balance(pending.text("data.change_total_amount"))+`}`).must(http.StatusOK)
	a.order(found, sum(t, bag.text("data.total_amount"), bag.text("data.available_services.0.total_amount")), bag.text("data.available_services.0.id")).
		must(http.StatusCreated)

	a = open(t, path)
	if got := a.get("/air/orders/" + order.text("data.id")); got.text("data.changes.0.id") != done.text("data.id") {
		t.Errorf("changes %v", got.at("data.changes"))
	}
}

func TestAirlineInitiatedChange(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	found := a.search()
	total := found.found.text("data.offers.0.total_amount")
	order := a.under("schedule-change").order(found, total).must(http.StatusCreated).text("data.id")
	a.stage.Advance(time.Minute)
	list := a.get("/air/airline_initiated_changes?order_id=" + order)
	was, becomes := list.text("data.0.removed.0.segments.0.departing_at"), list.text("data.0.added.0.segments.0.departing_at")
	if len(list.list("data")) != 1 || was == becomes || list.at("data.0.action_taken") != nil || list.text("data.0.available_actions.0") != "accept" {
		t.Fatalf("%.900s", list.raw)
	}
	if list.text("data.0.removed.0.id") == list.text("data.0.added.0.id") {
		t.Error("the slice kept its id")
	}
	read := a.get("/air/orders/" + order)
	if read.text("data.slices.0.segments.0.departing_at") != was || read.text("data.airline_initiated_changes.0.id") != list.text("data.0.id") {
		t.Errorf("%.900s", read.raw)
	}
	change := "/air/airline_initiated_changes/" + list.text("data.0.id")
	patch := func(action string) answer {
		return a.call(http.MethodPatch, change, fmt.Sprintf(`{"data":{"action_taken":%q}}`, action))
	}
	patch("ignored").refused("validation_inclusion", "/action_taken")
	patch("cancelled").refused("stale_airline_initiated_change_update", "")
	a.as("skytrip").call(http.MethodPost, change+"/actions/accept", "").must(http.StatusNotFound)
	accepted := a.call(http.MethodPost, change+"/actions/accept", "").must(http.StatusOK)
	if accepted.text("data.action_taken") != "accepted" || len(accepted.list("data.available_actions")) != 0 {
		t.Errorf("%.900s", accepted.raw)
	}
	a.call(http.MethodPost, change+"/actions/accept", "").refused("stale_airline_initiated_change_accept", "")
	patch("accepted").refused("stale_airline_initiated_change_update", "")
	if got := a.get("/air/orders/" + order).text("data.slices.0.segments.0.departing_at"); got != becomes {
		t.Errorf("leaves at %s instead of %s", got, becomes)
	}
}
