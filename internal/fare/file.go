package fare

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/farebridge/farebridge/internal/reference"
)

// text is a scalar that knows its line, taken as it is written: 0.95 stays exact.
type text struct {
	value string
	line  int
}

// UnmarshalYAML takes a scalar.
func (t *text) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: want a single value", node.Line)
	}
	t.value, t.line = node.Value, node.Line
	return nil
}

type yamlProgram struct {
	Program          text           `yaml:"program"`
	Sells            yamlScope      `yaml:"sells"`
	ServiceProviders []yamlProvider `yaml:"serviceProviders"`
	Payment          struct {
		Methods []text `yaml:"methods"`
	} `yaml:"payment"`
	Official *yamlOfficial `yaml:"official"`
	Retail   *yamlRetail   `yaml:"retail"`
}

type yamlScope struct {
	Zone           text          `yaml:"zone"`
	Trips          []text        `yaml:"trips"`
	PassengerTypes []text        `yaml:"passengerTypes"`
	MostPassengers text          `yaml:"mostPassengers"`
	Codeshares     text          `yaml:"codeshares"`
	Extras         text          `yaml:"extras"`
	FlyAsOne       [][]text      `yaml:"flyAsOne"`
	Carriers       []yamlCarrier `yaml:"carriers"`
}

type yamlCarrier struct {
	Code     text `yaml:"code"`
	Contract text `yaml:"contract"`
}

type yamlProvider struct {
	Name  text `yaml:"name"`
	Phone text `yaml:"phone"`
	URL   text `yaml:"url"`
}

type yamlOfficial struct {
	Currency        text           `yaml:"currency"`
	Domestic        text           `yaml:"domestic"`
	RoundingUnitFen text           `yaml:"roundingUnitFen"`
	Discounts       []yamlDiscount `yaml:"discounts"`
	Promotions      struct {
		Brands    []text `yaml:"brands"`
		FareBases []text `yaml:"fareBases"`
	} `yaml:"promotions"`
}

type yamlDiscount struct {
	Fare   text `yaml:"fare"`
	Travel text `yaml:"travel"`
	Rate   text `yaml:"rate"`
	From   text `yaml:"from"`
	To     text `yaml:"to"`
}

type yamlRetail struct {
	Markups     []yamlCharge   `yaml:"markups"`
	ServiceFees []yamlCharge   `yaml:"serviceFees"`
	Commissions []yamlCharge   `yaml:"commissions"`
	Contracts   []yamlContract `yaml:"contracts"`
}

type yamlCharge struct {
	Suppliers []text `yaml:"suppliers"`
	Carriers  []text `yaml:"carriers"`
	Routes    []text `yaml:"routes"`
	From      text   `yaml:"from"`
	To        text   `yaml:"to"`
	Percent   text   `yaml:"percent"`
	Flat      text   `yaml:"flat"`
	Currency  text   `yaml:"currency"`
	Code      text   `yaml:"code"`
}

type yamlContract struct {
	ID       text   `yaml:"id"`
	Agencies []text `yaml:"agencies"`
	From     text   `yaml:"from"`
	To       text   `yaml:"to"`
	Codes    []struct {
		Carrier text `yaml:"carrier"`
		Code    text `yaml:"code"`
	} `yaml:"codes"`
}

// File is a program file: a name for faults, and its text.
type File struct {
	Name string
	Text []byte
}

// Load reads program files, which decide full and discounted by filed fares. All
// faults of all files are told together; with one there is no program at all.
func Load(files []File, filed reference.FiledFares) (Programs, error) {
	programs := Programs{byName: map[string]Program{}}
	var faults []error
	for _, file := range files {
		program, err := parse(file, filed)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if _, twice := programs.byName[program.name]; twice {
			faults = append(faults, fmt.Errorf("%s: program: %q is in another file too", file.Name, program.name))
			continue
		}
		programs.byName[program.name] = program
	}
	if len(faults) > 0 {
		return Programs{}, fmt.Errorf("fare: programs: %w", errors.Join(faults...))
	}
	return programs, nil
}

func parse(file File, filed reference.FiledFares) (Program, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(file.Text))
	decoder.KnownFields(true)
	var wire yamlProgram
	err := decoder.Decode(&wire)
	if errors.Is(err, io.EOF) {
		err = errors.New("empty")
	}
	if err == nil && !errors.Is(decoder.Decode(&yaml.Node{}), io.EOF) {
		err = errors.New("more than one document")
	}
	if err != nil {
		return Program{}, fmt.Errorf("%s: %w", file.Name, err)
	}
	r := &reading{file: file.Name}
	program := r.program(wire)
	program.filed = filed
	return program, errors.Join(r.faults...)
}
