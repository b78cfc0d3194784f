package fare

import "github.com/farebridge/farebridge/internal/travel"

// Program is a travel program: the rules under which a caller buys. The zero
// Program is none and prices nothing.
type Program struct {
	name  string
	price func(travel.SupplierOffer) Priced
}

// Name is what the program is called in accounts and answers.
func (p Program) Name() string { return p.name }

// RuleRetail is the trace's name for selling at the supplier's price.
const RuleRetail = "retail.supplierPrice"

// ProgramByName finds a program. A name that is granted to somebody but has no
// rules here is not found: nobody is ever priced under another program than
// their own.
func ProgramByName(name string) (Program, bool) {
	switch name {
	case "retail":
		return Program{name: name, price: retail}, true
	default:
		return Program{}, false
	}
}

// retail sells at the supplier's price.
func retail(offer travel.SupplierOffer) Priced {
	return Priced{
		Items: offer.Items,
		Total: offer.Total,
		Trace: []travel.TraceStep{{Rule: RuleRetail, Before: offer.Total, After: offer.Total}},
	}
}
