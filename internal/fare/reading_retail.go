package fare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

func (r *reading) retail(w yamlRetail) *retail {
	out := &retail{
		markups:     r.charges(w.Markups, "retail.markups", false),
		fees:        r.charges(w.ServiceFees, "retail.serviceFees", true),
		commissions: r.charges(w.Commissions, "retail.commissions", false),
	}
	for i, c := range w.Contracts {
		at := fmt.Sprintf("retail.contracts[%d]", i)
		rule := contract{id: r.required(c.ID, at+".id")}
		if slices.ContainsFunc(out.contracts, func(other contract) bool { return other.id == rule.id }) {
			r.fault(c.ID.line, at+".id", "%q is there twice", rule.id)
		}
		rule.from, rule.to = r.days(c.From, c.To, at, true)
		for n, agency := range c.Agencies {
			rule.agencies = append(rule.agencies, r.required(agency, fmt.Sprintf("%s.agencies[%d]", at, n)))
		}
		for n, code := range c.Codes {
			path := fmt.Sprintf("%s.codes[%d]", at, n)
			rule.codes = append(rule.codes, travel.AccountCode{
				Contract: rule.id, Carrier: r.carrier(code.Carrier, path+".carrier"), Code: r.required(code.Code, path+".code"),
			})
		}
		if len(rule.codes) == 0 {
			r.fault(c.ID.line, at+".codes", "required")
		}
		out.contracts = append(out.contracts, rule)
	}
	return out
}

// maxPercent is far above any mark-up meant in earnest.
const maxPercent = 100

func (r *reading) charges(list []yamlCharge, section string, lines bool) []charge {
	var out []charge
	for i, w := range list {
		at := fmt.Sprintf("%s[%d]", section, i)
		c := charge{code: w.Code.value}
		line := cmp.Or(w.Percent.line, w.Flat.line, w.Currency.line, w.From.line, w.Code.line)
		switch {
		case (w.Percent.value == "") == (w.Flat.value == ""):
			r.fault(line, at, "either percent or flat")
		case w.Percent.value != "":
			c.percent = r.rate(w.Percent, at+".percent", maxPercent)
			c.percent.den *= 100
			c.percent.text += "%"
		default:
			currency := r.currency(w.Currency, at+".currency")
			flat, err := money.Parse(w.Flat.value, currency)
			if err != nil || flat.Minor <= 0 {
				r.fault(w.Flat.line, at+".flat", "%q is not an amount above 0", w.Flat.value)
			}
			c.flat = flat
		}
		if lines != (c.code != "") {
			r.fault(line, at+".code", "a service fee has a code (OB, …), nothing else has")
		}
		c.about = r.selector(w, at)
		for n, other := range out {
			if other.about.same(c.about) && other.flat.Currency == c.flat.Currency {
				r.fault(line, at, "about the same offers on the same days as %s[%d]", section, n)
			}
		}
		out = append(out, c)
	}
	return out
}

func (r *reading) selector(w yamlCharge, at string) selector {
	var s selector
	for i, t := range w.Suppliers {
		s.suppliers = append(s.suppliers, r.required(t, fmt.Sprintf("%s.suppliers[%d]", at, i)))
	}
	for i, t := range w.Carriers {
		s.carriers = append(s.carriers, r.carrier(t, fmt.Sprintf("%s.carriers[%d]", at, i)))
	}
	for i, t := range w.Routes {
		from, to, _ := strings.Cut(t.value, "-")
		if len(reference.PlaceAirports(from)) == 0 || len(reference.PlaceAirports(to)) == 0 {
			r.fault(t.line, fmt.Sprintf("%s.routes[%d]", at, i), "%q is not two airports or cities like PEK-SHA", t.value)
		}
		s.routes = append(s.routes, [2]string{from, to})
	}
	s.from, s.to = r.days(w.From, w.To, at, false)
	return s
}

// same reports two selectors that are about the same offers on some day.
func (s selector) same(o selector) bool {
	return slices.Equal(s.suppliers, o.suppliers) && slices.Equal(s.carriers, o.carriers) && slices.Equal(s.routes, o.routes) &&
		(s.to == "" || o.from <= s.to) && (o.to == "" || s.from <= o.to)
}
