package travel_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/travel"
)

// passports are rules by which no other document is taken.
func passports(needed bool) travel.PaxRules {
	return travel.PaxRules{Identity: needed, DocumentTypes: []string{travel.DocumentPassport}}
}

// traveller is somebody whom every rule lets through, with a document of a type.
func traveller(document string) travel.Traveller {
	t := travel.Traveller{Surname: "A", GivenName: "B", Gender: travel.GenderMale}
	if document != "" {
		t.IdentityDocument = &travel.IdentityDocument{Type: document}
	}
	return t
}

func TestWhomARuleDoesNotLetThrough(t *testing.T) {
	t.Parallel()
	const most = 20
	rules := travel.PaxRules{LatinNames: true, NameLimit: most, MaleOrFemale: true}
	for name, tc := range map[string]struct {
		rules     travel.PaxRules
		traveller travel.Traveller
		want      []travel.Misfit
	}{
		"plain":             {rules, travel.Traveller{Surname: "ZHANG", GivenName: "San", Gender: travel.GenderMale}, nil},
		"marks and accents": {rules, travel.Traveller{Surname: "O'Neil-Müller", GivenName: "Mary Ann", Gender: travel.GenderFemale}, nil},
		"as long as may be": {rules, travel.Traveller{Surname: strings.Repeat("É", most), GivenName: "A", Gender: travel.GenderMale}, nil},
		"too long":          {rules, travel.Traveller{Surname: strings.Repeat("A", most+1), GivenName: "A", Gender: travel.GenderMale}, []travel.Misfit{{Traveller: 1, Field: "surname", Code: travel.MisfitTooLong}}},
		"characters":        {rules, travel.Traveller{Surname: "张", GivenName: "San", Gender: travel.GenderMale}, []travel.Misfit{{Traveller: 1, Field: "surname", Code: travel.MisfitLatinOnly}}},
		"digits":            {rules, travel.Traveller{Surname: "Zhang", GivenName: "San 2", Gender: travel.GenderMale}, []travel.Misfit{{Traveller: 1, Field: "givenName", Code: travel.MisfitLatinOnly}}},
		"said once of a name": {
			rules,
			travel.Traveller{Surname: "Zhang", GivenName: strings.Repeat("山", most+1), Gender: travel.GenderMale},
			[]travel.Misfit{{Traveller: 1, Field: "givenName", Code: travel.MisfitLatinOnly}},
		},
		"everything": {travel.PaxRules{Identity: true, LatinNames: true, NameLimit: most, MaleOrFemale: true}, travel.Traveller{Surname: "Жуков", GivenName: strings.Repeat("a", most+1), Gender: travel.GenderUnspecified}, []travel.Misfit{
			{Traveller: 1, Field: "surname", Code: travel.MisfitLatinOnly},
			{Traveller: 1, Field: "givenName", Code: travel.MisfitTooLong},
			{Traveller: 1, Field: "gender", Code: travel.MisfitMaleOrFemale},
			{Traveller: 1, Field: "identityDocument", Code: travel.MisfitRequired},
		}},
		"another document than is taken":  {passports(true), traveller("nationalId"), []travel.Misfit{{Traveller: 1, Field: "identityDocument/type", Code: travel.MisfitDocumentType}}},
		"the document that is taken":      {passports(true), traveller("passport"), nil},
		"no document at all":              {passports(true), traveller(""), []travel.Misfit{{Traveller: 1, Field: "identityDocument", Code: travel.MisfitRequired}}},
		"another document and none asked": {passports(false), traveller("nationalId"), nil},
		"until when it is valid":          {travel.PaxRules{Identity: true, DocumentExpiry: true}, traveller("passport"), []travel.Misfit{{Traveller: 0, Field: "identityDocument/expiryDate", Code: travel.MisfitRequired}, {Traveller: 1, Field: "identityDocument/expiryDate", Code: travel.MisfitRequired}}},
		"until when it is valid, or not":  {travel.PaxRules{DocumentExpiry: true}, traveller("passport"), nil},
		"any document":                    {travel.PaxRules{Identity: true}, traveller("residencePermit"), nil},
		"nothing is asked":                {travel.PaxRules{}, travel.Traveller{Surname: "张", GivenName: strings.Repeat("三", 60), Gender: travel.GenderUnspecified}, nil},
	} {
		plain := traveller("passport")
		if got := tc.rules.Misfits([]travel.Traveller{plain, tc.traveller}); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
