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
	if p := body.Preferences; p != nil {
		in.Search.Preferences.Carriers, in.Search.Preferences.MaxStops = p.Carriers, p.MaxStops
		if p.Cabin != nil {
			in.Search.Preferences.Cabin = travel.Cabin(*p.Cabin)
		}
	}
	if body.Currency != nil {
		currency, err := money.ParseCurrency(*body.Currency)
		if err != nil {
			found.add(finding("/currency", findCurrency))
		}
		in.Currency = currency
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
