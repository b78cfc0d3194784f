package duffelair

import (
	"slices"
	"strconv"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// createOrder makes a hold or an instant order. The scenario is the header's,
// else what is bound to the caller's own reference, else the search's.
func (s *Surface) createOrder(c *call) (reply, error) {
	var body readOrder
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	hold := body.shape(&f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	offer, search, err := s.world.Offer(c.supplier.ID, body.SelectedOffers[0])
	if err != nil {
		f.add("not_found", "/selected_offers/0", "selected_offers", "Field 'selected_offers' is not the id of an offer")
		return reply{}, f.err()
	}
	metadata := body.Metadata.pairs()
	own, err := s.stage.For(c.Header, metadata[world.ReferenceKey])
	if err != nil {
		return reply{}, badRequest("bad_request", "Unknown scenario", err.Error())
	}
	scenario := own
	if own.Name == "" {
		scenario = search.Scenario
	}
	if err := c.bound(scenario); err != nil {
		return reply{}, err
	}
	if s.used(c.supplier.ID, search.ID) {
		// Said before anything else is: the seats that are gone may be the caller's own.
		return reply{}, world.ErrAlreadyBooked
	}
	travellers := travellersFrom(body.Passengers, offer, &f)
	chosen, err := s.fill(c.supplier.ID, offer, body.Services, "/services", &f)
	if err != nil {
		return reply{}, err
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	rehearsal := rehearsedOffer(offer)
	switch {
	case rehearsal.gone:
		return reply{}, world.ErrOfferGone
	case !hold && rehearsal.refusal != nil:
		return reply{}, rehearsal.refusal
	case !hold && rehearsal.fails:
		return s.failLater(c, rehearsal, offer, metadata)
	}
	tenders := s.tenders(c, body.Payments, "/payments/0", offer.ID, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	// Only the first order of a reference gets lost, so that who tries again arrives.
	lost := scenario.Is(stage.BookedThenTimeout, c.supplier.ID) && !s.world.Referenced(c.supplier.ID, metadata[world.ReferenceKey])
	order, err := s.world.Book(c.supplier.ID, world.Booking{
		OfferID: offer.ID, Hold: hold, Tenders: tenders,
		Passengers: travellers, Metadata: metadata, Scenario: own,
		Extras: chosen.extras, Seats: chosen.seats, Once: true,
	})
	if err != nil {
		return reply{}, err
	}
	if lost {
		return reply{}, errSevered
	}
	if !hidden(order).IsZero() {
		return rehearsal.accept(offer, metadata), nil
	}
	return created(s.wireOrder(order)), nil
}

// used reports whether an order was made from an offer request.
func (s *Surface) used(supplier, searchID string) bool {
	return slices.ContainsFunc(s.world.Orders(supplier), func(o world.Order) bool { return o.Offer.SearchID == searchID })
}

// shape checks what does not depend on the offer, and reports a hold.
func (b readOrder) shape(f *findings) bool {
	hold := b.Type == "hold" || b.Type == "pay_later"
	switch {
	case b.Type == "":
		f.required("/type", "type")
	case !hold && b.Type != "instant":
		f.add("validation_inclusion", "/type", "type", "Field 'type' must be one of: instant, hold")
	case hold && len(b.Payments) > 0:
		f.add("payments_not_allowed_for_order_type", "/payments", "payments", "Field 'payments' can't be given for an order of type hold")
	case hold && len(b.Services) > 0:
		f.add("services_not_allowed_for_order_type", "/services", "services", "Field 'services' can't be given for an order of type hold")
	case !hold && len(b.Payments) == 0:
		f.required("/payments", "payments")
	}
	if len(b.SelectedOffers) != 1 {
		f.add("validation_length", "/selected_offers", "selected_offers", "Field 'selected_offers' should have 1 item")
	}
	if len(b.Passengers) == 0 {
		f.required("/passengers", "passengers")
	}
	for i, p := range b.Payments {
		p.check("/payments/"+strconv.Itoa(i), f)
	}
	b.Metadata.check(f)
	return hold
}

func (p readPayment) check(at string, f *findings) {
	switch p.Type {
	case "balance", "arc_bsp_cash":
	case world.TenderCard:
		if p.Session == "" {
			f.required(at+"/three_d_secure_session_id", "three_d_secure_session_id")
		}
	case "":
		f.required(at+"/type", "type")
	default:
		f.add("validation_inclusion", at+"/type", "type", "Field 'type' must be one of: balance, arc_bsp_cash, card")
	}
	if p.Currency == "" {
		f.required(at+"/currency", "currency")
	}
	if p.Amount == "" {
		f.required(at+"/amount", "amount")
		return
	}
	amount, err := world.ParseFen(p.Amount)
	if err != nil || amount < 0 {
		f.add("validation_format", at+"/amount", "amount", "Field 'amount' must be a decimal number")
	}
}

// wireOrder shows an order with its cancellation, once that is confirmed, with
// its confirmed changes and with what the airline did to it.
func (s *Surface) wireOrder(o world.Order) wireOrder {
	now := s.world.Now()
	out := wireOrderOf(o, now)
	if quote, found := s.world.CancellationOf(o.ID); found && quote.ConfirmedAt != nil {
		cancellation := wireCancellationOf(quote)
		out.Cancellation = &cancellation
	}
	out.Changes = s.changes.confirmed(o.ID)
	for _, d := range s.world.Disruptions(o.Supplier, o.ID) {
		out.AirlineInitiated = append(out.AirlineInitiated, wireAirlineChangeOf(d, o, now))
	}
	return out
}

// meet finds out which scenario is bound to an order and plays it.
func (s *Surface) meet(c *call, orderID string) (stage.Scenario, error) {
	order, err := s.world.Recorded(c.supplier.ID, orderID)
	if err == nil && hidden(order).After(s.world.Now()) {
		err = world.ErrNotFound
	}
	if err != nil {
		return stage.Scenario{}, err
	}
	scenario, err := s.stage.For(c.Header, order.Metadata[world.ReferenceKey])
	if err != nil {
		return stage.Scenario{}, badRequest("bad_request", "Unknown scenario", err.Error())
	}
	if scenario.Name == "" {
		scenario = order.Scenario
	}
	return scenario, c.bound(scenario)
}

// order reads an order, with what is bound to it.
func (s *Surface) order(c *call, id string) (world.Order, error) {
	if _, err := s.meet(c, id); err != nil {
		return world.Order{}, err
	}
	return s.world.Order(c.supplier.ID, id)
}

func (s *Surface) readOrder(c *call) (reply, error) {
	order, err := s.order(c, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return ok(s.wireOrder(order)), nil
}

func (s *Surface) updateOrder(c *call) (reply, error) {
	var body readUpdate
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	update := body.Metadata
	if update == nil && body.Options != nil {
		update = body.Options.Metadata
	}
	var f findings
	if update == nil {
		f.required("/metadata", "metadata")
	}
	update.check(&f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	if _, err := s.meet(c, c.PathValue("id")); err != nil {
		return reply{}, err
	}
	order, err := s.world.Annotate(c.supplier.ID, c.PathValue("id"), update.pairs())
	if err != nil {
		return reply{}, err
	}
	return ok(s.wireOrder(order)), nil
}

// priceOrder brings a hold to today's price.
func (s *Surface) priceOrder(c *call) (reply, error) {
	var body readPriceActions
	if len(c.body) > 0 {
		if err := c.decode(&body); err != nil {
			return reply{}, err
		}
	}
	var f findings
	body.check(&f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	order, err := s.order(c, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	if !order.Hold {
		return reply{}, world.ErrNotPayable
	}
	out := s.wireOrder(order)
	out.IntendedPayments = body.charges(out.TotalAmount)
	return ok(out), nil
}
