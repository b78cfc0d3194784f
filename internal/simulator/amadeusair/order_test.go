package amadeusair_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func TestConfirmedOrderIsTicketedLater(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	offer := c.price(c.offers("adults=1")[0]).get("data.flightOffers.0")
	made := c.book(offer, "CONFIRM", "ord_1").must(http.StatusCreated)
	id := made.text("data.id")
	if made.get("data.tickets") != nil || made.get("warnings") != nil || made.text("data.ticketingAgreement.option") != "CONFIRM" {
		t.Fatalf("made %s", clip(made.raw))
	}
	if !regexp.MustCompile(`^[A-Z2-9]{6}$`).MatchString(made.text("data.associatedRecords.0.reference")) {
		t.Fatalf("record %v", made.get("data.associatedRecords"))
	}
	if made.text("data.remarks.general.0.text") != "FAREBRIDGE ord_1" || made.text("data.travelers.0.name.lastName") != "ZHANG" {
		t.Fatalf("made %s", clip(made.raw))
	}
	s.later(29 * time.Second)
	if got := c.read(id).must(http.StatusOK); got.get("data.tickets") != nil {
		t.Fatalf("tickets too early: %v", got.get("data.tickets"))
	}
	s.later(time.Second)
	read := c.read(id).must(http.StatusOK)
	if !regexp.MustCompile(`^999-[0-9]{10}$`).MatchString(read.text("data.tickets.0.documentNumber")) ||
		read.text("data.tickets.0.documentStatus") != "ISSUED" || read.text("data.tickets.0.travelerId") != "1" ||
		read.text("data.tickets.0.segmentIds.0") != text(offer, "itineraries.0.segments.0.id") {
		t.Fatalf("tickets %v", read.get("data.tickets"))
	}
	if read.text("data.flightOffers.0.itineraries.0.segments.0.bookingStatus") != "CONFIRMED" {
		t.Fatalf("offer %v", read.get("data.flightOffers.0.itineraries"))
	}
	c.call(http.MethodDelete, orders+"/"+id, nil).refused(http.StatusBadRequest, 4926)
	order := c.world.Orders("air-china")[0]
	if order.Metadata[world.ReferenceKey] != "ord_1" || order.Total().Amount() != text(offer, "price.grandTotal") {
		t.Fatalf("order %+v", order.Metadata)
	}
}

func TestHeldOrder(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	offer := c.offers("adults=1")[0]
	body := orderOf(offer, "DELAY_TO_CANCEL", "ord_2")
	put(body, "data.ticketingAgreement.delay", "6D")
	put(body, "data.formOfPayments", []any{map[string]any{"other": map[string]any{"method": "CASH", "flightOfferIds": []any{"1"}}}})
	made := c.call(http.MethodPost, orders, body).must(http.StatusCreated)
	if made.text("data.ticketingAgreement.dateTime") != "2026-12-02" || made.text("data.formOfPayments.0.other.method") != "CASH" {
		t.Fatalf("made %s", clip(made.raw))
	}
	if deadline := made.text("data.flightOffers.0.lastTicketingDateTime"); deadline != "2026-12-02T16:00:00" {
		t.Fatalf("to be ticketed by %s", deadline)
	}
	id := made.text("data.id")
	c.call(http.MethodDelete, orders+"/"+id, nil).must(http.StatusNoContent)
	if got := c.read(id).must(http.StatusOK).text("data.flightOffers.0.itineraries.0.segments.0.bookingStatus"); got != "CANCELLED" {
		t.Fatalf("status %s", got)
	}
	c.call(http.MethodDelete, orders+"/"+id, nil).refused(http.StatusNotFound, 1797)

	late := c.book(c.offers("adults=1")[0], "DELAY_TO_QUEUE", "ord_3").must(http.StatusCreated)
	s.later(24*time.Hour + time.Second)
	c = s.as("air-china")
	if got := c.read(late.text("data.id")).must(http.StatusOK).text("data.flightOffers.0.itineraries.0.segments.0.bookingStatus"); got != "CANCELLED" {
		t.Fatalf("past its deadline: %s", got)
	}
	for _, unknown := range []string{"b3JkXzAwMDA%3D", "***", "eA%3D%3D"} {
		c.read(unknown).refused(http.StatusNotFound, 1797)
	}
}

