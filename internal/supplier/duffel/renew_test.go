package duffel_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// offerAlone is the first offer of search.json as it is read by itself.
func offerAlone(t testing.TB) string {
	t.Helper()
	var found struct {
		Data struct{ Offers []json.RawMessage }
	}
	err := json.Unmarshal([]byte(file(t, "search.json")), &found)
	if err != nil {
		t.Fatal(err)
	}
	return `{"data":` + string(found.Data.Offers[0]) + `}`
}

// usedUp is a server whose offer request somebody else has used up and that
// answers the same search again under other ids.
func usedUp(t *testing.T) map[string]http.HandlerFunc {
	t.Helper()
	again := strings.NewReplacer("pas_", "new_pas_", "off_", "new_off_", "orq_", "new_orq_")
	return map[string]http.HandlerFunc{
		bookRoute: suppliertest.InTurn(refuse(422, "offer_request_already_booked"),
			say(201, strings.Replace(again.Replace(file(t, "order_held.json")), "ord_s1", "ord_s2", 1))),
		ordersRoute: say(200, strings.Replace(inList(t, "order_held.json"), "ord_ours", "ord_theirs", 1)),
		offerRoute:  say(200, offerAlone(t)),
		searchRoute: say(201, again.Replace(file(t, "search.json"))),
	}
}

func TestAUsedUpOfferIsRenewed(t *testing.T) {
	t.Parallel()
	c, s := serve(t, usedUp(t))
	booking, err := c.Book.Book(t.Context(), bookInput(t))
	if err != nil {
		t.Fatal(err)
	}
	if ref := `{"v":1,"b":"ord_s2","p":[["mum","new_pas_1"],["kid","new_pas_2"],["baby","new_pas_3"]]}`; string(booking.Ref) != ref {
		t.Errorf("handle %s", booking.Ref)
	}
	search := at(s.Last(searchRoute).Body, "data")
	slice := at(search, "slices", 0)
	if slice["origin"] != "PEK" || slice["destination"] != "SHA" || slice["departure_date"] != "2026-12-20" ||
		search["cabin_class"] != "economy" || search["max_connections"] != 0.0 {
		t.Errorf("searched for %v", search)
	}
	for i, want := range []map[string]any{{"type": "adult"}, {"age": 8.0}, {"age": 0.0}} {
		pax := at(search, "passengers", i)
		if len(pax) != 1 || pax["type"] != want["type"] || pax["age"] != want["age"] {
			t.Errorf("passenger %d: %v", i, pax)
		}
	}
	order := at(s.Last(bookRoute).Body, "data")
	if chosen := order["selected_offers"].([]any); chosen[0] != "new_off_direct" {
		t.Errorf("booked %v", chosen)
	}
	if mum := at(order, "passengers", 0); mum["id"] != "new_pas_1" || mum["infant_passenger_id"] != "new_pas_3" {
		t.Errorf("mum is %v", mum)
	}
	noted := at(order, "metadata")
	if noted["farebridge_order_id"] != "ord_ours" || noted["farebridge_passenger_1"] != "new_pas_2" {
		t.Errorf("noted %v", noted)
	}
}

// What was sold at a company's terms, or to a frequent flyer, is looked for at the
// same terms: it is not for sale otherwise.
func TestARenewalIsInTheSameName(t *testing.T) {
	t.Parallel()
	offers := usedUp(t)
	offers[offerRoute] = say(200, strings.NewReplacer(
		`"owner"`, `"private_fares":[{"corporate_code":"ACME","type":"corporate"},{"tour_code":"T","type":"leisure"}],"owner"`,
		`"passengers": [
     {
      "id": "pas_1"
`, `"passengers": [
     {
      "id": "pas_1", "given_name": "Hua", "family_name": "Zhang", "loyalty_programme_accounts": [{"airline_iata_code": "CA", "account_number": "0042"}]
`).Replace(offerAlone(t)))
	c, s := serve(t, offers)
	if _, err := c.Book.Book(t.Context(), bookInput(t)); err != nil {
		t.Fatal(err)
	}
	search := at(s.Last(searchRoute).Body, "data")
	if want := map[string]any{"CA": []any{map[string]any{"corporate_code": "ACME"}}}; !reflect.DeepEqual(search["private_fares"], want) {
		t.Errorf("private fares %v", search["private_fares"])
	}
	mum := map[string]any{
		"type": "adult", "given_name": "Hua", "family_name": "Zhang",
		"loyalty_programme_accounts": []any{map[string]any{"airline_iata_code": "CA", "account_number": "0042"}},
	}
	if got := at(search, "passengers", 0); !reflect.DeepEqual(got, mum) {
		t.Errorf("asked for %v", got)
	}
}

