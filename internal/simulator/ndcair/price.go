package ndcair

import (
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// price answers with the offer as it is today, with what was chosen beside the
// flights, under a new id.
func (s *Surface) price(c *call) (reply, error) {
	var body readPricing
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	offer, search, err := c.selected(body.Offers)
	if err != nil {
		return reply{}, err
	}
	if err := c.bound(search.Scenario); err != nil {
		return reply{}, err
	}
	var f findings
	chosen := choicesFrom(body.Offers, offer.Party, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	// The call's own scenario, or that of the search, happens here.
	offer, extras, err := c.priced(offer.ID, chosen, c.scenario)
	if err != nil {
		return reply{}, err
	}
	now := s.world.Now()
	g := newGraph(now)
	id := pricedID(offer, offer.Total()+extras.Total, now)
	out := wirePriceResponse{Offer: g.offer(id, offer, extras)}
	addRules(&out.Offer, offer)
	out.Payments = []wireOfferPayment{{Type: "CA"}}
	out.Lists = g.lists
	return reply{body: out}, nil
}

// selected is the one offer that a selection is of, and its search.
// Services and seats are selected under the offer's own id or their list's.
func (c *call) selected(list []readSelection) (world.Offer, world.Search, error) {
	if len(list) == 0 {
		var f findings
		f.missing("SelectedOffer")
		return world.Offer{}, world.Search{}, f.err()
	}
	for _, other := range list[1:] {
		if worldID(other.OfferID) != worldID(list[0].OfferID) {
			return world.Offer{}, world.Search{}, unsupported("Offers cannot be combined")
		}
	}
	return c.offer(strings.TrimSpace(list[0].OfferID), strings.TrimSpace(list[0].Owner))
}

// priced is the offer now, and what was chosen with it.
func (c *call) priced(id string, chosen choices, scenario stage.Scenario) (world.Offer, world.Extras, error) {
	if !chosen.flights {
		return world.Offer{}, world.Extras{}, fail(codeInvalid, "The flights are not among the items")
	}
	offer, err := c.surface.world.Reverify(c.supplier.ID, id, scenario)
	if err != nil {
		return world.Offer{}, world.Extras{}, err
	}
	if chosen.empty() {
		return offer, world.Extras{}, nil
	}
	extras, err := c.surface.world.PriceExtras(c.supplier.ID, id, chosen.extras, chosen.seats)
	return offer, extras, err
}

// addRules says the fares' rules in words, with the first journey: they concern
// all of the ticket.
func addRules(o *wireOffer, offer world.Offer) {
	var rules []wireFareRule
	for _, text := range offer.RuleTexts() {
		rules = append(rules, wireFareRule{Code: text.Category, Remarks: []wireRemark{{text.Text}}})
	}
	o.Items[0].Fares[0].Components[0].Rules = rules
}
