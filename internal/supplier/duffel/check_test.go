package duffel

import (
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestCheckParty(t *testing.T) {
	t.Parallel()
	person := func(surname, given string, gender travel.Gender) travel.Traveller {
		return travel.Traveller{Surname: surname, GivenName: given, Gender: gender}
	}
	party := []travel.Traveller{
		person("O'BRIEN-MÜLLER", "Anne Marie", travel.GenderFemale),
		person("张", "三", travel.GenderMale),
		person("Wolfeschlegelsteinhausen", "Hubert", travel.GenderUnspecified),
	}
	want := []supplier.Misfit{
		{Pax: 1, Field: "surname", Code: supplier.MisfitLatinOnly},
		{Pax: 1, Field: "givenName", Code: supplier.MisfitLatinOnly},
		{Pax: 2, Field: "surname", Code: supplier.MisfitTooLong},
		{Pax: 2, Field: "gender", Code: supplier.MisfitMaleOrFemale},
	}
	if got := (&connector{}).CheckParty(party); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
