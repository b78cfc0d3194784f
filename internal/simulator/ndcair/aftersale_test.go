package ndcair_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

func unpaid(h held) string {
	return `<CancelUnpaidOrder><OrderRefID>` + h.id + `</OrderRefID><OwnerCode>` + h.owner + `</OwnerCode></CancelUnpaidOrder>`
}

func (s seller) cancelQuote(h held) answer {
	s.t.Helper()
	return s.ask("OrderReshop", `<OrderRefID>`+h.id+`</OrderRefID><UpdateOrder><CancelOrderRef><OrderRefID>`+h.id+
		`</OrderRefID></CancelOrderRef></UpdateOrder>`)
}

const reshopOffer = "Response/ReshopResults/ReshopOffers/Offer"

func acceptCancelled(quote answer) string {
	return `<AcceptCancelledOffer><OfferID>` + quote.text(reshopOffer+"/OfferID") + `</OfferID><OwnerCode>` +
		quote.text(reshopOffer+"/OwnerCode") + `</OwnerCode></AcceptCancelledOffer>`
}

func acceptChange(order answer) string {
	for _, i := range order.all("Response/Order/OrderItem") {
		if i.first("SellerFollowUpAction") != nil {
			return `<AcceptChange><OrderItemRefID>` + i.text("OrderItemID") + `</OrderItemRefID></AcceptChange>`
		}
	}
	return ""
}

// reshop asks what else could be flown instead of one of the order's items.
func (s seller) reshop(h held, order answer, instead int, legs ...string) answer {
	s.t.Helper()
	item := order.all("Response/Order/OrderItem")[instead].text("OrderItemID")
	return s.ask("OrderReshop", `<OrderRefID>`+h.id+`</OrderRefID><UpdateOrder><ReshopOrder><ReshopOrderChoice><ServiceOrder>`+
		`<AddOfferItems>`+flightRequest(legs...)+`</AddOfferItems><DeleteOrderItem><OrderItemRefID>`+item+
		`</OrderItemRefID></DeleteOrderItem></ServiceOrder></ReshopOrderChoice></ReshopOrder></UpdateOrder>`)
}

// change selects a change offer.
func change(offer node, what trip) string {
	return `<OfferRefID>` + offer.text("OfferID") + `</OfferRefID><OwnerCode>` + offer.text("OwnerCode") + `</OwnerCode>` +
		item(offer.text("AddedOfferItem/OfferItemID"), what.everybody(), "")
}

const differentialPath = "AddedOfferItem/ReshopPrice/PriceDifferential/DiffPrice/Price/"

// accept commits a change offer and pays what is due.
func (s seller) accept(h held, offer node, what trip) answer {
	s.t.Helper()
	pay := ""
	if due := offer.text(differentialPath + "DueToAirlineAmount"); due != "" && due != "0.00" {
		pay = payment(due)
	}
	return s.change(h, `<AcceptSelectedQuotedOfferList><SelectedPricedOffer>`+change(offer, what)+`</SelectedPricedOffer></AcceptSelectedQuotedOfferList>`, pay)
}

// TestHoldIsReleased: cancelled, and only while it is not paid.
func TestHoldIsReleased(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	h := s.held(oneWay, "ord_1")
	released := s.change(h, unpaid(h), "").ok()
	if released.text("Response/Order/StatusCode") != "CLOSED" || slices.Contains(released.texts("Response/Order/OrderItem/StatusCode"), "ACTIVE") {
		t.Fatalf("released %s", clip(released.raw))
	}
	s.change(h, "", payment(h.total)).refused("54")
	paid := s.ticketed(oneWay, "ord_2")
	s.change(paid, unpaid(paid), "").refused("395")
}

// TestTicketIsRefunded on the terms of the quote, once.
func TestTicketIsRefunded(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	h := s.ticketed(oneWay, "ord_1")
	quote := s.cancelQuote(h).ok()
	back := quote.text(reshopOffer + "/DeleteOrderItem/PriceDifferential/DiffPrice/Price/DueByAirlineAmount")
	kept := quote.text("Response/ChangeFees/Price/TotalAmount")
	if sum := fen(t, back) + fen(t, kept); sum != fen(t, h.total) || fen(t, back) == 0 {
		t.Fatalf("%s back and %s kept of %s", back, kept, h.total)
	}
	cancelled := s.change(h, acceptCancelled(quote), "").ok()
	if got := cancelled.text("Response/Order/OrderItem/PriceDifferential/DiffPrice/Price/DueByAirlineAmount"); got != back {
		t.Fatalf("gave %s instead of %s", got, back)
	}
	if cancelled.text("Response/TicketDocInfo/Ticket/Coupon/CouponStatusCode") != "RF" {
		t.Fatal("the ticket can still be used")
	}
	s.cancelQuote(h).refused("54")
	other := s.ticketed(oneWay, "ord_2")
	s.change(other, acceptCancelled(quote), "").refused("913")
}

func fen(t *testing.T, amount string) world.Fen {
	t.Helper()
	f, err := world.ParseFen(amount)
	if err != nil {
		t.Fatalf("amount %q: %v", amount, err)
	}
	return f
}

