package ndcair

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// graph gathers a message's DataLists: whatever is named for the first time is
// added, and its id answered.
type graph struct {
	lists wireLists
	named map[string]string // what it is → its id
	now   time.Time
	whose string // the order whose people are meant: two orders of one offer have others
}

func newGraph(now time.Time) *graph { return &graph{named: map[string]string{}, now: now} }

// add puts one more into a list.
func add[T any](list **[]T, one T) {
	if *list == nil {
		*list = new([]T)
	}
	**list = append(**list, one)
}

func count[T any](list *[]T) int {
	if list == nil {
		return 0
	}
	return len(*list)
}

// name is the id of key; fresh reports that nothing has it yet.
func (g *graph) name(key, id string) (string, bool) {
	if known, ok := g.named[key]; ok {
		return known, false
	}
	g.named[key] = id
	return id, true
}

const localTime = "2006-01-02T15:04:05"

// segmentID says the flight, so that it means the same in every message.
func segmentID(f world.Flight) string {
	return f.Carrier + f.Number + "-" + f.Departs.Format("20060102T1504") + "-" + f.Origin + f.Destination
}

// segment adds a flight on its three levels.
func (g *graph) segment(f world.Flight) string {
	id, fresh := g.name(segmentID(f), segmentID(f))
	if !fresh {
		return id
	}
	departure := wireCall{At: f.Departs.Format(localTime), Airport: f.Origin, Station: stationOf(f.Origin), Terminal: f.OriginTerminal}
	arrival := wireCall{At: f.Arrives.Format(localTime), Airport: f.Destination, Station: stationOf(f.Destination), Terminal: f.ArrivalTerminal}
	add(&g.lists.Segments, wireSegment{MarketingSegment: "M-" + id, ID: id})
	add(&g.lists.MarketingSegments, wireMarketingSegment{
		Arrival: arrival, Carrier: f.Carrier, CarrierName: airlineOf(f.Carrier), ID: "M-" + id,
		OperatingSegment: "O-" + id, Departure: departure, FlightNumber: f.Number,
	})
	add(&g.lists.OperatingSegments, wireOperatingSegment{
		Carrier: f.Operator, CarrierName: airlineOf(f.Operator), Legs: []string{"L-" + id}, ID: "O-" + id,
		Duration: iso8601(f.Duration()), FlightNumber: f.OperatorNumber,
	})
	leg := wireOperatingLeg{
		Arrival: arrival, ID: "L-" + id, Departure: departure, Distance: &wireMeasure{Unit: "KMT", Value: f.Km},
	}
	if f.Aircraft != nil {
		leg.AircraftName = &wireAircraft{Name: f.Aircraft.Name}
		leg.Aircraft = &wireEquip{Code: f.Aircraft.Code}
	}
	add(&g.lists.Legs, leg)
	return id
}

func (g *graph) segments(flights world.Itinerary) []string {
	ids := make([]string, 0, len(flights))
	for _, f := range flights {
		ids = append(ids, g.segment(f))
	}
	return ids
}

// journey adds a slice's flights as what is flown for one origin and destination.
func (g *graph) journey(flights world.Itinerary) string {
	segments := g.segments(flights)
	id, fresh := g.name("journey "+strings.Join(segments, "_"), strings.Join(segments, "_"))
	if fresh {
		add(&g.lists.Journeys, wireJourney{Duration: iso8601(flights.Duration()), ID: id, Segments: segments})
	}
	return id
}

// originDest adds what was asked for, and how it can be flown.
func (g *graph) originDest(number int, leg world.Leg, journeys []string) {
	slices.Sort(journeys)
	add(&g.lists.OriginDests, wireOriginDest{
		Destination: leg.Destination, Origin: leg.Origin, ID: "OD" + strconv.Itoa(number), Journeys: slices.Compact(journeys),
	})
}

