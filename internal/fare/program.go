package fare

import (
	"maps"
	"slices"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// Program is a travel program: the rules under which a caller buys. The zero
// Program is none and prices nothing. It is safe for concurrent use.
type Program struct {
	name      string
	sells     scope
	providers []ServiceProvider
	methods   []order.PaymentMethod // none: every method there is
	filed     reference.FiledFares
	official  *official // exactly one of the two is not nil
	retail    *retail
}

// Name is what the program is called in accounts and answers.
func (p Program) Name() string { return p.name }

// Takes reports whether orders of the program may be paid by a method.
func (p Program) Takes(method order.PaymentMethod) bool {
	return len(p.methods) == 0 || slices.Contains(p.methods, method)
}

// SellsExtras reports whether paid bags, meals, seats and the like are sold under
// the program. What is free is had all the same.
func (p Program) SellsExtras() bool { return p.sells.extras }

// ServiceProvider sells what the program does not sell by itself.
type ServiceProvider struct {
	Name  string
	Phone string
	URL   string
}

// ServiceProviders is the answer that travels with a refusal.
type ServiceProviders []ServiceProvider

// Programs are all programs there are rules for. The zero value has none.
type Programs struct{ byName map[string]Program }

// Find finds a program. A name that is granted to somebody but has no rules here
// is not found: nobody is ever priced under another program than their own.
func (p Programs) Find(name string) (Program, bool) {
	found, ok := p.byName[name]
	return found, ok
}

// Over are these programs and those of base that have no name of theirs.
func (p Programs) Over(base Programs) Programs {
	all := maps.Clone(base.byName)
	if all == nil {
		all = map[string]Program{}
	}
	maps.Copy(all, p.byName)
	return Programs{byName: all}
}

// scope is what a program sells. Lists and limits that are zero do not restrict; what
// is true or false says what is sold.
type scope struct {
	zone       *reference.Zone
	trips      []trip
	ptcs       []travel.PTC
	mostPax    int
	codeshares bool
	extras     bool       // what is paid beside the flights
	partners   [][]string // groups of carriers that fly for each other as if they were one
	carriers   map[string]bool
}

type trip string

const (
	tripOneWay    trip = "oneWay"
	tripReturn    trip = "return"
	tripMultiCity trip = "multiCity"
)

func tripOf(legs []travel.OriginDestination) trip {
	switch {
	case len(legs) <= 1:
		return tripOneWay
	case len(legs) == 2 && reference.SameCity(legs[0].Origin, legs[1].Destination) && reference.SameCity(legs[0].Destination, legs[1].Origin):
		return tripReturn
	default:
		return tripMultiCity
	}
}
