package duffel_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

// TestOnlyTheChangeAgreedToIsConfirmed: for the same difference, a pending change
// may still be another in what it states of the rest. What it does not state is
// as agreed.
func TestOnlyTheChangeAgreedToIsConfirmed(t *testing.T) {
	t.Parallel()
	sooner := slice("sli_new", "CA", "1506", "SHA", "PEK", "2026-12-28", 6)
	earlier := strings.ReplaceAll(later, "T10:00", "T09:30")
	total, penalty := `"new_total_amount":"3700.00","new_total_currency":"CNY"`, `"penalty_total_amount":"100.00","penalty_total_currency":"CNY"`
	for name, tc := range map[string]struct {
		states string
		want   supplier.Kind
	}{
		"all of it":           {total + `,` + penalty + `,"slices":{"add":[` + later + `],"remove":[` + back + `]}`, ""},
		"nothing":             {`"new_total_amount":null,"slices":null`, ""},
		"penalty of old":      {`"penalty_amount":"100.00","penalty_currency":"CNY"`, ""},
		"another total":       {strings.Replace(total, "3700", "9999", 1), supplier.PriceChanged},
		"other money":         {strings.Replace(total, "CNY", "EUR", 1), supplier.PriceChanged},
		"no total":            {strings.Replace(total, "3700.00", "VISA", 1), supplier.Unavailable},
		"another penalty":     {strings.Replace(penalty, "100", "170", 1), supplier.PriceChanged},
		"another old penalty": {`"penalty_amount":"170.00","penalty_currency":"CNY"`, supplier.PriceChanged},
		"no penalty":          {strings.Replace(penalty, "100.00", "VISA", 1), supplier.Unavailable},
		"another flight":      {`"slices":{"add":[` + sooner + `]}`, supplier.PriceChanged},
		"another time":        {`"slices":{"add":[` + earlier + `]}`, supplier.PriceChanged},
		"one that stays":      {`"slices":{"add":[` + out + `]}`, supplier.PriceChanged},
		"one more":            {`"slices":{"add":[` + later + `,` + sooner + `]}`, supplier.PriceChanged},
		"none":                {`"slices":{"add":[]}`, supplier.PriceChanged},
		"no flight":           {`"slices":{"add":[{}]}`, supplier.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := func(confirmed string) http.HandlerFunc {
				return say(200, `{"data":{"id":"oce_1","order_id":"ord_s1","change_total_amount":"170.00","change_total_currency":"CNY",`+
					tc.states+`,"confirmed_at":`+confirmed+`}}`)
			}
			c, s := serve(t, map[string]http.HandlerFunc{
				heldRoute:    say(200, returnOrder(t, nil)),
				reshopRoute:  say(201, `{"data":{"id":"ocr_1","order_change_offers":[`+changeOffer("oco_1", "170.00")+`]}}`),
				selectRoute:  state("null"),
				changedRoute: state(`"2026-12-01T08:10:00Z"`),
			})
			offers, err := c.Change.Reshop(t.Context(), dayAfter)
			if err != nil || len(offers) != 1 {
				t.Fatal(offers, err)
			}
			_, err = c.Change.Change(t.Context(), heldBooking, offers[0])
			if confirmed := slices.Contains(s.Routes(), changedRoute); confirmed != (tc.want == "") {
				t.Errorf("confirmed: %v", confirmed)
			}
			if tc.want != "" {
				kindOf(t, err, tc.want)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}
