package duffelair

import (
	"strconv"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

func (s *Surface) readOffer(c *call) (reply, error) {
	offer, err := s.reverify(c)
	if err != nil {
		return reply{}, err
	}
	out := wireOfferOf(offer)
	if c.URL.Query().Get("return_available_services") == "true" {
		listed, err := s.offerServices(c.supplier.ID, offer)
		if err != nil {
			return reply{}, err
		}
		out.AvailableServices = &listed
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
	scenario := c.scenario
	if scenario.Name == "" && rehearsed(search.Request).dearer {
		scenario.Name = stage.PriceUp
	}
	offer, err := s.world.Reverify(c.supplier.ID, id, scenario)
	if err == nil && rehearsed(search.Request).gone {
		err = world.ErrOfferGone
	}
	return offer, err
}

// priceOffer answers with the offer at today's price, together with the services
// that are intended. There are no cards here: the balance pays.
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
	chosen, err := s.fill(c.supplier.ID, offer, body.IntendedServices, "/intended_services", &f)
	if err != nil {
		return reply{}, err
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	extras, err := s.world.PriceExtras(c.supplier.ID, offer.ID, chosen.extras, chosen.seats)
	if err != nil {
		return reply{}, err
	}
	out := wireOfferOf(offer)
	out.TotalAmount = (offer.Total() + extras.Total).Amount()
	out.IntendedServices = make([]wireIntendedService, 0, len(body.IntendedServices))
	for _, service := range body.IntendedServices {
		out.IntendedServices = append(out.IntendedServices, wireIntendedService(service))
	}
	out.IntendedPaymentMethods = body.charges(out.TotalAmount)
	return ok(out), nil
}

func (b readPriceActions) check(f *findings) {
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