func TestRenewalIsRefusedForCertain(t *testing.T) {
	t.Parallel()
	search := file(t, "search.json")
	for name, tc := range map[string]struct {
		route  string
		answer http.HandlerFunc
		want   supplier.Kind
	}{
		"dearer": {searchRoute, say(201, strings.NewReplacer(
			`"3430.00"`, `"3431.00"`, `"3530.00"`, `"3531.00"`).Replace(search)), supplier.PriceChanged},
		"other flight": {searchRoute, say(201, strings.ReplaceAll(search, "1501", "1503")), supplier.SoldOut},
		"other time":   {searchRoute, say(201, strings.ReplaceAll(search, "08:30:00", "08:35:00")), supplier.SoldOut},
		"other brand":  {searchRoute, say(201, strings.ReplaceAll(search, `"Flex"`, `"Light"`)), supplier.SoldOut},
		"other terms": {searchRoute, say(201, strings.ReplaceAll(search, `"100.00",
      "penalty_currency"`, `"200.00",
      "penalty_currency"`)), supplier.SoldOut},
		"not to be held":    {searchRoute, say(201, strings.ReplaceAll(search, `"requires_instant_payment": false`, `"requires_instant_payment": true`)), supplier.SoldOut},
		"nothing left":      {searchRoute, say(201, `{"data":{"id":"orq_2","passengers":[{"id":"a"},{"id":"b"},{"id":"c"}],"offers":[]}}`), supplier.SoldOut},
		"search refused":    {searchRoute, refuse(422, "validation_inclusion"), supplier.SoldOut},
		"search down":       {searchRoute, refuse(503, "x"), supplier.Unavailable},
		"search lost":       {searchRoute, suppliertest.Sever, supplier.Unavailable},
		"old offer gone":    {offerRoute, refuse(404, "not_found"), supplier.SoldOut},
		"old offer expired": {offerRoute, refuse(422, "offer_expired"), supplier.SoldOut},
		"old offer lost":    {offerRoute, suppliertest.Sever, supplier.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := usedUp(t)
			answers[bookRoute] = refuse(422, "offer_request_already_booked")
			answers[tc.route] = tc.answer
			c, s := serve(t, answers)
			_, err := c.Book.Book(t.Context(), bookInput(t))
			kindOf(t, err, tc.want)
			booked := 0
			for _, route := range s.Routes() {
				if route == bookRoute {
					booked++
				}
			}
			if booked != 1 {
				t.Errorf("%d orders asked for", booked)
			}
		})
	}
}

func TestARenewedOfferIsBookedOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
	}{
		"used up again": {refuse(422, "offer_request_already_booked"), supplier.OutcomeUnknown},
		"attempted":     {refuse(422, "order_creation_already_attempted"), supplier.OutcomeUnknown},
		"lost":          {suppliertest.Sever, supplier.OutcomeUnknown},
		"gone":          {refuse(422, "offer_no_longer_available"), supplier.SoldOut},
		"not found":     {refuse(404, "not_found"), supplier.SoldOut},
		"rejected":      {refuse(422, "invalid_passenger_name"), supplier.Rejected},
	} {
		answers := usedUp(t)
		answers[bookRoute] = suppliertest.InTurn(refuse(422, "offer_request_already_booked"), tc.answer)
		c, s := serve(t, answers)
		_, err := c.Book.Book(t.Context(), bookInput(t))
		kindOf(t, err, tc.want)
		if routes := s.Routes(); routes[len(routes)-1] != bookRoute {
			t.Errorf("%s: %v", name, routes)
		}
	}
}

// losing has the answers to orders that were made get lost while it is set.
type losing struct{ orders bool }

