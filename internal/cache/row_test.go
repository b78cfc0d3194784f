package cache

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

func FuzzUnseal(f *testing.F) {
	at := place{agencyID: "agy_1", searchID: "shp_1", field: "o1"}
	f.Add(string(seal(at, []byte("payload"))), "agy_1", "o1")
	f.Add("", "", "")
	f.Add("\x02\x00\x00\x00\x00", "agy_2", "o1")
	f.Fuzz(func(t *testing.T, sealed, agencyID, field string) {
		at := place{agencyID: agencyID, searchID: "shp_1", field: field}
		payload, err := unseal(at, sealed)
		if err != nil && !errors.Is(err, errSeal) {
			t.Fatal(err)
		}
		if err == nil && !bytes.Equal(seal(at, payload), []byte(sealed)) {
			t.Fatalf("%q opens and is not what seal makes", sealed)
		}
	})
}

// What is behind a seal was written by us, but not necessarily by this version
// of us: no payload may do worse than be refused.
func FuzzDecodeOffer(f *testing.F) {
	row, err := encodeOffer(pricing.Remembered{
		Offer:     travel.Offer{ID: "ofr_1", AgencyID: "agy_1", Pax: []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}}},
		InPlaceOf: "ofr_0", Origin: "shp_0",
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(row)
	f.Add([]byte(`{"v":2}`))
	f.Add([]byte(`{"v":1,"published":null,"journeys":[{"segments":[{"dep":{"at":"x"}}]}]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := decodeOffer(payload)
		if err != nil {
			if !errors.Is(err, errRow) {
				t.Fatal(err)
			}
			return
		}
		again, err := encodeOffer(r)
		if err != nil {
			return // a time no calendar can write
		}
		same, err := decodeOffer(again)
		if err != nil || !reflect.DeepEqual(normal(same.Offer), normal(r.Offer)) || same.InPlaceOf != r.InPlaceOf || same.Origin != r.Origin {
			t.Fatalf("%+v, %v\nwant %+v", same, err, r)
		}
	})
}

func FuzzDecodeNeighbours(f *testing.F) {
	set := shopping.Set{AgencyID: "agy_1", Offers: []shopping.Remembered{{Offer: travel.Offer{
		SupplierID: "air-china", SupplierOffer: travel.SupplierOffer{Journeys: []travel.PaxJourney{{}}},
	}}}}
	row, err := encodeNeighbours(set)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(row)
	f.Add([]byte(`{"v":2,"agency":"agy_1","legs":[{"i":"a","r":"PEKSHA","d":"2026-12-08T07:30"}],"offers":[{"s":"x","t":{"m":1,"c":"CNY"},"j":[0,0]}]}`))
	f.Add([]byte(`{"v":2,"agency":"agy_1","legs":[],"offers":[{"j":[0]},{"j":[-1]}]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		around, err := decodeNeighbours(payload, "agy_1")
		if err != nil && !errors.Is(err, errRow) {
			t.Fatal(err)
		}
		if err != nil && around.Offers != nil {
			t.Fatalf("%+v beside %v", around, err)
		}
	})
}

// normal is the offer as its row writes it: lists of nothing are left out.
func normal(o travel.Offer) offerRow { return toOfferRow(fromOfferRow(toOfferRow(o))) }
