package fare_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/configs"
	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// now is a day of sale in the dated tables' last rows.
var now = fare.Sale{At: time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC), SupplierID: "air-china"}

// filings are those that ship and a route for the guide's own worked examples.
const workedExample = "XMN\tFOC\teconomy\t1000.00\tCNY\t2020-01-01\t-\tMF\n"

func filed(t testing.TB) reference.FiledFares {
	t.Helper()
	text, err := os.ReadFile("../reference/data/filedfares.tsv")
	if err != nil {
		t.Fatal(err)
	}
	fares, err := reference.ParseFiledFares(string(text) + workedExample)
	if err != nil {
		t.Fatal(err)
	}
	return fares
}

func shippedFile(t testing.TB, name string) fare.File {
	t.Helper()
	text, err := configs.Files.ReadFile(configs.Programs + "/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return fare.File{Name: name + ".yaml", Text: text}
}

func programs(t testing.TB) fare.Programs {
	t.Helper()
	loaded, err := fare.Load([]fare.File{shippedFile(t, "gov-cn"), shippedFile(t, "retail")}, filed(t))
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func shipped(t testing.TB, name string) fare.Program {
	t.Helper()
	program, ok := programs(t).Find(name)
	if !ok || program.Name() != name {
		t.Fatalf("%s is %v, %q", name, ok, program.Name())
	}
	return program
}

// changed is a shipped program with one piece of its text replaced.
func changed(t testing.TB, name, old, with string) (fare.Program, error) {
	t.Helper()
	file := shippedFile(t, name)
	if !strings.Contains(string(file.Text), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	file.Text = []byte(strings.Replace(string(file.Text), old, with, 1))
	loaded, err := fare.Load([]fare.File{file}, filed(t))
	if err != nil {
		return fare.Program{}, err
	}
	program, _ := loaded.Find(name)
	return program, nil
}

// leg is one journey of a trip and its fare for one passenger.
type leg struct {
	flight, brand, basis string
	adult                string
	cabin                travel.Cabin
}

// trip is an NDC-like offer: fares by journey, 50 and 20 of taxes per passenger
// and flight. A flight is like "CA PEK-SHA" or "MU/FM PEK-SHA" (who flies).
func trip(t testing.TB, pax int, legs ...leg) travel.SupplierOffer {
	t.Helper()
	item := travel.OfferItem{PTC: travel.PTCAdult, Price: travel.Price{Base: cny("0")}}
	for i := range pax {
		item.PaxIDs = append(item.PaxIDs, "p"+string(rune('1'+i)))
	}
	offer := travel.SupplierOffer{}
	for i, l := range legs {
		sold, route, _ := strings.Cut(l.flight, " ")
		marketing, operating, _ := strings.Cut(sold, "/")
		from, to, _ := strings.Cut(route, "-")
		departs := time.Date(2026, 4, 1+i, 8, 0, 0, 0, time.UTC)
		journey := travel.PaxJourney{Segments: []travel.PaxSegment{{
			MarketingCarrier: marketing, FlightNumber: "1501", OperatingCarrier: operating,
			Departure: travel.FlightPoint{Airport: from, Time: travel.LocalTimeOf(departs)},
			Arrival:   travel.FlightPoint{Airport: to, Time: travel.LocalTimeOf(departs.Add(2 * time.Hour))},
		}}}
		offer.Owner = marketing
		offer.Journeys = append(offer.Journeys, journey)
		cabin := l.cabin
		if cabin == "" {
			cabin = travel.CabinEconomy
		}
		basis := l.basis
		if basis == "" {
			basis = "Y"
		}
		offer.Terms.PriceClasses = append(offer.Terms.PriceClasses, travel.PriceClass{
			JourneyID: journey.ID(), Cabin: cabin, Name: l.brand, FareBasis: basis, RBD: basis[:1],
		})
		fares := times(t, cny(l.adult), pax)
		item.Components = append(item.Components, travel.FareComponent{JourneyID: journey.ID(), Base: fares})
		item.Price.Base = plus(t, item.Price.Base, fares)
		item.Price.Taxes = append(item.Price.Taxes,
			travel.Tax{Code: "CN", Amount: times(t, cny("50"), pax)}, travel.Tax{Code: "YQ", Amount: times(t, cny("20"), pax)})
	}
	item.Price.Total = item.Price.Base
	for _, tax := range item.Price.Taxes {
		item.Price.Total = plus(t, item.Price.Total, tax.Amount)
	}
	offer.Items, offer.Total = []travel.OfferItem{item}, item.Price.Total
	return offer
}

func times(t testing.TB, m money.Money, n int) money.Money {
	t.Helper()
	product, err := m.Mul(int64(n))
	if err != nil {
		t.Fatal(err)
	}
	return product
}

func plus(t testing.TB, a, b money.Money) money.Money {
	t.Helper()
	sum, err := a.Add(b)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}
