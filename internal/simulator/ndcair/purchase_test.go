package ndcair_test

import (
	"fmt"
	"strings"
	"testing"
)

// trip is something to buy.
type trip struct {
	legs []string
	ptcs []string
}

var oneWay = trip{legs: []string{leg("PEK", "SHA", travelDay)}, ptcs: []string{"ADT"}}

var twins = trip{legs: []string{leg("PEK", "SHA", travelDay)}, ptcs: []string{"ADT", "INS", "INF"}}

var familyAbroad = trip{
	legs: []string{leg("PEK", "NRT", travelDay), leg("NRT", "PEK", "2026-12-28")},
	ptcs: []string{"ADT", "ADT", "CHD", "INF"},
}

func (s seller) shop(what trip) answer {
	s.t.Helper()
	return s.ask("AirShopping", flightRequest(what.legs...)+paxList(what.ptcs...))
}

const offersPath = "Response/OffersGroup/CarrierOffers/Offer"

// picked is an offer and the items chosen of it.
type picked struct {
	trip
	id, owner, total string
	items            string
}

func (p picked) selected() string {
	return `<OfferRefID>` + p.id + `</OfferRefID><OwnerCode>` + p.owner + `</OwnerCode>` + p.items
}

// everybody are the PaxRefID of a trip.
func (w trip) everybody() string {
	var b strings.Builder
	for i := range w.ptcs {
		fmt.Fprintf(&b, "<PaxRefID>PAX%d</PaxRefID>", i+1)
	}
	return b.String()
}

func item(id, pax, more string) string {
	return `<SelectedOfferItem><OfferItemRefID>` + id + `</OfferItemRefID>` + pax + more + `</SelectedOfferItem>`
}

// itemsOf selects all of an offer.
func itemsOf(offer node) string {
	var b strings.Builder
	for _, i := range offer.all("OfferItem") {
		pax := ""
		for _, id := range i.texts("Service/PaxRefID") {
			if !strings.Contains(pax, ">"+id+"<") {
				pax += "<PaxRefID>" + id + "</PaxRefID>"
			}
		}
		b.WriteString(item(i.text("OfferItemID"), pax, ""))
	}
	return b.String()
}

func pick(what trip, offer node) picked {
	return picked{
		trip: what, id: offer.text("OfferID"), owner: offer.text("OwnerCode"), total: offer.text("TotalPrice/TotalAmount"),
		items: itemsOf(offer),
	}
}

// shopped is the first offer of a search.
func (s seller) shopped(what trip) picked {
	s.t.Helper()
	return pick(what, s.shop(what).ok().all(offersPath)[0])
}

// refundable is the first offer that is flexible.
func (s seller) refundable(what trip) picked {
	s.t.Helper()
	for _, offer := range s.shop(what).ok().all(offersPath) {
		restrictions := offer.all("OfferItem/FareDetail/FareComponent/CancelRestrictions")
		changes := offer.texts("OfferItem/FareDetail/FareComponent/ChangeRestrictions/AllowedModificationInd")
		if restrictions[0].text("AllowedModificationInd") == "true" && changes[0] == "true" {
			return pick(what, offer)
		}
	}
	s.t.Fatal("no refundable offer")
	return picked{}
}

func (s seller) price(p picked) answer {
	s.t.Helper()
	return s.ask("OfferPrice", `<PricedOffer><SelectedOfferList><SelectedOffer>`+p.selected()+`</SelectedOffer></SelectedOfferList></PricedOffer>`)
}

// priced is an offer that was priced.
func (s seller) priced(what trip) picked {
	s.t.Helper()
	return pick(what, *s.price(s.refundable(what)).ok().first("Response/PricedOffer"))
}

var (
	givenNames = []string{"ANNA", "BORIS", "CLARA", "DAVID"}
	birthdays  = map[string]string{"ADT": "1990-03-04", "CHD": "2018-03-04", "INF": "2026-03-04", "INS": "2026-03-04"}
)

// people are the trip's passengers with names, an infant on the lap of the first.
func (w trip) people() string {
	var b strings.Builder
	for i, ptc := range w.ptcs {
		lap := ""
		if ptc == "INF" {
			lap = "<PaxRefID>PAX1</PaxRefID>"
		}
		fmt.Fprintf(&b, `<Pax><Birthdate>%s</Birthdate><ContactInfoRefID>CI1</ContactInfoRefID>`+
			`<IdentityDoc><ExpiryDate>2035-05-01</ExpiryDate><IdentityDocID>C%d</IdentityDocID><IdentityDocTypeCode>PT</IdentityDocTypeCode>`+
			`<IssuingCountryCode>DE</IssuingCountryCode><Surname>MUSTER</Surname></IdentityDoc>`+
			`<Individual><GenderCode>F</GenderCode><GivenName>%s</GivenName><Surname>MUSTER</Surname></Individual>`+
			`<PaxID>PAX%d</PaxID>%s<PTC>%s</PTC></Pax>`, birthdays[ptc], i, givenNames[i], i+1, lap, ptc)
	}
	return `<DataLists><ContactInfoList><ContactInfo><ContactInfoID>CI1</ContactInfoID>` +
		`<EmailAddress><EmailAddressText>anna@example.com</EmailAddressText></EmailAddress>` +
		`<Phone><PhoneNumber>+8613800138000</PhoneNumber></Phone></ContactInfo></ContactInfoList>` +
		`<PaxList>` + b.String() + `</PaxList></DataLists>`
}

