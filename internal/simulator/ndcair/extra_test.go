package ndcair_test

import (
	"slices"
	"testing"
)

func offerRequest(p picked) string {
	return `<OfferRequest><Offer><OfferID>` + p.id + `</OfferID><OwnerCode>` + p.owner + `</OwnerCode></Offer></OfferRequest>`
}

func orderRequest(h held) string {
	return `<OrderRequest><Order>` + h.key() + `</Order></OrderRequest>`
}

func (s seller) services(of string) answer {
	s.t.Helper()
	return s.ask("ServiceList", `<ServiceListCoreRequest>`+of+`</ServiceListCoreRequest>`)
}

func (s seller) seats(of string) answer {
	s.t.Helper()
	return s.ask("SeatAvailability", `<SeatAvailCoreRequest>`+of+`</SeatAvailCoreRequest>`)
}

const alaCarte = "Response/ALaCarteOffer"

// bagOf is an item that sells a bag to the first passenger.
func bagOf(t testing.TB, services answer) node { return soldAs(t, services, "0CC") }

// soldAs is an item that sells the first passenger what has an RFISC.
func soldAs(t testing.TB, services answer, rfisc string) node {
	for _, d := range services.all("Response/DataLists/ServiceDefinitionList/ServiceDefinition") {
		for _, i := range services.all(alaCarte + "/OfferItem") {
			if d.text("RFISC") == rfisc && i.text("Service/ServiceDefinitionRefID") == d.text("ServiceDefinitionID") && i.text("Eligibility/PaxRefID") == "PAX1" {
				return i
			}
		}
	}
	t.Fatalf("no %s", rfisc)
	return node{}
}

// freeSeat is a seat of the first flight, its price item, row and column.
func freeSeat(t testing.TB, seats answer) (string, string, string) {
	for _, row := range seats.first("Response/SeatMap").all("CabinCompartment/SeatRow") {
		for _, seat := range row.all("Seat") {
			if seat.text("OccupationStatusCode") == "F" {
				return seat.text("OfferItemRefID"), row.text("RowNumber"), seat.text("ColumnID")
			}
		}
	}
	t.Fatal("no free seat")
	return "", "", ""
}

func (s seller) bagAndSeat(of string) (string, string) {
	s.t.Helper()
	bag := bagOf(s.t, s.services(of).ok())
	seatItem, row, column := freeSeat(s.t, s.seats(of).ok())
	one := `<PaxRefID>PAX1</PaxRefID>`
	return item(bag.text("OfferItemID"), one, `<SelectedALaCarteOfferItem><Qty>1</Qty></SelectedALaCarteOfferItem>`),
		item(seatItem, one, `<SelectedSeat><ColumnID>`+column+`</ColumnID><SeatRowNumber>`+row+`</SeatRowNumber></SelectedSeat>`)
}

// withBagAndSeat prices an offer with both.
func (s seller) withBagAndSeat(p picked) picked {
	s.t.Helper()
	bag, seat := s.bagAndSeat(offerRequest(p))
	p.items += bag + seat
	return pick(p.trip, *s.price(p).ok().first("Response/PricedOffer"))
}

// TestServicesAreSold with the flights: priced, booked, paid, and the seat taken.
func TestServicesAreSold(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	p := s.refundable(oneWay)
	bag, seat := s.bagAndSeat(offerRequest(p))
	price := fen(t, bagOf(t, s.services(offerRequest(p)).ok()).text("UnitPrice/TotalAmount"))
	withBag := p
	withBag.items += bag
	full := pick(oneWay, *s.price(withBag).ok().first("Response/PricedOffer"))
	if fen(t, full.total) != fen(t, p.total)+price {
		t.Fatalf("%s with a bag of %d, %s without", full.total, price, p.total)
	}
	if again := s.price(full).ok().text("Response/PricedOffer/TotalPrice/TotalAmount"); again != full.total {
		t.Fatalf("priced again: %s", again)
	}
	full.items += seat
	full = pick(oneWay, *s.price(full).ok().first("Response/PricedOffer"))
	created := s.create(full, "ord_x", "").ok()
	h := heldOf(created)
	if h.total != full.total || len(created.all("Response/Order/OrderItem")) != 3 || created.first("Response/Order/OrderItem/Service/OrderServiceAssociation/SeatOnLeg") == nil {
		t.Fatalf("booked %s", clip(created.raw))
	}
	s.change(h, "", payment(h.total)).ok()

	other := s.refundable(oneWay)
	other.items += seat
	if other.id == p.id {
		t.Fatal("the same offer again")
	}
	answer := s.price(other)
	codes := answer.texts("Error/Code")
	if !slices.Contains(codes, "281") {
		t.Fatalf("the seat is sold twice: %s", clip(answer.raw))
	}
}

