package shopping

import (
	"cmp"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// HorizonDays is how far ahead airlines load their schedules.
const HorizonDays = 361

// variants are the searches a flexible one stands for, in order of date, itself
// among them. All journeys move together: whoever travels three days earlier
// comes home three days earlier. Days that are over, or that nobody sells yet,
// are left out.
func (in Input) variants(now time.Time) []travel.Search {
	if in.FlexibleDays == 0 {
		return []travel.Search{in.Search}
	}
	var all []travel.Search
	for shift := -in.FlexibleDays; shift <= in.FlexibleDays; shift++ {
		search := in.Search
		search.OriginDestinations = slices.Clone(in.Search.OriginDestinations)
		sold := true
		for i := range search.OriginDestinations {
			leg := &search.OriginDestinations[i]
			leg.Date = leg.Date.AddDays(shift)
			sold = sold && onSale(*leg, now)
		}
		if sold || shift == 0 {
			all = append(all, search)
		}
	}
	return all
}

func onSale(leg travel.OriginDestination, now time.Time) bool {
	today := travel.DateOf(now)
	if airports := reference.PlaceAirports(leg.Origin); len(airports) > 0 {
		today = travel.DateOf(now.In(airports[0].Location()))
	}
	return leg.Date.Compare(today) >= 0 && leg.Date.Compare(today.AddDays(HorizonDays)) <= 0
}

func datesOf(search travel.Search) []travel.Date {
	dates := make([]travel.Date, len(search.OriginDestinations))
	for i, leg := range search.OriginDestinations {
		dates[i] = leg.Date
	}
	return dates
}

func datesFlown(offer Indexed) []travel.Date {
	dates := make([]travel.Date, len(offer.Departures))
	for i, at := range offer.Departures {
		dates[i] = at.Date()
	}
	return dates
}

// calendar names the cheapest offer of each set of dates among all that were
// found, which are ranked. Its id is only there if it is one of those kept.
func calendar(days []CalendarDay, found []candidate, kept []Remembered) []CalendarDay {
	days = slices.Clone(days)
	for _, c := range found {
		day := dayOf(days, c.keys)
		if day == nil {
			continue
		}
		if day.Offers == 0 {
			day.Lowest, day.Display = c.keys.Total, c.keys.Display
			cheapest := func(r Remembered) bool {
				return r.Indexed.shown() == c.keys.shown() && slices.Equal(datesFlown(r.Indexed), day.Dates)
			}
			if i := slices.IndexFunc(kept, cheapest); i >= 0 {
				day.OfferID = kept[i].Offer.ID
			}
		}
		day.Offers++
	}
	return days
}

func dayOf(days []CalendarDay, offer Indexed) *CalendarDay {
	i := slices.IndexFunc(days, func(d CalendarDay) bool { return slices.Equal(d.Dates, datesFlown(offer)) })
	if i < 0 {
		return nil
	}
	return &days[i]
}

// best are the places of the n best of more than n ranked offers, the cheapest
// of each set of dates among them: a dear day is not to vanish from the calendar
// behind many cheap ones.
func best(offers []candidate, days []CalendarDay, n int) []int {
	days = slices.Clone(days)
	firsts := make(map[int]struct{}, len(days))
	for i, c := range offers {
		if day := dayOf(days, c.keys); day != nil && day.Offers == 0 && len(firsts) < n {
			day.Offers, firsts[i] = 1, struct{}{}
		}
	}
	room := n - len(firsts)
	var chosen []int
	for i := range offers {
		_, first := firsts[i]
		if !first {
			room--
		}
		if first || room >= 0 {
			chosen = append(chosen, i)
		}
	}
	return chosen
}

// united is one report for all the dates a supplier was asked about. It is as
// good as its worst part, but one that has something to show is never worse
// than partial.
func united(reports []SupplierReport) SupplierReport {
	whole := reports[0]
	sold := whole.sold()
	for _, r := range reports[1:] {
		whole.Offers += r.Offers
		whole.Dropped += r.Dropped
		whole.LeviesDiffer += r.LeviesDiffer
		whole.NotSold = together(whole.NotSold, r.NotSold)
		whole.Latency = max(whole.Latency, r.Latency)
		sold = sold || r.sold()
		if worse(r) > worse(whole) {
			whole.Status, whole.Reason = r.Status, r.Reason
		}
	}
	if !sold || whole.sold() {
		return whole
	}
	whole.Status = StatusPartial
	if whole.missing() {
		whole.Reason = ReasonCutShort
	}
	return whole
}

// together adds up what was not sold, by reason.
func together(a, b []NotSold) []NotSold {
	sum := slices.Clone(a)
	for _, more := range b {
		i, known := slices.BinarySearchFunc(sum, more, func(x, y NotSold) int { return cmp.Compare(x.Reason, y.Reason) })
		if known {
			sum[i].Offers += more.Offers
			continue
		}
		sum = slices.Insert(sum, i, more)
	}
	return sum
}

// worse puts what a supplier will not sell before what it might have sold.
func worse(r SupplierReport) int {
	switch {
	case r.Status == StatusSkipped:
		return 0
	case r.Status == StatusOK:
		return 1
	case r.Reason == ReasonRejected:
		return 2
	case r.Reason == ReasonOffersDropped:
		return 3
	}
	return 4 + slices.Index([]Status{StatusPartial, StatusOpen, StatusTimeout, StatusError}, r.Status)
}