func bookingRef(reference string) string {
	return `<BookingRef><BookingEntity><Org><Name>Farebridge</Name><OrgID>FB</OrgID></Org></BookingEntity><BookingID>` +
		reference + `</BookingID></BookingRef>`
}

func payment(amount string) string {
	return `<PaymentFunctions><PaymentProcessingDetails><Amount CurCode="CNY">` + amount +
		`</Amount><PaymentMethod><SettlementPlan><PaymentTypeCode>CA</PaymentTypeCode></SettlementPlan></PaymentMethod>` +
		`</PaymentProcessingDetails></PaymentFunctions>`
}

func (s seller) create(p picked, reference, payments string) answer {
	s.t.Helper()
	return s.ask("OrderCreate", p.wish(reference, payments))
}

func (p picked) wish(reference, payments string) string {
	return bookingRef(reference) + `<CreateOrder><AcceptSelectedQuotedOfferList><SelectedPricedOffer>` + p.selected() +
		`<TotalOfferPriceAmount CurCode="CNY">` + p.total + `</TotalOfferPriceAmount></SelectedPricedOffer></AcceptSelectedQuotedOfferList></CreateOrder>` +
		p.people() + payments
}

// held is an order that waits for payment.
type held struct {
	id, owner, total string
}

func heldOf(a answer) held {
	return held{a.text("Response/Order/OrderID"), a.text("Response/Order/OwnerCode"), a.text("Response/Order/TotalPrice/TotalAmount")}
}

func (h held) key() string {
	return `<OrderID>` + h.id + `</OrderID><OwnerCode>` + h.owner + `</OwnerCode>`
}

func (s seller) held(what trip, reference string) held {
	s.t.Helper()
	return heldOf(s.create(s.priced(what), reference, "").ok())
}

func (s seller) ticketed(what trip, reference string) held {
	s.t.Helper()
	h := s.held(what, reference)
	s.change(h, "", payment(h.total)).ok()
	return h
}

// change commits a choice to an order, or only pays.
func (s seller) change(h held, choice, payments string) answer {
	s.t.Helper()
	if choice != "" {
		choice = `<ChangeOrderChoice>` + choice + `</ChangeOrderChoice>`
	}
	return s.ask("OrderChange", choice+`<Order>`+h.key()+`</Order>`+payments)
}

func (s seller) retrieve(h held) answer {
	s.t.Helper()
	return s.ask("OrderRetrieve", `<OrderValidationFilterCriteria><OrderFilterCriteria>`+h.key()+`</OrderFilterCriteria></OrderValidationFilterCriteria>`)
}

func (s seller) byReference(reference string) answer {
	s.t.Helper()
	return s.ask("OrderRetrieve", `<OrderValidationFilterCriteria><BookingRefFilterCriteria><BookingID>`+reference+
		`</BookingID><Org><Name>Farebridge</Name><OrgID>FB</OrgID></Org></BookingRefFilterCriteria></OrderValidationFilterCriteria>`)
}

// TestBuying goes the whole way: hold, quote, pay, tickets.
func TestBuying(t *testing.T) {
	t.Parallel()
	for name, what := range map[string]trip{"one way": oneWay, "a family abroad": familyAbroad} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t).seller("air-china")
			shop := s.refundable(what)
			first := *s.price(shop).ok().first("Response/PricedOffer")
			p := pick(what, first)
			if p.id == shop.id || p.total != shop.total || first.first("PenaltyRefID") == nil {
				t.Fatalf("priced %s at %s, shopped %s at %s", p.id, p.total, shop.id, shop.total)
			}
			created := s.create(p, "ord_mine", "").ok()
			h := heldOf(created)
			if h.total != p.total || created.text("Response/Order/StatusCode") != "OPENED" || created.first("Response/TicketDocInfo") != nil {
				t.Fatalf("created %s", clip(created.raw))
			}
			order := *created.first("Response/Order")
			if order.text("OrderItem/PaymentTimeLimitDateTime") == "" || order.text("OrderItem/PriceGuaranteeTimeLimitDateTime") == "" {
				t.Fatal("a hold without clocks")
			}
			refs := order.first("OrderItem/Service").all("BookingRef")
			if len(refs) != 2 || refs[1].text("BookingID") != "ord_mine" || refs[1].text("BookingEntity/Org/OrgID") != "FB" {
				t.Fatalf("references %+v", refs)
			}
			quoted := s.ask("OrderQuote", `<RepricedOrder>`+h.key()+`</RepricedOrder>`).ok()
			if quoted.text("Response/ReshopResults/NoChangeInd/NoChangeInd") != "true" {
				t.Fatalf("quoted %s", clip(quoted.raw))
			}
			paid := s.change(h, "", payment(h.total)).ok()
			if n := len(paid.all("Response/TicketDocInfo/Ticket")); n != len(what.ptcs) {
				t.Fatalf("%d tickets", n)
			}
			if paid.text("PaymentFunctions/PaymentProcessingSummary/Amount") != h.total {
				t.Fatal("the payment is not shown")
			}
			s.change(h, "", payment(h.total)).refused("395")
			if again := s.retrieve(h).ok(); again.text("Response/TicketDocInfo/Ticket/TicketNumber") != paid.text("Response/TicketDocInfo/Ticket/TicketNumber") {
				t.Fatal("other tickets when read again")
			}
			if found := s.byReference("ord_mine").ok(); found.text("Response/Order/OrderID") != h.id {
				t.Fatal("not found by the seller's reference")
			}
			s.byReference("ord_other").refused("129")
		})
	}
}

