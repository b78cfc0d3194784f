package duffel_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	reshopRoute  = "POST /air/order_change_requests"
	listRoute    = "GET /air/order_change_offers"
	selectRoute  = "POST /air/order_changes"
	changedRoute = "POST /air/order_changes/oce_1/actions/confirm"
	acceptRoute  = "POST /air/airline_initiated_changes/aic_1/actions/accept"
)

// slice is one slice with one flight of an hour.
func slice(id, carrier, number, from, to, day string, hour int) string {
	return fmt.Sprintf(`{"id":"%s","fare_brand_name":"Standard","segments":[{"id":"seg_%s","departing_at":"%sT%02d:00:00","arriving_at":"%sT%02d:00:00",`+
		`"origin":{"iata_code":"%s"},"destination":{"iata_code":"%s"},"marketing_carrier":{"iata_code":"%s"},"marketing_carrier_flight_number":"%s",`+
		`"operating_carrier":{"iata_code":null},"passengers":[{"passenger_id":"pas_1","cabin_class":"business","seat":{"designator":"12A","name":"","disclosures":[]}},`+
		`{"passenger_id":"pas_2","cabin_class":"business","seat":null},{"passenger_id":"pas_9","seat":{"designator":"1A"}}]}]}`,
		id, number, day, hour, day, hour+2, from, to, carrier, number)
}

var (
	out   = slice("sli_out", "CA", "1501", "PEK", "SHA", "2026-12-20", 8)
	back  = slice("sli_back", "CA", "1502", "SHA", "PEK", "2026-12-27", 18)
	later = slice("sli_new", "CA", "1504", "SHA", "PEK", "2026-12-28", 10)
)

const (
	outID   = "CA1501-PEKSHA-2026-12-20T0800T1000"
	backID  = "CA1502-SHAPEK-2026-12-27T1800T2000"
	laterID = "CA1504-SHAPEK-2026-12-28T1000T1200"
)

// returnOrder is order_ticketed.json with flights and more.
func returnOrder(t testing.TB, more map[string]string) string {
	t.Helper()
	var order struct{ Data map[string]json.RawMessage }
	err := json.Unmarshal([]byte(file(t, "order_ticketed.json")), &order)
	if err != nil {
		t.Fatal(err)
	}
	order.Data["slices"] = json.RawMessage("[" + out + "," + back + "]")
	for key, value := range more {
		order.Data[key] = json.RawMessage(value)
	}
	raw, err := json.Marshal(map[string]any{"data": order.Data})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func changeOffer(id, difference string) string {
	return `{"id":"` + id + `","change_total_amount":"` + difference + `","change_total_currency":"CNY","new_total_amount":"3700.00","new_total_currency":"CNY",` +
		`"penalty_total_amount":"100.00","penalty_total_currency":"CNY","expires_at":"2026-12-01T08:30:00Z","refund_to":null,` +
		`"slices":{"add":[` + later + `],"remove":[` + back + `]}}`
}

var dayAfter = supplier.ReshopInput{
	BookingInput: heldBooking, Remove: []string{backID},
	Add: []travel.OriginDestination{{Origin: "SHA", Destination: "BJS", Date: travel.Date{Year: 2026, Month: time.December, Day: 28}}},
}

func ids(journeys []travel.PaxJourney) []string {
	var found []string
	for _, j := range journeys {
		found = append(found, j.ID())
	}
	return found
}

func TestReshop(t *testing.T) {
	t.Parallel()
	lies := `{"id":"oco_2"},{"id":"oco 3"},7,` + strings.Replace(changeOffer("oco_4", "1.00"), `"1.00"`, `"VISA"`, 1) + `,` +
		strings.Replace(changeOffer("oco_5", "1.00"), "PEK", "QQQ", 1)
	offers := "[" + changeOffer("oco_1", "170.00") + "," + lies + "]"
	inline := say(201, `{"data":{"id":"ocr_1","order_id":"ord_s1","order_change_offers":`+offers+`}}`)
	for name, answers := range map[string]map[string]http.HandlerFunc{
		"with the request": {reshopRoute: inline},
		"by themselves": {
			reshopRoute: say(201, `{"data":{"id":"ocr_1"}}`),
			listRoute:   suppliertest.InTurn(say(200, `{"data":`+offers+`,"meta":{"after":"g1"}}`), say(200, `{"data":[],"meta":{"after":null}}`)),
		},
	} {
		answers[heldRoute] = say(200, returnOrder(t, nil))
		c, s := serve(t, answers)
		got, err := c.Change.Reshop(t.Context(), dayAfter)
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %d offers, %v", name, len(got), err)
		}
		penalty, o := cny("100.00"), got[0]
		if !o.Difference.Equal(cny("170.00")) || !o.NewTotal.Equal(cny("3700.00")) || !reflect.DeepEqual(o.Penalty, &penalty) ||
			o.ExpiresAt != time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC) || !reflect.DeepEqual(ids(o.Journeys), []string{outID, laterID}) {
			t.Errorf("%s: %+v", name, o)
		}
		want := map[string]any{
			"order_id": "ord_s1",
			"slices": map[string]any{
				"remove": []any{map[string]any{"slice_id": "sli_back"}},
				"add":    []any{map[string]any{"origin": "SHA", "destination": "BJS", "departure_date": "2026-12-28", "cabin_class": "business"}},
			},
		}
		if sent := at(s.Last(reshopRoute).Body, "data"); !reflect.DeepEqual(sent, want) {
			t.Errorf("%s: asked %v", name, sent)
		}
	}
	c, _ := serve(t, map[string]http.HandlerFunc{heldRoute: say(200, returnOrder(t, nil))})
	in := dayAfter
	in.Remove = []string{laterID}
	_, err := c.Change.Reshop(t.Context(), in)
	kindOf(t, err, supplier.Rejected)
}