// upgraded is an order with an upgrade, and what the list asked for it.
func (s seller) upgraded(what trip) (answer, node) {
	s.t.Helper()
	p := s.refundable(what)
	upgrade := soldAs(s.t, s.services(offerRequest(p)).ok(), "0BJ")
	p.items += item(upgrade.text("OfferItemID"), `<PaxRefID>PAX1</PaxRefID>`, `<SelectedALaCarteOfferItem><Qty>1</Qty></SelectedALaCarteOfferItem>`)
	full := pick(what, *s.price(p).ok().first("Response/PricedOffer"))
	h := heldOf(s.create(full, "ord_up", "").ok())
	return s.change(h, "", payment(h.total)).ok(), upgrade
}

// TestAnUpgradeIsSold for one flight and passenger; the order says on which and to
// what, beside the fare, which is the one that was bought.
func TestAnUpgradeIsSold(t *testing.T) {
	t.Parallel()
	paid, upgrade := start(t).seller("air-china").upgraded(oneWay)
	items := paid.all("Response/Order/OrderItem")
	if len(items) != 2 || items[1].text("Price/TotalAmount") != upgrade.text("UnitPrice/TotalAmount") || items[0].text("FareDetail/FareComponent/CabinType/CabinTypeCode") != "5" {
		t.Fatalf("items %s", clip(paid.raw))
	}
	const sold = "Service/OrderServiceAssociation/ServiceDefinitionRef/"
	definition := *paid.first("Response/DataLists/ServiceDefinitionList/ServiceDefinition")
	if definition.text("ServiceDefinitionID") != items[1].text(sold+"ServiceDefinitionRefID") || definition.text("Name") != "Upgrade to Business" || definition.text("RFIC") != "A" {
		t.Errorf("definition %+v", definition)
	}
	flown := items[0].text("Service/OrderServiceAssociation/PaxSegmentRef/PaxSegmentRefID")
	if on := items[1].text(sold + "OrderFlightAssociations/PaxSegmentRef/PaxSegmentRefID"); flown == "" || on != flown || items[1].text("Service/PaxRefID") != "PAX1" {
		t.Errorf("on %q of %q", on, flown)
	}
}

// TestServicesAreAdded to an order that is paid: for money, or not at all.
func TestServicesAreAdded(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	h := s.ticketed(oneWay, "ord_1")
	bag, seat := s.bagAndSeat(orderRequest(h))
	take := func(of, items, payments string) answer {
		return s.change(h, `<AcceptSelectedQuotedOfferList><SelectedPricedOffer><OfferRefID>`+of+`</OfferRefID><OwnerCode>`+h.owner+
			`</OwnerCode>`+items+`</SelectedPricedOffer></AcceptSelectedQuotedOfferList>`, payments)
	}
	list := s.services(orderRequest(h)).ok()
	price := bagOf(t, list).text("UnitPrice/TotalAmount")
	take(list.text(alaCarte+"/OfferID"), bag, "").refused("727")
	after := take(list.text(alaCarte+"/OfferID"), bag, payment(price)).ok()
	if fen(t, heldOf(after).total) != fen(t, h.total)+fen(t, price) {
		t.Fatalf("%s and %s make %s", h.total, price, heldOf(after).total)
	}
	take(list.text(alaCarte+"/OfferID"), bag+seat, payment(price)).refused("915")
	take(list.text(alaCarte+"/OfferID"), item("anc_none", "<PaxRefID>PAX1</PaxRefID>", `<SelectedALaCarteOfferItem><Qty>1</Qty></SelectedALaCarteOfferItem>`), payment(price)).refused("185")
}
