package world

import (
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
)

// hubs are where the big four and Sichuan change passengers.
var hubs = map[string]string{"CA": "PEK", "MU": "PVG", "CZ": "CAN", "HU": "PEK", "3U": "CTU"}

// shelf is what supplier can fly between two airports on a local day, with at
// most maxStops changes.
func (t timetable) shelf(s Supplier, from, to reference.Airport, day time.Time, maxStops int) []Itinerary {
	var found []Itinerary
	for _, carrier := range t.carriers(from, to) {
		if !s.Sells(carrier) {
			continue
		}
		hub, ok := reference.AirportByCode(hubs[carrier])
		if !ok || t.direct(carrier, from, to) {
			for _, f := range slices.Concat(t.nonstops(carrier, from, to, day), t.codeshares(carrier, from, to, day)) {
				found = append(found, Itinerary{f})
			}
			continue
		}
		if maxStops > 0 {
			found = append(found, t.connections(carrier, from, hub, to, day)...)
		}
	}
	return found
}

// carriers are who competes for a pair. Air China and China Eastern fly from
// anywhere to anywhere, so that with the reseller every pair has several sellers.
func (t timetable) carriers(from, to reference.Airport) []string {
	r, _, published := t.find(from.Code, to.Code)
	carriers := []string{"CA", "MU"}
	if published {
		carriers = append(slices.Clone(r.carriers), carriers...)
	} else {
		carriers = append(carriers, t.occasional(from, to)...)
	}
	slices.Sort(carriers)
	return slices.Compact(carriers)
}

// occasional are the airlines beyond the two that fly everywhere: the other
// Chinese ones where an end is in China, and the airlines of the other end.
func (t timetable) occasional(from, to reference.Airport) []string {
	var carriers []string
	a, b := min(from.Code, to.Code), max(from.Code, to.Code)
	if from.Country == "CN" || to.Country == "CN" {
		for _, carrier := range []string{"CZ", "HU", "3U"} {
			if t.pick(2, "occasional", carrier, a, b) == 0 {
				carriers = append(carriers, carrier)
			}
		}
	}
	for _, country := range []string{from.Country, to.Country} {
		if country == "CN" {
			continue
		}
		var nationals []string
		for airline := range reference.Airlines() {
			if airline.Country == country && airline.TicketingCode != "" {
				nationals = append(nationals, airline.Code)
			}
		}
		if len(nationals) > 0 {
			carriers = append(carriers, nationals[t.pick(len(nationals), "national", country, a, b)])
		}
	}
	return carriers
}

// direct reports whether carrier flies the pair without a change.
func (t timetable) direct(carrier string, from, to reference.Airport) bool {
	r, _, published := t.find(from.Code, to.Code)
	if published && slices.Contains(r.carriers, carrier) {
		return true
	}
	hub := hubs[carrier]
	if hub == "" || reference.SameCity(hub, from.Code) || reference.SameCity(hub, to.Code) {
		return true
	}
	a, b := min(from.Code, to.Code), max(from.Code, to.Code)
	return !published && domestic(from, to) && t.pick(3, "direct", carrier, a, b) == 0
}
