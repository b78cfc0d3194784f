package duffel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	seatsRoute    = "GET /air/seat_maps"
	priceRoute    = "POST /air/offers/off_direct/actions/price"
	sickServices  = `{"id":"ase_%d_sick","type":"baggage","total_amount":"VISA","total_currency":"CNY","passenger_ids":["pas_1"],"segment_ids":["seg_1501"]},{"id":"ase_%d_lost","type":"baggage","total_amount":"1.00","total_currency":"CNY","passenger_ids":["pas_9"],"segment_ids":["seg_1501"]},{"id":["x"]},7,null`
	bagTemplate   = `{"id":"ase_%d_%s","type":"baggage","maximum_quantity":2,"total_amount":"%s","total_currency":"CNY","passenger_ids":["pas_1"],"segment_ids":["seg_1501"],"metadata":{"type":"checked","maximum_weight_kg":%s,"maximum_length_cm":null,"maximum_height_cm":null,"maximum_depth_cm":null}}`
	otherTemplate = `{"id":"ase_%d_any","type":"cancel_for_any_reason","maximum_quantity":1,"total_amount":"88.00","total_currency":"CNY","passenger_ids":["pas_1","pas_2","pas_3"],"segment_ids":["seg_1501"],"metadata":{"refund_amount":"1","merchant_copy":"x"}}`
)

// bagOf is a bag of 23 kg as it is called at a reading.
func bagOf(reading int) string { return fmt.Sprintf(bagTemplate, reading, "light", "260.00", "23") }

// shelf is a server whose services have new ids at every reading and that takes
// only the last ones, as Duffel's.
type shelf struct {
	mu       sync.Mutex
	offer    string // the offer alone, in its envelope
	readings int
	light    string // price of the 23 kg bag
	bags     bool   // false: sold out
	seat     bool   // 12A is free
	sums     bool   // priced totals are with services
	thief    bool   // somebody reads the offer after each of our readings, once
	sold     []string
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	var offer bytes.Buffer
	err := json.Compact(&offer, []byte(offerAlone(t)))
	if err != nil {
		t.Fatal(err)
	}
	return &shelf{offer: offer.String(), light: "260.00", bags: true, seat: true}
}

func (s *shelf) routes(t *testing.T) map[string]http.HandlerFunc {
	t.Helper()
	held := file(t, "order_ticketed.json")
	return map[string]http.HandlerFunc{
		offerRoute: s.read, seatsRoute: s.readSeats, priceRoute: s.price,
		bookRoute: func(w http.ResponseWriter, r *http.Request) {
			if !s.takes(w, r, "services") {
				return
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			total := "3530.00"
			for _, id := range s.sold {
				if strings.HasSuffix(id, "_light") {
					total = "3790.00"
				}
			}
			say(201, strings.Replace(held, `"3530.00"`, `"`+total+`"`, 1))(w, r)
		},
	}
}

func (s *shelf) read(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Query().Get("return_available_services") != "true" {
		say(200, s.offer)(w, r)
		return
	}
	s.readings++
	n := s.readings
	if s.thief {
		s.readings, s.thief = s.readings+1, false
	}
	list := []string{fmt.Sprintf(otherTemplate, n), fmt.Sprintf(sickServices, n, n)}
	if s.bags {
		list = append(list, fmt.Sprintf(bagTemplate, n, "heavy", "400.00", "32"), fmt.Sprintf(bagTemplate, n, "light", s.light, "23"))
	}
	say(200, strings.Replace(s.offer, `"available_services":null`, `"available_services":[`+strings.Join(list, ",")+`]`, 1))(w, r)
}

// readSeats shows row 12 with its exit, a cradle, and one lying map.
func (s *shelf) readSeats(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	free := "[]"
	if s.seat {
		free = fmt.Sprintf(`[{"id":"ase_%d_12A","passenger_id":"pas_1","total_amount":"50.00","total_currency":"CNY"},`+
			`{"id":"ase_%d_x","passenger_id":"pas_9","total_amount":"50.00","total_currency":"CNY"},`+
			`{"id":"ase_%d_y","passenger_id":"pas_2","total_amount":"fifty","total_currency":"CNY"}]`, s.readings, s.readings, s.readings)
	}
	say(200, `{"data":[{"segment_id":"seg_1501","cabins":[{"deck":0,"cabin_class":"economy","aisles":1,"wings":null,"rows":[`+
		`{"sections":[{"elements":[{"type":"exit_row"}]},{"elements":[{"type":"exit_row"}]}]},`+
		`{"sections":[{"elements":[{"type":"seat","designator":"12A","name":"Extra legroom","disclosures":["No children"],"available_services":`+free+`},`+
		`{"type":"seat","designator":"12B","available_services":[]}]},`+
		`{"elements":[{"type":"restricted_seat_general","designator":"12C","available_services":[]},{"type":"seat","designator":"12D","available_services":[]}]}]},`+
		`{"sections":[{"elements":[{"type":"lavatory"},{"type":"bassinet"}]},{"elements":[{"type":"galley"}]}]},`+
		`{"sections":[{"elements":[{"type":"seat","designator":"014A"},{"type":"seat","designator":"14B"}]},{"elements":[{"type":"trunk","designator":"14C"},{"type":"seat","designator":"D14"},{"type":"seat","designator":"14D"}]}]}`+
		`]}]},{"segment_id":"seg_lost","cabins":[]},{"segment_id":7},{"segment_id":"seg_1501","cabins":{}}]}`)(w, r)
}

func (s *shelf) price(w http.ResponseWriter, r *http.Request) {
	if !s.takes(w, r, "intended_services") {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	offer := s.offer
	if s.sums {
		offer = strings.Replace(offer, `"total_amount":"3530.00"`, `"total_amount":"3790.00"`, 1)
	}
	say(200, offer)(w, r)
}

// takes refuses ids that are not of the last reading.
func (s *shelf) takes(w http.ResponseWriter, r *http.Request, key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, _ := io.ReadAll(r.Body)
	var body struct{ Data map[string]json.RawMessage }
	var wanted []struct {
		ID       string
		Quantity int
	}
	if json.Unmarshal(raw, &body) != nil || (body.Data[key] != nil && json.Unmarshal(body.Data[key], &wanted) != nil) {
		refuse(400, "malformed")(w, r)
		return false
	}
	s.sold = nil
	for i, one := range wanted {
		if !strings.HasPrefix(one.ID, fmt.Sprintf("ase_%d_", s.readings)) {
			say(422, fmt.Sprintf(`{"errors":[{"type":"validation_error","code":"not_found","title":"T","message":"M","source":{"field":"id","pointer":"/%s/%d/id"}}]}`, key, i))(w, r)
			return false
		}
		s.sold = append(s.sold, one.ID)
	}
	slices.Sort(s.sold)
	return true
}
