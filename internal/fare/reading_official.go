package fare

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

func (r *reading) official(w yamlOfficial) *official {
	o := &official{
		currency: r.currency(w.Currency, "official.currency"),
		domestic: r.zone(w.Domestic, "official.domestic"),
	}
	switch r.oneOf(w.RoundingUnitFen, "official.roundingUnitFen", "1", "100", "1000") {
	case "1000":
		o.unit = 1000
	case "100":
		o.unit = 100
	default:
		o.unit = 1
	}
	for i, d := range w.Discounts {
		at := fmt.Sprintf("official.discounts[%d]", i)
		rule := discount{
			level:  travel.FareLevel(r.oneOf(d.Fare, at+".fare", string(travel.FareFull), string(travel.FareDiscounted))),
			abroad: r.oneOf(d.Travel, at+".travel", "domestic", "international") == "international",
			rate:   r.rate(d.Rate, at+".rate", 1),
		}
		rule.from, rule.to = r.days(d.From, d.To, at, true)
		o.discounts = append(o.discounts, rule)
	}
	if len(r.faults) == 0 {
		r.cover(o.discounts)
	}
	for _, brand := range w.Promotions.Brands {
		o.brands = append(o.brands, strings.ToLower(r.required(brand, "official.promotions.brands")))
	}
	for i, pattern := range w.Promotions.FareBases {
		at := fmt.Sprintf("official.promotions.fareBases[%d]", i)
		_, err := path.Match(pattern.value, "")
		if err != nil || strings.Trim(pattern.value, "*?") == "" {
			r.fault(pattern.line, at, "%q is no pattern, or fits everything", pattern.value)
		}
		o.bases = append(o.bases, pattern.value)
	}
	return o
}

// cover wants one rate for each level and kind of travel on every day from the
// first on: no gap, nothing twice.
func (r *reading) cover(rules []discount) {
	for _, level := range []travel.FareLevel{travel.FareFull, travel.FareDiscounted} {
		for _, abroad := range []bool{false, true} {
			kind := map[bool]string{false: "domestic", true: "international"}[abroad]
			var own []discount
			for _, d := range rules {
				if d.level == level && d.abroad == abroad {
					own = append(own, d)
				}
			}
			if len(own) == 0 {
				r.fault(0, "official.discounts", "no rate for %s %s fares", level, kind)
				continue
			}
			slices.SortFunc(own, func(a, b discount) int { return cmp.Compare(a.from, b.from) })
			for i := 1; i < len(own); i++ {
				before, after := own[i-1], own[i]
				switch {
				case before.to == "" || before.to >= after.from:
					r.fault(0, "official.discounts", "two rates for %s %s fares on %s", level, kind, after.from)
				case nextDay(before.to) != after.from:
					r.fault(0, "official.discounts", "no rate for %s %s fares between %s and %s", level, kind, before.to, after.from)
				}
			}
		}
	}
}

func nextDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}