// A confirmed order can be given back until there are tickets.
func TestConfirmedOrderIsDeletedInTime(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("skytrip")
	offer := c.offers("adults=1")[0]
	c.book(offer, "DELAY_TO_CANCEL", "held").refused(http.StatusBadRequest, 9112)
	id := c.book(offer, "", "ord_4").must(http.StatusCreated).text("data.id")
	s.later(10 * time.Second)
	c.call(http.MethodDelete, orders+"/"+id, nil).must(http.StatusNoContent)
	s.later(time.Minute)
	if got := c.read(id).must(http.StatusOK).text("data.flightOffers.0.itineraries.0.segments.0.bookingStatus"); got != "CANCELLED" {
		t.Fatalf("status %s", got)
	}
}

func TestOrderOfAFamily(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.as("air-china")
	offer := c.offers("adults=2&children=1&infants=1")[0]
	people := []any{
		traveler("4", "MEI", "2026-01-10"), traveler("1", "SAN", "1990-01-01"),
		traveler("2", "LI", "1991-01-01"), traveler("3", "WEI", "2019-05-05"),
	}
	put(people[0], "contact", nil)
	made := c.call(http.MethodPost, orders, orderOf(offer, "CONFIRM", "ord_5", people...)).must(http.StatusCreated)
	s.later(time.Minute)
	if got := len(c.read(made.text("data.id")).list("data.tickets")); got != 4 {
		t.Fatalf("%d tickets", got)
	}
	order := c.world.Orders("air-china")[0]
	if order.Passengers[0].InfantID != order.Passengers[3].ID || order.Passengers[3].Given != "MEI" || order.Passengers[3].Email != "san@example.com" {
		t.Fatalf("passengers %+v", order.Passengers)
	}
}

func TestPriceDiscrepancy(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	total := fen(t, text(offer, "price.grandTotal"))
	far, near := copied(offer), copied(offer)
	put(far, "price.grandTotal", world.Fen(total-total/50).Amount())
	a := c.book(far, "CONFIRM", "far").refused(http.StatusBadRequest, 37200)
	want := "Current grandTotal price (" + world.Fen(total).Amount() + ") is different from request one (" + text(far, "price.grandTotal") + ")"
	if a.text("errors.0.detail") != want {
		t.Fatalf("detail %q", a.text("errors.0.detail"))
	}
	put(near, "price.grandTotal", world.Fen(total+total/200).Amount())
	a = c.book(near, "CONFIRM", "near").must(http.StatusCreated)
	if a.text("warnings.0.title") != "BookingWithPriceMarginWarning" || a.get("warnings.0.status") != 200.0 ||
		a.text("data.flightOffers.0.price.grandTotal") != text(offer, "price.grandTotal") {
		t.Fatalf("made %s", clip(a.raw))
	}
}

