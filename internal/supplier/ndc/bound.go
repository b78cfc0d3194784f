package ndc

import "fmt"

// maxParts bounds every list of one answer about an order, and of one offer. A
// group of ninety-nine with six flights, seats and bags has fewer services.
const maxParts = 2000

// excess reports an answer with more in it than any order has. It is asked before
// anything is read: what is compared with each other is then little.
func (w *wireOrderView) excess() error {
	lists := &w.DataLists
	var items, services, references, rules int
	for _, order := range w.Order {
		items += len(order.OrderItem)
		for _, item := range order.OrderItem {
			services += len(item.Service)
			rules += countRules(item.CancelRestrictions, item.ChangeRestrictions, item.FareDetail) + len(item.PenaltyRefID)
			for _, s := range item.Service {
				references += len(s.BookingRef)
				if s.Seat != nil {
					references += s.Seat.Flights.count()
				}
			}
		}
	}
	tickets := 0
	for _, doc := range w.TicketDocInfo {
		tickets += len(doc.Ticket)
		references += len(doc.BookingRef)
	}
	flown := 0
	for _, j := range lists.Journeys {
		flown += len(j.PaxSegmentRefID)
	}
	return within(
		part{"orders", len(w.Order)}, part{"items", items}, part{"services", services}, part{"references", references / 4}, part{"rules", rules / 4},
		part{"documents", len(w.TicketDocInfo)}, part{"tickets", tickets}, part{"passengers", len(lists.Pax)}, part{"segments", len(lists.Segments)},
		part{"journeys", len(lists.Journeys)}, part{"segments of journeys", flown}, part{"penalties", len(lists.Penalties)},
	)
}

// excess is the same of an offer.
func (w *wireOffer) excess() error {
	services, rules := 0, 0
	for _, item := range w.OfferItem {
		services += len(item.Service)
		rules += countRules(item.CancelRestrictions, item.ChangeRestrictions, item.FareDetail) + len(item.PenaltyRefID)
		for _, s := range item.Service {
			services += len(s.PaxRefID) + len(s.Association.Journeys)
		}
	}
	return within(
		part{"items", len(w.OfferItem)}, part{"services", services / 4}, part{"rules", rules / 4},
		part{"baggage", len(w.BaggageAssociations)}, part{"price classes", len(w.JourneyOverview.JourneyPriceClass)},
	)
}

// excess is the same of an offer to change an order.
func (w *wireChangedOffer) excess() error {
	services := 0
	for _, item := range w.AddedOfferItem {
		services += len(item.Service)
		for _, s := range item.Service {
			services += len(s.PaxRefID) + len(s.Association.Journeys)
		}
	}
	return within(
		part{"items", len(w.AddedOfferItem) + len(w.DeleteOrderItem)}, part{"services", services / 4},
		part{"price classes", len(w.JourneyOverview.JourneyPriceClass)},
	)
}

func countRules(cancel, change []wireRestriction, fares []wireFareDetail) int {
	n := len(cancel) + len(change)
	for _, fare := range fares {
		n += len(fare.FareComponent) + len(fare.PenaltyRefID)
		for _, c := range fare.FareComponent {
			n += len(c.CancelRestrictions) + len(c.ChangeRestrictions) + len(c.PaxSegmentRefID)
			for _, rule := range c.FareRule {
				n += len(rule.Remark)
			}
		}
	}
	return n
}

func (f wireFlights) count() int {
	return len(f.Journeys) + len(f.Segments) + len(f.Segment) + len(f.Legs)
}

type part struct {
	name  string
	count int
}

func within(parts ...part) error {
	for _, p := range parts {
		if p.count > maxParts {
			return fmt.Errorf("%d %s", p.count, p.name)
		}
	}
	return nil
}
