package world

import (
	"strconv"
	"time"
)

// The cabins, as the wire spells them.
const (
	Economy        = "economy"
	PremiumEconomy = "premium_economy"
	Business       = "business"
	First          = "first"
)

// Fare is one product on one itinerary. Amounts are per adult.
type Fare struct {
	Brand   string
	Basis   string // its first letter is the booking class
	Cabin   string
	Full    Fen  // the undiscounted fare of the cabin, which the young pay by
	Filed   Fen  // what an adult pays before drift and margin
	Floats  bool // the price drifts with the hours
	Margin  int  // the reseller's, per mille; negative is a rebate
	Checked int  // pieces of checked baggage
	CarryOn int
	Refund  Rule
	Change  Rule
	Seats   int         // for sale on every flight; 0: as the flight's class has
	Later   []Repricing // what happens to the fare of an offer made before
	Promo   bool        // sold on the airline's web only for some time, not refundable
	Account string      // sold to who names it only; empty: to everybody
}

// CorporateCode is the one company every airline of this world has an agreement
// with: it flies at seven points below a standard fare, and changes for nothing.
const CorporateCode = "ACME"

// Repricing is another fare for an adult, some time after an offer was made.
type Repricing struct {
	After time.Duration
	Adult Fen
}

// at is the fare of an offer made some time ago.
func (f Fare) at(age time.Duration) Fare {
	for _, step := range f.Later {
		if age >= step.After {
			f.Filed = step.Adult
		}
	}
	return f
}

// sold is an amount of the fare with the reseller's margin.
func (f Fare) sold(amount Fen) Fen {
	if f.Margin == 0 {
		return amount
	}
	return amount + amount.permille(f.Margin, yuan)
}

// class is the booking class the fare's seats come from.
func (f Fare) class() string { return f.Basis[:1] }

// Rule is what a refund or change costs before departure: per cent of the fare
// by the time left (thirty days, fourteen days, four hours, less), or a flat fee for everyone with a seat.
type Rule struct {
	Allowed bool
	Percent [4]int
	Flat    Fen
}

// penalty is what the rule takes from base at now.
func (r Rule) penalty(base Fen, departs, now time.Time) Fen {
	if r.Flat > 0 {
		return min(r.Flat, base)
	}
	left := departs.Sub(now)
	step := 3
	switch {
	case left >= 30*24*time.Hour:
		step = 0
	case left >= 14*24*time.Hour:
		step = 1
	case left >= 4*time.Hour:
		step = 2
	}
	return base.percent(r.Percent[step], 1)
}

// rung is one discount of the ladder between the full fare and the bottom.
type rung struct {
	class   string
	percent int
	most    int // seats of the class on one flight, at most
}

// The ladder: every flight opens one rung of each step. Letters and levels are
// the usual ones of Chinese carriers.
var (
	fullRung = rung{"Y", 100, 40}
	ladder   = [][]rung{
		{{"B", 90, 15}, {"M", 85, 15}, {"H", 80, 15}},
		{{"K", 75, 12}, {"L", 70, 12}, {"Q", 65, 12}},
		{{"G", 60, 10}, {"V", 55, 10}},
		{{"T", 45, 9}, {"E", 40, 6}},
	}
	premiumRung  = rung{"W", 150, 12}
	businessRung = rung{"J", 270, 8}
)

// fares are the products supplier sells on an itinerary.
func (t timetable) fares(s Supplier, i Itinerary) []Fare {
	first, last := i[0], i[len(i)-1]
	from, to := airportOf(first.Origin), airportOf(last.Destination)
	full := t.fullFare(i.Owner(), from, to)
	long := !domestic(from, to) && first.Km+last.Km > 4000
	margin := 0
	if s.Reseller {
		margin = t.pick(9, "margin", i.key())*10 - 20 // -2 % to +6 %
	}
	var fares []Fare
	// An airline promotes some of its routes, on its own shelf only.
	promotion := !s.Reseller && domestic(from, to) && t.pick(3, "promo", i.Owner(), from.Code, to.Code) == 0
	add := func(r rung, brand, cabin string, refund, change Rule, checked int) {
		f := Fare{
			Brand: brand, Basis: r.class, Cabin: cabin, Full: full,
			Filed: full.percent(r.percent, tenYuan), Margin: margin,
			Checked: checked, CarryOn: 1, Refund: refund, Change: change,
		}
		if cabin != Economy {
			f.Full = f.Filed
			f.Basis += "OW"
		}
		if cabin == Economy && r.percent < 100 {
			f.Floats = true
			f.Basis += strconv.Itoa(r.percent)
		}
		fares = append(fares, f)
	}
	add(fullRung, "Full Economy", Economy, flexible, flexible, 1)
	for step, rungs := range ladder {
		r := rungs[t.pick(len(rungs), "rung", i.key(), strconv.Itoa(step))]
		switch {
		case promotion && step == len(ladder)-1:
			r.percent -= 5
			add(r, "Web Promo", Economy, Rule{}, Rule{}, 0)
			fares[len(fares)-1].Promo = true
		case r.percent >= 80:
			add(r, "Economy Flex", Economy, moderate, moderate, 1)
		case r.percent >= 60:
			add(r, "Economy Standard", Economy, moderate, moderate, 1)
			if !s.Reseller && step == 1 {
				r.percent -= 7
				add(r, "Economy Corporate", Economy, moderate, Rule{Allowed: true}, 1)
				fares[len(fares)-1].Account = CorporateCode
			}
		case r.percent >= 50:
			add(r, "Economy Saver", Economy, strict, strict, 1)
		default:
			add(r, "Economy Light", Economy, Rule{}, strict, 0)
		}
	}
	if long {
		add(premiumRung, "Premium Economy", PremiumEconomy, flexible, flexible, 2)
	}
	add(businessRung, "Business", Business, flexible, flexible, 2)
	return fares
}

// Four-step refund rules as carriers publish them; the percentages are invented.
var (
	flexible = Rule{Allowed: true, Percent: [4]int{5, 10, 15, 20}}
	moderate = Rule{Allowed: true, Percent: [4]int{10, 20, 30, 50}}
	strict   = Rule{Allowed: true, Percent: [4]int{30, 50, 70, 90}}
)

// seats is how many of a class a flight has for sale in all: half of the most,
// and some.
func (t timetable) seats(f Flight, class string) int {
	most := mostSeats(class)
	return (most+1)/2 + t.pick(most/2+1, "seats", f.key(), class)
}

func mostSeats(class string) int {
	for _, r := range []rung{fullRung, premiumRung, businessRung} {
		if r.class == class {
			return r.most
		}
	}
	for _, rungs := range ladder {
		for _, r := range rungs {
			if r.class == class {
				return r.most
			}
		}
	}
	return 9 // a class only a world file has
}

// drift moves a floating fare every six hours, each fare at its own hour, by
// up to twenty yuan for each thousand of the full fare.
func (t timetable) drift(key string, full Fen, at time.Time) Fen {
	hour := at.Unix() / 3600
	phase := int64(t.pick(6, "phase", key))
	step := t.pick(5, "drift", key, strconv.FormatInt((hour+phase)/6, 10)) - 2
	return (full * Fen(step) / 100).percent(100, tenYuan)
}
