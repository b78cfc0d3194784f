package rest

import (
	"fmt"
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// FromAPISearch reads a search. Findings are those of values that are of the
// right form and mean nothing.
func FromAPISearch(body api.AirShoppingRequest) (shopping.Input, []travel.FieldError) {
	var found findings
	var in shopping.Input
	for i, leg := range body.OriginDestinations {
		date, err := travel.ParseDate(leg.DepartureDate)
		if err != nil {
			found.add(finding(fmt.Sprintf("/originDestinations/%d/departureDate", i), findDate))
		}
		in.Search.OriginDestinations = append(in.Search.OriginDestinations, travel.OriginDestination{
			Origin: leg.Origin, Destination: leg.Destination, Date: date,
		})
	}
	for _, p := range body.Pax {
		in.Search.Pax = append(in.Search.Pax, travel.Pax{ID: p.PaxID, PTC: travel.PTC(p.Ptc)})
	}
	for _, c := range body.CorporateCodes {
		in.Search.AccountCodes = append(in.Search.AccountCodes, travel.AccountCode{Carrier: c.Carrier, Code: c.Code})
	}
	for _, a := range body.LoyaltyAccounts {
		in.Search.Loyalty = append(in.Search.Loyalty, travel.LoyaltyAccount{
			PaxID: a.PaxID, Carrier: a.Carrier, Number: a.Number,
			Surname: fromAPIName(valueOr(a.Surname, "")), GivenName: fromAPIName(valueOr(a.GivenName, "")),
		})
	}
	if p := body.Preferences; p != nil {
		wanted, wrong := fromAPIPreferences(*p)
		in.Search.Preferences = wanted
		found.add(wrong...)
		in.FlexibleDays = valueOr(p.FlexibleDays, 0)
	}
	if body.Currency != nil {
		currency, err := money.ParseCurrency(*body.Currency)
		if err != nil {
			found.add(finding("/currency", findCurrency))
		}
		in.Currency = currency
		if most := in.Search.Preferences.MaxPrice; most != nil && err == nil && most.Currency != currency {
			found.add(finding("/preferences/maxPrice/currency", findOtherCurrency, string(currency)))
		}
	}
	in.Budget = fromAPIBudget(body.BudgetMs)
	return in, found
}

// fromAPIBudget is 0, the verb's own default, for a budget not given.
func fromAPIBudget(ms *int) time.Duration {
	if ms == nil {
		return 0
	}
	return time.Duration(*ms) * time.Millisecond
}

func fromAPIPreferences(p api.Preferences) (travel.Preferences, []travel.FieldError) {
	var found findings
	wanted := travel.Preferences{
		Cabin: travel.Cabin(valueOr(p.Cabin, "")), Carriers: p.Carriers, MaxStops: p.MaxStops,
		CheckedBags: valueOr(p.CheckedBags, 0), Refundable: valueOr(p.Refundable, false),
	}
	if p.DepartureTime != nil {
		window, ok := fromAPIWindow(p.DepartureTime.From, p.DepartureTime.To)
		if !ok {
			found.add(finding("/preferences/departureTime/to", findWindow))
		}
		wanted.Departure = window
	}
	if p.MaxPrice != nil {
		most, wrong := FromAPIMoney(*p.MaxPrice, "/preferences/maxPrice")
		found.add(wrong...)
		wanted.MaxPrice = &most
	}
	return wanted, found
}

// fromAPIWindow reads a part of a day; an end that is missing is the day's.
func fromAPIWindow(from, to *api.TimeOfDay) (*travel.TimeWindow, bool) {
	if from == nil && to == nil {
		return nil, true
	}
	window := travel.TimeWindow{From: minuteOf(valueOr(from, "00:00")), To: minuteOf(valueOr(to, "23:59"))}
	return &window, window.From <= window.To
}

// minuteOf reads "08:30", whose form was checked.
func minuteOf(at string) int {
	clock, _ := time.Parse("15:04", at)
	return 60*clock.Hour() + clock.Minute()
}

// fromAPIPage reads what part of a search is wanted. Findings point at
// parameters as at fields of a body.
func fromAPIPage(r api.AirShoppingRetrieveRequestObject) (shopping.Page, []travel.FieldError) {
	var found findings
	p := r.Params
	page := shopping.Page{
		ShoppingID: r.ShoppingID, Limit: valueOr(p.Limit, 0), After: valueOr(p.After, ""),
		Order: shopping.Order(valueOr(p.Sort, "")),
	}
	page.Filter.Preferences = travel.Preferences{
		Cabin: travel.Cabin(valueOr(p.Cabin, "")), Carriers: p.Carriers, MaxStops: p.MaxStops,
		CheckedBags: valueOr(p.CheckedBags, 0), Refundable: valueOr(p.Refundable, false),
	}
	page.Filter.Suppliers = p.Suppliers
	window, ok := fromAPIWindow(p.DepartureFrom, p.DepartureTo)
	if !ok {
		found.add(finding("/departureTo", findWindow))
	}
	page.Filter.Departure = window
	if p.DepartureDate != nil {
		day, err := travel.ParseDate(*p.DepartureDate)
		if err != nil {
			found.add(finding("/departureDate", findDate))
		}
		page.Filter.Day = day
	}
	switch {
	case p.MaxPrice != nil && p.Currency == nil:
		found.add(finding("/currency", findRequired))
	case p.MaxPrice != nil:
		most, wrong := fromAPIMaxPrice(*p.MaxPrice, *p.Currency)
		found.add(wrong...)
		page.Filter.MaxPrice = &most
	}
	return page, found
}

func fromAPIMaxPrice(amount, code string) (money.Money, []travel.FieldError) {
	currency, err := money.ParseCurrency(code)
	if err != nil {
		return money.Money{}, []travel.FieldError{finding("/currency", findCurrency)}
	}
	most, err := money.Parse(amount, currency)
	if err != nil {
		return money.Money{}, []travel.FieldError{finding("/maxPrice", findPrecision, currency)}
	}
	return most, nil
}

// valueOr is what is given, or what stands for nothing.
func valueOr[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}
