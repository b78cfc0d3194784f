package offerid_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestAShoppingIDSaysWhichSearchItIs(t *testing.T) {
	t.Parallel()
	s, renewed, stranger := signer(t), signer(t, "b", "a"), signer(t, "c")
	urlSafe := regexp.MustCompile(`^shp_[0-9a-z]{64}$`)
	rapid.Check(t, func(t *rapid.T) {
		want := offerid.Search{
			ID:        travel.NewID(travel.PrefixSearch),
			ExpiresAt: time.Unix(rapid.Int64Range(1, 1<<40-1).Draw(t, "expiry"), 0).UTC(),
		}
		id, err := s.Search("agy_1", want)
		if err != nil || !urlSafe.MatchString(id) {
			t.Fatalf("%q, %v", id, err)
		}
		for name, reader := range map[string]*offerid.Signer{"itself": s, "after a change of secrets": renewed} {
			got, err := reader.ReadSearch("agy_1", id)
			if err != nil || got != want {
				t.Fatalf("%s: %+v, %v; want %+v", name, got, err, want)
			}
		}
		at := rapid.IntRange(len(travel.PrefixSearch), len(id)-1).Draw(t, "at")
		other := "0"
		if id[at] == '0' {
			other = "1"
		}
		for name, read := range map[string]func() error{
			"another agency":   func() error { _, err := s.ReadSearch("agy_2", id); return err },
			"another secret":   func() error { _, err := stranger.ReadSearch("agy_1", id); return err },
			"a letter changed": func() error { _, err := s.ReadSearch("agy_1", id[:at]+other+id[at+1:]); return err },
			"cut":              func() error { _, err := s.ReadSearch("agy_1", id[:at]); return err },
			"memory's own id":  func() error { _, err := s.ReadSearch("agy_1", want.ID); return err },
			"taken for an offer's": func() error {
				_, err := s.ReadOffer("agy_1", travel.PrefixOffer+strings.TrimPrefix(id, travel.PrefixSearch))
				return err
			},
		} {
			if err := read(); err == nil || travel.CodeOf(err) != travel.CodeNotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAnOfferPromisesNoMoreTimeToPayThanItsOrderHas(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ says, want time.Time }{
		"nothing said":       {},
		"a day":              {expires.Add(24 * time.Hour), expires.Add(order.PayWindow)},
		"less than we give":  {expires.Add(10 * time.Minute), expires.Add(10 * time.Minute)},
		"exactly what we do": {expires.Add(order.PayWindow), expires.Add(order.PayWindow)},
	} {
		if got := offerid.PayBy(tc.says, expires); !got.Equal(tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}