func TestChange(t *testing.T) {
	t.Parallel()
	pending := func(difference, confirmed string) http.HandlerFunc {
		return say(200, `{"data":{"id":"oce_1","order_id":"ord_s1","change_total_amount":"`+difference+`","change_total_currency":"CNY","confirmed_at":`+confirmed+`}}`)
	}
	const now = `"2026-12-01T08:10:00Z"`
	for name, tc := range map[string]struct {
		difference       string
		selects, confirm http.HandlerFunc
		after            http.HandlerFunc
		paid             string
		want             supplier.Kind
	}{
		"paid":           {"170.00", pending("170.00", "null"), pending("170.00", now), nil, "170.00", ""},
		"refunded":       {"-50.00", pending("-50.00", "null"), pending("-50.00", now), nil, "", ""},
		"even":           {"0.00", pending("0.00", "null"), pending("0.00", now), nil, "", ""},
		"dearer by now":  {"170.00", pending("180.00", "null"), nil, nil, "", supplier.PriceChanged},
		"card for money": {"170.00", pending("VISA", "null"), nil, nil, "", supplier.Unavailable},
		"offer gone":     {"170.00", refuse(404, "not_found"), nil, nil, "", supplier.PriceChanged},
		"offer expired":  {"170.00", refuse(422, "offer_expired"), nil, nil, "", supplier.SoldOut},
		"not reached":    {"170.00", refuse(500, "internal_server_error"), nil, nil, "", supplier.Unavailable},
		"acted upon":     {"170.00", refuse(422, "order_change_already_actioned"), nil, nil, "", supplier.OutcomeUnknown},
		"no funds":       {"170.00", pending("170.00", "null"), refuse(422, "insufficient_balance"), nil, "170.00", supplier.Unavailable},
		"refused":        {"170.00", pending("170.00", "null"), refuse(422, "airline_internal"), nil, "170.00", supplier.Rejected},
		"severed":        {"170.00", pending("170.00", "null"), suppliertest.Sever, nil, "170.00", supplier.OutcomeUnknown},
		"500":            {"170.00", pending("170.00", "null"), refuse(500, "internal_server_error"), nil, "170.00", supplier.OutcomeUnknown},
		"503":            {"170.00", pending("170.00", "null"), refuse(503, "service_unavailable"), nil, "170.00", supplier.OutcomeUnknown},
		"not confirmed":  {"170.00", pending("170.00", "null"), pending("170.00", "null"), nil, "170.00", supplier.OutcomeUnknown},
		"not readable":   {"170.00", pending("170.00", "null"), pending("170.00", now), refuse(500, "x"), "170.00", supplier.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := tc.after
			if after == nil {
				after = say(200, returnOrder(t, map[string]string{"slices": "[" + out + "," + later + "]"}))
			}
			answers := map[string]http.HandlerFunc{
				heldRoute:   suppliertest.InTurn(say(200, returnOrder(t, nil)), after),
				reshopRoute: say(201, `{"data":{"id":"ocr_1","order_change_offers":[`+changeOffer("oco_1", tc.difference)+`]}}`),
				selectRoute: tc.selects,
			}
			if tc.confirm != nil {
				answers[changedRoute] = tc.confirm
			}
			c, s := serve(t, answers)
			offers, err := c.Change.Reshop(t.Context(), dayAfter)
			if err != nil || len(offers) != 1 {
				t.Fatal(len(offers), err)
			}
			booking, err := c.Change.Change(t.Context(), heldBooking, offers[0])
			if tc.want != "" {
				kindOf(t, err, tc.want)
			} else if err != nil || !reflect.DeepEqual(ids(booking.Journeys), []string{outID, laterID}) {
				t.Errorf("%v, %v", ids(booking.Journeys), err)
			}
			if at(s.Last(selectRoute).Body, "data")["selected_order_change_offer"] != "oco_1" {
				t.Error("selected another")
			}
			if tc.paid == "" {
				return
			}
			want := map[string]any{"type": "balance", "amount": tc.paid, "currency": "CNY"}
			if sent := at(s.Last(changedRoute).Body, "data", "payment"); !reflect.DeepEqual(sent, want) {
				t.Errorf("paid %v", sent)
			}
		})
	}
}
