package ndc

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// passenger ties the caller's paxId to the id the same person has in one answer.
type passenger struct {
	paxID  string
	ptc    travel.PTC
	wireID string
	name   string // see nameMark; empty: not known
}

// party is all passengers, in the order they were asked for.
type party []passenger

// partyOf numbers the passengers of a search.
func partyOf(pax []travel.Pax) party {
	p := make(party, len(pax))
	for i, one := range pax {
		p[i] = passenger{paxID: one.ID, ptc: one.PTC, wireID: fmt.Sprintf("PAX%d", i+1)}
	}
	return p
}

// named adds the names of people, where they are among the party.
func (p party) named(people []travel.Traveller) party {
	p = slices.Clone(p)
	for i, one := range p {
		at := slices.IndexFunc(people, func(t travel.Traveller) bool { return t.ID == one.paxID })
		if at >= 0 {
			p[i].name = nameMark(people[at].Surname, people[at].GivenName)
		}
	}
	return p
}

// nameMark recognises a name without being one, so that handles, which are
// stored, hold nobody's name. Airlines change case and take out spaces.
func nameMark(surname, given string) string {
	letters := func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}
	surname, given = strings.Map(letters, surname), strings.Map(letters, given)
	if surname == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(surname + "/" + given))
	return hex.EncodeToString(sum[:6])
}

// meet is the party under the ids of an answer's passenger list. An answer
// without a list keeps the ids it was asked with.
func (p party) meet(list []wirePax) (party, error) {
	switch {
	case len(list) == 0:
		return p, nil
	case len(list) != len(p):
		return nil, fmt.Errorf("%d passengers came back for %d", len(list), len(p))
	}
	heard := make(party, len(list))
	for i, w := range list {
		heard[i] = passenger{ptc: ptcFrom(w.PTC), wireID: string(w.PaxID)}
		if w.PaxID == "" || slices.ContainsFunc(heard[:i], func(o passenger) bool { return o.wireID == heard[i].wireID }) {
			return nil, fmt.Errorf("passenger %d without an id of its own", i)
		}
		if w.Individual != nil {
			given := make([]string, len(w.Individual.GivenName))
			for j, g := range w.Individual.GivenName {
				given[j] = string(g)
			}
			heard[i].name = nameMark(string(w.Individual.Surname), strings.Join(given, ""))
		}
	}
	byName := func(a, b passenger) bool { return a.name != "" && a.name == b.name }
	byID := func(a, b passenger) bool { return a.wireID == b.wireID }
	byType := func(a, b passenger) bool { return a.ptc == b.ptc }
	for _, same := range []func(a, b passenger) bool{byName, byID, byType} {
		if met, ok := p.match(heard, same); ok {
			return met, nil
		}
	}
	if met, ok := p.interchangeable(heard); ok {
		return met, nil
	}
	return nil, errors.New("passengers cannot be told apart")
}

// match pairs everybody with the one of heard that is the same and of no other
// type; ok is false when that is not one to one.
func (p party) match(heard party, same func(a, b passenger) bool) (party, bool) {
	met := slices.Clone(p)
	for i, one := range p {
		var found *passenger
		for j := range heard {
			if !same(one, heard[j]) {
				continue
			}
			if found != nil || (heard[j].ptc != "" && heard[j].ptc != one.ptc) {
				return nil, false
			}
			found = &heard[j]
		}
		if found == nil || slices.ContainsFunc(met[:i], func(o passenger) bool { return o.wireID == found.wireID }) {
			return nil, false
		}
		met[i].wireID, met[i].name = found.wireID, found.name
	}
	return met, true
}

// interchangeable pairs by order within each type, as long as nobody has a
// name: until then passengers of one type are the same.
func (p party) interchangeable(heard party) (party, bool) {
	met, left := slices.Clone(p), slices.Clone(heard)
	for i, one := range p {
		at := slices.IndexFunc(left, func(o passenger) bool { return o.ptc == one.ptc })
		if at < 0 || left[at].name != "" || one.name != "" {
			return nil, false
		}
		met[i].wireID = left[at].wireID
		left = slices.Delete(left, at, at+1)
	}
	return met, true
}

// ptcFrom leaves a type we do not know empty: it then says nothing.
func ptcFrom(code token) travel.PTC {
	switch {
	case code == "ADT" || code == "CHD" || code == "INF" || code == "INS":
		return travel.PTC(code)
	case code == "CNN" || (len(code) == 3 && code[0] == 'C' && strings.Trim(string(code[1:]), "0123456789") == ""):
		return travel.PTCChild
	}
	return ""
}

// paxOf is the paxId of the person with an id in the answer.
func (p party) paxOf(wireID token) (passenger, bool) {
	at := slices.IndexFunc(p, func(one passenger) bool { return one.wireID == string(wireID) })
	if at < 0 {
		return passenger{}, false
	}
	return p[at], true
}

// of is the person with our paxId.
func (p party) of(paxID string) (passenger, bool) {
	at := slices.IndexFunc(p, func(one passenger) bool { return one.paxID == paxID })
	if at < 0 {
		return passenger{}, false
	}
	return p[at], true
}

// sameParty reports whether pax are exactly the people of p, in any order.
func sameParty(p party, pax []travel.Pax) bool {
	if len(p) != len(pax) {
		return false
	}
	for _, one := range pax {
		if _, ok := p.of(one.ID); !ok {
			return false
		}
	}
	return true
}

// anonymous is the party before names are known.
func (p party) anonymous() []sendPax {
	list := make([]sendPax, len(p))
	for i, one := range p {
		list[i] = sendPax{PaxID: one.wireID, PTC: string(one.ptc)}
	}
	return list
}

// errOtherParty is a caller's mistake.
func errOtherParty() error {
	return supplier.Fail(supplier.Rejected, codeBadHandle, "offer of another party", nil)
}
