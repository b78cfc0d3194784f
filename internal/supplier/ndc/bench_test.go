package ndc

import (
	"bytes"
	"encoding/xml"
	"testing"
	"time"
)

// BenchmarkShop decodes and maps an AirShoppingRS of 1.4 MB, and decodes it into
// the same structs and no more, turn by turn, so that both see the same machine.
func BenchmarkShop(b *testing.B) {
	const size = 1_400_000
	body := []byte(shoppingAnswer(1))
	for offers := 2; len(body) < size; offers += 16 {
		body = []byte(shoppingAnswer(offers))
	}
	asked := partyOf(family)
	var whole, bare time.Duration
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		started := time.Now()
		a, err := decode[wireShopped](body, "IATA_AirShoppingRS")
		if err != nil {
			b.Fatal(err)
		}
		answer, err := readOffers(a.Response, familySearch, asked)
		whole += time.Since(started)
		if err != nil || len(answer.Dropped) > 0 || len(answer.Offers) < 200 {
			b.Fatalf("%d offers, %v, %v", len(answer.Offers), answer.Dropped, err)
		}
		started = time.Now()
		var w envelope[wireShopped]
		err = xml.NewDecoder(bytes.NewReader(body)).Decode(&w)
		bare += time.Since(started)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(whole)/float64(bare), "x-of-bare-decode")
}