// TestJourneyIsChanged for exactly what was said, the other one staying.
func TestJourneyIsChanged(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	there := trip{legs: []string{leg("PEK", "SHA", travelDay), leg("SHA", "PEK", "2026-12-24")}, ptcs: []string{"ADT", "CHD"}}
	h := s.ticketed(there, "ord_1")
	before := s.retrieve(h).ok()
	offers := s.reshop(h, before, 1, leg("SHA", "PEK", "2026-12-25")).ok()
	offer := *offers.first(reshopOffer)
	if journeys := offer.all("JourneyOverview/JourneyPriceClass"); len(journeys) != 2 {
		t.Fatalf("%d journeys afterwards", len(journeys))
	}
	owed := fen(t, h.total) + amountAt(t, offer, differentialPath+"DueToAirlineAmount") - amountAt(t, offer, differentialPath+"DueByAirlineAmount")
	if owed != amountAt(t, offer, "TotalPrice/TotalAmount") {
		t.Fatalf("%s and the difference make %d: %s", h.total, owed, offer.text("TotalPrice/TotalAmount"))
	}
	s.ask("OrderQuote", `<ExistingOrder>`+h.key()+`</ExistingOrder><SelectedOffers>`+change(offer, there)+`</SelectedOffers>`).ok()
	after := s.accept(h, offer, there).ok()
	if after.text("Response/Order/TotalPrice/TotalAmount") != offer.text("TotalPrice/TotalAmount") {
		t.Fatalf("changed to %s", after.text("Response/Order/TotalPrice/TotalAmount"))
	}
	flights := after.texts("Response/Order/OrderItem/Service/OrderServiceAssociation/PaxSegmentRef/PaxSegmentRefID")
	if !contains(flights, "20261225") || contains(flights, "20261224") || !contains(flights, "20261220") {
		t.Fatalf("flies %v", flights)
	}
	if old := before.text("Response/TicketDocInfo/Ticket/TicketNumber"); after.text("Response/TicketDocInfo/Ticket/TicketNumber") == old {
		t.Fatal("not reissued")
	}
	s.accept(h, offer, there).refused("325")
}

// amountAt is an amount that may be left out.
func amountAt(t *testing.T, n node, path string) world.Fen {
	t.Helper()
	if n.first(path) == nil {
		return 0
	}
	return fen(t, n.text(path))
}

func contains(list []string, part string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, part) })
}

// TestScheduleChangeIsAccepted: shown beside what it takes the place of, then
// alone.
func TestScheduleChangeIsAccepted(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china").under(stage.ScheduleChange)
	h := s.ticketed(oneWay, "ord_1")
	moved := s.under("").retrieve(h).ok()
	statuses := moved.texts("Response/Order/OrderItem/Service/StatusCode")
	if !slices.Contains(statuses, "CANCELLED") || !slices.Contains(statuses, "CONFIRMED") {
		t.Fatalf("services %v", statuses)
	}
	if actions := moved.texts("Response/Order/OrderItem/SellerFollowUpAction/ActionCode"); !slices.Contains(actions, "Accept") {
		t.Fatalf("actions %v", actions)
	}
	accept := acceptChange(moved)
	after := s.under("").change(h, accept, "").ok()
	if len(after.all("Response/Order/OrderItem/Service")) != 1 || after.first("Response/Order/OrderItem/SellerFollowUpAction") != nil {
		t.Fatalf("afterwards %s", clip(after.raw))
	}
	s.under("").change(h, accept, "").refused("913")
}

// TestLapsedGuarantee: OrderQuote tells today's price, which is agreed to and paid.
func TestLapsedGuarantee(t *testing.T) {
	t.Parallel()
	box := start(t)
	s := box.seller("air-china")
	var h held
	var quoted answer
	// Only floating fares change, and not all of them in one night.
	for n := 0; n < 20 && quoted.first("Response/ReshopResults/RepricedOffer") == nil; n++ {
		p := pick(oneWay, s.shop(oneWay).ok().all(offersPath)[n])
		h = heldOf(s.create(p, "ord_"+p.id, "").ok())
		box.stage.Advance(box.stage.Offset() + 9*time.Hour)
		if shown := s.retrieve(h).ok().text("Response/Order/TotalPrice/TotalAmount"); shown != h.total {
			t.Fatalf("the price moved to %s without being asked", shown)
		}
		quoted = s.ask("OrderQuote", `<RepricedOrder>`+h.key()+`</RepricedOrder>`).ok()
	}
	repriced := quoted.first("Response/ReshopResults/RepricedOffer")
	if repriced == nil {
		t.Fatal("no price ever changed")
	}
	total := repriced.text("TotalPrice/TotalAmount")
	if total == h.total || repriced.text("RepricedOfferItem/OriginalOrderItem/TotalPrice/TotalAmount") != h.total {
		t.Fatalf("%s instead of %s", total, h.total)
	}
	accept := func(id string) string {
		return `<AcceptRepricedOrder><OfferRefID>` + id + `</OfferRefID></AcceptRepricedOrder>`
	}
	s.change(h, "", payment(h.total)).refused("727")
	s.change(h, accept(h.id+".1.00"), "").refused("325")
	s.change(h, accept(repriced.text("OfferRefID")), "").ok()
	s.change(h, "", payment(total)).ok()
}