func (l *losing) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && l.orders && r.Method == http.MethodPost && r.URL.Path == "/air/orders" && resp.StatusCode == http.StatusCreated {
		_ = resp.Body.Close()
		return nil, errors.New("connection reset")
	}
	return resp, err
}

// TestARenewedBookingIsFound: its answer gets lost, and all that is left is our
// reference and the handle of the offer it was not made from.
func TestARenewedBookingIsFound(t *testing.T) {
	t.Parallel()
	r := rig(t, suppliertest.Plain)
	r.Search.Pax = []travel.Pax{{ID: "one", PTC: travel.PTCAdult}, {ID: "two", PTC: travel.PTCAdult}}
	wire := &losing{}
	c := r.Connect(r.BaseURL, &http.Client{Transport: wire})
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil {
		t.Fatal(err)
	}
	other, wanted := inputFor(answer.Offers[0], "ord_other"), inputFor(answer.Offers[1], "ord_wanted")
	if _, err := c.Book.Book(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	wire.orders = true
	_, err = c.Book.Book(t.Context(), wanted)
	kindOf(t, err, supplier.OutcomeUnknown)
	wire.orders = false
	if n := r.Living(t, "ord_wanted"); n != 1 {
		t.Fatalf("%d bookings", n)
	}
	asked := supplier.RetrieveInput{Reference: "ord_wanted", OfferRef: wanted.OfferRef}
	booking, found, err := c.Retrieve.Retrieve(t.Context(), asked)
	if err != nil || !found || !booking.Total.Equal(wanted.Total) {
		t.Fatalf("%v %v %+v", found, err, booking)
	}
	again, err := c.Book.Book(t.Context(), wanted)
	if err != nil || again.SupplierOrderID != booking.SupplierOrderID {
		t.Fatalf("asked again: %s instead of %s, %v", again.SupplierOrderID, booking.SupplierOrderID, err)
	}
	ticketed, err := c.Ticket.Ticket(t.Context(), supplier.TicketInput{
		Reference: "ord_wanted", BookingRef: booking.Ref, Total: booking.Total, Pax: wanted.Pax,
	})
	if err != nil || ticketed.Status != travel.BookingTicketed || len(ticketed.Tickets) != 2 || ticketed.Tickets[0].PaxID == ticketed.Tickets[1].PaxID {
		t.Fatalf("%s %v %v", ticketed.Status, ticketed.Tickets, err)
	}
	if n := r.Living(t, "ord_wanted"); n != 1 {
		t.Fatalf("%d bookings in the end", n)
	}
	asked.Reference = "ord_nobody"
	if booking, found, err := c.Retrieve.Retrieve(t.Context(), asked); found || err != nil {
		t.Fatalf("%+v, %v", booking, err)
	}
}

func TestAPriceThatMovedBeforeRenewal(t *testing.T) {
	t.Parallel()
	r := rig(t, suppliertest.Plain)
	r.Search.Pax = []travel.Pax{{ID: "one", PTC: travel.PTCAdult}}
	c := r.Connect(r.BaseURL, &http.Client{})
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Book.Book(t.Context(), inputFor(answer.Offers[0], "ord_other")); err != nil {
		t.Fatal(err)
	}
	late := inputFor(answer.Offers[1], "ord_late")
	late.Total = money.New(late.Total.Minor-100, late.Total.Currency)
	_, err = c.Book.Book(t.Context(), late)
	kindOf(t, err, supplier.PriceChanged)
	if n := r.Living(t, "ord_late"); n != 0 {
		t.Errorf("%d bookings", n)
	}
}

func inputFor(offer travel.SupplierOffer, reference string) supplier.BookInput {
	in := supplier.BookInput{
		Reference: reference, OfferRef: offer.Ref, Total: offer.Total,
		Contact: travel.Contact{Name: "ANNA MUSTER", Email: "anna@example.com", Phone: "+8613800138000"},
	}
	for i, id := range offer.Items[0].PaxIDs {
		in.Pax = append(in.Pax, travel.Traveller{
			Pax: travel.Pax{ID: id, PTC: travel.PTCAdult}, Surname: "MUSTER", GivenName: []string{"ANNA", "BEA"}[i],
			Gender: travel.GenderFemale, BirthDate: travel.Date{Year: 1990, Month: 3, Day: i + 1},
		})
	}
	return in
}
