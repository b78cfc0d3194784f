package duffelair

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func (s *Surface) listOrders(c *call) (reply, error) {
	query := c.URL.Query()
	var orders []world.Order
	if id := query.Get("offer_id"); id != "" {
		order, found := s.world.OrderOf(c.supplier.ID, id)
		if found {
			orders = append(orders, order)
		}
	} else {
		orders = s.world.Orders(c.supplier.ID)
	}
	orders = slices.DeleteFunc(s.withoutHidden(orders), func(o world.Order) bool { return !s.matches(o, query) })
	if err := sortOrders(orders, query.Get("sort")); err != nil {
		return reply{}, err
	}
	page, meta, err := paginate(orders, query)
	if err != nil {
		return reply{}, err
	}
	list := make([]wireOrder, 0, len(page))
	for _, o := range page {
		// Who asks for everybody's orders is not kept waiting by what one of them
		// is under.
		if query.Get("offer_id") != "" {
			if err := c.bound(o.Scenario); err != nil {
				return reply{}, err
			}
		}
		list = append(list, s.wireOrder(o))
	}
	return reply{http.StatusOK, wireList{list, meta}}, nil
}

// matches reports whether an order is what a list asks for. A list of values is
// met by any of them.
func (s *Surface) matches(o world.Order, query url.Values) bool {
	owner := wireAirlineOf(o.Offer.Owner).ID
	needsAction := slices.ContainsFunc(s.world.Disruptions(o.Supplier, o.ID), func(d world.Disruption) bool {
		return d.Action == world.DisruptionOpen
	})
	names, owners := query["passenger_name[]"], query["owner_id[]"]
	switch {
	case query.Get("booking_reference") != "" && query.Get("booking_reference") != o.Reference,
		query.Get("awaiting_payment") != "" && (query.Get("awaiting_payment") == "true") != o.Awaiting(),
		query.Get("requires_action") != "" && (query.Get("requires_action") == "true") != needsAction,
		len(owners) > 0 && !slices.Contains(owners, owner),
		len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return carries(o, name) }):
		return false
	}
	return true
}

// carries reports whether a passenger is called so, given or family name or both.
func carries(o world.Order, name string) bool {
	return slices.ContainsFunc(o.Passengers, func(p world.Traveller) bool {
		return slices.ContainsFunc([]string{p.Given, p.Family, p.Given + " " + p.Family}, func(own string) bool {
			return strings.EqualFold(own, name)
		})
	})
}

// sortOrders leaves the newest first, unless the time to pay is asked for; who
// has nothing to pay comes last.
func sortOrders(orders []world.Order, by string) error {
	key, descending := strings.CutPrefix(by, "-")
	switch key {
	case "":
		return nil
	case "payment_required_by":
	default:
		var f findings
		f.add("validation_inclusion", "/sort", "sort", "Field 'sort' must be payment_required_by")
		return f.err()
	}
	slices.SortStableFunc(orders, func(a, b world.Order) int {
		switch {
		case a.Awaiting() != b.Awaiting():
			if a.Awaiting() {
				return -1
			}
			return 1
		case descending:
			a, b = b, a
		}
		return a.Offer.PayBy.Compare(b.Offer.PayBy)
	})
	return nil
}
