package ndcair

import (
	"strconv"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// offer is a world's offer on the wire, under an id, with its flights and what
// was chosen beside them.
func (g *graph) offer(id string, o world.Offer, extras world.Extras) wireOffer {
	pax := g.party(o.Party)
	out := wireOffer{
		Match: "Full", ExpiresAt: o.ExpiresAt.UTC(), ID: id, Owner: o.Owner, Validating: o.Owner,
		PTCs: ptcsOf(o.Party, pax), Total: totalPrice(o.Total() + extras.Total),
	}
	var journeys []string
	for _, s := range o.Slices {
		journey := g.journey(s.Flights)
		journeys = append(journeys, journey)
		out.Overview.Journeys = append(out.Overview.Journeys, wireJourneyClass{Journey: journey, Class: g.priceClass(o.Owner, s.Fare)})
		out.Baggage = append(out.Baggage, g.baggage(o.Party, journey, s.Fare)...)
	}
	if terms := o.Refund(g.now); terms.Allowed {
		out.Penalties = append(out.Penalties, g.penalty("Cancellation", "For the whole party, as of now", terms.Penalty))
	}
	if terms := o.Change(g.now); terms.Allowed {
		out.Penalties = append(out.Penalties, g.penalty("Change", "For the whole party, as of now", terms.Penalty))
	}
	for _, who := range g.groups(o) {
		item := wireOfferItem{
			Mandatory: true, ID: flightItem(who.pax), Owner: o.Owner, PayBy: paymentLimit(o), Price: priceOf(who.total()),
			PriceHeld: timeOrNil(o.GuaranteedUntil),
			Fares:     []wireFareDetail{g.fare(o, who)},
		}
		for i, journey := range journeys {
			item.Services = append(item.Services, wireOfferedService{
				Association: wireOfferAssociation{Journeys: &wireJourneyRefs{[]string{journey}}},
				Pax:         who.pax, ID: "SRV" + strconv.Itoa(i+1) + "-" + who.pax[0],
			})
		}
		out.Items = append(out.Items, item)
	}
	flights := o.Flights()
	for n, e := range extras.Items {
		out.Items = append(out.Items, g.extraItem(o, flights, e, n+1))
	}
	return out
}

// ptcsOf counts the party by type.
func ptcsOf(party []world.Passenger, pax []string) []wirePTC {
	var out []wirePTC
	for i, p := range party {
		ptc := ptcOf(p.Kind)
		at := -1
		for n := range out {
			if out[n].PTC == ptc {
				at = n
			}
		}
		if at < 0 {
			at = len(out)
			out = append(out, wirePTC{PTC: ptc, Requested: ptc})
		}
		out[at].Pax = append(out[at].Pax, pax[i])
		out[at].Priced++
	}
	return out
}

// paymentLimit is when a hold must be paid; nothing at all where there is none.
func paymentLimit(o world.Offer) *wirePaymentLimit {
	if o.Instant {
		atOnce := "PT0S"
		return &wirePaymentLimit{Within: &atOnce}
	}
	return &wirePaymentLimit{At: timeOrNil(o.PayBy)}
}

// baggage is what a fare lets everybody bring on a journey: who sits as the fare
// says, infants nothing.
func (g *graph) baggage(party []world.Passenger, journey string, f world.Fare) []wireBaggageAssociation {
	var seated, infants []string
	for _, p := range party {
		if p.Kind == world.Infant {
			infants = append(infants, g.paxOf(p.ID))
		} else {
			seated = append(seated, g.paxOf(p.ID))
		}
	}
	var out []wireBaggageAssociation
	for _, who := range []struct {
		pax              []string
		checked, carryOn int
	}{{seated, f.Checked, f.CarryOn}, {infants, 0, 0}} {
		if len(who.pax) > 0 {
			out = append(out, wireBaggageAssociation{
				Allowances: []string{g.allowance("Checked", who.checked, 0), g.allowance("CarryOn", who.carryOn, 0)},
				Flights:    &wireFlights{Journeys: &wireJourneyRefs{[]string{journey}}}, Pax: who.pax,
			})
		}
	}
	return out
}

// extraItem is something chosen beside the flights.
func (g *graph) extraItem(o world.Offer, flights []world.Flight, e world.SoldExtra, n int) wireOfferItem {
	pax := g.paxOf(e.PassengerID)
	return wireOfferItem{
		ID: chosenItem(o.Party, e), Owner: o.Owner, PayBy: paymentLimit(o), Price: flatPrice(e.Total()),
		PriceHeld: timeOrNil(o.GuaranteedUntil),
		Services: []wireOfferedService{{
			Association: g.offeredExtra(o.Owner, flights, e), Pax: []string{pax}, ID: "SRV-X" + strconv.Itoa(n),
		}},
	}
}

func (g *graph) offeredExtra(owner string, flights []world.Flight, e world.SoldExtra) wireOfferAssociation {
	if e.Kind == world.ChosenSeat {
		return wireOfferAssociation{Seat: g.seatOn(flights[e.Flights[0]], e.Designator)}
	}
	return wireOfferAssociation{Definition: &wireOfferedExtra{
		Flights:    &wireFlights{Segments: &wireSegmentRefs{g.segmentsOf(flights, e.Flights)}},
		Definition: g.definition(owner, e.Kind, e.Code, e.Name, e.WeightKg),
	}}
}

func (g *graph) seatOn(f world.Flight, designator string) *wireSeatAssignment {
	row, column := splitSeat(designator)
	return &wireSeatAssignment{
		Seat:    wireSeatName{Column: column, Row: row},
		Flights: wireSeatFlights{wireSegmentRef{g.segment(f)}},
	}
}

func (g *graph) segmentsOf(flights []world.Flight, indexes []int) []string {
	ids := make([]string, 0, len(indexes))
	for _, i := range indexes {
		ids = append(ids, g.segment(flights[i]))
	}
	return ids
}

// splitSeat takes "12A" apart.
func splitSeat(designator string) (int, string) {
	if designator == "" {
		return 0, ""
	}
	row, err := strconv.Atoi(designator[:len(designator)-1])
	if err != nil {
		return 0, ""
	}
	return row, designator[len(designator)-1:]
}

// definition adds what kind of service is sold.
func (g *graph) definition(owner string, kind world.AncillaryKind, code, name string, kg int) string {
	id, fresh := g.name("service "+owner+" "+code+" "+name, "SD"+strconv.Itoa(count(g.lists.Definitions)+1))
	if !fresh {
		return id
	}
	d := wireServiceDefinition{Desc: []wireDesc{{name}}, Name: name, Owner: owner, ID: id}
	switch kind {
	case world.Bag:
		d.RFIC, d.RFISC = "C", code
		d.Association = &wireDefinitionBaggage{[]string{g.allowance("Checked", 1, kg)}}
	case world.ChosenSeat, world.Upgrade:
		d.RFIC, d.RFISC = "A", code
	case world.Lounge, world.Priority:
		d.RFIC, d.RFISC = "E", code
	case world.Meal:
		d.RFIC = "G"
		if len(code) == 4 { // IATA's special meals have four letters, ATPCO's codes three
			d.SSR = code
		} else {
			d.RFISC = code
		}
	}
	add(&g.lists.Definitions, d)
	return id
}
