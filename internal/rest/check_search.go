package rest

import (
	"fmt"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// maxSeats is how many seated passengers one order may have (R-000-37).
const maxSeats = 9

// checkSearch finds what nobody can mean by a search, at a moment.
func checkSearch(s travel.Search, now time.Time) []travel.FieldError {
	var found findings
	found.add(checkLegs(s.OriginDestinations, now)...)
	found.add(checkSearchParty(s.Pax)...)
	for i, code := range s.AccountCodes {
		if slices.Contains(s.AccountCodes[:i], code) {
			found.add(finding(fmt.Sprintf("/corporateCodes/%d/code", i), findDuplicate))
		}
	}
	for i, account := range s.Loyalty {
		at := fmt.Sprintf("/loyaltyAccounts/%d/", i)
		if !slices.ContainsFunc(s.Pax, func(p travel.Pax) bool { return p.ID == account.PaxID }) {
			found.add(finding(at+"paxId", findNotOfParty))
		}
		programme := func(a travel.LoyaltyAccount) bool { return a.PaxID == account.PaxID && a.Carrier == account.Carrier }
		if slices.ContainsFunc(s.Loyalty[:i], programme) {
			found.add(finding(at+"carrier", findDuplicate))
		}
		switch {
		case account.Surname == "" && account.GivenName != "":
			found.add(finding(at+"surname", findRequired))
		case account.Surname != "" && account.GivenName == "":
			found.add(finding(at+"givenName", findRequired))
		}
	}
	return found
}

func checkLegs(legs []travel.OriginDestination, now time.Time) []travel.FieldError {
	var found findings
	for i, leg := range legs {
		at := fmt.Sprintf("/originDestinations/%d", i)
		origins, destinations := reference.PlaceAirports(leg.Origin), reference.PlaceAirports(leg.Destination)
		if len(origins) == 0 {
			found.add(finding(at+"/origin", findPlace))
		}
		switch {
		case len(destinations) == 0:
			found.add(finding(at+"/destination", findPlace))
		case reference.SameCity(leg.Origin, leg.Destination):
			found.add(finding(at+"/destination", findSameCity))
		}
		if leg.Date.IsZero() {
			continue // no such date: found before
		}
		if len(origins) > 0 {
			// The airports of one city share a zone.
			today := travel.DateOf(now.In(origins[0].Location()))
			switch {
			case leg.Date.Compare(today) < 0:
				found.add(finding(at+"/departureDate", findDatePast, today))
			case leg.Date.Compare(today.AddDays(shopping.HorizonDays)) > 0:
				found.add(finding(at+"/departureDate", findDateFar, shopping.HorizonDays))
			}
		}
		if i > 0 && !legs[i-1].Date.IsZero() && leg.Date.Compare(legs[i-1].Date) < 0 {
			found.add(finding(at+"/departureDate", findLegsOrder))
		}
	}
	return found
}

// checkSearchParty wants every passenger once, no more seats than an order
// takes, and a lap for every INF.
func checkSearchParty(party []travel.Pax) []travel.FieldError {
	var found findings
	seen := map[string]struct{}{}
	seats, laps := 0, 0
	for _, p := range party {
		if p.PTC != travel.PTCInfant {
			seats++
		}
		if p.PTC == travel.PTCAdult {
			laps++
		}
	}
	adults := laps
	for i, p := range party {
		at := fmt.Sprintf("/pax/%d", i)
		if _, twice := seen[p.ID]; twice {
			found.add(finding(at+"/paxId", findDuplicate))
		}
		seen[p.ID] = struct{}{}
		if (p.PTC == travel.PTCChild || p.PTC == travel.PTCInfantSeated) && adults == 0 {
			found.add(finding(at+"/ptc", findChildren))
		}
		if p.PTC != travel.PTCInfant {
			continue
		}
		if laps == 0 {
			found.add(finding(at+"/ptc", findInfants))
			continue
		}
		laps--
	}
	if seats > maxSeats {
		found.add(finding("/pax", findSeats, seats, maxSeats))
	}
	return found
}
