package world

import (
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// Offer is a price for flights, for the party of one search.
type Offer struct {
	ID              string
	SearchID        string
	Supplier        string
	Owner           string // airline
	Slices          []Slice
	Party           []Passenger
	Base            Fen
	Tax             Fen
	Instant         bool // cannot be held
	PayBy           time.Time
	GuaranteedUntil time.Time
	CreatedAt       time.Time
	UpdatedAt       time.Time
	ExpiresAt       time.Time
	Bend            string // the scenario that changed it, empty: none
}

// Total is base and tax.
func (o Offer) Total() Fen { return o.Base + o.Tax }

// Flights are those of all slices, in order: what flight indexes count.
func (o Offer) Flights() []Flight {
	var flights []Flight
	for _, s := range o.Slices {
		flights = append(flights, s.Flights...)
	}
	return flights
}

// with is the offer on other slices, at their prices.
func (o Offer) with(parts []Slice) Offer {
	o.Slices, o.Base, o.Tax = parts, 0, 0
	for _, s := range parts {
		o.Base += s.Base
		o.Tax += s.Tax
	}
	return o
}

// shared is an offer written down before slices knew their price: they share its
// base and tax evenly.
func (o Offer) shared() Offer {
	var known Fen
	for _, s := range o.Slices {
		known += s.Base + s.Tax
	}
	if known != 0 || len(o.Slices) == 0 {
		return o
	}
	o.Slices = slices.Clone(o.Slices)
	n := Fen(len(o.Slices))
	for i := range o.Slices {
		o.Slices[i].Base, o.Slices[i].Tax = o.Base/n, o.Tax/n
	}
	o.Slices[0].Base += o.Base % n
	o.Slices[0].Tax += o.Tax % n
	return o
}

// rebased is the offer for another base, which its slices share in whole yuan as
// they shared the old one; the last takes what is left.
func (o Offer) rebased(base Fen) Offer {
	if base == o.Base {
		return o
	}
	left, parts := base, slices.Clone(o.Slices)
	for i := range parts {
		share := left
		if i < len(parts)-1 {
			share = base * parts[i].Base / max(1, o.Base) / yuan * yuan
		}
		parts[i].Base = share
		left -= share
	}
	o.Slices, o.Base = parts, base
	return o
}

// International reports whether the offer crosses a border, so that passports
// are needed.
func (o Offer) International() bool {
	for _, s := range o.Slices {
		for _, f := range s.Flights {
			if !domestic(airportOf(f.Origin), airportOf(f.Destination)) {
				return true
			}
		}
	}
	return false
}

// Terms is what refunding or changing flights costs the party at a time.
type Terms struct {
	Allowed bool
	Penalty Fen
}

// Refund is what cancelling would cost at a time: of each slice by its own rule,
// but all until the first flight leaves. A ticket is given back whole or not.
func (o Offer) Refund(at time.Time) Terms {
	all := Terms{Allowed: true}
	for i, s := range o.Slices {
		all = all.and(o.termsOf(i, s.Fare.Refund, o.Slices[0].Flights.Departs(), at))
	}
	return all
}

// Change is what changing all flights would cost at a time.
func (o Offer) Change(at time.Time) Terms {
	all := Terms{Allowed: true}
	for i := range o.Slices {
		all = all.and(o.ChangeOf(i, at))
	}
	return all
}

// ChangeOf is what changing the flights of one slice would cost at a time.
func (o Offer) ChangeOf(slice int, at time.Time) Terms {
	s := o.Slices[slice]
	return o.termsOf(slice, s.Fare.Change, s.Flights.Departs(), at)
}

func (o Offer) termsOf(slice int, rule Rule, departs, at time.Time) Terms {
	if !rule.Allowed {
		return Terms{}
	}
	return Terms{Allowed: true, Penalty: o.penaltyOf(slice, rule, departs, at)}
}

func (t Terms) and(other Terms) Terms {
	if !t.Allowed || !other.Allowed {
		return Terms{}
	}
	return Terms{Allowed: true, Penalty: t.Penalty + other.Penalty}
}

const (
	holdFor      = 24 * time.Hour
	holdEnds     = 2 * time.Hour // before departure
	guaranteeFor = 2 * time.Hour
)

// offer prices one combination for a search.
func (w *World) offer(s Search, parts []Slice) Offer {
	var keys strings.Builder
	for _, part := range parts {
		keys.WriteString(part.fareKey())
	}
	o := Offer{
		ID:        offerID(s.ID, w.token(8, s.ID, keys.String())),
		SearchID:  s.ID,
		Supplier:  s.Supplier,
		Owner:     parts[0].Flights.Owner(),
		Party:     s.Request.Party,
		Instant:   w.suppliers[s.Supplier].Reseller,
		CreatedAt: s.CreatedAt,
		UpdatedAt: s.CreatedAt,
		ExpiresAt: s.ExpiresAt(),
	}
	o = o.with(w.priced(parts, o.Party, s.CreatedAt))
	o.hold(s.CreatedAt)
	return o
}

// hold says how long seats are kept unpaid; so close to departure that there
// is no time, they are not.
func (o *Offer) hold(now time.Time) {
	latest := o.Slices[0].Flights.Departs().Add(-holdEnds).UTC()
	if !latest.After(now) {
		o.Instant = true
	}
	if o.Instant {
		return
	}
	o.PayBy = earlier(now.Add(holdFor), latest)
	o.GuaranteedUntil = earlier(now.Add(guaranteeFor), o.PayBy)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Ids of searches and offers share ten characters, so that an offer leads to
// its search.
const (
	searchPrefix = "orq_0000"
	offerPrefix  = "off_0000"
	searchPart   = 10
)

func offerID(searchID, own string) string {
	return offerPrefix + strings.TrimPrefix(searchID, searchPrefix)[:searchPart] + own
}

// searchOf is the search an offer's id leads to; false for what is no offer's id.
func searchOf(offerID string) (string, bool) {
	body, ok := strings.CutPrefix(offerID, offerPrefix)
	if !ok || len(body) < searchPart {
		return "", false
	}
	return body[:searchPart], true
}

// bends are the scenarios that change an offer when it is re-read.
func bends(name string) bool {
	return slices.Contains([]string{stage.PriceUp, stage.PriceDown, stage.TermsChanged, stage.SoldOut}, name)
}

// bent is the offer after scenario name has happened to it.
func (o Offer) bent(name string) Offer {
	o.Bend = name
	o = o.rebased(bentPrice(o.Base, name))
	if name != stage.TermsChanged {
		return o
	}
	o.Slices = slices.Clone(o.Slices)
	for i := range o.Slices {
		fare := &o.Slices[i].Fare
		if fare.Refund.Allowed {
			fare.Refund = harsher(fare.Refund)
		} else {
			fare.Refund = Rule{Allowed: true, Percent: [4]int{90, 90, 95, 95}}
		}
		if fare.Checked > 0 {
			fare.Checked--
		} else {
			fare.Checked++
		}
	}
	return o
}

func bentPrice(base Fen, name string) Fen {
	switch name {
	case stage.PriceUp:
		return base.percent(105, yuan)
	case stage.PriceDown:
		return base.percent(95, yuan)
	default:
		return base
	}
}

func harsher(r Rule) Rule {
	r.Flat *= 2
	for i, percent := range r.Percent {
		r.Percent[i] = min(100, percent+20)
	}
	return r
}
