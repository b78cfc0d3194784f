package amadeus_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

// wholeSearch is as many offers as Amadeus gives at most, all different.
func wholeSearch(t testing.TB) []byte {
	t.Helper()
	one := offerOf(t, "search.json", 0, "", "")
	offers := make([]string, 250)
	for i := range offers {
		offers[i] = strings.ReplaceAll(one, `"1501"`, `"`+strconv.Itoa(1000+i)+`"`)
	}
	return []byte(`{"data":[` + strings.Join(offers, ",") + `]}`)
}

// BenchmarkSearch decodes, maps and packs a full answer; BenchmarkBareDecode is
// what any reader of the same bytes pays.
func BenchmarkSearch(b *testing.B) {
	body := wholeSearch(b)
	c := cannedConnector(200, body)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		answer, err := c.Shop.Shop(b.Context(), familySearch())
		if err != nil || len(answer.Offers) != 250 {
			b.Fatalf("%d offers, %v, %v", len(answer.Offers), answer.Dropped, err)
		}
	}
}

func BenchmarkBareDecode(b *testing.B) {
	body := wholeSearch(b)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		var members map[string]any
		err := json.Unmarshal(body, &members)
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHandle says how large an offer's handle is, beside how long it takes to
// pack.
func BenchmarkHandle(b *testing.B) {
	one := offerOf(b, "search.json", 0, "", "")
	c := cannedConnector(200, []byte(`{"data":[`+one+`]}`))
	size := 0
	for b.Loop() {
		answer, err := c.Shop.Shop(b.Context(), familySearch())
		if err != nil {
			b.Fatal(err)
		}
		size = len(answer.Offers[0].Ref)
	}
	b.ReportMetric(float64(size), "handle-bytes")
}

// TestHandlesStaySmall: one is stored with every remembered offer, and JSON of
// three people on one flight is about three kilobytes.
func TestHandlesStaySmall(t *testing.T) {
	t.Parallel()
	c := cannedConnector(200, []byte(file(t, "search.json")))
	answer, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil {
		t.Fatal(err)
	}
	for _, offer := range answer.Offers {
		if len(offer.Ref) > 600 {
			t.Errorf("handle of %d bytes", len(offer.Ref))
		}
	}
	_, err = c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: answer.Offers[0].Ref, Pax: family})
	kindOf(t, err, supplier.Unavailable) // a search is no price, but the handle was read
}
