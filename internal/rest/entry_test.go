package rest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// Entries that are known are named in their places and not written again; all
// others are as they are without.
func TestKnownEntriesAreOnlyNamed(t *testing.T) {
	t.Parallel()
	encoder, offer := rest.NewEncoder(profiles), anOffer(t)
	whole, err := encoder.Offer(offer, nil)
	if err != nil || len(whole.Entries) < 4 {
		t.Fatalf("%d entries, %v", len(whole.Entries), err)
	}
	for i, other := range whole.Entries {
		got, err := encoder.Offer(offer, func(name shopping.EntryName) bool { return name == other.EntryName })
		if err != nil || !bytes.Equal(got.Body, whole.Body) || len(got.Entries) != len(whole.Entries) {
			t.Fatalf("%v is known: %d entries, %v", other.EntryName, len(got.Entries), err)
		}
		for j, entry := range got.Entries {
			want := whole.Entries[j]
			if j == i {
				want.Body = nil
			}
			if entry.EntryName != want.EntryName || !bytes.Equal(entry.Body, want.Body) {
				t.Errorf("%v is known: entry %d is %v %s", other.EntryName, j, entry.EntryName, entry.Body)
			}
		}
	}
}

// Ids made of content stay what they were: answers of another version of this
// server name the same things.
func TestContentIDs(t *testing.T) {
	t.Parallel()
	named := func(prefix, form string, args ...any) string {
		sum := sha256.Sum256(fmt.Appendf(nil, form, args...))
		return prefix + hex.EncodeToString(sum[:8])
	}
	rapid.Check(t, func(rt *rapid.T) {
		text, number := rapid.String(), rapid.Int()
		list := rapid.SliceOfN(text, 0, 3)
		class := travel.PriceClass{
			Name: text.Draw(rt, "name"), Cabin: travel.Cabin(text.Draw(rt, "cabin")), RBD: text.Draw(rt, "rbd"),
			FareBasis: text.Draw(rt, "basis"), JourneyID: text.Draw(rt, "journey"),
		}
		bag := travel.BaggageAllowance{
			Type: travel.BaggageType(text.Draw(rt, "type")), Pieces: number.Draw(rt, "pieces"), WeightKg: number.Draw(rt, "weight"),
			PaxIDs: list.Draw(rt, "pax"), SegmentIDs: list.Draw(rt, "segments"),
		}
		var offer travel.Offer
		offer.Terms.PriceClasses, offer.Terms.Baggage = []travel.PriceClass{class}, []travel.BaggageAllowance{bag}
		lists := rest.ToAPIDataLists(offer)
		want := named("pcl_", "%q %q %q %q %q", class.Name, class.Cabin, class.RBD, class.FareBasis, class.JourneyID)
		if got := lists.PriceClasses[0].PriceClassID; got != want {
			rt.Errorf("%+v is %s, was %s", class, got, want)
		}
		want = named("bag_", "%q %d %d %q %q", bag.Type, bag.Pieces, bag.WeightKg, bag.PaxIDs, bag.SegmentIDs)
		if got := lists.BaggageAllowances[0].BaggageAllowanceID; got != want {
			rt.Errorf("%+v is %s, was %s", bag, got, want)
		}
	})
}
