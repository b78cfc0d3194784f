package amadeusair

import (
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// share is what one traveler pays of an offer's base and tax.
type share struct{ base, tax world.Fen }

// sharesOf splits an offer's price, which the world gives for the whole party,
// over the travelers in its order. Children and infants have the discounts of
// the full fare, adults the rest; taxes are split over who sits. The sum is
// exact: what does not divide goes to the first adult.
func sharesOf(o world.Offer) []share {
	shares := make([]share, len(o.Party))
	rest := share{o.Base, o.Tax}
	seated := world.Fen(0)
	for _, p := range o.Party {
		if p.Kind != world.Infant {
			seated++
		}
	}
	for i, p := range o.Party {
		for _, s := range o.Slices {
			shares[i].base += fareFor(p.Kind, s, o.Party)
		}
		if p.Kind != world.Infant {
			shares[i].tax = o.Tax / max(1, seated)
		}
		rest.base -= shares[i].base
		rest.tax -= shares[i].tax
	}
	var adults []int
	for i, p := range o.Party {
		if p.Kind == world.Adult {
			adults = append(adults, i)
		}
	}
	if len(adults) == 0 {
		adults = []int{0}
	}
	each := rest.base / world.Fen(len(adults)) // what happened to the price after the search
	for _, i := range adults {
		shares[i].base += each
		rest.base -= each
	}
	shares[adults[0]].base += rest.base
	shares[adults[0]].tax += rest.tax
	return shares
}

// fareFor is what one of a kind pays on a slice: nobody pays more than an adult.
func fareFor(kind string, s world.Slice, party []world.Passenger) world.Fen {
	counts := map[string]world.Fen{}
	for _, p := range party {
		counts[p.Kind]++
	}
	fares := map[string]world.Fen{world.Child: discounted(s, world.Child), world.Infant: discounted(s, world.Infant)}
	payers := counts[world.Adult]
	left := s.Base - counts[world.Child]*fares[world.Child] - counts[world.Infant]*fares[world.Infant]
	fares[world.Adult] = left / max(1, payers)
	if payers == 0 || fares[world.Adult] < fares[world.Child] {
		payers += counts[world.Child]
		left += counts[world.Child] * fares[world.Child]
		fares[world.Adult] = left / max(1, payers)
		fares[world.Child] = fares[world.Adult]
	}
	if fares[world.Adult] < fares[world.Infant] {
		fares[world.Adult] = s.Base / world.Fen(len(party))
		fares[world.Child], fares[world.Infant] = fares[world.Adult], fares[world.Adult]
	}
	return fares[kind]
}

// discounted is what a child or infant pays by the full fare: half of it
// (three quarters abroad), or a tenth, to ten yuan; a reseller adds its margin.
func discounted(s world.Slice, kind string) world.Fen {
	const yuan, tenYuan = 100, 1000
	percent := world.Fen(10)
	if kind == world.Child {
		percent = 75
		if inChina(s.Flights[0].Origin) && inChina(s.Flights[len(s.Flights)-1].Destination) {
			percent = 50
		}
	}
	full := s.Fare.Full
	if s.Fare.Margin != 0 {
		full += (full*world.Fen(s.Fare.Margin) + yuan*500) / (yuan * 1000) * yuan
	}
	return (full*percent + tenYuan*50) / (tenYuan * 100) * tenYuan
}

func inChina(airport string) bool {
	a, _ := reference.AirportByCode(airport)
	return a.Country == "CN"
}
