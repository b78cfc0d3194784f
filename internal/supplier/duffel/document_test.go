package duffel_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// Passports are all there is to give, so an offer says so; where Duffel takes
// none, none is given, and what needs something else is not for sale.
func TestWhatDocumentsAnOfferTakes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		said  string // beside the offer's id
		takes []string
		given bool
		lost  bool
	}{
		"not said":          {``, []string{"passport"}, true, false},
		"null":              {`"supported_passenger_identity_document_types":null,`, []string{"passport"}, true, false},
		"passports":         {`"passenger_identity_documents_required":true,"supported_passenger_identity_document_types":["tax_id","passport"],`, []string{"passport"}, true, false},
		"none":              {`"supported_passenger_identity_document_types":[],`, nil, false, false},
		"others":            {`"supported_passenger_identity_document_types":["known_traveler_number"],`, nil, false, false},
		"needed, not said":  {`"passenger_identity_documents_required":true,`, []string{"passport"}, true, false},
		"needed, but none":  {`"passenger_identity_documents_required":true,"supported_passenger_identity_document_types":[],`, []string{"passport"}, true, false},
		"needed, of others": {`"passenger_identity_documents_required":true,"supported_passenger_identity_document_types":["tax_id"],`, nil, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := strings.Replace(file(t, "search.json"), `"id": "off_direct",`, `"id": "off_direct",`+tc.said, 1)
			c, s := serve(t, map[string]http.HandlerFunc{searchRoute: say(201, found), bookRoute: say(201, file(t, "order_held.json"))})
			answer, err := c.Shop.Shop(t.Context(), familySearch(t))
			if err != nil || len(answer.Offers)+len(answer.Dropped) != 2 || (len(answer.Dropped) == 1) != tc.lost {
				t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
			}
			if tc.lost {
				return
			}
			if rules := answer.Offers[0].PaxRules; !reflect.DeepEqual(rules.DocumentTypes, tc.takes) || rules.Identity != strings.Contains(tc.said, "true") {
				t.Errorf("%+v", rules)
			}
			in := bookInput(t)
			in.OfferRef = answer.Offers[0].Ref
			if _, err := c.Book.Book(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			mum := at(s.Last(bookRoute).Body, "data", "passengers", 0)
			if _, given := mum["identity_documents"]; given != tc.given {
				t.Errorf("sent %v", mum)
			}
		})
	}
}
