package duffel_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func bookInput(t testing.TB) supplier.BookInput {
	t.Helper()
	person := func(i int, given string, gender travel.Gender, year int) travel.Traveller {
		return travel.Traveller{
			Pax: family[i], Surname: "O'BRIEN", GivenName: given, Gender: gender,
			BirthDate: travel.Date{Year: year, Month: time.March, Day: 9},
		}
	}
	mum := person(0, "ANNA ", travel.GenderFemale, 1990)
	mum.IdentityDocument = &travel.IdentityDocument{
		Type: "passport", Number: "E12345678", IssuingCountry: "IE",
		ExpiryDate: travel.Date{Year: 2030, Month: time.January, Day: 2},
	}
	kid := person(1, "KIM", travel.GenderFemale, 2018)
	kid.IdentityDocument = &travel.IdentityDocument{Type: "nationalId", Number: "110101201803090011"}
	baby := person(2, "PAT", travel.GenderMale, 2026)
	baby.AccompaniedBy = "mum"
	return supplier.BookInput{
		Reference: "ord_ours", OfferRef: directRef(t), Total: agreed,
		Pax:     []travel.Traveller{mum, kid, baby},
		Contact: travel.Contact{Name: "ANNA O'BRIEN", Email: "anna@example.com", Phone: "+353123456"},
	}
}

