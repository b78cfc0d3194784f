package duffelair

import (
	"strconv"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

func (s *Surface) readOffer(c *call) (reply, error) {
	offer, err := s.reverify(c)
	if err != nil {
		return reply{}, err
	}
	out := wireOfferOf(offer)
	if c.URL.Query().Get("return_available_services") == "true" {
		out.AvailableServices = &[]string{}
	}
	return ok(out), nil
}

// reverify reads the offer again, with what is bound to its search.
func (s *Surface) reverify(c *call) (world.Offer, error) {
	id := c.PathValue("id")
	_, search, err := s.world.Offer(c.supplier.ID, id)
	if err != nil {
		return world.Offer{}, err
	}
	if err := c.bound(search.Scenario); err != nil {
		return world.Offer{}, err
	}
	return s.world.Reverify(c.supplier.ID, id, c.scenario)
}

// priceOffer answers with the offer at today's price. This world sells no
// services and takes no cards, so nothing but the balance can be intended.
func (s *Surface) priceOffer(c *call) (reply, error) {
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
	offer, err := s.reverify(c)
	if err != nil {
		return reply{}, err
	}
	out := wireOfferOf(offer)
	out.IntendedServices = []any{}
	out.IntendedPaymentMethods = body.charges(out.TotalAmount)
	return ok(out), nil
}

func (b readPriceActions) check(f *findings) {
	for i := range b.IntendedServices {
		f.add("not_found", "/intended_services/"+strconv.Itoa(i)+"/id", "id", "Field 'id' is not the id of a service of this offer")
	}
	for i, m := range b.IntendedPaymentMethods {
		if m.Type != "balance" && m.Type != "arc_bsp_cash" {
			f.add("validation_inclusion", "/intended_payment_methods/"+strconv.Itoa(i)+"/type", "type",
				"Field 'type' must be one of: balance, arc_bsp_cash")
		}
	}
}

type wireCharge struct {
	Type              string `json:"type"`
	ChargeAmount      string `json:"charge_amount"`
	ChargeCurrency    string `json:"charge_currency"`
	SurchargeAmount   string `json:"surcharge_amount"`
	SurchargeCurrency string `json:"surcharge_currency"`
}

func (b readPriceActions) charges(total string) []any {
	charges := make([]any, 0, len(b.IntendedPaymentMethods))
	for _, m := range b.IntendedPaymentMethods {
		charges = append(charges, wireCharge{m.Type, total, currency, world.Fen(0).Amount(), currency})
	}
	return charges
}

// readSeatMaps has none to show: seats cannot be chosen in this world yet.
func (s *Surface) readSeatMaps(c *call) (reply, error) {
	id, err := requiredQuery(c, "offer_id")
	if err != nil {
		return reply{}, err
	}
	if _, _, err := s.world.Offer(c.supplier.ID, id); err != nil {
		return reply{}, err
	}
	return ok([]any{}), nil
}
