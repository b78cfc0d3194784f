package ndcair

import (
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// The seller's organisation, kept beside its reference so that the order can
// show both again.
const (
	orgIDKey   = "ndc_org_id"
	orgNameKey = "ndc_org_name"
)

// create makes a hold, or with payments an order that is ticketed at once. The
// scenario is the header's, else what is bound to the seller's own reference,
// else the search's.
func (s *Surface) create(c *call) (reply, error) {
	var body readCreate
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	metadata := metadataFrom(body.Refs)
	own, err := s.stage.For(c.Header, metadata[world.ReferenceKey])
	if err != nil {
		return reply{}, fail(codeInvalid, "Unknown scenario")
	}
	offer, search, err := c.selected(body.Offers)
	if err != nil {
		return reply{}, err
	}
	scenario := own
	if own.Name == "" {
		scenario = search.Scenario
	}
	if err := c.bound(scenario); err != nil {
		return reply{}, err
	}
	var f findings
	chosen := choicesFrom(body.Offers, offer.Party, &f)
	travellers := travellersFrom(body, offer, &f)
	tenders := tendersFrom(body.Payments, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	if err := c.agreed(offer.ID, chosen, body.Offers); err != nil {
		return reply{}, err
	}
	// Only the first order of a reference gets lost, so that who tries again arrives.
	lost := scenario.Is(stage.BookedThenTimeout, c.supplier.ID) && !s.world.Referenced(c.supplier.ID, metadata[world.ReferenceKey])
	order, err := s.world.Book(c.supplier.ID, world.Booking{
		OfferID: offer.ID, Hold: len(tenders) == 0, Tenders: tenders, Passengers: travellers,
		Metadata: metadata, Scenario: own, Extras: chosen.extras, Seats: chosen.seats,
	})
	if err != nil {
		return reply{}, err
	}
	if lost {
		return reply{}, errSevered
	}
	return s.view(order), nil
}

// quiet keeps what is bound to a search from happening to the offer looked at.
var quiet = stage.Scenario{Name: stage.None}

// agreed refuses to sell at another price than the seller named: the sum of
// TotalOfferPriceAmount, else what the offer's id was priced at. Nothing is
// compared where neither is there.
func (c *call) agreed(id string, chosen choices, list []readSelection) error {
	// None: what the scenario does to offers happens when they are priced.
	offer, extras, err := c.priced(id, chosen, quiet)
	if err != nil {
		return err
	}
	var sum world.Fen
	said := false
	for _, s := range list {
		if s.Total.Value == "" {
			continue
		}
		amount, err := world.ParseFen(strings.TrimSpace(s.Total.Value))
		if err != nil || s.Total.Currency != currency {
			return fail(codeAmount, "TotalOfferPriceAmount is no amount of CNY")
		}
		sum += amount
		said = true
	}
	if !said {
		sum, said = promised(strings.TrimSpace(list[0].OfferID))
	}
	if said && sum != offer.Total()+extras.Total {
		return fail(codeAmount, "The price has changed")
	}
	return nil
}

// metadataFrom keeps the seller's own reference.
func metadataFrom(refs []readBookingRef) map[string]string {
	for _, r := range refs {
		id := strings.TrimSpace(r.ID)
		if r.Carrier == "" && id != "" {
			return map[string]string{
				world.ReferenceKey: id, orgIDKey: strings.TrimSpace(r.OrgID), orgNameKey: strings.TrimSpace(r.OrgName),
			}
		}
	}
	return nil
}

// cardPrefix begins tokens of the sandbox's cards. Numbers are not taken.
const cardPrefix = "tok"

// tendersFrom reads payments. A settlement plan's cash and cards are not drawn
// on the seller's prepaid balance, all else is.
func tendersFrom(payments []readPayment, f *findings) []world.Tender {
	var tenders []world.Tender
	for _, p := range payments {
		if p.Details == nil {
			continue // a method that is asked about, or where a refund goes
		}
		method, t := p.Details.Method, world.Tender{Type: "balance"}
		switch {
		case method.Card != nil:
			card, known := world.CardOf(cardPrefix, strings.TrimSpace(method.Card.Token))
			if !known {
				f.add(codePayment, "TokenizedCardID", "It is no card that can be charged")
			}
			t.Type, t.Card = world.TenderCard, card
		case method.Plan != nil && strings.TrimSpace(method.Plan.Type) == "CA":
			t.Type = "arc_bsp_cash"
		case method.Plan == nil && method.Offline == nil && method.EasyPay == nil:
			f.add(codePayment, "PaymentMethod", "It is missing or not taken")
		}
		t.Amount, t.Currency = strings.TrimSpace(p.Details.Amount.Value), p.Details.Amount.Currency
		if amount, err := world.ParseFen(t.Amount); err != nil || amount < 0 {
			f.add(codeAmount, "Amount", "It is no amount of CNY")
		}
		tenders = append(tenders, t)
	}
	return tenders
}
