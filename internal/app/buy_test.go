package app_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// The main job: a stranger searches, re-verifies, books, pays, and holds a
// ticket; the money is taken once.
func TestBuyATrip(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		found := s.shop()
		if found.get("complete") != true || len(found.list("offers")) == 0 || len(found.list("suppliers")) < 3 {
			t.Fatalf("shopping: %s", found.raw)
		}
		offerID, total := s.offer(found)

		priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
		if priced.text("result") != "unchanged" || priced.get("acceptance", "required") != false {
			t.Fatalf("pricing: %s", priced.raw)
		}
		firm := priced.text("offer", "offerId")
		if firm == offerID || firm == "" {
			t.Fatal("OfferPrice gave no new offer id")
		}

		created := s.want(s.post("/v1/orders", orderBody(firm, "", total), key("k1")), 201)
		orderID := created.text("orderId")
		if created.text("status") != "awaitingPayment" || created.text("payBy") == "" || !strings.HasSuffix(created.header.Get("Location"), "/v1/orders/"+orderID) {
			t.Fatalf("order: %v %s", created.header, created.raw)
		}
		if len(created.text("reference")) != 6 || created.text("recordLocators", 0, "locator") == "" {
			t.Fatalf("order: %s", created.raw)
		}

		paid := s.pay(orderID)
		if paid.text("status") != "authorized" || paid.text("amount", "amount") != total["amount"] {
			t.Fatalf("payment: %s", paid.raw)
		}

		done := s.until(orderID, "ticketed")
		number := done.text("tickets", 0, "ticketNumber")
		if !regexp.MustCompile(`^[0-9]{13}$`).MatchString(number) || done.text("tickets", 0, "paxId") != "p1" {
			t.Fatalf("tickets: %s", done.raw)
		}
		if done.text("payments", 0, "status") != "captured" || len(done.list("allowedActions")) != 0 {
			t.Fatalf("done: %s", done.raw)
		}
		if n := len(s.bookings(orderID)); n != 1 {
			t.Fatalf("%d bookings", n)
		}
		if moved := s.ledger(orderID); len(moved) != 1 {
			t.Fatalf("money moved: %v", moved)
		}

		listed := s.want(s.get("/v1/orders?status=ticketed"), 200)
		if listed.text("orders", 0, "orderId") != orderID {
			t.Fatalf("list: %s", listed.raw)
		}
		history := s.want(s.get("/v1/orders/"+orderID+"/history"), 200)
		if events := history.list("events"); len(events) < 6 || history.text("events", 0, "kind") != "created" {
			t.Fatalf("history: %s", history.raw)
		}
		s.refused(s.post("/v1/orders/"+orderID+"/payments", cardOK, key("again")), 409, "alreadyPaid")
	})
}

// A page that was read before is read again without a supplier, in full and in
// parts, until all offers were seen once.
func TestReadASearchAgain(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		found := s.shop()
		id := found.text("shoppingId")
		again := s.want(s.get("/v1/air-shopping/"+id), 200)
		if !bytes.Equal(again.raw, found.raw) {
			t.Fatalf("first page differs:\n%s\n%s", found.raw, again.raw)
		}
		seen := map[string]bool{}
		after := ""
		for pages := 0; ; pages++ {
			page := s.want(s.get("/v1/air-shopping/"+id+"?limit=7"+after), 200)
			for _, each := range page.list("offers") {
				seen[each.(map[string]any)["offerId"].(string)] = true
			}
			next := page.text("page", "after")
			if next == "" || pages > 300 {
				break
			}
			after = "&after=" + next
		}
		offers := 0
		for _, each := range found.list("suppliers") {
			offers += int(each.(map[string]any)["offers"].(float64))
		}
		if len(seen) != offers {
			t.Fatalf("%d offers on pages, %d reported", len(seen), offers)
		}
	})
}

