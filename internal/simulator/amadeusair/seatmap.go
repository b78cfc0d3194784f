package amadeusair

import (
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

type wireSeatMaps struct {
	Meta         wireMeta             `json:"meta"`
	Data         []wireSeatMap        `json:"data"`
	Dictionaries wireSeatDictionaries `json:"dictionaries"`
}

type wireSeatMap struct {
	Type           string            `json:"type"`
	ID             string            `json:"id"`
	Departure      wireEndPoint      `json:"departure"`
	Arrival        wireEndPoint      `json:"arrival"`
	CarrierCode    string            `json:"carrierCode"`
	Number         string            `json:"number"`
	Operating      *wireOperating    `json:"operating,omitempty"`
	Aircraft       *wireAircraft     `json:"aircraft,omitempty"`
	Class          string            `json:"class"`
	FlightOfferID  string            `json:"flightOfferId"`
	SegmentID      string            `json:"segmentId"`
	Decks          []wireDeck        `json:"decks"`
	Amenities      wireAmenities     `json:"aircraftCabinAmenities"`
	AvailableSeats []wireSeatCounter `json:"availableSeatsCounters"`
}

type wireDeck struct {
	DeckType      string         `json:"deckType"`
	Configuration wireDeckConfig `json:"deckConfiguration"`
	Facilities    []wireFacility `json:"facilities"`
	Seats         []wireSeat     `json:"seats"`
}

// wireDeckConfig: x runs from front to rear, y from left to right, aisles too.
type wireDeckConfig struct {
	Width        int   `json:"width"`
	Length       int   `json:"length"`
	StartSeatRow int   `json:"startSeatRow"`
	EndSeatRow   int   `json:"endSeatRow"`
	ExitRowsX    []int `json:"exitRowsX,omitempty"`
}

type wireFacility struct {
	Code     string `json:"code"`
	Row      string `json:"row"`
	Position string `json:"position"`
}

type wireSeat struct {
	Cabin                string              `json:"cabin"`
	Number               string              `json:"number"`
	CharacteristicsCodes []string            `json:"characteristicsCodes"`
	TravelerPricing      []wireSeatTraveler  `json:"travelerPricing"`
	Coordinates          wireSeatCoordinates `json:"coordinates"`
}

// wireSeatTraveler has a price where the seat is AVAILABLE.
type wireSeatTraveler struct {
	TravelerID string             `json:"travelerId"`
	Status     string             `json:"seatAvailabilityStatus"`
	Price      *wireTravelerPrice `json:"price,omitempty"`
}

type wireSeatCoordinates struct {
	X int `json:"x"`
	Y int `json:"y"`
}

type wireAmenities struct {
	Seat wireSeatAmenity `json:"seat"`
}

type wireSeatAmenity struct {
	LegSpace    int    `json:"legSpace"`
	SpaceUnit   string `json:"spaceUnit"`
	Tilt        string `json:"tilt"`
	AmenityType string `json:"amenityType"`
}

type wireSeatCounter struct {
	TravelerID string `json:"travelerId"`
	Value      int    `json:"value"`
}

type wireSeatDictionaries struct {
	Locations       map[string]wireLocation `json:"locations"`
	Facilities      map[string]string       `json:"facilities"`
	Characteristics map[string]string       `json:"seatCharacteristics"`
}

// characteristics are IATA's codes (PADIS 9825) of what this world's seats have.
var characteristics = map[string]string{
	"A": "Aisle seat", "W": "Window seat", "9": "Center seat (not window, not aisle)",
	"CH": "Chargeable seats", "E": "Exit row seat", "K": "Bulkhead seat", "L": "Leg space seat",
	"B": "Seat with bassinet facility", "1A": "Seat not allowed for infant", "IE": "Seat not suitable for child",
}

// showSeatMaps shows the seats on the flights of echoed offers.
func (s *Surface) showSeatMaps(c *call) (reply, error) {
	var body readSeatMapQuery
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	switch n := len(body.Data); {
	case n == 0:
		f.missing("/data")
	case n > mostPriced:
		f.add(tooMany, "/data", "Not more than six offers are taken at once")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	var data []wireSeatMap
	var offers []world.Offer
	for i, echo := range body.Data {
		fd, err := s.resolve(c, echo, "/data["+itoa(i)+"]", c.scenario)
		if err != nil {
			return reply{}, err
		}
		maps, err := s.world.SeatMaps(c.supplier.ID, fd.offer.ID)
		if err != nil {
			return reply{}, err
		}
		data = append(data, wireSeatMapsOf(maps, fd.names, fd.offer.Party, len(data))...)
		offers = append(offers, fd.offer)
	}
	return ok(seatMapsReply(data, offers)), nil
}

// showOrderSeatMaps shows the seats on the flights of an order.
func (s *Surface) showOrderSeatMaps(c *call) (reply, error) {
	id := c.URL.Query().Get("flight-orderId")
	if id == "" {
		id = c.URL.Query().Get("flight-order-id")
	}
	if id == "" {
		var f findings
		f.parameter(dataMissing, "flight-orderId", "Missing mandatory query parameter", "MlpZVkFMfFdBVFNPTnwyMDE1LTExLTAy")
		return reply{}, f.err()
	}
	order, err := s.order(c, id)
	if err != nil {
		return reply{}, err
	}
	maps, err := s.world.OrderSeatMaps(c.supplier.ID, order.ID)
	if err != nil {
		return reply{}, err
	}
	names := notesOf(order).names(order.Offer)
	return ok(seatMapsReply(wireSeatMapsOf(maps, names, order.Offer.Party, 0), []world.Offer{order.Offer})), nil
}

func seatMapsReply(data []wireSeatMap, offers []world.Offer) wireSeatMaps {
	return wireSeatMaps{
		Meta: wireMeta{Count: len(data)}, Data: data,
		Dictionaries: wireSeatDictionaries{
			Locations: dictionariesOf(offers...).Locations, Characteristics: characteristics,
			Facilities: map[string]string{"LA": "Lavatory"},
		},
	}
}

// wireSeatMapsOf numbers the maps from before on.
func wireSeatMapsOf(maps []world.SeatMap, n naming, party []world.Passenger, before int) []wireSeatMap {
	segments := slices.Concat(n.Segments...)
	var out []wireSeatMap
	for i, m := range maps {
		segment := wireSegmentOf(m.Flight, m.Cabin, segments[m.FlightIndex])
		wire := wireSeatMap{
			Type: "seatmap", ID: itoa(before + i + 1), Departure: segment.Departure, Arrival: segment.Arrival,
			CarrierCode: segment.CarrierCode, Number: segment.Number, Operating: segment.Operating, Aircraft: segment.Aircraft,
			Class: classOf(m.Cabin), FlightOfferID: n.Offer, SegmentID: segment.ID,
			Decks: []wireDeck{deckOf(m, n, party)}, Amenities: amenitiesOf(m.Cabin),
		}
		for t, p := range party {
			if p.Kind == world.Infant {
				continue
			}
			free := 0
			for _, seat := range wire.Decks[0].Seats {
				j := slices.IndexFunc(seat.TravelerPricing, func(p wireSeatTraveler) bool { return p.TravelerID == n.Travelers[t].ID })
				if seat.TravelerPricing[j].Status == "AVAILABLE" {
					free++
				}
			}
			wire.AvailableSeats = append(wire.AvailableSeats, wireSeatCounter{n.Travelers[t].ID, free})
		}
		out = append(out, wire)
	}
	return out
}

// classOf is the cabin's letter: seat maps are per cabin.
func classOf(cabin string) string {
	switch cabin {
	case world.First:
		return "F"
	case world.Business:
		return "C"
	case world.PremiumEconomy:
		return "W"
	default:
		return "M"
	}
}

func amenitiesOf(cabin string) wireAmenities {
	seat := wireSeatAmenity{LegSpace: 31, SpaceUnit: "INCHES", Tilt: "NORMAL", AmenityType: "SEAT"}
	switch cabin {
	case world.Business, world.First:
		seat.LegSpace, seat.Tilt = 60, "FULL_FLAT"
	case world.PremiumEconomy:
		seat.LegSpace = 38
	}
	return wireAmenities{seat}
}

func deckOf(m world.SeatMap, n naming, party []world.Passenger) wireDeck {
	deck := wireDeck{DeckType: "MAIN", Facilities: []wireFacility{}, Seats: []wireSeat{}}
	if len(m.Rows) == 0 {
		return deck
	}
	first, last := m.Rows[0].Number, m.Rows[len(m.Rows)-1].Number
	deck.Configuration = wireDeckConfig{Width: len(m.Columns), Length: last - first + 1, StartSeatRow: first, EndSeatRow: last}
	deck.Facilities = append(deck.Facilities, wireFacility{"LA", itoa(last), "REAR"})
	for _, row := range m.Rows {
		if row.ExitRow {
			deck.Configuration.ExitRowsX = append(deck.Configuration.ExitRowsX, row.Number-first)
		}
		for _, seat := range row.Seats {
			deck.Seats = append(deck.Seats, wireSeat{
				Cabin: cabinCode(m.Cabin), Number: itoa(row.Number) + seat.Column,
				CharacteristicsCodes: characteristicsOf(row, seat), TravelerPricing: seatPricing(seat, n, party),
				Coordinates: wireSeatCoordinates{row.Number - first, slices.Index(m.Columns, seat.Column)},
			})
		}
	}
	return deck
}

func characteristicsOf(row world.SeatRow, seat world.Seat) []string {
	var codes []string
	add := func(has bool, more ...string) {
		if has {
			codes = append(codes, more...)
		}
	}
	add(seat.Aisle, "A")
	add(seat.Window, "W")
	add(!seat.Aisle && !seat.Window, "9")
	add(seat.Price > 0, "CH")
	add(row.ExitRow, "E", "1A")
	add(row.Bulkhead, "K")
	add(seat.Legroom, "L")
	add(seat.Bassinet, "B")
	add(seat.NotForChild, "IE")
	return codes
}

// seatPricing says who can have the seat; held infants are not asked.
func seatPricing(seat world.Seat, n naming, party []world.Passenger) []wireSeatTraveler {
	var out []wireSeatTraveler
	for i, p := range party {
		if p.Kind == world.Infant {
			continue
		}
		traveler := wireSeatTraveler{TravelerID: n.Travelers[i].ID, Status: strings.ToUpper(string(seat.State))}
		switch {
		case seat.State == world.SeatFree && !seat.For(p):
			traveler.Status = "BLOCKED"
		case seat.State == world.SeatFree:
			traveler.Status = "AVAILABLE"
			traveler.Price = &wireTravelerPrice{Currency: currency, Total: seat.Price.Amount(), Base: seat.Price.Amount()}
		}
		out = append(out, traveler)
	}
	return out
}
