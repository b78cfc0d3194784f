package amadeus_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestWhatABookingSends(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order.json"))})
	booking, err := c.Book.Book(t.Context(), bookInput(t))
	if err != nil {
		t.Fatal(err)
	}
	if booking.Status != travel.BookingHeld || booking.SupplierOrderID != orderID || !booking.Total.Equal(agreed) || len(booking.Tickets) != 0 ||
		!reflect.DeepEqual(booking.RecordLocators, []travel.RecordLocator{{Carrier: "1A", Locator: "QVH2BX"}, {Carrier: "CA", Locator: "NZ8K1L"}}) ||
		len(booking.Journeys) != 1 || !booking.PayBy.IsZero() {
		t.Errorf("booked %+v", booking)
	}
	sent := s.Last(bookRoute)
	if ref := sent.Header.Get("Ama-Client-Ref"); ref != "ord-0123456789abcdefghjkmnpq:order" {
		t.Errorf("traced as %q", ref)
	}
	if sent.Header.Get("X-Http-Method-Override") != "" {
		t.Error("an order is no question")
	}
	offer := at(t, sent, "data", "flightOffers", 0).(map[string]any)
	if offer["price"].(map[string]any)["margin"] != "0.00" || at(t, sent, "data", "flightOffers", 0, "somethingNew", "kept", 0) != 1.0 {
		t.Errorf("offer %v", offer)
	}
	delete(sent.Body["data"].(map[string]any), "flightOffers")
	var want map[string]any
	err = json.Unmarshal([]byte(`{"data": {"type": "flight-order",
		"travelers": [
			{"id": "1", "dateOfBirth": "1990-03-04", "gender": "FEMALE", "name": {"firstName": "ANNA", "lastName": "MUSTER"},
				"contact": {"emailAddress": "anna@example.com", "phones": [{"deviceType": "MOBILE", "countryCallingCode": "86", "number": "13800138000"}]},
				"documents": [{"documentType": "PASSPORT", "number": "C01", "expiryDate": "2035-03-04", "issuanceCountry": "DE", "nationality": "DE", "holder": true}]},
			{"id": "2", "dateOfBirth": "2018-03-04", "gender": "UNSPECIFIED", "name": {"firstName": "BEN", "lastName": "MUSTER"},
				"contact": {"emailAddress": "anna@example.com", "phones": [{"deviceType": "MOBILE", "countryCallingCode": "86", "number": "13800138000"}]}},
			{"id": "3", "dateOfBirth": "2026-03-04", "gender": "MALE", "name": {"firstName": "CARL", "lastName": "MUSTER"},
				"contact": {"emailAddress": "anna@example.com", "phones": [{"deviceType": "MOBILE", "countryCallingCode": "86", "number": "13800138000"}]}}],
		"remarks": {"general": [{"subType": "GENERAL_MISCELLANEOUS", "text": "FAREBRIDGE ord_0123456789abcdefghjkmnpq"}]},
		"ticketingAgreement": {"option": "CONFIRM"},
		"contacts": [{"addresseeName": {"firstName": "Anna Maria", "lastName": "Muster"}, "purpose": "STANDARD", "emailAddress": "anna@example.com",
			"phones": [{"deviceType": "MOBILE", "countryCallingCode": "86", "number": "13800138000"}]}]}}`), &want)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(sent.Body, want) {
		t.Errorf("sent %v", sent.Body)
	}
}

// TestABookingAtAnotherPrice: what was not agreed to is taken back, or nobody says
// that nothing was done.
func TestABookingAtAnotherPrice(t *testing.T) {
	t.Parallel()
	dearer := strings.Replace(altered(t, "order.json", `"grandTotal": "3530.00"`, `"grandTotal": "3535.00"`), `{`,
		`{"warnings":[{"status":200,"code":0,"title":"BookingWithPriceMarginWarning"}],`, 1)
	ticketed := altered(t, "order_ticketed.json", `"grandTotal": "3530.00"`, `"grandTotal": "3535.00"`)
	abroad := altered(t, "order.json", `CNY`, `THB`)
	for name, tc := range map[string]struct {
		booked  string
		deleted http.HandlerFunc
		want    supplier.Kind
	}{
		"taken back":         {dearer, say(204, ""), supplier.PriceChanged},
		"not there yet":      {dearer, refuse(404, "1797"), supplier.OutcomeUnknown},
		"in another money":   {abroad, say(204, ""), supplier.PriceChanged},
		"not taken back":     {dearer, refuse(400, "4926"), supplier.OutcomeUnknown},
		"no answer to it":    {dearer, suppliertest.Sever, supplier.OutcomeUnknown},
		"turned away":        {dearer, refuse(429, "38194"), supplier.OutcomeUnknown},
		"ticketed, not ours": {ticketed, nil, supplier.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{bookRoute: say(201, tc.booked)}
			if tc.deleted != nil {
				answers[deleteRoute] = tc.deleted
			}
			url, s := listen(t, answers)
			var log bytes.Buffer
			cfg := config(url)
			cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
			_, err := amadeus.New(cfg).Book.Book(t.Context(), bookInput(t))
			if e := kindOf(t, err, tc.want); e.Code != "otherTotal" {
				t.Errorf("code %s", e.Code)
			}
			if s.Count(bookRoute) != 1 || (tc.deleted == nil) != (s.Count(deleteRoute) == 0) {
				t.Errorf("calls %v", s.routes())
			}
			// An operator must be able to find what is left, and nobody's name.
			if told := strings.Contains(log.String(), orderID); told != (tc.want == supplier.OutcomeUnknown) || strings.Contains(log.String(), "MUSTER") {
				t.Errorf("log %s", log.String())
			}
		})
	}
}

