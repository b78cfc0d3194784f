package ndc

import (
	"bytes"
	"encoding/xml"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// BenchmarkShop decodes and maps an AirShoppingRS of 1.4 MB, beside encoding/xml
// alone.
func BenchmarkShop(b *testing.B) {
	const size = 1_400_000
	body := []byte(shoppingAnswer(1))
	for offers := 2; len(body) < size; offers += 16 {
		body = []byte(shoppingAnswer(offers))
	}
	asked := partyOf(family)
	suppliertest.AgainstBare(b, len(body), func() {
		var w envelope[wireShopped]
		err := xml.NewDecoder(bytes.NewReader(body)).Decode(&w)
		if err != nil {
			b.Fatal(err)
		}
	}, func() {
		a, err := decode[wireShopped](bytes.NewReader(body), len(body), "IATA_AirShoppingRS")
		if err != nil {
			b.Fatal(err)
		}
		answer, err := readOffers(b.Context(), a.Response, familySearch, asked)
		if err != nil || len(answer.Dropped) > 0 || len(answer.Offers) < 200 {
			b.Fatalf("%d offers, %v, %v", len(answer.Offers), answer.Dropped, err)
		}
	})
}