// TestInfantIsOnALap: the order says whose.
func TestInfantIsOnALap(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	created := s.create(s.priced(familyAbroad), "ord_lap", "").ok()
	pax := created.all("Response/DataLists/PaxList/Pax")
	if len(pax) != 4 || pax[3].text("PTC") != "INF" || pax[3].text("PaxRefID") != "PAX1" || pax[0].text("Individual/GivenName") != "ANNA" {
		t.Fatalf("passengers %+v", pax)
	}
	if n := len(created.all("Response/Order/OrderItem")); n != 2 {
		t.Fatalf("%d items for two journeys", n)
	}
}

// TestResellerSellsAtOnceOnly: PT0S means what it says.
func TestResellerSellsAtOnceOnly(t *testing.T) {
	t.Parallel()
	s := start(t).seller("skytrip")
	offer := *s.price(s.shopped(oneWay)).ok().first("Response/PricedOffer")
	if limit := offer.text("OfferItem/PaymentTimeLimit/PaymentTimeLimitDuration/PaymentTimeLimitDuration"); limit != "PT0S" {
		t.Fatalf("limit %q", limit)
	}
	p := pick(oneWay, offer)
	s.create(p, "ord_r", "").refused("466")
	s.create(p, "ord_r", payment("1.00")).refused("727")
	created := s.create(p, "ord_r", payment(p.total)).ok()
	if created.text("Response/TicketDocInfo/Ticket/TicketNumber") == "" {
		t.Fatal("no ticket")
	}
}

// TestOfferIsSoldTwice: NDC does not say that one order is all a shopping
// response is good for. Everything chosen comes along, seats excepted.
func TestOfferIsSoldTwice(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	withBaby := trip{legs: familyAbroad.legs, ptcs: []string{"ADT", "INF"}}
	p := s.refundable(withBaby)
	bag, _ := s.bagAndSeat(offerRequest(p))
	p.items += bag
	full := pick(withBaby, *s.price(p).ok().first("Response/PricedOffer"))
	first, second := s.create(full, "ord_1", "").ok(), s.create(full, "ord_2", "").ok()
	if heldOf(first).total != heldOf(second).total || heldOf(first).id == heldOf(second).id {
		t.Fatalf("%v and %v", heldOf(first), heldOf(second))
	}
	pax := second.all("Response/DataLists/PaxList/Pax")
	if pax[1].text("PaxRefID") != "PAX1" || len(second.all("Response/Order/OrderItem")) != 3 {
		t.Fatalf("second %s", clip(second.raw))
	}
	dearer := s.under("price-up").refundable(oneWay)
	dearer = pick(oneWay, *s.price(dearer).ok().first("Response/PricedOffer"))
	s.create(dearer, "ord_3", "").ok()
	s.create(dearer, "ord_4", "").ok()
}

// TestPriceGuard: nothing is sold at another price than the seller said.
func TestPriceGuard(t *testing.T) {
	t.Parallel()
	s := start(t).seller("china-eastern")
	p := s.priced(oneWay)
	wrong := p
	wrong.total = "1.00"
	s.create(wrong, "ord_g", "").refused("727")
	h := heldOf(s.create(p, "ord_g", "").ok())
	s.change(h, "", payment("1.00")).refused("727")
}

// TestEmptyBalance: what is drawn on it is refused, and nothing is done.
func TestEmptyBalance(t *testing.T) {
	t.Parallel()
	s := start(t).seller("sichuan-airlines")
	p := s.priced(trip{legs: []string{leg("PEK", "CTU", travelDay)}, ptcs: []string{"ADT"}})
	h := heldOf(s.create(p, "ord_b", "").ok())
	draw := strings.ReplaceAll(payment(h.total), ">CA<", ">AF<")
	s.change(h, "", draw).refused("293")
	if s.retrieve(h).ok().first("Response/TicketDocInfo") != nil {
		t.Fatal("tickets without money")
	}
	s.change(h, "", payment(h.total)).ok()
}
