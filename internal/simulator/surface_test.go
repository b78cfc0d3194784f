package simulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator"
)

func TestWhoIsLetIn(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	const unauthenticated, badRequest = http.StatusUnauthorized, http.StatusBadRequest
	for _, tc := range []struct {
		header, value string
		status        int
		kind, code    string
	}{
		{"Authorization", "", unauthenticated, "authentication_error", "missing_authorization_header"},
		{"Authorization", "Basic abc", unauthenticated, "authentication_error", "invalid_authorization_header"},
		{"Authorization", "Bearer duffel_test_nobody", unauthenticated, "authentication_error", "access_token_not_found"},
		{"Duffel-Version", "", badRequest, "invalid_request_error", "missing_version_header"},
		{"Duffel-Version", "v1", badRequest, "invalid_request_error", "unsupported_version"},
		{"Content-Type", "", badRequest, "invalid_request_error", "missing_content_type_header"},
		{"Content-Type", "text/plain", badRequest, "invalid_request_error", "invalid_content_type_header"},
		{"Farebridge-Scenario", "earthquake", badRequest, "invalid_request_error", "bad_request"},
		{"Farebridge-Clock-Offset", "soon", badRequest, "invalid_request_error", "bad_request"},
	} {
		c := s.as("air-china", tc.header, tc.value)
		a := c.call(http.MethodPost, "/air/orders", `{"data":{}}`).refused(tc.status, tc.kind, tc.code)
		if a.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %s", tc.code, a.header.Get("Content-Type"))
		}
	}
}

func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	first := s.as("hainan-airlines").call(http.MethodGet, "/air/orders", "").must(http.StatusOK)
	second := s.as("hainan-airlines").call(http.MethodGet, "/air/nowhere/", "").refused(http.StatusNotFound, "invalid_request_error", "not_found")
	if id := first.header.Get("x-request-id"); id == "" || id == second.header.Get("x-request-id") {
		t.Errorf("request ids %q and %q", id, second.header.Get("x-request-id"))
	}
	if _, err := http.ParseTime(second.header.Get("ratelimit-reset")); err != nil {
		t.Errorf("ratelimit-reset: %v", err)
	}
	if first.header.Get("ratelimit-remaining") <= second.header.Get("ratelimit-remaining") {
		t.Errorf("remaining %s then %s", first.header.Get("ratelimit-remaining"), second.header.Get("ratelimit-remaining"))
	}
	if len(first.list("data")) != 0 || string(first.raw) == "" || first.get("data") == nil {
		t.Errorf("no orders are %s", first.raw)
	}
}

func TestSearchFindings(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	leg := slicesOf("PEK-SHA " + travelDay)
	for _, tc := range []struct{ name, data, code, pointer string }{
		{"nothing", `{}`, "validation_required", "/slices"},
		{"nobody", `{"slices":` + leg + `}`, "validation_required", "/passengers"},
		{"ten", `{"slices":` + leg + `,"passengers":[` + strings.Repeat(`{"type":"adult"},`, 9) + `{"type":"adult"}]}`, "validation_length", "/passengers"},
		{"both type and age", `{"slices":` + leg + `,"passengers":[{"type":"adult","age":30}]}`, "invalid_field_sets", "/passengers/0"},
		{"a dog", `{"slices":` + leg + `,"passengers":[{"type":"dog"}]}`, "validation_inclusion", "/passengers/0/type"},
		{"infant alone", `{"slices":` + leg + `,"passengers":[{"age":0}]}`, "invalid_field_sets", "/passengers"},
		{"no such place", `{"slices":` + slicesOf("QQQ-SHA "+travelDay) + `,"passengers":` + oneAdult + `}`, "not_found", "/slices/0/origin"},
		{"nowhere", `{"slices":` + slicesOf("PEK-PEK "+travelDay) + `,"passengers":` + oneAdult + `}`, "invalid_field_sets", "/slices/0/destination"},
		{"yesterday", `{"slices":` + slicesOf("PEK-SHA 2026-11-30") + `,"passengers":` + oneAdult + `}`, "validation_inclusion", "/slices/0/departure_date"},
		{"no day", `{"slices":` + slicesOf("PEK-SHA 2026-02-30") + `,"passengers":` + oneAdult + `}`, "validation_format", "/slices/0/departure_date"},
		{"back before there", `{"slices":` + slicesOf("PEK-SHA "+travelDay, "SHA-PEK 2026-12-10") + `,"passengers":` + oneAdult + `}`, "validation_inclusion", "/slices/1/departure_date"},
		{"steerage", `{"slices":` + leg + `,"passengers":` + oneAdult + `,"cabin_class":"steerage"}`, "validation_inclusion", "/cabin_class"},
		{"wrong type", `{"slices":` + leg + `,"passengers":"two"}`, "validation_type", "/passengers"},
	} {
		a := s.as("air-china").call(http.MethodPost, "/air/offer_requests/", `{"data":`+tc.data+`}`).
			refused(http.StatusUnprocessableEntity, "validation_error", tc.code)
		if a.text("errors.0.source.pointer") != tc.pointer {
			t.Errorf("%s: %s", tc.name, a.text("errors.0.source.pointer"))
		}
	}
	for body, code := range map[string]string{`{`: "malformed_data_param", `{}`: "missing_data_param", `{"data":[]}`: "invalid_data_param", ``: "missing_data_param"} {
		s.as("air-china").call(http.MethodPost, "/air/offer_requests", body).refused(http.StatusBadRequest, "invalid_request_error", code)
	}
}

func TestOrderFindingsAllAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	air := s.as("air-china")
	a := air.search(`[{"type":"adult"},{"age":8},{"age":1}]`, "PEK-SHA "+travelDay)
	offer := a.text("data.offers.0.id")
	adult, child, infant := a.text("data.passengers.0.id"), a.text("data.passengers.1.id"), a.text("data.passengers.2.id")
	order := func(passengers ...string) answer {
		return air.call(http.MethodPost, "/air/orders", fmt.Sprintf(`{"data":{"type":"hold","selected_offers":[%q],"passengers":[%s]}}`,
			offer, strings.Join(passengers, ",")))
	}
	wrong := fmt.Sprintf(`{"id":%q,"title":"lord","gender":"x","given_name":"三","family_name":"","born_on":"2020-01-01","email":"no","phone_number":"13800138000"}`, adult)
	refused := order(wrong, person(child, "Er", "2010-01-01"), person(infant, "Er", "2025-11-01")).
		refused(http.StatusUnprocessableEntity, "validation_error", "invalid_passenger_title")
	var found []string
	for _, e := range refused.list("errors") {
		found = append(found, text(e, "code")+" "+text(e, "source.pointer"))
	}
	want := []string{
		"invalid_passenger_title /passengers/0/title",
		"validation_inclusion /passengers/0/gender",
		"invalid_passenger_name /passengers/0/given_name",
		"validation_required /passengers/0/family_name",
		"invalid_email_address /passengers/0/email",
		"invalid_phone_number /passengers/0/phone_number",
		"validation_inclusion /passengers/0/born_on",
		"validation_inclusion /passengers/1/born_on",
		"duplicate_passenger_name /passengers/2",
		"invalid_field_sets /passengers/2",
	}
	if !slices.Equal(found, want) {
		t.Errorf("found\n%s", strings.Join(found, "\n"))
	}
	order(person(adult, "San", "1990-01-01")).refused(http.StatusUnprocessableEntity, "validation_error", "validation_length")
	order(person("pas_unknown", "San", "1990-01-01")).refused(http.StatusUnprocessableEntity, "validation_error", "not_found")
	// With the infant on the lap it is a booking.
	lap := strings.Replace(person(adult, "San", "1990-01-01"), "{", fmt.Sprintf(`{"infant_passenger_id":%q,`, infant), 1)
	booked := order(lap, person(child, "Er", "2018-01-01"), person(infant, "Yi", "2025-11-01")).must(http.StatusCreated)
	if got := booked.text("data.passengers.0.infant_passenger_id"); got != infant {
		t.Errorf("on the lap: %q", got)
	}
}

func TestPassportsAbroad(t *testing.T) {
	t.Parallel()
	air := start(t, simulator.Config{}).as("air-china")
	a := air.search(oneAdult, "PEK-SIN "+travelDay)
	if a.get("data.offers.0.passenger_identity_documents_required") != true {
		t.Fatal("no passport needed")
	}
	offer, pax := a.text("data.offers.0.id"), a.text("data.passengers.0.id")
	refused := air.call(http.MethodPost, "/air/orders", holdBody(offer, pax, "")).
		refused(http.StatusUnprocessableEntity, "validation_error", "validation_required")
	if got := refused.text("errors.0.source.pointer"); got != "/passengers/0/identity_documents" {
		t.Error(got)
	}
	passport := `"identity_documents":[{"type":"passport","unique_identifier":"E12345678","issuing_country_code":"CN","expires_on":"2031-04-20"}],"title"`
	body := strings.Replace(holdBody(offer, pax, ""), `"title"`, passport, 1)
	booked := air.call(http.MethodPost, "/air/orders", body).must(http.StatusCreated)
	if strings.Contains(string(booked.raw), "E12345678") {
		t.Error("the passport number is given back")
	}
}