func TestBookSaysWhoFlies(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order_held.json"))})
	if _, err := c.Book.Book(t.Context(), bookInput(t)); err != nil {
		t.Fatal(err)
	}
	person := func(id, title, gender, given, born string) map[string]any {
		return map[string]any{
			"id": id, "title": title, "gender": gender, "given_name": given, "family_name": "O'BRIEN",
			"born_on": born, "email": "anna@example.com", "phone_number": "+353123456",
		}
	}
	mum := person("pas_1", "ms", "f", "ANNA", "1990-03-09")
	mum["infant_passenger_id"] = "pas_3"
	mum["identity_documents"] = []any{map[string]any{
		"type": "passport", "unique_identifier": "E12345678", "issuing_country_code": "IE", "expires_on": "2030-01-02",
	}}
	want := map[string]any{"data": map[string]any{
		"type":            "hold",
		"selected_offers": []any{"off_direct"},
		"metadata":        map[string]any{"farebridge_order_id": "ord_ours"},
		"passengers": []any{
			mum, person("pas_2", "miss", "f", "KIM", "2018-03-09"), person("pas_3", "mr", "m", "PAT", "2026-03-09"),
		},
	}}
	if got := s.Last(bookRoute).Body; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestBookAtOncePays(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order_ticketed.json"))})
	in := bookInput(t)
	in.Instant = true
	booking, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	body := at(s.Last(bookRoute).Body, "data")
	payments := []any{map[string]any{"type": "balance", "amount": "3530.00", "currency": "CNY"}}
	if body["type"] != "instant" || !reflect.DeepEqual(body["payments"], payments) {
		t.Errorf("asked for %v paid by %v", body["type"], body["payments"])
	}
	want := []travel.Ticket{
		{Number: "9992400000001", PaxID: "mum"}, {Number: "9992400000002", PaxID: "kid"}, {Number: "9992400000003", PaxID: "baby"},
	}
	if booking.Status != travel.BookingTicketed || !reflect.DeepEqual(booking.Tickets, want) {
		t.Errorf("%s with %v", booking.Status, booking.Tickets)
	}
}

func TestBookReadsTheHold(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order_held.json"))})
	got, err := c.Book.Book(t.Context(), bookInput(t))
	if err != nil {
		t.Fatal(err)
	}
	want := travel.Booking{
		Ref: heldRef(), SupplierOrderID: "ord_s1",
		RecordLocators:       []travel.RecordLocator{{Carrier: "CA", Locator: "QX7M2K"}, {Locator: "ZZTOP9"}},
		Status:               travel.BookingHeld,
		Total:                agreed,
		PayBy:                time.Date(2026, 12, 2, 8, 0, 0, 0, time.UTC),
		PriceGuaranteedUntil: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestBookRefusesWhatDuffelCannotTake(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*supplier.BookInput){
		"no gender":     func(in *supplier.BookInput) { in.Pax[0].Gender = travel.GenderUnspecified },
		"no birth date": func(in *supplier.BookInput) { in.Pax[1].BirthDate = travel.Date{} },
		"other party":   func(in *supplier.BookInput) { in.Pax = in.Pax[:2] },
		"foreign pax":   func(in *supplier.BookInput) { in.Pax[1].ID = "aunt" },
		"no lap":        func(in *supplier.BookInput) { in.Pax[0].PTC, in.Pax[2].AccompaniedBy = travel.PTCChild, "" },
		"lap elsewhere": func(in *supplier.BookInput) { in.Pax[2].AccompaniedBy = "aunt" },
		"child's lap":   func(in *supplier.BookInput) { in.Pax[2].AccompaniedBy = "kid" },
		"full lap":      func(in *supplier.BookInput) { in.Pax[1].PTC, in.Pax[1].AccompaniedBy = travel.PTCInfant, "mum" },
	} {
		c, s := serve(t, nil)
		in := bookInput(t)
		spoil(&in)
		_, err := c.Book.Book(t.Context(), in)
		kindOf(t, err, supplier.Rejected)
		if len(s.Routes()) != 0 {
			t.Errorf("%s: asked all the same", name)
		}
	}
}

func TestBookGivesInfantsTheNextFreeLap(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order_held.json"))})
	in := bookInput(t)
	in.Pax[2].AccompaniedBy = ""
	if _, err := c.Book.Book(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if lap := at(s.Last(bookRoute).Body, "data", "passengers", 0)["infant_passenger_id"]; lap != "pas_3" {
		t.Errorf("on %v", lap)
	}
}

// TestBookAfterAnEarlierAttempt: Duffel's guards against a second order may mean
// that the first was ours.
func TestBookAfterAnEarlierAttempt(t *testing.T) {
	t.Parallel()
	ours := say(200, inList(t, "order_held.json"))
	cancelled := say(200, strings.Replace(inList(t, "order_held.json"), `"cancelled_at": null`, `"cancelled_at": "2026-12-01T09:00:00Z"`, 1))
	none := say(200, `{"data":[],"meta":null}`)
	for name, tc := range map[string]struct {
		code string
		list http.HandlerFunc
		want supplier.Kind // "" is found
	}{
		"booked, ours":        {"offer_request_already_booked", ours, ""},
		"attempted, ours":     {"order_creation_already_attempted", ours, ""},
		"duplicate, ours":     {"duplicate_booking", ours, ""},
		"booked, not seen":    {"offer_request_already_booked", none, supplier.OutcomeUnknown},
		"booked, cancelled":   {"offer_request_already_booked", cancelled, supplier.SoldOut},
		"attempted, not seen": {"order_creation_already_attempted", none, supplier.OutcomeUnknown},
		"duplicate, theirs":   {"duplicate_booking", none, supplier.Rejected},
		"booked, list down":   {"offer_request_already_booked", refuse(500, "internal_server_error"), supplier.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{bookRoute: refuse(422, tc.code), ordersRoute: tc.list})
			booking, err := c.Book.Book(t.Context(), bookInput(t))
			if tc.want != "" {
				kindOf(t, err, tc.want)
				return
			}
			if err != nil || booking.SupplierOrderID != "ord_s1" {
				t.Errorf("%+v, %v", booking, err)
			}
			if query := s.Last(ordersRoute).Query; query != "limit=200&offer_id=off_direct" {
				t.Errorf("looked for %s", query)
			}
		})
	}
}

func TestAnOrderThatCannotBeShownYetIsUnknown(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 202} {
		for _, body := range []string{`{"data":{}}`, `{"data":null}`, `{}`} {
			c, _ := serve(t, map[string]http.HandlerFunc{bookRoute: say(status, body)})
			_, err := c.Book.Book(t.Context(), bookInput(t))
			kindOf(t, err, supplier.OutcomeUnknown)
		}
	}
}

