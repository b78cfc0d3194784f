package world

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/farebridge/farebridge/internal/reference"
)

// text is a scalar that knows its line, so that an error can name it.
type text struct {
	value string
	line  int
}

// UnmarshalYAML takes the scalar as it is written: 2150.00 stays exact.
func (t *text) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: want a single value", node.Line)
	}
	t.value, t.line = node.Value, node.Line
	return nil
}

type yamlFile struct {
	Routes []yamlRoute `yaml:"routes"`
}

type yamlRoute struct {
	Suppliers   []text          `yaml:"suppliers"`
	Origin      text            `yaml:"origin"`
	Destination text            `yaml:"destination"`
	From        text            `yaml:"from"`
	To          text            `yaml:"to"`
	Itineraries []yamlItinerary `yaml:"itineraries"`
}

type yamlItinerary struct {
	Flights []yamlFlight `yaml:"flights"`
	Fares   []yamlFare   `yaml:"fares"`
}

type yamlFlight struct {
	Flight     text `yaml:"flight"`
	OperatedBy text `yaml:"operatedBy"`
	From       text `yaml:"from"`
	To         text `yaml:"to"`
	Departure  text `yaml:"departure"`
	Arrival    text `yaml:"arrival"`
	FuelKm     int  `yaml:"fuelKm"`
}

type yamlFare struct {
	Brand       text `yaml:"brand"`
	Basis       text `yaml:"basis"`
	Cabin       text `yaml:"cabin"`
	Adult       text `yaml:"adult"`
	FullFare    text `yaml:"fullFare"`
	Promo       bool `yaml:"promo"`
	Account     text `yaml:"account"`
	Seats       int  `yaml:"seats"`
	CheckedBags int  `yaml:"checkedBags"`
	RefundFee   text `yaml:"refundFee"`
	ChangeFee   text `yaml:"changeFee"`
	Later       []struct {
		After text `yaml:"after"`
		Adult text `yaml:"adult"`
	} `yaml:"later"`
}

// ReadFile reads and checks a world file. An error names the line.
func ReadFile(path string) (*File, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("world file: %w", err)
	}
	file, err := ParseFile(content)
	if err != nil {
		return nil, fmt.Errorf("world file %s: %w", path, err)
	}
	return file, nil
}

// ParseFile reads the text of a world file, whose form the package describes.
func ParseFile(content []byte) (*File, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	var wire yamlFile
	err := decoder.Decode(&wire)
	if errors.Is(err, io.EOF) {
		return &File{}, nil // nothing but comments
	}
	if err != nil {
		return nil, err
	}
	file := &File{}
	for i, r := range wire.Routes {
		route, err := r.read()
		if err != nil {
			return nil, fmt.Errorf("route %d: %w", i+1, err)
		}
		file.routes = append(file.routes, route)
	}
	return file, nil
}

func (t text) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: "+format, append([]any{t.line}, args...)...)
}

func (r yamlRoute) read() (fileRoute, error) {
	route := fileRoute{origin: r.Origin.value, destination: r.Destination.value, from: r.From.value, to: r.To.value}
	var sellers []Supplier
	for _, id := range r.Suppliers {
		seller, ok := supplierByID(id.value)
		if !ok {
			return fileRoute{}, id.errorf("no supplier %q", id.value)
		}
		sellers = append(sellers, seller)
		route.suppliers = append(route.suppliers, seller.ID)
	}
	for _, end := range []text{r.Origin, r.Destination} {
		if end.value == "" {
			return fileRoute{}, errors.New("origin and destination are required")
		}
		if len(reference.PlaceAirports(end.value)) == 0 {
			return fileRoute{}, end.errorf("no airport or city %q", end.value)
		}
	}
	if reference.SameCity(route.origin, route.destination) {
		return fileRoute{}, r.Destination.errorf("%s and %s are the same city", route.origin, route.destination)
	}
	for _, day := range []text{r.From, r.To} {
		if _, err := time.Parse(time.DateOnly, day.value); day.value != "" && err != nil {
			return fileRoute{}, day.errorf("%q is not a day (2006-01-02)", day.value)
		}
	}
	if route.from != "" && route.to != "" && route.to < route.from {
		return fileRoute{}, r.To.errorf("%s is before %s", route.to, route.from)
	}
	for _, i := range r.Itineraries {
		itinerary, err := i.read(r)
		if err != nil {
			return fileRoute{}, err
		}
		for _, seller := range sellers {
			if !seller.Sells(itinerary.flights[0].Carrier) {
				return fileRoute{}, i.Flights[0].Flight.errorf("%s does not sell %s", seller.ID, itinerary.flights[0].Carrier)
			}
		}
		route.itineraries = append(route.itineraries, itinerary)
	}
	return route, nil
}

func supplierByID(id string) (Supplier, bool) {
	for _, s := range Suppliers() {
		if s.ID == id {
			return s, true
		}
	}
	return Supplier{}, false
}