func TestWhoCannotBeBooked(t *testing.T) {
	t.Parallel()
	for name, alter := range map[string]func(*supplier.BookInput){
		"a hold":                  func(in *supplier.BookInput) { in.Instant = false },
		"another party":           func(in *supplier.BookInput) { in.Pax = in.Pax[:2] },
		"a child of no age":       func(in *supplier.BookInput) { in.Pax[1].BirthDate = travel.Date{} },
		"an infant with nobody":   func(in *supplier.BookInput) { in.Pax[2].AccompaniedBy = "stranger" },
		"an offer that is none":   func(in *supplier.BookInput) { in.OfferRef = []byte{1, 2, 3} },
		"a booking for the offer": func(in *supplier.BookInput) { in.OfferRef = bookedRef() },
	} {
		c, s := serve(t, nil)
		in := bookInput(t)
		alter(&in)
		_, err := c.Book.Book(t.Context(), in)
		t.Run(name, func(t *testing.T) { kindOf(t, err, supplier.Rejected) })
		if len(s.routes()) != 0 {
			t.Errorf("%s: sent all the same", name)
		}
	}
}

// TestLaps: every infant is sent with the adult that was said, whoever was asked
// for at the search.
func TestLaps(t *testing.T) {
	t.Parallel()
	search := familySearch()
	search.Pax = []travel.Pax{
		{ID: "a", PTC: travel.PTCAdult},
		{ID: "b", PTC: travel.PTCAdult},
		{ID: "x", PTC: travel.PTCInfant},
		{ID: "y", PTC: travel.PTCInfant},
	}
	body := strings.NewReplacer(
		`"travelerId": "2"`, `"travelerId": "3"`, `"travelerType": "CHILD"`, `"travelerType": "HELD_INFANT", "associatedAdultId": "1"`,
		`"travelerId": "3"`, `"travelerId": "4"`, `"associatedAdultId": "1"`, `"associatedAdultId": "2"`,
	).Replace(offerOf(t, "search.json", 0, "", ""))
	second := `{"travelerId":"2","travelerType":"ADULT","price":{"currency":"CNY","total":"100.00","base":"100.00"},"fareDetailsBySegment":[{"segmentId":"11"}]},`
	body = strings.Replace(body, `"travelerPricings": [`, `"travelerPricings": [`+second, 1)
	body = strings.Replace(body, `"grandTotal": "3530.00"`, `"grandTotal": "3630.00"`, 1)
	for _, tc := range []struct{ x, y, wantX, wantY string }{
		{"b", "a", "2", "1"}, {"", "a", "2", "1"}, {"", "", "1", "2"}, {"b", "", "2", "1"},
	} {
		c, s := serve(t, map[string]http.HandlerFunc{searchRoute: say(200, `{"data":[`+body+`]}`), bookRoute: refuse(400, "34651")})
		answer, err := c.Shop.Shop(t.Context(), search)
		if err != nil || len(answer.Offers) != 1 {
			t.Fatalf("%v, %v", answer.Dropped, err)
		}
		in := bookInput(t)
		in.OfferRef, in.Pax = answer.Offers[0].Ref, nil
		for i, pax := range search.Pax {
			in.Pax = append(in.Pax, travel.Traveller{
				Pax: pax, Surname: "S", GivenName: "G", Gender: travel.GenderMale, BirthDate: travel.Date{Year: 1990, Month: time.May, Day: 1},
				AccompaniedBy: []string{"", "", tc.x, tc.y}[i],
			})
		}
		_, err = c.Book.Book(t.Context(), in)
		kindOf(t, err, supplier.SoldOut)
		got := map[any]any{}
		for _, p := range at(t, s.Last(bookRoute), "data", "flightOffers", 0, "travelerPricings").([]any) {
			pricing := p.(map[string]any)
			got[pricing["travelerId"]] = pricing["associatedAdultId"]
		}
		if got["3"] != tc.wantX || got["4"] != tc.wantY || got["1"] != nil {
			t.Errorf("%+v: %v", tc, got)
		}
	}
}

func TestPhones(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string][]any{
		"+8613800138000": {"86", "13800138000"}, "+12025550123": {"1", "2025550123"}, "+79161234567": {"7", "9161234567"},
		"+85291234567": {"852", "91234567"}, "+4915112345678": {"49", "15112345678"}, "+35312345678": {"353", "12345678"},
		"": nil, "13800138000": nil, "+86 138": nil, "+0123456789": nil, "+123456": nil,
	} {
		c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order.json"))})
		in := bookInput(t)
		in.Contact.Phone = phone
		_, err := c.Book.Book(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		contact := at(t, s.Last(bookRoute), "data", "contacts", 0).(map[string]any)
		if want == nil {
			if contact["phones"] != nil {
				t.Errorf("%q: %v", phone, contact["phones"])
			}
			continue
		}
		sent := contact["phones"].([]any)[0].(map[string]any)
		if sent["countryCallingCode"] != want[0] || sent["number"] != want[1] {
			t.Errorf("%q: %v", phone, sent)
		}
	}
}
