package supplier_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestMisfitNames(t *testing.T) {
	t.Parallel()
	const most = 20
	for name, tc := range map[string]struct {
		surname, given string
		want           []supplier.Misfit
	}{
		"plain":               {"ZHANG", "San", nil},
		"marks and accents":   {"O'Neil-Müller", "Mary Ann", nil},
		"as long as may be":   {strings.Repeat("É", most), "A", nil},
		"too long":            {strings.Repeat("A", most+1), "A", []supplier.Misfit{{Pax: 3, Field: "surname", Code: supplier.MisfitTooLong}}},
		"characters":          {"张", "San", []supplier.Misfit{{Pax: 3, Field: "surname", Code: supplier.MisfitLatinOnly}}},
		"digits":              {"Zhang", "San 2", []supplier.Misfit{{Pax: 3, Field: "givenName", Code: supplier.MisfitLatinOnly}}},
		"said once of a name": {"Zhang", strings.Repeat("山", most+1), []supplier.Misfit{{Pax: 3, Field: "givenName", Code: supplier.MisfitLatinOnly}}},
		"both": {"Жуков", strings.Repeat("a", most+1), []supplier.Misfit{
			{Pax: 3, Field: "surname", Code: supplier.MisfitLatinOnly}, {Pax: 3, Field: "givenName", Code: supplier.MisfitTooLong},
		}},
	} {
		got := supplier.MisfitNames(3, travel.Traveller{Surname: tc.surname, GivenName: tc.given}, most)
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