// Whatever belongs to one agency does not exist for another: the same answer
// as for what never existed.
func TestAgenciesDoNotMeet(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		found := s.shop()
		offerID, total := s.offer(found)
		orderID := s.order()
		payment := s.pay(orderID).text("paymentId")
		other := s.as("fb_test_ota")
		strip := regexp.MustCompile(`"requestId":"[^"]*"`)
		body := func(a answer) string { return strip.ReplaceAllString(string(a.raw), "") }
		for ours, unknown := range map[string]string{
			"/v1/air-shopping/" + found.text("shoppingId"):         "/v1/air-shopping/shp_000000000000000000000000",
			"/v1/offers/" + offerID:                                "/v1/offers/ofr_nonsense",
			"/v1/orders/" + orderID:                                "/v1/orders/ord_000000000000000000000000",
			"/v1/orders/" + orderID + "/history":                   "/v1/orders/nonsense/history",
			"/v1/orders/" + orderID + "/payments/" + payment:       "/v1/orders/" + orderID + "/payments/pay_000000000000000000000000",
			"/v1/orders/" + orderID + "/payments/" + payment + "1": "/v1/orders/ord_%20/payments/x",
		} {
			foreign, missing := s.refused(other.get(ours), 404, "notFound"), s.refused(other.get(unknown), 404, "notFound")
			if body(foreign) != body(missing) {
				t.Errorf("%s: a foreign id is told from an unknown one:\n%s\n%s", ours, foreign.raw, missing.raw)
			}
		}
		s.refused(other.post("/v1/offers/"+offerID+"/price", `{}`), 404, "notFound")
		s.refused(other.post("/v1/orders", orderBody(offerID, "", total), key("x")), 404, "notFound")
		s.refused(other.post("/v1/orders/"+orderID+"/payments", cardOK, key("x")), 404, "notFound")
		if l := other.want(other.get("/v1/orders"), 200).list("orders"); len(l) != 0 {
			t.Errorf("another agency lists %v", l)
		}
	})
}

// The same key and input is one order, however often; another input is refused.
func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		offerID, total := s.offer(s.shop())
		body := orderBody(offerID, "", total)
		s.refused(s.post("/v1/orders", body), 400, "idempotencyKeyMissing")

		const callers = 8
		answers := make(chan answer, callers)
		for range callers {
			go func() { answers <- s.post("/v1/orders", body, key("same")) }()
		}
		for range callers {
			if a := <-answers; a.status != 201 && a.text("code") != "idempotencyInProgress" {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		first := s.want(s.post("/v1/orders", body, key("same")), 201)
		second := s.want(s.post("/v1/orders", body, key("same")), 201)
		if first.header.Get("Idempotent-Replayed") != "true" || !bytes.Equal(first.raw, second.raw) {
			t.Fatalf("replays differ: %v\n%s\n%s", first.header, first.raw, second.raw)
		}
		if l := s.want(s.get("/v1/orders"), 200).list("orders"); len(l) != 1 {
			t.Fatalf("%d orders", len(l))
		}
		orderID := first.text("orderId")
		if n := len(s.bookings(orderID)); n != 1 {
			t.Fatalf("%d bookings", n)
		}
		other := strings.Replace(body, "ZHANG", "WANG", 1)
		s.refused(s.post("/v1/orders", other, key("same")), 422, "idempotencyKeyReused")

		s.pay(orderID)
		replayed := s.pay(orderID)
		if replayed.header.Get("Idempotent-Replayed") != "true" {
			t.Fatalf("payment not replayed: %v", replayed.header)
		}
		s.until(orderID, "ticketed")
		if moved := s.ledger(orderID); len(moved) != 1 {
			t.Fatalf("money moved: %v", moved)
		}
	})
}

// Every offer of a search can be sold, one after another, although the supplier
// uses the search up with its first booking.
func TestTwoOffersOfOneSearch(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		var orders []string
		for _, each := range s.shop().list("offers") {
			offer := each.(map[string]any)
			if offer["supplierId"] != "air-china" || len(orders) == 3 {
				continue
			}
			created := s.want(s.post("/v1/orders", orderBody(offer["offerId"].(string), "", offer["totalPrice"].(map[string]any)), key(offer["offerId"].(string)[:60])), 201)
			orders = append(orders, created.text("orderId"))
		}
		for _, orderID := range orders {
			s.pay(orderID)
			s.until(orderID, "ticketed")
			if n := len(s.bookings(orderID)); n != 1 {
				t.Errorf("%d bookings", n)
			}
		}
	})
}