// Amadeus' offers belong to nobody: who buys one does not keep others from it,
// until the seats are gone.
func TestOneOfferForMany(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	var group sync.WaitGroup
	answers := make([]answer, 4)
	for i := range answers {
		group.Go(func() {
			var err error
			answers[i], err = c.try(t.Context(), http.MethodPost, orders, orderOf(offer, "DELAY_TO_CANCEL", "ord_"+string(rune('a'+i))))
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, a := range answers {
		a.must(http.StatusCreated)
	}
	if got := len(c.world.Orders("air-china")); got != 4 {
		t.Fatalf("%d orders", got)
	}
	for range 60 {
		a := c.book(offer, "DELAY_TO_CANCEL", "more")
		if a.status != http.StatusCreated {
			a.refused(http.StatusBadRequest, 34651).at("/data/flightOffers[0]/itineraries[0]/segments[0]")
			return
		}
	}
	t.Fatal("seats without end")
}

func TestOrderRefusals(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	abroad := c.call(http.MethodGet, strings.ReplaceAll(oneWay, "SHA", "NRT")+"&adults=1", nil).must(http.StatusOK).get("data.0")
	for what, want := range map[string]struct {
		offer   any
		path    string
		value   any
		code    int
		pointer string
	}{
		"type":         {offer, "data.type", "order", 4926, "/data/type"},
		"two offers":   {offer, "data.flightOffers", []any{offer, offer}, 10661, "/data/flightOffers"},
		"no price":     {offer, "data.flightOffers.0.price", nil, 32171, "/data/flightOffers[0]/price/grandTotal"},
		"euros":        {offer, "data.flightOffers.0.price.currency", "EUR", 572, "/data/flightOffers[0]/price/currency"},
		"no margin":    {offer, "data.flightOffers.0.price.margin", "wide", 477, "/data/flightOffers[0]/price/margin"},
		"any margin":   {offer, "data.flightOffers.0.price.margin", "100.01", 477, "/data/flightOffers[0]/price/margin"},
		"words":        {offer, "data.flightOffers.0.price.grandTotal", "much", 477, "/data/flightOffers[0]/price/grandTotal"},
		"nobody":       {offer, "data.travelers", []any{}, 32171, "/data/travelers"},
		"a stranger":   {offer, "data.travelers.0.id", "7", 4926, "/data/travelers[0]/id"},
		"no birthday":  {offer, "data.travelers.0.dateOfBirth", nil, 32171, "/data/travelers[0]/dateOfBirth"},
		"a child":      {offer, "data.travelers.0.dateOfBirth", "2020-01-01", 4926, "/data/travelers[0]/dateOfBirth"},
		"gender":       {offer, "data.travelers.0.gender", "X", 572, "/data/travelers[0]/gender"},
		"script":       {offer, "data.travelers.0.name.lastName", "张", 477, "/data/travelers[0]/name/lastName"},
		"mistyped":     {offer, "data.travelers.0", "San", 477, "/data/travelers[0]"},
		"no phone":     {offer, "data.travelers.0.contact.phones", nil, 32171, "/data/travelers[0]/contact/phones"},
		"no mail":      {offer, "data.travelers.0.contact.emailAddress", "none", 477, "/data/travelers[0]/contact/emailAddress"},
		"no passport":  {abroad, "data.travelers.0.documents", nil, 32171, "/data/travelers[0]/documents"},
		"agreement":    {offer, "data.ticketingAgreement.option", "LATER", 572, "/data/ticketingAgreement/option"},
		"card":         {offer, "data.formOfPayments", []any{map[string]any{"creditCard": map[string]any{"number": "4111111111111111"}}}, 1304, "/data/formOfPayments[0]/creditCard"},
		"wallet":       {offer, "data.formOfPayments", []any{map[string]any{"b2bWallet": map[string]any{}}}, 34733, "/data/formOfPayments[0]/b2bWallet"},
		"odd remarks":  {offer, "data.remarks", []any{1}, 477, "/data/remarks"},
		"odd contacts": {offer, "data.contacts", "me", 477, "/data/contacts"},
	} {
		t.Run(what, func(t *testing.T) {
			body := copied(orderOf(want.offer, "CONFIRM", "refused"))
			put(body, want.path, want.value)
			c.call(http.MethodPost, orders, body).refused(http.StatusBadRequest, want.code).at(want.pointer)
		})
	}
	if got := len(c.world.Orders("air-china")); got != 0 {
		t.Fatalf("%d orders", got)
	}
}

// A passport is what a trip abroad needs.
func TestOrderAbroad(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	abroad := c.call(http.MethodGet, strings.ReplaceAll(oneWay, "SHA", "NRT")+"&adults=1", nil).must(http.StatusOK).get("data.0")
	person := traveler("1", "SAN", "1990-01-01")
	person["documents"] = []any{map[string]any{
		"documentType": "PASSPORT", "number": "E12345678", "expiryDate": "2030-01-01", "issuanceCountry": "CN", "nationality": "CN", "holder": true,
	}}
	made := c.call(http.MethodPost, orders, orderOf(abroad, "CONFIRM", "abroad", person)).must(http.StatusCreated)
	if made.text("data.travelers.0.documents.0.nationality") != "CN" {
		t.Fatalf("travelers %v", made.get("data.travelers"))
	}
	document := c.world.Orders("air-china")[0].Passengers[0].Documents[0]
	if document.Number != "E12345678" || document.Type != "passport" {
		t.Fatalf("document %+v", document)
	}
}

// The order's own words come back as they were sent.
func TestOrderGivesBackWhatItWasSent(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	body := orderOf(c.offers("adults=1")[0], "DELAY_TO_QUEUE", "")
	data := body["data"].(map[string]any)
	data["remarks"] = map[string]any{"general": []any{map[string]any{"subType": "GENERAL_MISCELLANEOUS", "text": "plain"}}, "airline": []any{}}
	data["contacts"] = []any{map[string]any{"purpose": "STANDARD", "companyName": "O'Hara & Sons <Travel>"}}
	data["automatedProcess"] = []any{map[string]any{"code": "IMMEDIATE", "queue": map[string]any{"number": "0", "category": "0"}}}
	made := c.call(http.MethodPost, orders, body).must(http.StatusCreated)
	read := c.read(made.text("data.id")).must(http.StatusOK)
	for _, field := range []string{"remarks", "contacts", "automatedProcess", "travelers"} {
		want, _ := json.Marshal(copied(data[field]))
		got, _ := json.Marshal(read.get("data." + field))
		if string(got) != string(want) {
			t.Errorf("%s: %s instead of %s", field, got, want)
		}
	}
	if got := c.world.Orders("air-china")[0].Metadata[world.ReferenceKey]; got != "plain" {
		t.Fatalf("reference %q", got)
	}
}