func TestForeignThingsAreNotFound(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	order := s.as("air-china").hold("ord_mine")
	id, offer := order.text("data.id"), order.text("data.offer_id")
	other := s.as("china-eastern")
	for _, path := range []string{"/air/orders/" + id, "/air/offers/" + offer, "/air/orders/ord_x", "/air/offers/off_x", "/air/offer_requests/orq_0000abcdefghijklmnopqr", "/air/payments/pay_x", "/air/order_cancellations/ore_x"} {
		other.call(http.MethodGet, path, "").refused(http.StatusNotFound, "invalid_request_error", "not_found")
	}
	for _, query := range []string{"?offer_id=" + offer, "?booking_reference=" + order.text("data.booking_reference"), ""} {
		if n := len(other.call(http.MethodGet, "/air/orders"+query, "").must(http.StatusOK).list("data")); n != 0 {
			t.Errorf("%s: %d orders of another", query, n)
		}
	}
	other.pay(id, "1.00").refused(http.StatusUnprocessableEntity, "validation_error", "not_found")
}

func TestPages(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	air := s.as("skytrip")
	search := air.search(oneAdult, "BJS-SHA "+travelDay)
	want := len(search.list("data.offers"))
	seen, last, path := map[string]bool{}, "", "/air/offers?limit=30&sort=-total_amount&offer_request_id="+search.text("data.id")
	for next := path; ; {
		page := air.call(http.MethodGet, next, "").must(http.StatusOK)
		for _, o := range page.list("data") {
			amount := text(o, "total_amount")
			if last != "" && (len(amount) > len(last) || len(amount) == len(last) && amount > last) {
				t.Fatalf("%s after %s", amount, last)
			}
			last, seen[text(o, "id")] = amount, true
		}
		after := page.text("meta.after")
		if after == "" {
			break
		}
		next = path + "&after=" + after
	}
	if want < 60 || len(seen) != want {
		t.Errorf("%d offers on pages, %d in the search", len(seen), want)
	}
	for _, bad := range []string{"&limit=0", "&limit=201", "&after=zzz", "&sort=beauty"} {
		air.call(http.MethodGet, "/air/offers?offer_request_id="+search.text("data.id")+bad, "").must(http.StatusUnprocessableEntity)
	}
	air.call(http.MethodGet, "/air/offers", "").refused(http.StatusUnprocessableEntity, "validation_error", "validation_required")
}

func TestOffersAndSearchesCanBeReadAgain(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Config{})
	air := s.as("air-china")
	search := air.search(oneAdult, "PEK-SHA "+travelDay)
	again := air.call(http.MethodGet, "/air/offer_requests/"+search.text("data.id"), "").must(http.StatusOK)
	if len(again.list("data.offers")) != len(search.list("data.offers")) || again.text("data.offers.0.id") != search.text("data.offers.0.id") {
		t.Error("the offer request changed")
	}
	offer := search.text("data.offers.0.id")
	read := air.call(http.MethodGet, "/air/offers/"+offer+"?return_available_services=true", "").must(http.StatusOK)
	if read.text("data.total_amount") != search.text("data.offers.0.total_amount") || read.get("data.available_services") == nil {
		t.Error("the offer changed by being read")
	}
	priced := air.call(http.MethodPost, "/air/offers/"+offer+"/actions/price", `{"data":{"intended_payment_methods":[{"type":"balance"}]}}`).must(http.StatusOK)
	if got := priced.text("data.intended_payment_methods.0.charge_amount"); got != read.text("data.total_amount") {
		t.Errorf("would charge %s", got)
	}
	air.call(http.MethodPatch, "/air/offers/"+offer+"/actions/price", "").must(http.StatusOK)
	air.call(http.MethodPost, "/air/offers/"+offer+"/actions/price", `{"data":{"intended_payment_methods":[{"type":"card"}]}}`).must(http.StatusUnprocessableEntity)
	air.call(http.MethodGet, "/air/seat_maps?offer_id="+offer, "").must(http.StatusOK)
	air.later(20*time.Minute).call(http.MethodGet, "/air/offers/"+offer, "").must(http.StatusOK)
	air.later(20*time.Minute+time.Millisecond).call(http.MethodGet, "/air/offers/"+offer, "").
		refused(http.StatusUnprocessableEntity, "invalid_state_error", "offer_expired")
	none := air.call(http.MethodPost, "/air/offer_requests?return_offers=false",
		fmt.Sprintf(`{"data":{"slices":%s,"passengers":%s}}`, slicesOf("PEK-SHA "+travelDay), oneAdult)).must(http.StatusCreated)
	if none.get("data.offers") != nil {
		t.Error("offers although they were not wanted")
	}
}
