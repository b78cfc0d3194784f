package suppliertest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Twice repeats one item of its kind inside an answer, id and all, and gives an
// answer without such items back as it is. nil: the protocol gives such items no
// ids, or has no list of them.
type Twice struct {
	Offer   func(body []byte) []byte
	Service func(body []byte) []byte
	Seat    func(body []byte) []byte
	SeatMap func(body []byte) []byte
	Order   func(body []byte) []byte // in the answer to a search by our reference
	Ticket  func(body []byte) []byte
}

// FirstTwice repeats, in JSON, the first item of the lists of that name that is
// one, wherever in the document; every item is one if is is nil.
func FirstTwice(list string, is func(item map[string]any) bool) func(body []byte) []byte {
	return func(body []byte) []byte {
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber() // amounts come out as they went in
		var document any
		if decoder.Decode(&document) != nil || !repeated(document, list, is) {
			return body
		}
		again, err := json.Marshal(document)
		if err != nil {
			return body
		}
		return again
	}
}

// repeated reports whether it found something to repeat.
func repeated(at any, list string, is func(item map[string]any) bool) bool {
	switch at := at.(type) {
	case []any:
		return slices.ContainsFunc(at, func(each any) bool { return repeated(each, list, is) })
	case map[string]any:
		items, _ := at[list].([]any)
		first := slices.IndexFunc(items, func(each any) bool {
			item, ok := each.(map[string]any)
			return is == nil || (ok && is(item))
		})
		if first >= 0 {
			at[list] = slices.Insert(slices.Clone(items), first, items[first])
			return true
		}
		return slices.ContainsFunc(slices.Sorted(maps.Keys(at)), func(key string) bool { return repeated(at[key], list, is) })
	}
	return false
}

// repeating is a fault that says one thing twice, once, and tells whether it could.
func repeating(again func(body []byte) []byte, happened *atomic.Bool) fault {
	return func(w http.ResponseWriter, _ *http.Request, status int, header http.Header, body []byte) {
		fresh := again(body)
		if len(fresh) > len(body) && happened.CompareAndSwap(false, true) {
			body = fresh
		}
		send(w, status, header, body)
	}
}

// anOfferTwice: what comes twice is offered once, and the loss has a reason.
func anOfferTwice(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	var happened atomic.Bool
	p.spoil(repeating(r.Twice.Offer, &happened))
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil || !happened.Load() || len(answer.Offers) == 0 || len(answer.Dropped) != 1 {
		t.Fatalf("repeated %v: %d offers, dropped %v, %v", happened.Load(), len(answer.Offers), answer.Dropped, err)
	}
	reasoned(t, answer.Dropped)
	seen := map[string]bool{}
	for _, offer := range answer.Offers {
		if seen[string(offer.Ref)] {
			t.Fatal("one offer twice")
		}
		seen[string(offer.Ref)] = true
	}
}

// aServiceTwice is for sale once; nothing else is lost, and the loss is counted.
func aServiceTwice(t *testing.T, r Rig) {
	c, p := r.behind(t, r.seller(), "")
	offer := r.servable(t, c)
	list := func() ([]travel.Service, int64) {
		ctx, lost := supplier.CountLeftOut(t.Context())
		listed, err := c.Services.Services(ctx, about(r, offer))
		if err != nil {
			t.Fatalf("services: %v", err)
		}
		for i := range listed {
			listed[i].Ref = nil // may be another each time
		}
		return listed, lost.Load()
	}
	whole, before := list()
	var happened atomic.Bool
	p.spoil(repeating(r.Twice.Service, &happened))
	got, lost := list()
	if !happened.Load() || before != 0 || lost != 1 || !reflect.DeepEqual(got, whole) {
		t.Fatalf("repeated %v: %d left out, %+v instead of %+v", happened.Load(), lost-before, got, whole)
	}
}

// aSeatTwice is one place to sit in, and a flight has one map.
func aSeatTwice(t *testing.T, r Rig) {
	c, p := r.behind(t, r.seller(), "")
	offer := r.servable(t, c)
	list := func() ([]travel.SeatMap, int64) {
		ctx, lost := supplier.CountLeftOut(t.Context())
		shown, err := c.Seats.SeatMaps(ctx, about(r, offer))
		if err != nil {
			t.Fatalf("seat maps: %v", err)
		}
		forgetHandles(shown)
		return shown, lost.Load()
	}
	whole, before := list()
	for what, again := range map[string]func(body []byte) []byte{"seat": r.Twice.Seat, "map": r.Twice.SeatMap} {
		var happened atomic.Bool
		p.spoil(repeating(again, &happened))
		got, lost := list()
		p.behave()
		if !happened.Load() || before != 0 || lost != 1 || !reflect.DeepEqual(got, whole) {
			t.Errorf("%s repeated %v: %d left out, %+v instead of %+v", what, happened.Load(), lost-before, got, whole)
		}
	}
}

// forgetHandles: they may be others each time.
func forgetHandles(shown []travel.SeatMap) {
	for _, m := range shown {
		for _, cabin := range m.Cabins {
			for _, row := range cabin.Rows {
				for _, seat := range row.Seats {
					for i := range seat.Offers {
						seat.Offers[i].Ref = nil
					}
				}
			}
		}
	}
}

// anOrderTwice under our reference is the one there is. Nothing is lost by that.
func anOrderTwice(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	in, booking := booked(t, r, c)
	var happened atomic.Bool
	p.spoil(repeating(r.Twice.Order, &happened))
	found, ok := lookUp(t, c, in)
	if !happened.Load() || !ok || found.SupplierOrderID != booking.SupplierOrderID || !found.Total.Equal(booking.Total) {
		t.Fatalf("repeated %v: found %v %+v", happened.Load(), ok, found)
	}
}

// aTicketTwice is one document of one traveller. Nothing is lost by that.
func aTicketTwice(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	in, booking := ticketed(t, r, c)
	var happened atomic.Bool
	p.spoil(repeating(r.Twice.Ticket, &happened))
	found := r.find(t, c, in, booking)
	wantTickets(t, found, r.Search.Pax)
	if !happened.Load() || !reflect.DeepEqual(found.Tickets, booking.Tickets) {
		t.Fatalf("repeated %v: tickets %v instead of %v", happened.Load(), found.Tickets, booking.Tickets)
	}
}
