package fare

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// retail sells at the supplier's price, raised by what the first fitting rule of
// each kind says.
type retail struct {
	markups     []charge // on the base
	fees        []charge // lines of their own
	commissions []charge // what the agency earns; told, never added
	contracts   []contract
}

// charge is what one rule adds, for the offers it is about. Exactly one of
// percent and flat is set.
type charge struct {
	about   selector
	percent rate        // of the base, with num/den already divided by a hundred
	flat    money.Money // for each passenger with a seat, in offers of its currency
	code    string      // of a fee's line
}

// selector narrows a rule. Empty lists do not.
type selector struct {
	suppliers, carriers []string
	routes              [][2]string // both directions; airports or cities
	from, to            string      // days of sale in China, inclusive; empty: open
}

// contract is terms an agency has negotiated with airlines: the codes under
// which they are asked for.
type contract struct {
	id       string
	agencies []string // none: everybody in the program
	codes    []travel.AccountCode
	from, to string
}

// The names of retail's rules in traces.
const (
	RuleRetail     = "retail.supplierPrice"
	RuleMarkup     = "retail.markup"
	RuleServiceFee = "retail.serviceFee"
	RuleCommission = "retail.commission"
	RuleContract   = "retail.contract"
)

func (s selector) fits(offer travel.SupplierOffer, sale Sale) bool {
	day := reference.IssueDay(sale.At)
	return (len(s.suppliers) == 0 || slices.Contains(s.suppliers, sale.SupplierID)) &&
		(len(s.carriers) == 0 || slices.Contains(s.carriers, offer.Owner)) &&
		(s.from == "" || s.from <= day) && (s.to == "" || day <= s.to) &&
		(len(s.routes) == 0 || slices.ContainsFunc(s.routes, func(r [2]string) bool { return flies(r, offer.Journeys) }))
}

// flies reports a trip between the ends of a route: its first journey decides.
func flies(route [2]string, journeys []travel.PaxJourney) bool {
	if len(journeys) == 0 || len(journeys[0].Segments) == 0 {
		return false
	}
	segments := journeys[0].Segments
	from, to := segments[0].Departure.Airport, segments[len(segments)-1].Arrival.Airport
	return reference.Serves(from, route[0]) && reference.Serves(to, route[1]) || reference.Serves(to, route[0]) && reference.Serves(from, route[1])
}

func (r *retail) price(_ Program, offer travel.SupplierOffer, sale Sale) (Priced, error) {
	priced := Priced{
		Items: offer.Items, Total: offer.Total,
		Trace: []travel.TraceStep{{Rule: RuleRetail, Before: offer.Total, After: offer.Total}},
	}
	for _, code := range sale.AccountCodes {
		if code.Carrier == offer.Owner && code.Contract != "" {
			priced.Trace = append(priced.Trace, travel.TraceStep{Rule: RuleContract + "." + code.Contract, Before: offer.Total, After: offer.Total})
		}
	}
	for _, kind := range []struct {
		rule    string
		charges []charge
		add     func(travel.OfferItem, charge, money.Money) (travel.OfferItem, error)
	}{
		{RuleMarkup, r.markups, markedUp},
		{RuleServiceFee, r.fees, withFee},
		{RuleCommission, r.commissions, nil},
	} {
		i := slices.IndexFunc(kind.charges, func(c charge) bool {
			return c.about.fits(offer, sale) && (c.flat.Currency == "" || c.flat.Currency == offer.Total.Currency)
		})
		if i < 0 {
			continue
		}
		rule := kind.charges[i]
		before, amount := priced.Total, money.Zero(offer.Total.Currency)
		items := slices.Clone(priced.Items)
		for n, item := range items {
			if item.Service != nil {
				continue
			}
			// A commission is of what the airline asks, not of our own mark-up.
			due, err := rule.of(offer.Items[n], sale.Pax)
			if err != nil {
				return Priced{}, err
			}
			amount, err = amount.Add(due)
			if err == nil && kind.add != nil {
				items[n], err = kind.add(item, rule, due)
			}
			if err != nil {
				return Priced{}, err
			}
		}
		step := travel.TraceStep{Rule: kind.rule, Before: before, After: before, Rate: rule.percent.text}
		if kind.add == nil {
			step.Amount = &amount
		} else {
			total, err := totalOf(items, offer.Total.Currency)
			if err != nil {
				return Priced{}, err
			}
			priced.Items, priced.Total, step.After = items, total, total
		}
		priced.Trace = append(priced.Trace, step)
	}
	return priced, nil
}

// of is what a rule adds to an item: per cent of its base to the nearest minor
// unit for each passenger, halves up, or the flat amount for each seat.
func (c charge) of(item travel.OfferItem, party []travel.Pax) (money.Money, error) {
	if c.flat.Currency != "" {
		return c.flat.Mul(int64(seats(item, party)))
	}
	sum := money.Zero(item.Price.Base.Currency)
	for _, part := range item.Price.Base.Split(len(item.PaxIDs)) {
		due, err := part.Scale(c.percent.num, c.percent.den, 1, money.HalfUp)
		if err != nil {
			return money.Money{}, err
		}
		sum, err = sum.Add(due)
		if err != nil {
			return money.Money{}, err
		}
	}
	return sum, nil
}

// seats is how many of those an item prices sit. An item may price a whole party,
// lap infants among them.
func seats(item travel.OfferItem, party []travel.Pax) int {
	n := 0
	for _, id := range item.PaxIDs {
		ptc := item.PTC
		if i := slices.IndexFunc(party, func(p travel.Pax) bool { return p.ID == id }); i >= 0 {
			ptc = party[i].PTC
		}
		if ptc != travel.PTCInfant {
			n++
		}
	}
	return n
}

func markedUp(item travel.OfferItem, _ charge, due money.Money) (travel.OfferItem, error) {
	base, err := item.Price.Base.Add(due)
	if err != nil {
		return travel.OfferItem{}, err
	}
	item.Components = nil // they were of the airline's base
	return rebased(item, base)
}

func withFee(item travel.OfferItem, rule charge, due money.Money) (travel.OfferItem, error) {
	if due.IsZero() {
		return item, nil
	}
	total, err := item.Price.Total.Add(due)
	item.Price.Fees = append(slices.Clone(item.Price.Fees), travel.Tax{Code: rule.code, Amount: due})
	item.Price.Total = total
	return item, err
}

// Negotiates reports a program with negotiated terms, of whoever.
func (p Program) Negotiates() bool { return p.retail != nil && len(p.retail.contracts) > 0 }

// AccountCodes are the codes under which an agency's negotiated terms are asked
// for at a time, in the order of the file.
func (p Program) AccountCodes(agencyID string, at time.Time) []travel.AccountCode {
	if p.retail == nil {
		return nil
	}
	day := reference.IssueDay(at)
	var codes []travel.AccountCode
	for _, c := range p.retail.contracts {
		if (len(c.agencies) == 0 || slices.Contains(c.agencies, agencyID)) && c.from <= day && (c.to == "" || day <= c.to) {
			codes = append(codes, c.codes...)
		}
	}
	return codes
}
