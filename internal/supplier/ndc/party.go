package ndc

import (
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
	name   personName // none: not known
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
			p[i].name = nameOf(people[at].Surname, people[at].GivenName)
		}
	}
	return p
}

// personName is a name as airlines leave it: capital letters without spaces. The
// zero value is no name. Names are never kept in handles: whoever asks about a
// booking brings them.
type personName struct{ surname, given string }

func nameOf(surname, given string) personName {
	letters := func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}
	name := personName{surname: strings.Map(letters, surname), given: strings.Map(letters, given)}
	if name.surname == "" {
		return personName{}
	}
	return name
}

// like allows for what airlines do to names: cut them, and write titles after them.
func (n personName) like(o personName) bool {
	begins := func(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }
	return n != personName{} && o != personName{} && begins(n.surname, o.surname) && begins(n.given, o.given)
}

// meet is the party under the ids of an answer's passenger list. An answer
// without a list keeps the ids it was asked with.
//
// Names tell first, of one person as well as of all. Ids tell who is left, all of
// them or none, and only while no two names disagree: who numbers people anew
// does so with the same few ids. Then whoever is the only one of a type is found.
func (p party) meet(list []wirePax) (party, error) {
	if len(list) == 0 {
		return p, nil
	}
	heard, err := p.heard(list)
	if err != nil {
		return nil, err
	}
	m := meeting{met: slices.Clone(p), heard: heard, pairs: make([]int, len(p)), taken: make([]bool, len(p))}
	for i := range m.pairs {
		m.pairs[i] = -1
	}
	m.pair(func(a, b passenger) bool { return a.name != personName{} && a.name == b.name })
	m.pair(func(a, b passenger) bool { return a.name.like(b.name) })
	m.pairAll(func(a, b passenger) bool {
		disagree := a.name != personName{} && b.name != personName{} && !a.name.like(b.name)
		return a.wireID == b.wireID && !disagree
	})
	m.pair(func(a, b passenger) bool { return a.ptc == b.ptc })
	m.pairAlike()
	if slices.Contains(m.pairs, -1) {
		return nil, errors.New("passengers cannot be told apart")
	}
	for i, j := range m.pairs {
		m.met[i].wireID = heard[j].wireID
		if m.met[i].name == (personName{}) {
			m.met[i].name = heard[j].name
		}
	}
	return m.met, nil
}

// heard are the people of an answer's list.
func (p party) heard(list []wirePax) (party, error) {
	if len(list) != len(p) {
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
			heard[i].name = nameOf(string(w.Individual.Surname), strings.Join(given, ""))
		}
	}
	return heard, nil
}

// meeting is a party on its way to the ids of an answer.
type meeting struct {
	met   party
	heard party
	pairs []int  // by place in met: the place in heard, -1 as long as not found
	taken []bool // by place in heard
}

// pair finds everybody left who is like one other, who is like nobody else.
func (m *meeting) pair(same func(a, b passenger) bool) {
	for i, j := range m.found(same) {
		if j >= 0 {
			m.pairs[i], m.taken[j] = j, true
		}
	}
}

// pairAll does so when it finds everybody left.
func (m *meeting) pairAll(same func(a, b passenger) bool) {
	found := m.found(same)
	for i, j := range found {
		if j < 0 && m.pairs[i] < 0 {
			return
		}
	}
	m.pair(same)
}

// found is whom pair would find, by place in met, -1 for nobody.
func (m *meeting) found(same func(a, b passenger) bool) []int {
	found, wanted := make([]int, len(m.met)), make([]int, len(m.heard))
	for i, one := range m.met {
		found[i] = -1
		if m.pairs[i] >= 0 {
			continue
		}
		candidates := 0
		for j, other := range m.heard {
			if !m.taken[j] && (other.ptc == "" || other.ptc == one.ptc) && same(one, other) {
				candidates++
				wanted[j]++
				found[i] = j
			}
		}
		if candidates != 1 {
			found[i] = -1
		}
	}
	for i, j := range found {
		if j >= 0 && wanted[j] > 1 {
			found[i] = -1
		}
	}
	return found
}

// pairAlike pairs who is left by order within each type, as long as nobody has a
// name: until then passengers of one type are the same.
func (m *meeting) pairAlike() {
	for i, one := range m.met {
		if m.pairs[i] >= 0 || one.name != (personName{}) {
			continue
		}
		for j, other := range m.heard {
			if !m.taken[j] && other.ptc == one.ptc && other.name == (personName{}) {
				m.pairs[i], m.taken[j] = j, true
				break
			}
		}
	}
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

// members is the party before names are known, with its frequent flyer numbers.
func (p party) members(accounts []travel.LoyaltyAccount) []sendPax {
	list := p.anonymous()
	for i, one := range p {
		for _, account := range accounts {
			if account.PaxID == one.paxID {
				list[i].Loyalty = append(list[i].Loyalty, sendLoyalty{Number: account.Number, Airline: account.Carrier})
			}
		}
	}
	return list
}

// errOtherParty is a caller's mistake.
func errOtherParty() error {
	return supplier.Fail(supplier.Rejected, codeBadHandle, "offer of another party", nil)
}