func (i yamlItinerary) read(r yamlRoute) (fileItinerary, error) {
	if len(i.Flights) == 0 || len(i.Fares) == 0 {
		return fileItinerary{}, fmt.Errorf("an itinerary of %s-%s needs flights and fares", r.Origin.value, r.Destination.value)
	}
	var out fileItinerary
	for n, f := range i.Flights {
		// What is not said follows from the route and the flight before.
		if f.From.value == "" && n == 0 {
			f.From = r.Origin
		}
		if f.From.value == "" && n > 0 {
			f.From = text{out.flights[n-1].Destination, f.Flight.line}
		}
		if f.To.value == "" && n == len(i.Flights)-1 {
			f.To = r.Destination
		}
		flight, err := f.read()
		if err != nil {
			return fileItinerary{}, err
		}
		if n > 0 {
			before := out.flights[n-1]
			if before.Destination != flight.Origin {
				return fileItinerary{}, f.Flight.errorf("%s leaves from %s, not from %s", f.Flight.value, flight.Origin, before.Destination)
			}
			if flight.departs < before.arrives {
				return fileItinerary{}, f.Departure.errorf("%s leaves before the flight before arrives", f.Flight.value)
			}
		}
		out.flights = append(out.flights, flight)
	}
	first, last := out.flights[0], out.flights[len(out.flights)-1]
	if !reference.SameCity(first.Origin, r.Origin.value) || !reference.SameCity(last.Destination, r.Destination.value) {
		return fileItinerary{}, i.Flights[0].Flight.errorf("the flights do not go from %s to %s", r.Origin.value, r.Destination.value)
	}
	var full Fen
	for _, f := range i.Fares {
		fare, err := f.read()
		if err != nil {
			return fileItinerary{}, err
		}
		if fare.Cabin == Economy {
			full = max(full, fare.Filed)
		}
		out.fares = append(out.fares, fare)
	}
	for n, fare := range out.fares {
		switch {
		case fare.Full > 0:
		case fare.Cabin == Economy:
			// Children pay by the dearest economy fare where no other is said.
			out.fares[n].Full = full
		default:
			out.fares[n].Full = fare.Filed
		}
	}
	return out, nil
}

var (
	flightForm   = regexp.MustCompile(`^([A-Z0-9]{2})([0-9]{1,4})$`)
	operatorForm = regexp.MustCompile(`^([A-Z0-9]{2})([0-9]{1,4})?$`)
	clockForm    = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])(?:\+([0-3]))?$`)
	basisForm    = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,7}$`)
)

func (f yamlFlight) read() (fileFlight, error) {
	var out fileFlight
	name := flightForm.FindStringSubmatch(f.Flight.value)
	if name == nil {
		return out, f.Flight.errorf("flight %q is not like CA1501", f.Flight.value)
	}
	out.Carrier, out.Number = name[1], name[2]
	out.Operator, out.OperatorNumber = name[1], name[2]
	if f.OperatedBy.value != "" {
		operator := operatorForm.FindStringSubmatch(f.OperatedBy.value)
		if operator == nil {
			return out, f.OperatedBy.errorf("operatedBy %q is not like FM9101 or FM", f.OperatedBy.value)
		}
		out.Operator, out.OperatorNumber = operator[1], operator[2]
	}
	for _, carrier := range []string{out.Carrier, out.Operator} {
		if _, ok := reference.AirlineByCode(carrier); !ok {
			return out, f.Flight.errorf("no airline %q", carrier)
		}
	}
	from, ok := reference.AirportByCode(f.From.value)
	if !ok {
		return out, f.Flight.errorf("%s leaves from %q, which is no airport", f.Flight.value, f.From.value)
	}
	to, ok := reference.AirportByCode(f.To.value)
	if !ok {
		return out, f.Flight.errorf("%s goes to %q, which is no airport", f.Flight.value, f.To.value)
	}
	out.Origin, out.Destination = from.Code, to.Code
	out.Km = reference.Distance(from, to)
	out.FuelKm = f.FuelKm
	if f.FuelKm == 0 {
		out.FuelKm = reference.RouteDistance(from, to)
	}
	var err error
	out.departs, err = f.Departure.minutes()
	if err == nil {
		out.arrives, err = f.Arrival.minutes()
	}
	if err != nil {
		return out, err
	}
	someDay := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if day := out.on(someDay); !day.Arrives.After(day.Departs) {
		return out, f.Arrival.errorf("%s arrives before it leaves", f.Flight.value)
	}
	return out, nil
}

// minutes reads "08:00", or "08:00+1" for the day after the day of travel.
func (t text) minutes() (int, error) {
	parts := clockForm.FindStringSubmatch(t.value)
	if parts == nil {
		return 0, t.errorf("time %q is not like 08:00 or 08:00+1", t.value)
	}
	digits := func(s string) int {
		n := 0
		for _, d := range s {
			n = n*10 + int(d-'0')
		}
		return n
	}
	return digits(parts[3])*minutesOfDay + digits(parts[1])*60 + digits(parts[2]), nil
}