// TestTakenOnIsNotBooked: after 202 an order may still fail, even one that is
// shown. Until it does, the list of orders has it; when it has, the no is firm.
func TestTakenOnIsNotBooked(t *testing.T) {
	t.Parallel()
	in := bookInput(t)
	c, _ := serve(t, map[string]http.HandlerFunc{
		bookRoute:   say(202, file(t, "order_held.json")),
		ordersRoute: suppliertest.InTurn(say(200, inList(t, "order_held.json")), say(200, `{"data":[],"meta":null}`)),
	})
	_, err := c.Book.Book(t.Context(), in)
	if e := kindOf(t, err, supplier.OutcomeUnknown); e.Code != "accepted_pending" {
		t.Errorf("code %s", e.Code)
	}
	for _, want := range []bool{true, false} {
		_, found, err := c.Retrieve.Retrieve(t.Context(), supplier.RetrieveInput{Reference: in.Reference, OfferRef: in.OfferRef})
		if err != nil || found != want {
			t.Errorf("found %v, %v", found, err)
		}
	}
}

// TestAnEmptyPurseIsNoRefusal of the traveller.
func TestAnEmptyPurseIsNoRefusal(t *testing.T) {
	t.Parallel()
	broke := refuse(422, "insufficient_balance")
	c, _ := serve(t, map[string]http.HandlerFunc{bookRoute: broke, payRoute: broke, heldRoute: say(200, file(t, "order_held.json"))})
	in := bookInput(t)
	in.Instant = true
	_, err := c.Book.Book(t.Context(), in)
	if e := kindOf(t, err, supplier.Unavailable); e.Code != supplier.CodeNoFunds {
		t.Errorf("book: code %s", e.Code)
	}
	_, err = c.Ticket.Ticket(t.Context(), supplier.TicketInput{BookingRef: heldRef(), Total: agreed})
	if e := kindOf(t, err, supplier.Unavailable); e.Code != supplier.CodeNoFunds {
		t.Errorf("ticket: code %s", e.Code)
	}
}

func TestAHoldAtAnotherPriceIsTakenBack(t *testing.T) {
	t.Parallel()
	other := money.MustParse("3600.00", money.CNY)
	quote := say(201, `{"data":{"id":"ore_1","refund_to":"awaiting_payment"}}`)
	for name, tc := range map[string]struct {
		confirm http.HandlerFunc
		want    supplier.Kind
	}{
		"taken back":     {say(200, `{"data":{"id":"ore_1","refund_to":"awaiting_payment","confirmed_at":"2026-12-01T08:06:00Z"}}`), supplier.PriceChanged},
		"not taken back": {suppliertest.Sever, supplier.OutcomeUnknown},
	} {
		c, s := serve(t, map[string]http.HandlerFunc{
			bookRoute: say(201, file(t, "order_held.json")), cancelRoute: quote, confirmRoute: tc.confirm,
		})
		in := bookInput(t)
		in.Total = other
		_, err := c.Book.Book(t.Context(), in)
		kindOf(t, err, tc.want)
		if routes := s.Routes(); routes[len(routes)-1] != confirmRoute {
			t.Errorf("%s: %v", name, routes)
		}
	}
	c, s := serve(t, map[string]http.HandlerFunc{bookRoute: say(201, file(t, "order_ticketed.json"))})
	in := bookInput(t)
	in.Total = other
	_, err := c.Book.Book(t.Context(), in)
	kindOf(t, err, supplier.OutcomeUnknown)
	if len(s.Routes()) != 1 {
		t.Errorf("a paid order was touched: %v", s.Routes())
	}
}
