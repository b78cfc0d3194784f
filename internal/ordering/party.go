package ordering

import (
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/travel"
)

// adultOnLap is the least age of an adult who holds an infant.
const adultOnLap = 18

// matchParty checks the named travellers against the offer's passengers: the
// same ids, ages that fit the passenger types on every day of travel, a lap for
// every infant, and nothing the supplier is known not to book. All findings
// come at once.
func matchParty(offer travel.Offer, named []travel.Traveller) ([]travel.Traveller, error) {
	var findings []travel.FieldError
	find := func(i int, field, code string, params ...any) {
		findings = append(findings, travel.FieldError{Pointer: fmt.Sprintf("/pax/%d%s", i, field), Code: code, Params: params})
	}
	wanted := map[string]travel.PTC{}
	for _, p := range offer.Pax {
		wanted[p.ID] = p.PTC
	}
	ages := agesOf(offer)
	matched := make([]travel.Traveller, len(named))
	seen := map[string]int{}
	for i, t := range named {
		ptc, known := wanted[t.ID]
		_, twice := seen[t.ID]
		switch {
		case !known:
			find(i, "/paxId", "notInOffer")
			continue
		case twice:
			find(i, "/paxId", "duplicate")
			continue
		case t.PTC != "" && t.PTC != ptc:
			find(i, "/ptc", "notAsOffered", string(ptc))
		}
		seen[t.ID] = i
		t.PTC = ptc
		matched[i] = t
		if code := ages.misfit(t); code != "" {
			find(i, "/birthDate", code, string(ptc))
		}
	}
	for _, p := range offer.Pax {
		if _, there := seen[p.ID]; !there {
			findings = append(findings, travel.FieldError{Pointer: "/pax", Code: "paxMissing", Params: []any{p.ID}})
		}
	}
	for _, m := range offer.PaxRules.Misfits(named) {
		find(m.Traveller, "/"+m.Field, string(m.Code))
	}
	laps := map[string]bool{}
	for i, t := range matched {
		if t.PTC != travel.PTCInfant {
			if t.ID != "" && t.AccompaniedBy != "" {
				find(i, "/accompaniedBy", "onlyForInfants")
			}
			continue
		}
		holder, known := seen[t.AccompaniedBy]
		switch {
		case t.AccompaniedBy == "":
			find(i, "/accompaniedBy", "required")
		case !known || matched[holder].PTC != travel.PTCAdult || matched[holder].BirthDate.AgeOn(ages.first) < adultOnLap:
			find(i, "/accompaniedBy", "notAnAdult")
		case laps[t.AccompaniedBy]:
			find(i, "/accompaniedBy", "lapTaken")
		case slices.Contains(offer.NoLap, t.AccompaniedBy):
			find(i, "/accompaniedBy", "inExitRow")
		default:
			laps[t.AccompaniedBy] = true
		}
	}
	if len(findings) > 0 {
		return nil, travel.NewError(travel.CodeValidationFailed).With(findings...).NotDone()
	}
	return matched, nil
}

// travelDays are the first and last local days of departure.
type travelDays struct{ first, last travel.Date }

func agesOf(offer travel.Offer) travelDays {
	var days travelDays
	for _, j := range offer.Journeys {
		for _, s := range j.Segments {
			day := s.Departure.Time.Date()
			if days.first.IsZero() || day.Compare(days.first) < 0 {
				days.first = day
			}
			if day.Compare(days.last) > 0 || days.last.IsZero() {
				days.last = day
			}
		}
	}
	return days
}

// misfit says how a birth date fails its passenger type. Ages count on the day
// of each departure; a birthday on the day counts as the older type.
func (d travelDays) misfit(t travel.Traveller) string {
	if t.BirthDate.Compare(d.first) > 0 {
		return "bornAfterDeparture"
	}
	youngest, oldest := t.BirthDate.AgeOn(d.first), t.BirthDate.AgeOn(d.last)
	fits := true
	switch t.PTC {
	case travel.PTCAdult:
		fits = youngest >= 12
	case travel.PTCChild:
		fits = youngest >= 2 && oldest < 12
	case travel.PTCInfant, travel.PTCInfantSeated:
		fits = oldest < 2
	}
	if !fits {
		return "ageDoesNotFit"
	}
	return ""
}
