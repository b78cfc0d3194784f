package duffelair_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// services are an offer's, read now.
func (a *airline) services(t trip) answer {
	a.t.Helper()
	return a.get("/air/offers/" + t.offer + "?return_available_services=true")
}

// seat is a free seat of the offer for its first passenger: service, designator, price.
func (a *airline) seat(t trip) (string, string, string) {
	a.t.Helper()
	maps := a.get("/air/seat_maps?offer_id=" + t.offer)
	for _, row := range maps.list("data.0.cabins.0.rows") {
		for _, section := range dig(row, "sections").([]any) {
			for _, element := range dig(section, "elements").([]any) {
				if word(element, "available_services.0.passenger_id") == t.pax && word(element, "available_services.0.total_amount") != "0.00" {
					return word(element, "available_services.0.id"), word(element, "designator"), word(element, "available_services.0.total_amount")
				}
			}
		}
	}
	a.t.Fatal("no free seat")
	return "", "", ""
}

func TestServicesAreBookedUnderTheirLastIDs(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	found := a.search()
	if plain := a.get("/air/offers/" + found.offer); plain.at("data.available_services") != nil {
		t.Error("services although they were not asked for")
	}
	first, last := a.services(found), a.services(found)
	old, bag, price := first.text("data.available_services.0.id"), last.text("data.available_services.0.id"), last.text("data.available_services.0.total_amount")
	if old == "" || old == bag {
		t.Fatalf("ids %q and %q", old, bag)
	}
	if last.text("data.available_services.0.type") != "baggage" || last.at("data.available_services.0.maximum_quantity").(float64) < 1 ||
		last.at("data.available_services.0.metadata.maximum_weight_kg").(float64) < 20 ||
		last.text("data.available_services.0.segment_ids.0") != last.text("data.slices.0.segments.0.id") {
		t.Errorf("bag %v", last.at("data.available_services.0"))
	}
	seat, designator, extra := a.seat(found) // leaves the bags' ids good
	total := sum(t, last.text("data.total_amount"), price, extra)
	intended := quantities([]string{bag, seat})
	priced := a.post("/air/offers/"+found.offer+"/actions/price",
		`{"intended_services":[`+intended+`],"intended_payment_methods":[{"type":"balance"}]}`).must(http.StatusOK)
	if priced.text("data.total_amount") != total || priced.text("data.intended_payment_methods.0.charge_amount") != total ||
		priced.text("data.intended_services.1.id") != seat {
		t.Errorf("priced at %s instead of %s", priced.text("data.total_amount"), total)
	}
	a.order(found, total, old, seat).refused("not_found", "/services/0/id")
	a.order(found, total, bag+"=0").refused("validation_inclusion", "/services/0/quantity")
	a.order(found, total, seat+"=2").refused("validation_inclusion", "/services/0/quantity")
	a.order(found, total, bag+"=99").refused("ancillary_service_not_available", "")
	a.order(found, last.text("data.total_amount"), bag, seat).refused("payment_amount_does_not_match_order_amount", "/payments")
	hold := fmt.Sprintf(`{"type":"hold","selected_offers":[%q],"passengers":[%s],"services":[%s]}`, found.offer, person(found.pax), intended)
	a.post("/air/orders", hold).refused("services_not_allowed_for_order_type", "/services")

	booked := a.order(found, total, bag, seat).must(http.StatusCreated)
	// Once more it is the order that is there already, not the seat that is gone.
	a.order(found, total, bag, seat).refused("offer_request_already_booked", "")
	read := a.get("/air/orders/" + booked.text("data.id"))
	if read.text("data.total_amount") != total || len(read.list("data.services")) != 2 || len(read.list("data.documents")) != 1 {
		t.Fatalf("order for %s with %v", read.text("data.total_amount"), read.list("data.services"))
	}
	if got := read.text("data.slices.0.segments.0.passengers.0.seat.designator"); got != designator {
		t.Errorf("sits on %q instead of %s", got, designator)
	}
	kinds := read.text("data.services.0.type") + " " + read.text("data.services.1.type")
	if kinds != "baggage seat" || read.text("data.services.1.metadata.designator") != designator ||
		read.text("data.services.0.total_amount") != price || read.text("data.services.0.passenger_ids.0") != found.pax {
		t.Errorf("%s: %v", kinds, read.list("data.services"))
	}
}

// A seat that was sold since the map was read is refused as gone, not as unknown.
func TestSeatIsSoldOnce(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	one, other := a.search(), a.search()
	if one.found.text("data.offers.0.slices.0.segments.0.marketing_carrier_flight_number") !=
		other.found.text("data.offers.0.slices.0.segments.0.marketing_carrier_flight_number") {
		t.Fatal("two searches, two cheapest flights")
	}
	seat, designator, price := a.seat(one)
	same, again, _ := a.seat(other)
	if designator != again {
		t.Fatalf("free are %s and %s", designator, again)
	}
	total := sum(t, one.found.text("data.offers.0.total_amount"), price)
	a.order(one, total, seat).must(http.StatusCreated)
	a.order(other, total, same).refused("ancillary_service_not_available", "")
	if _, next, _ := a.seat(other); next == designator {
		t.Errorf("%s is sold and still offered", designator)
	}
}

