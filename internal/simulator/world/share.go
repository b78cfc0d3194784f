package world

import "slices"

// The codes of the world's taxes. A departure tax of another country has the
// country's own two letters.
const (
	taxAviationFund = "CN"
	taxFuel         = "YQ"
	// taxCombined is for what nobody can tell apart any more.
	taxCombined = "XT"
)

// Share is what one passenger pays.
type Share struct {
	PassengerID string
	Base        Fen
	Taxes       []TaxShare // none is zero, and no code is there twice
}

// TaxShare is one tax by its IATA code: "CN" the aviation fund, "YQ" the fuel
// surcharge, else the letters of the country that is left, "JP".
type TaxShare struct {
	Code   string
	Amount Fen
}

// Tax is the sum of the taxes.
func (s Share) Tax() Fen {
	var sum Fen
	for _, t := range s.Taxes {
		sum += t.Amount
	}
	return sum
}

// Total is base and taxes.
func (s Share) Total() Fen { return s.Base + s.Tax() }

// With is both together: of one passenger on two slices, or of two passengers.
func (s Share) With(other Share) Share {
	s.Base += other.Base
	s.Taxes = slices.Clone(s.Taxes)
	for _, t := range other.Taxes {
		s.levy(t.Code, t.Amount)
	}
	return s
}

func (s *Share) levy(code string, amount Fen) {
	if amount == 0 {
		return
	}
	i := slices.IndexFunc(s.Taxes, func(t TaxShare) bool { return t.Code == code })
	if i < 0 {
		s.Taxes = append(s.Taxes, TaxShare{Code: code, Amount: amount})
		return
	}
	s.Taxes[i].Amount += amount
}

// Shares are what each of the party pays for all slices, in the party's order.
// They make Base and Tax to the fen.
func (o Offer) Shares() []Share {
	shares := make([]Share, len(o.Party))
	for i, p := range o.Party {
		shares[i].PassengerID = p.ID
	}
	for _, s := range o.Slices {
		for i, share := range s.Shares(o.Party) {
			shares[i] = shares[i].With(share)
		}
	}
	return shares
}

// Shares are what each of the party the slice was priced for pays, in its order.
// They make Base and Tax to the fen: where a scenario moved the price, everybody's
// fare has moved in proportion.
func (s Slice) Shares(party []Passenger) []Share {
	if s.PricedAt.IsZero() {
		s.Adult = s.Fare.sold(s.Fare.Filed)
	}
	shares, fares, taxes := make([]Share, len(party)), make([]Fen, len(party)), make([]Fen, len(party))
	var base, tax Fen
	for i, p := range party {
		shares[i] = s.taxed(p)
		fares[i], taxes[i] = s.fareOf(p), shares[i].Tax()
		base += fares[i]
		tax += taxes[i]
	}
	if base != s.Base {
		fares = proportional(s.Base, fares)
	}
	if tax != s.Tax {
		taxes = proportional(s.Tax, taxes)
	}
	for i := range shares {
		shares[i].Base = fares[i]
		if tax != s.Tax {
			shares[i].Taxes = nil
			shares[i].levy(taxCombined, taxes[i])
		}
	}
	return shares
}

// taxed is a passenger's share with the taxes only.
func (s Slice) taxed(p Passenger) Share {
	share := Share{PassengerID: p.ID}
	for _, f := range s.Flights {
		state, fuel := levies(f, p, s.PricedAt)
		share.levy(departureTax(airportOf(f.Origin).Country), state)
		share.levy(taxFuel, fuel)
	}
	return share
}

func departureTax(country string) string {
	switch country {
	case "CN":
		return taxAviationFund
	case "":
		return taxCombined
	default:
		return country
	}
}

// proportional shares a sum out in whole yuan as the weights are. What is left
// goes in equal parts to those of one weight among whom it can be divided, so that
// equals stay equal; only where there are none the first has a little more.
func proportional(sum Fen, weights []Fen) []Fen {
	var whole Fen
	for _, weight := range weights {
		whole += weight
	}
	weights = slices.Clone(weights)
	if whole == 0 {
		for i := range weights {
			weights[i] = 1
		}
		whole = Fen(len(weights))
	}
	parts, counts, left := make([]Fen, len(weights)), map[Fen]Fen{}, sum
	for i, weight := range weights {
		parts[i] = sum * weight / whole / yuan * yuan
		left -= parts[i]
		counts[weight]++
	}
	lucky := slices.IndexFunc(weights, func(weight Fen) bool { return weight > 0 && left%counts[weight] == 0 })
	if lucky < 0 {
		lucky = slices.IndexFunc(weights, func(weight Fen) bool { return weight > 0 })
	}
	weight := weights[lucky]
	parts[lucky] += left % counts[weight]
	for i := range weights {
		if weights[i] == weight {
			parts[i] += left / counts[weight]
		}
	}
	return parts
}
