package duffelair

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func (s *Surface) createChangeRequest(c *call) (reply, error) {
	var body readChangeRequest
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	if body.OrderID == "" {
		f.required("/order_id", "order_id")
		return reply{}, f.err()
	}
	order, err := s.order(c, body.OrderID)
	if err != nil {
		return reply{}, linked(err, "/order_id", "order_id")
	}
	remove, add, cabin := body.wish(order, s.world, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	request, err := s.world.RequestChange(c.supplier.ID, order.ID, remove, add, cabin)
	if err != nil {
		return reply{}, err
	}
	return created(wireChangeRequestOf(request, order)), nil
}

// wish reads what is to be flown instead of what. All that is added is in one
// cabin, the first that is named.
func (b readChangeRequest) wish(o world.Order, w *world.World, f *findings) ([]int, []world.Leg, string) {
	if len(b.Slices.Remove)+len(b.Slices.Add) == 0 {
		f.required("/slices", "slices")
	}
	var remove []int
	for i, slice := range b.Slices.Remove {
		at := slices.IndexFunc(o.Offer.Slices, func(own world.Slice) bool { return sliceID(o.Offer.ID, own) == slice.SliceID })
		if at < 0 || slices.Contains(remove, at) {
			f.add("not_found", "/slices/remove/"+strconv.Itoa(i)+"/slice_id", "slice_id", "Field 'slice_id' is not the id of a slice of the order")
			continue
		}
		remove = append(remove, at)
	}
	if len(b.Slices.Add) > mostSlices {
		f.add("validation_length", "/slices/add", "add", "Field 'add' can't have more than 6 items")
		return nil, nil, ""
	}
	var add []world.Leg
	cabin := ""
	for i, slice := range b.Slices.Add {
		leg := legFrom(slice.readSlice, "/slices/add/"+strconv.Itoa(i)+"/", w.Now(), f)
		add = append(add, leg)
		if !knownCabin(slice.CabinClass) {
			f.add("validation_inclusion", "/slices/add/"+strconv.Itoa(i)+"/cabin_class", "cabin_class",
				"Field 'cabin_class' must be one of: first, business, premium_economy, economy")
		}
		if cabin == "" {
			cabin = slice.CabinClass
		}
	}
	return remove, add, cabin
}

func (s *Surface) readChangeRequest(c *call) (reply, error) {
	request, err := s.world.ChangeRequestByID(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	order, err := s.order(c, request.OrderID)
	if err != nil {
		return reply{}, err
	}
	return ok(wireChangeRequestOf(request, order)), nil
}

func (s *Surface) listChangeOffers(c *call) (reply, error) {
	id, err := requiredQuery(c, "order_change_request_id")
	if err != nil {
		return reply{}, err
	}
	request, err := s.world.ChangeRequestByID(c.supplier.ID, id)
	if err != nil {
		return reply{}, linked(err, "/order_change_request_id", "order_change_request_id")
	}
	order, err := s.order(c, request.OrderID)
	if err != nil {
		return reply{}, err
	}
	offers := slices.Clone(request.Offers)
	if err := sortChangeOffers(offers, c.URL.Query().Get("sort")); err != nil {
		return reply{}, err
	}
	page, meta, err := paginate(offers, c.URL.Query())
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, wireList{wireChangeOffersOf(page, order), meta}}, nil
}

func sortChangeOffers(offers []world.ChangeOffer, by string) error {
	key, descending := strings.CutPrefix(by, "-")
	measure := func(o world.ChangeOffer) int64 { return int64(o.Difference) }
	switch key {
	case "", "change_total_amount":
	case "total_duration":
		measure = func(o world.ChangeOffer) int64 {
			total := int64(0)
			for _, slice := range o.Added {
				total += int64(slice.Flights.Duration())
			}
			return total
		}
	default:
		var f findings
		f.add("validation_inclusion", "/sort", "sort", "Field 'sort' must be one of: change_total_amount, total_duration")
		return f.err()
	}
	slices.SortStableFunc(offers, func(a, b world.ChangeOffer) int {
		if descending {
			a, b = b, a
		}
		return int(measure(a) - measure(b))
	})
	return nil
}

func (s *Surface) readChangeOffer(c *call) (reply, error) {
	offer, err := s.world.ChangeOfferByID(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	order, err := s.order(c, offer.OrderID)
	if err != nil {
		return reply{}, err
	}
	return ok(wireChangeOfferOf(offer, order)), nil
}

// createChange selects an offer; nothing happens to the order until it is confirmed.
func (s *Surface) createChange(c *call) (reply, error) {
	var body readChange
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if body.SelectedOffer == "" {
		var f findings
		f.required("/selected_order_change_offer", "selected_order_change_offer")
		return reply{}, f.err()
	}
	offer, err := s.world.ChangeOfferByID(c.supplier.ID, body.SelectedOffer)
	if err != nil {
		return reply{}, linked(err, "/selected_order_change_offer", "selected_order_change_offer")
	}
	order, err := s.order(c, offer.OrderID)
	if err != nil {
		return reply{}, err
	}
	now := s.world.Now()
	switch before, err := s.changes.find(c.supplier.ID, changeOf(offer.ID)); {
	case err == nil && before.Change.ConfirmedAt != nil:
		return reply{}, alreadyActioned()
	case err == nil:
		return created(before.Change), nil
	case now.After(offer.ExpiresAt):
		return reply{}, world.ErrOfferExpired
	}
	change := orderChange{Supplier: c.supplier.ID, OfferID: offer.ID, Change: wireOrderChangeOf(offer, order, now)}
	if err := s.changes.keep(change); err != nil {
		return reply{}, err
	}
	return created(change.Change), nil
}

func alreadyActioned() error {
	return refuse(stateError, "order_change_already_actioned", "Order change already actioned",
		"The order change was already confirmed.")
}

func (s *Surface) readChange(c *call) (reply, error) {
	change, err := s.changes.find(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return ok(change.Change), nil
}

// confirmChange exchanges the order. A payment belongs to a change that costs
// something; where money comes back there is none.
func (s *Surface) confirmChange(c *call) (reply, error) {
	var body readConfirmChange
	if len(c.body) > 0 {
		if err := c.decode(&body); err != nil {
			return reply{}, err
		}
	}
	change, err := s.changes.find(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	if change.Change.ConfirmedAt != nil {
		return reply{}, alreadyActioned()
	}
	if _, err := s.meet(c, change.Change.OrderID); err != nil {
		return reply{}, err
	}
	tenders, err := s.confirming(c, body, change.Change)
	if err != nil {
		return reply{}, err
	}
	_, err = s.world.ConfirmChange(c.supplier.ID, change.OfferID, tenders)
	if errors.Is(err, world.ErrStaleQuote) {
		err = world.ErrOfferGone
	}
	if err != nil {
		return reply{}, err
	}
	now := s.world.Now()
	change.Change.ConfirmedAt = &now
	if err := s.changes.keep(change); err != nil {
		return reply{}, err
	}
	return ok(change.Change), nil
}

func (s *Surface) confirming(c *call, b readConfirmChange, change wireOrderChange) ([]world.Tender, error) {
	var f findings
	owed, err := world.ParseFen(change.ChangeTotalAmount)
	switch {
	case err != nil:
		return nil, err
	case owed <= 0:
		// Duffel's own client may name a payment of nothing; it pays nothing.
		return nil, nil
	case b.Payment == nil:
		f.required("/payment", "payment")
		return nil, f.err()
	}
	b.Payment.check("/payment", &f)
	if err := f.err(); err != nil {
		return nil, err
	}
	tenders := s.tenders(c, []readPayment{*b.Payment}, "/payment", change.OrderID, &f)
	return tenders, f.err()
}
