package simulator_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
)

func TestHoldThenPay(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	held := air.hold("ord_1")
	id, total := held.text("data.id"), held.text("data.total_amount")
	if !regexp.MustCompile(`^[A-HJ-NP-Z2-9]{6}$`).MatchString(held.text("data.booking_reference")) {
		t.Errorf("booking reference %q", held.text("data.booking_reference"))
	}
	for path, want := range map[string]any{
		"data.type": "hold", "data.payment_status.awaiting_payment": true, "data.payment_status.paid_at": nil,
		"data.payment_status.payment_required_by":        "2026-12-02T08:00:00Z",
		"data.payment_status.price_guarantee_expires_at": "2026-12-01T10:00:00Z",
		"data.metadata.farebridge_order_id":              "ord_1", "data.cancelled_at": nil, "data.owner.iata_code": "CA",
	} {
		if got := held.get(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	if len(held.list("data.documents")) != 0 {
		t.Error("tickets before payment")
	}
	air.pay(id, "1.00").refused(http.StatusUnprocessableEntity, "validation_error", "payment_amount_does_not_match_order_amount")
	air.call(http.MethodPost, "/air/payments", fmt.Sprintf(`{"data":{"order_id":%q,"payment":{"type":"balance","amount":%q,"currency":"EUR"}}}`, id, total)).
		refused(http.StatusUnprocessableEntity, "validation_error", "payment_currency_does_not_match_order_currency")
	payment := air.pay(id, total).must(http.StatusCreated)
	if payment.text("data.status") != "succeeded" || payment.text("data.amount") != total || payment.text("data.order_id") != id {
		t.Errorf("payment %s", payment.raw)
	}
	paid := air.order(id)
	if n := paid.text("data.documents.0.unique_identifier"); !regexp.MustCompile(`^999\d{10}$`).MatchString(n) {
		t.Errorf("ticket %q", n)
	}
	if paid.get("data.payment_status.awaiting_payment") != false || paid.text("data.payment_status.paid_at") == "" {
		t.Errorf("payment status %v", paid.get("data.payment_status"))
	}
	air.pay(id, total).refused(http.StatusUnprocessableEntity, "invalid_state_error", "already_paid")
	list := air.call(http.MethodGet, "/air/payments?order_id="+id, "").must(http.StatusOK)
	if len(list.list("data")) != 1 || list.text("data.0.id") != payment.text("data.id") {
		t.Errorf("payments %s", list.raw)
	}
	air.call(http.MethodGet, "/air/payments/"+payment.text("data.id"), "").must(http.StatusOK)
}

func TestInstantOrder(t *testing.T) {
	t.Parallel()
	sky := start(t, simulator.Config{}).as("skytrip")
	offer, pax, total := sky.first()
	required := sky.call(http.MethodGet, "/air/offers/"+offer, "").must(http.StatusOK).get("data.payment_requirements")
	if dig(required, "requires_instant_payment") != true || dig(required, "payment_required_by") != nil || dig(required, "price_guarantee_expires_at") != nil {
		t.Errorf("payment requirements %v", required)
	}
	sky.call(http.MethodPost, "/air/orders", holdBody(offer, pax, "")).
		refused(http.StatusUnprocessableEntity, "invalid_state_error", "invalid_order_create_type")
	sky.call(http.MethodPost, "/air/orders", instantBody(offer, pax, "0.01")).
		refused(http.StatusUnprocessableEntity, "validation_error", "payment_amount_does_not_match_order_amount")
	order := sky.call(http.MethodPost, "/air/orders", instantBody(offer, pax, total)).must(http.StatusCreated)
	if order.text("data.type") != "instant" || len(order.list("data.documents")) != 1 {
		t.Errorf("%s", clip(order.raw))
	}
	if order.text("data.documents.0.passenger_ids.0") != pax {
		t.Errorf("ticket for %v", order.get("data.documents"))
	}
	sky.call(http.MethodPost, "/air/orders", instantBody(offer, pax, total)).
		refused(http.StatusUnprocessableEntity, "invalid_state_error", "offer_request_already_booked")
	sky.pay(order.text("data.id"), total).
		refused(http.StatusUnprocessableEntity, "invalid_state_error", "order_type_not_eligible_for_payment")
}

func TestOrderTypes(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	offer, pax, total := air.first()
	body := instantBody(offer, pax, total)
	for replacement, code := range map[string]string{
		`"type":"hold"`: "payments_not_allowed_for_order_type",
		`"type":"loan"`: "validation_inclusion",
		`"type":""`:     "validation_required",
	} {
		air.call(http.MethodPost, "/air/orders", regexp.MustCompile(`"type":"instant"`).ReplaceAllString(body, replacement)).
			refused(http.StatusUnprocessableEntity, "validation_error", code)
	}
	// An airline's offer can be paid at once as well, and pay_later is what
	// Duffel's JavaScript types call a hold.
	air.call(http.MethodPost, "/air/orders", body).must(http.StatusCreated)
	offer, pax, _ = air.first()
	later := regexp.MustCompile(`"hold"`).ReplaceAllString(holdBody(offer, pax, ""), `"pay_later"`)
	if got := air.call(http.MethodPost, "/air/orders", later).must(http.StatusCreated).text("data.type"); got != "hold" {
		t.Error(got)
	}
}

func TestMetadataAndLists(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	first, second := air.hold("ord_1"), air.hold("ord_2")
	air.pay(second.text("data.id"), second.text("data.total_amount")).must(http.StatusCreated)
	for query, want := range map[string]string{
		"offer_id=" + first.text("data.offer_id"):                    "ord_1",
		"booking_reference=" + second.text("data.booking_reference"): "ord_2",
		"awaiting_payment=true":                                      "ord_1",
		"awaiting_payment=false":                                     "ord_2",
	} {
		list := air.call(http.MethodGet, "/air/orders?"+query, "").must(http.StatusOK)
		if len(list.list("data")) != 1 || list.text("data.0.metadata.farebridge_order_id") != want {
			t.Errorf("%s: %s", query, clip(list.raw))
		}
	}
	path := "/air/orders/" + first.text("data.id")
	for _, body := range []string{`{"data":{"metadata":{"a":"b"}}}`, `{"data":{"options":{"metadata":{"a":"b"}}}}`} {
		if got := air.call(http.MethodPatch, path, body).must(http.StatusOK).text("data.metadata.a"); got != "b" {
			t.Errorf("%s gave %q", body, got)
		}
	}
	air.call(http.MethodPatch, path, `{"data":{}}`).refused(http.StatusUnprocessableEntity, "validation_error", "validation_required")
}

func TestUnpaidHoldLapses(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	held := air.hold("ord_1")
	id, total := held.text("data.id"), held.text("data.total_amount")
	if got := air.later(24 * time.Hour).order(id).get("data.cancelled_at"); got != nil {
		t.Fatalf("cancelled at its deadline: %v", got)
	}
	lapsed := air.later(24*time.Hour + time.Millisecond).order(id)
	if got := lapsed.get("data.cancelled_at"); got != "2026-12-02T08:00:00Z" {
		t.Errorf("cancelled at %v", got)
	}
	if lapsed.get("data.payment_status.awaiting_payment") != false || len(lapsed.list("data.available_actions")) != 0 {
		t.Errorf("%v %v", lapsed.get("data.payment_status"), lapsed.get("data.available_actions"))
	}
	air.pay(id, total).refused(http.StatusUnprocessableEntity, "invalid_state_error", "past_payment_required_by_date")
}

// A hold's price is the airline's to change once the guarantee has lapsed: the
// payment is refused, the order shows the new price, and that one can be paid.
func TestPriceAfterTheGuarantee(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	const guarantee = 2 * time.Hour
	for try := range time.Duration(10) {
		held := air.later(try * 30 * time.Hour).hold("")
		id, total := held.text("data.id"), held.text("data.total_amount")
		if got := air.later(try*30*time.Hour + guarantee).order(id).text("data.total_amount"); got != total {
			t.Fatalf("%s instead of %s within the guarantee", got, total)
		}
		late := air.later(try*30*time.Hour + 20*time.Hour)
		refusal := late.pay(id, total)
		if refusal.status == http.StatusCreated {
			continue // this fare has not moved
		}
		refusal.refused(http.StatusUnprocessableEntity, "invalid_state_error", "price_changed")
		now := late.order(id).text("data.total_amount")
		if now == total {
			t.Fatal("the order kept its old price")
		}
		late.pay(id, total).refused(http.StatusUnprocessableEntity, "validation_error", "payment_amount_does_not_match_order_amount")
		late.pay(id, now).must(http.StatusCreated)
		return
	}
	t.Error("no fare moved in twenty hours")
}

func TestCancellation(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	quote := func(order string) answer {
		return air.call(http.MethodPost, "/air/order_cancellations", fmt.Sprintf(`{"data":{"order_id":%q}}`, order))
	}
	confirm := func(id string) answer {
		return air.call(http.MethodPost, "/air/order_cancellations/"+id+"/actions/confirm", "")
	}
	unpaid := air.hold("").text("data.id")
	first, second := quote(unpaid).must(http.StatusCreated), quote(unpaid).must(http.StatusCreated)
	if second.text("data.refund_to") != "awaiting_payment" || second.text("data.refund_amount") != "0.00" {
		t.Errorf("unpaid: %s", second.raw)
	}
	confirm(first.text("data.id")).refused(http.StatusUnprocessableEntity, "invalid_state_error", "order_not_cancellable")
	if got := air.order(unpaid).get("data.cancellation"); got != nil {
		t.Errorf("a quote is no cancellation: %v", got)
	}
	confirm(second.text("data.id")).must(http.StatusOK)
	confirm(second.text("data.id")).refused(http.StatusUnprocessableEntity, "invalid_state_error", "already_cancelled")
	quote(unpaid).refused(http.StatusUnprocessableEntity, "invalid_state_error", "already_cancelled")
	air.pay(unpaid, "1.00").refused(http.StatusUnprocessableEntity, "invalid_state_error", "already_cancelled")
	quote("ord_x").refused(http.StatusUnprocessableEntity, "validation_error", "not_found")

	// A full fare nineteen days ahead: ten per cent of 2150 stay with the airline.
	a := air.search(oneAdult, "PEK-SHA "+travelDay)
	for _, o := range a.list("data.offers") {
		if text(o, "base_amount") != "2150.00" {
			continue
		}
		order := air.call(http.MethodPost, "/air/orders", instantBody(text(o, "id"), a.text("data.passengers.0.id"), "2220.00")).must(http.StatusCreated)
		q := quote(order.text("data.id")).must(http.StatusCreated)
		if q.text("data.refund_amount") != "2005.00" || q.text("data.refund_to") != "balance" {
			t.Errorf("refund %s to %s", q.text("data.refund_amount"), q.text("data.refund_to"))
		}
		confirm(q.text("data.id")).must(http.StatusOK)
		if got := air.order(order.text("data.id")).text("data.cancellation.refund_amount"); got != "2005.00" {
			t.Errorf("the order says %s", got)
		}
		return
	}
	t.Fatal("no full fare")
}
