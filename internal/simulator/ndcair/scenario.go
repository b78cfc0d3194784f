package ndcair

import (
	"net/http"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// misfortune plays the scenarios that befall whole calls, whatever they ask: a
// supplier that is down does nothing, a slow one answers late. It waits without
// holding anything.
func (c *call) misfortune(scenario stage.Scenario) error {
	switch {
	case scenario.Is(stage.SupplierDown, c.supplier.ID):
		return fail(codeUnavailable, "The system is temporarily unavailable; nothing was done")
	case scenario.Is(stage.SupplierSlow, c.supplier.ID):
		delay := c.surface.slowDelay
		if c.aboutOrder() {
			delay = stage.Share(delay)
		}
		return stage.Linger(c.Context(), delay)
	}
	return nil
}

// aboutOrder reports whether the message is one of those that are about an order
// there is.
func (c *call) aboutOrder() bool {
	return strings.HasPrefix(c.root, "IATA_Order") && c.root != "IATA_OrderCreateRQ"
}

// bound plays what a thing carries with it, where the call itself says nothing.
func (c *call) bound(scenario stage.Scenario) error {
	if c.scenario.Name != "" {
		return nil // admit has played the call's own
	}
	return c.misfortune(scenario)
}

// offer finds an offer by any of its ids, and its search, whose scenario is for
// the caller to play.
func (c *call) offer(id, owner string) (world.Offer, world.Search, error) {
	offer, search, err := c.surface.world.Offer(c.supplier.ID, worldID(id))
	if err != nil {
		return world.Offer{}, world.Search{}, err
	}
	if owner != offer.Owner {
		return world.Offer{}, world.Search{}, fail(codeNotFound, "The owner has no such offer")
	}
	return offer, search, nil
}

// order finds an order as it was last written down, with the scenario bound to
// it, which it plays.
func (c *call) order(id, owner string) (world.Order, stage.Scenario, error) {
	w := c.surface.world
	w.Settle()
	order, err := w.Recorded(c.supplier.ID, id)
	if err != nil {
		return world.Order{}, stage.Scenario{}, orderless(err)
	}
	if owner != "" && owner != order.Offer.Owner {
		return world.Order{}, stage.Scenario{}, fail(codeNoOrder, "The owner has no such order")
	}
	scenario, err := c.surface.stage.For(c.Header, order.Metadata[world.ReferenceKey])
	if err != nil {
		return world.Order{}, stage.Scenario{}, failHTTP(http.StatusBadRequest, codeInvalid, "Unknown scenario")
	}
	if scenario.Name == "" {
		scenario = order.Scenario
	}
	return order, scenario, c.bound(scenario)
}