// party adds passengers without names, and answers their ids.
func (g *graph) party(party []world.Passenger) []string {
	ids := make([]string, len(party))
	for i, p := range party {
		id, fresh := g.name(g.paxKey(p.ID), paxID(count(g.lists.Pax)))
		ids[i] = id
		if fresh {
			add(&g.lists.Pax, wirePax{ID: id, PTC: ptcOf(p.Kind)})
		}
	}
	return ids
}

// paxOf is the id of a passenger that was added.
func (g *graph) paxOf(passengerID string) string { return g.named[g.paxKey(passengerID)] }

func (g *graph) paxKey(passengerID string) string { return "pax " + g.whose + " " + passengerID }

func paxID(index int) string { return "PAX" + strconv.Itoa(index+1) }

func ptcOf(kind string) string {
	switch kind {
	case world.Child:
		return "CHD"
	case world.Infant:
		return "INF"
	case world.SeatedInfant:
		return "INS"
	default:
		return "ADT"
	}
}

// priceClass adds the brand a fare is sold under.
func (g *graph) priceClass(owner string, f world.Fare) string {
	id, fresh := g.name(fmt.Sprint("class ", owner, f.Brand, f.Cabin, f.Basis, f.Checked), "PC"+strconv.Itoa(count(g.lists.PriceClasses)+1))
	if !fresh {
		return id
	}
	class := wirePriceClass{
		Cabins: []wireCabin{cabinOf(f.Cabin)}, Code: brandCode(f.Brand), FareBasis: f.Basis, Name: f.Brand, ID: id,
		Desc: []wireDesc{{fmt.Sprintf("%d pieces of checked baggage", f.Checked)}},
	}
	if f.Promo {
		class.Desc = append(class.Desc, wireDesc{"Promotion of the airline's own web site"})
	}
	add(&g.lists.PriceClasses, class)
	return id
}

// brandCode is a brand's initials: "Economy Saver" is "ES".
func brandCode(brand string) string {
	code := ""
	for word := range strings.FieldsSeq(brand) {
		code += strings.ToUpper(word[:1])
	}
	return code
}

// allowance adds how much baggage of a type is free.
func (g *graph) allowance(kind string, pieces, kg int) string {
	id, fresh := g.name(fmt.Sprint("bag ", kind, pieces, "/", kg), "BG"+strconv.Itoa(count(g.lists.Allowances)+1))
	if !fresh {
		return id
	}
	bag := wireAllowance{ID: id, Pieces: &wirePieces{pieces}, Type: kind}
	if kg > 0 {
		bag.Weight = []wireWeight{{Most: kg, Unit: "KGM"}}
	}
	add(&g.lists.Allowances, bag)
	return id
}

// penalty adds what is kept of a whole price.
func (g *graph) penalty(kind, desc string, amount world.Fen) string {
	id, fresh := g.name(fmt.Sprint("penalty ", kind, amount), "PEN"+strconv.Itoa(count(g.lists.Penalties)+1))
	if fresh {
		add(&g.lists.Penalties, wirePenalty{Desc: desc, ID: id, Price: totalPrice(amount), Type: kind})
	}
	return id
}

// The cabins by PADIS 9873.
func cabinOf(cabin string) wireCabin {
	switch cabin {
	case world.First:
		return wireCabin{"1", "First"}
	case world.Business:
		return wireCabin{"2", "Business"}
	case world.PremiumEconomy:
		return wireCabin{"4", "Premium Economy"}
	default:
		return wireCabin{"5", "Economy"}
	}
}

func airlineOf(code string) string {
	airline, _ := reference.AirlineByCode(code)
	return airline.Name
}

func stationOf(code string) string {
	airport, _ := reference.AirportByCode(code)
	return airport.Name
}

// iso8601 is "PT2H15M", with days once there is one: "P1DT3H0M".
func iso8601(d time.Duration) string {
	minutes := int(d.Minutes())
	days := ""
	if n := minutes / (24 * 60); n > 0 {
		days = strconv.Itoa(n) + "D"
	}
	return fmt.Sprintf("P%sT%dH%dM", days, minutes/60%24, minutes%60)
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
