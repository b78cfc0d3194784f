package ndc

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/travel"
)

var couple = []travel.Pax{{ID: "a", PTC: travel.PTCAdult}, {ID: "b", PTC: travel.PTCAdult}, {ID: "c", PTC: travel.PTCChild}}

func wireOf(id, ptc, surname, given string) wirePax {
	w := wirePax{PaxID: token(id), PTC: token(ptc)}
	if surname != "" {
		w.Individual = &wireIndividual{Surname: token(surname), GivenName: []token{token(given)}}
	}
	return w
}

// TestWhoIsWho: ids change between answers; names tell, then ids, then types.
func TestWhoIsWho(t *testing.T) {
	t.Parallel()
	named := partyOf(couple).named([]travel.Traveller{
		{Pax: couple[0], Surname: "Muster", GivenName: "Anna"},
		{Pax: couple[1], Surname: "Muster", GivenName: "Boris"},
		{Pax: couple[2], Surname: "Muster", GivenName: "Clara"},
	})
	for name, tc := range map[string]struct {
		party party
		list  []wirePax
		want  []string // wire ids of a, b, c; nil: cannot be told
	}{
		"names win over ids": {named, []wirePax{
			wireOf("PAX1", "ADT", "MUSTER", "BORIS"), wireOf("PAX2", "ADT", "MUSTER", "ANNA"), wireOf("PAX3", "CNN", "MUSTER", "CLARA"),
		}, []string{"PAX2", "PAX1", "PAX3"}},
		"ids where no name is known": {partyOf(couple), []wirePax{
			wireOf("PAX3", "CHD", "MUSTER", "CLARA"), wireOf("PAX1", "ADT", "MUSTER", "ANNA"), wireOf("PAX2", "ADT", "MUSTER", "BORIS"),
		}, []string{"PAX1", "PAX2", "PAX3"}},
		"names cut short": {named, []wirePax{
			wireOf("PAX1", "ADT", "MUSTER", "A"), wireOf("PAX2", "ADT", "MUSTER", "B"), wireOf("PAX3", "CHD", "MUSTER", "C"),
		}, []string{"PAX1", "PAX2", "PAX3"}},
		"another name under the id": {named, []wirePax{
			wireOf("PAX1", "ADT", "OTHER", "ANNA"), wireOf("PAX2", "ADT", "PEOPLE", "BORIS"), wireOf("PAX3", "CHD", "MUSTER", "CLARA"),
		}, nil},
		"one name misspelt": {named, []wirePax{
			wireOf("PAX1", "ADT", "MUSTER", "BORISMR"), wireOf("PAX2", "ADT", "MUSTRE", "ANA"), wireOf("PAX3", "CHD", "MUSTER", "CLARA"),
		}, []string{"PAX2", "PAX1", "PAX3"}},
		"alike before they are named": {partyOf(couple), []wirePax{
			wireOf("x", "CHD", "", ""), wireOf("y", "ADT", "", ""), wireOf("z", "ADT", "", ""),
		}, []string{"y", "z", "x"}},
		"two adults under new ids": {partyOf(couple), []wirePax{
			wireOf("x", "ADT", "MUSTER", "ANNA"), wireOf("y", "ADT", "MUSTER", "BORIS"), wireOf("z", "CHD", "MUSTER", "CLARA"),
		}, nil},
		"another type under the id": {partyOf(couple), []wirePax{
			wireOf("PAX1", "CHD", "", ""), wireOf("PAX2", "CHD", "", ""), wireOf("PAX3", "ADT", "", ""),
		}, nil},
		"somebody missing": {partyOf(couple), []wirePax{wireOf("PAX1", "ADT", "", "")}, nil},
		"an id twice": {partyOf(couple), []wirePax{
			wireOf("PAX1", "ADT", "", ""), wireOf("PAX1", "ADT", "", ""), wireOf("PAX3", "CHD", "", ""),
		}, nil},
		"no list": {partyOf(couple), nil, []string{"PAX1", "PAX2", "PAX3"}},
	} {
		met, err := tc.party.meet(tc.list)
		var got []string
		for _, one := range met {
			got = append(got, one.wireID)
		}
		if (err == nil) != (tc.want != nil) || !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	if nameOf("O'Neil", "Mary Ann") != nameOf("ONEIL", "MARYANN") || !nameOf("Muster", "Anna").like(nameOf("MUSTER", "ANNA MS")) {
		t.Error("the same name")
	}
	none := nameOf("", "Anna")
	if nameOf("Muster", "Anna").like(nameOf("Muster", "Hanna")) || none != (personName{}) || none.like(none) {
		t.Error("another name, or none")
	}
}

// TestHandlesComeBack: whatever callers and suppliers name things.
func TestHandlesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 12, -1)
		p := party{}
		items := []itemRef{}
		for i := range rapid.IntRange(1, 9).Draw(t, "people") {
			p = append(p, passenger{paxID: name.Draw(t, "paxId"), ptc: travel.PTCAdult, wireID: name.Draw(t, "id")})
			items = append(items, itemRef{ID: name.Draw(t, "item"), Pax: []int{i}})
		}
		kept := ref{Kind: kindOffer, ID: name.Draw(t, "offer"), Owner: "CA", Currency: "CNY", Items: items, Party: p.stored()}
		raw, err := kept.encode()
		if err != nil {
			t.Fatal(err)
		}
		kept.Version = refVersion
		got, err := decodeRef(raw, kindOffer)
		if err != nil || !reflect.DeepEqual(got, kept) || !reflect.DeepEqual(got.party(), p) {
			t.Fatalf("%v: %+v instead of %+v", err, got, kept)
		}
		if _, err := decodeRef(raw, kindBooking); err == nil {
			t.Fatal("an offer's handle passes for a booking's")
		}
	})
}