func TestServicesAfterBooking(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	found := a.search()
	amount := found.found.text("data.offers.0.total_amount")
	order := a.order(found, amount).must(http.StatusCreated).text("data.id")
	add := func(payment, id string) answer {
		return a.post("/air/orders/"+order+"/services", fmt.Sprintf(`{"add_services":[{"id":%q,"quantity":1}],"payment":%s}`, id, payment))
	}
	old := a.get("/air/orders/" + order + "/available_services").text("data.0.id")
	listed := a.get("/air/orders/" + order + "/available_services")
	bag, price := listed.text("data.0.id"), listed.text("data.0.total_amount")
	if bag == "" || bag == old || bag[:4] != "aso_" {
		t.Fatalf("ids %q and %q", old, bag)
	}
	add(balance(price), old).refused("not_found", "/add_services/0/id")
	add(balance("0.01"), bag).refused("payment_amount_does_not_match_order_amount", "/payments")
	add("null", bag).refused("validation_required", "/payment")
	more := add(balance(price), bag).must(http.StatusOK)
	if got, want := more.text("data.total_amount"), sum(t, amount, price); got != want || len(more.list("data.services")) != 1 {
		t.Errorf("costs %s instead of %s with %v", got, want, more.list("data.services"))
	}
}

func TestSeatMap(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	found := a.search(`{"age":8}`, `{"age":1}`)
	child, infant := found.found.text("data.passengers.1.id"), found.found.text("data.passengers.2.id")
	maps := a.get("/air/seat_maps?offer_id=" + found.offer)
	if len(maps.list("data")) != len(found.found.list("data.offers.0.slices.0.segments")) ||
		maps.text("data.0.segment_id") != found.found.text("data.offers.0.slices.0.segments.0.id") ||
		maps.text("data.0.slice_id") != found.found.text("data.offers.0.slices.0.id") {
		t.Fatalf("%.300s", maps.raw)
	}
	seen := map[string]int{}
	exit := false
	for _, row := range maps.list("data.0.cabins.0.rows") {
		sections := dig(row, "sections").([]any)
		if got := float64(len(sections) - 1); got != maps.at("data.0.cabins.0.aisles") {
			t.Fatalf("%v aisles in a row, %v in the cabin", got, maps.at("data.0.cabins.0.aisles"))
		}
		afterExit := exit
		exit = word(row, "sections.0.elements.0.type") == "exit_row"
		for _, section := range sections {
			for _, element := range dig(section, "elements").([]any) {
				seen[word(element, "type")]++
				services, isSeat := dig(element, "available_services").([]any)
				if isSeat != (word(element, "designator") != "") {
					t.Fatalf("element %v", element)
				}
				for _, service := range services {
					switch id := word(service, "passenger_id"); {
					case id == infant:
						t.Errorf("%s is for an infant", word(element, "designator"))
					case id == child && afterExit:
						t.Errorf("%s beside an exit is for a child", word(element, "designator"))
					}
				}
				if isSeat && len(services) == 0 {
					seen["taken"]++
				}
			}
		}
	}
	for _, kind := range []string{"seat", "restricted_seat_general", "exit_row", "lavatory", "galley", "empty", "bassinet", "taken"} {
		if seen[kind] == 0 {
			t.Errorf("no %s among %v", kind, seen)
		}
	}
	if first, last := maps.at("data.0.cabins.0.wings.first_row_index"), maps.at("data.0.cabins.0.wings.last_row_index"); first.(float64) >= last.(float64) {
		t.Errorf("wings from %v to %v", first, last)
	}
}

// The prepaid balance runs out: nothing is booked, and another supplier's
// account has nothing to do with it.
func TestInsufficientBalance(t *testing.T) {
	t.Parallel()
	a := open(t, "").as("hainan-airlines")
	found := a.search()
	a.order(found, found.found.text("data.offers.0.total_amount")).refused("insufficient_balance", "")
	if n := len(a.get("/air/orders").list("data")); n != 0 {
		t.Errorf("%d orders", n)
	}
}

// Slow tickets: the order is there and paid, its documents come later.
func TestTicketingSlow(t *testing.T) {
	t.Parallel()
	a := open(t, "")
	found := a.search()
	booked := a.under("ticketing-slow").order(found, found.found.text("data.offers.0.total_amount")).must(http.StatusCreated)
	if booked.text("data.payment_status.paid_at") == "" || len(booked.list("data.documents")) != 0 || booked.at("data.documents") == nil {
		t.Fatalf("%v %v", booked.at("data.payment_status"), booked.at("data.documents"))
	}
	order := "/air/orders/" + booked.text("data.id")
	a.stage.Advance(44 * time.Second)
	if n := len(a.get(order).list("data.documents")); n != 0 {
		t.Errorf("%d documents too early", n)
	}
	a.stage.Advance(46 * time.Second)
	if n := len(a.get(order).list("data.documents")); n != 1 {
		t.Errorf("%d documents", n)
	}
}
