package ndc

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"

	"github.com/farebridge/farebridge/internal/supplier"
)

// listed is a list of which no more than supplier.MostListed members are read; the
// rest is gone over without keeping it, but for an empty one that says so.
type listed[T any] []T

// UnmarshalXML is called for each member.
func (l *listed[T]) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	if l.cut() {
		return d.Skip()
	}
	*l = append(*l, *new(T))
	if l.cut() {
		return d.Skip()
	}
	return d.DecodeElement(&(*l)[len(*l)-1], &start)
}

// cut reports that there were more than are read.
func (l listed[T]) cut() bool { return len(l) > supplier.MostListed }

// taken are those that were read.
func (l listed[T]) taken() []T { return l[:min(len(l), supplier.MostListed)] }

// cut names a list that had more than are read; "": none.
func (w *wireLists) cut() string {
	for _, list := range []struct {
		name string
		cut  bool
	}{
		{"BaggageAllowanceList", w.BaggageAllowances.cut()},
		{"DisclosureList", w.Disclosures.cut()},
		{"DatedOperatingLegList", w.Legs.cut()},
		{"DatedMarketingSegmentList", w.Marketing.cut()},
		{"DatedOperatingSegmentList", w.Operating.cut()},
		{"PaxJourneyList", w.Journeys.cut()},
		{"PaxList", w.Pax.cut()},
		{"PaxSegmentList", w.Segments.cut()},
		{"PenaltyList", w.Penalties.cut()},
		{"PriceClassList", w.PriceClasses.cut()},
		{"SeatProfileList", w.SeatProfiles.cut()},
		{"ServiceDefinitionList", w.ServiceDefinitions.cut()},
	} {
		if list.cut {
			return list.name
		}
	}
	return ""
}

// waited reads for as long as somebody waits for what is read: megabytes of
// nothing are not gone through for nobody.
type waited struct {
	ctx context.Context
	io.Reader
}

func (w waited) Read(p []byte) (int, error) {
	if w.ctx.Err() != nil {
		return 0, context.Cause(w.ctx)
	}
	return w.Reader.Read(p)
}

// maxParts bounds every list of one answer about an order, and of one offer. A
// group of ninety-nine with six flights, seats and bags has fewer services.
const maxParts = 2000

// What no itinerary has, in journeys of an offer, in segments of a journey, and in
// segments that anything is said of at once. A reference is a few bytes, repeated
// at will; what it leads to is not.
const (
	maxJourneys = 12
	maxChain    = 40
	maxNamed    = 200
)

// maxHandles bounds, in bytes, the handles made of what one answer sells beside
// the flights: one for each traveller, however few bytes offered it to all.
const maxHandles = 32 << 20

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
	services, rules, bags, references := 0, len(w.PenaltyRefID), 0, 0
	for _, item := range w.OfferItem {
		services += countServices(item.Service)
		rules += countRules(item.CancelRestrictions, item.ChangeRestrictions, item.FareDetail) + len(item.PenaltyRefID)
	}
	for _, said := range w.BaggageAssociations {
		bags += 1 + len(said.BaggageAllowanceRefID)
		references += len(said.PaxRefID) + said.Flights.count()
	}
	return within(
		part{"items", len(w.OfferItem)}, part{"services", services / 4}, part{"rules", rules / 4},
		part{"baggage", bags / 4}, part{"references", references / 4}, part{"price classes", len(w.JourneyOverview.JourneyPriceClass)},
	)
}

// excess is the same of an offer to change an order.
func (w *wireChangedOffer) excess() error {
	services, penalties := 0, len(w.PenaltyRefID)
	for _, item := range w.AddedOfferItem {
		services += countServices(item.Service)
		penalties += len(item.PenaltyRefID)
	}
	return within(
		part{"items", len(w.AddedOfferItem) + len(w.DeleteOrderItem)}, part{"services", services / 4}, part{"penalties", penalties},
		part{"price classes", len(w.JourneyOverview.JourneyPriceClass)},
	)
}

// excess is the same of the map of one flight.
func (w *wireSeatMap) excess() error {
	columns, rows, seats, codes, offers := 0, 0, 0, 0, 0
	for _, in := range w.CabinCompartment {
		columns += len(in.SeatColumn)
		rows += len(in.SeatRow)
		for _, column := range in.SeatColumn {
			codes += len(column.SeatCharacteristicCode)
		}
		for _, row := range in.SeatRow {
			seats += len(row.Seat)
			codes += len(row.RowCharacteristicCode)
			for _, seat := range row.Seat {
				codes += len(seat.SeatCharacteristicCode)
				offers += len(seat.OfferItemRefID)
			}
		}
	}
	return within(
		part{"compartments", len(w.CabinCompartment)}, part{"columns", columns}, part{"rows", rows}, part{"seats", seats},
		part{"characteristics", codes / 10}, part{"offers of seats", offers / 10},
	)
}

func countServices(services []wireOfferedService) int {
	n := len(services)
	for _, s := range services {
		n += len(s.PaxRefID) + len(s.Association.Journeys)
		if s.Association.Seat != nil {
			n += s.Association.Seat.Flights.count()
		}
		if s.Association.Service != nil {
			n += s.Association.Service.Flights.count()
		}
	}
	return n
}

func countRules(cancel, change []wireRestriction, fares []wireFareDetail) int {
	n := len(cancel) + len(change) + len(fares)
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
