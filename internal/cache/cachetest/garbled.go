package cachetest

import (
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// garbled spoils each field of a search in every way it may be found spoilt. Whatever
// needs the field is forgotten; what does not need it still reads.
func garbled(t *testing.T, c *cache.Cache) {
	raw, ctx := Raw(t, c), t.Context()
	const several = 70 // a second block of everything
	set, sibling := keep(t, c, Set(agency, several)), keep(t, c, Set(agency, several))
	others := keep(t, c, Set("agy_2", several))
	key := KeyOf(t, raw, set.SearchID)
	whole, err := raw.HGetAll(ctx, key).Result()
	if err != nil {
		t.Fatal(err)
	}
	from := func(search, field string) string {
		value, err := raw.HGet(ctx, KeyOf(t, raw, search), field).Result()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	id := set.SearchID
	needs := map[string]func() error{
		"page:r0+50": func() error { _, err := c.Page(ctx, agency, id, shopping.FirstPage); return err },
		"index":      func() error { _, err := c.Index(ctx, agency, id); return err },
		"near":       func() error { _, err := c.Neighbours(ctx, agency, id); return err },
		"f0":         func() error { _, err := c.Fragments(ctx, agency, id, []int{0}, nil); return err },
		"l0":         func() error { _, err := c.Fragments(ctx, agency, id, nil, []int{0}); return err },
		"o0":         func() error { _, err := c.Offer(ctx, agency, "ofr_0", place(set, 0)); return err },
	}
	for field, read := range needs {
		good := whole[field]
		middle := len(good) / 2
		for how, bad := range map[string]string{
			"empty":               "",
			"one byte":            good[:1],
			"no payload":          good[:5],
			"cut short":           good[:len(good)-1],
			"one byte more":       good + "}",
			"a bit flipped":       good[:middle] + string(good[middle]^1) + good[middle+1:],
			"another version":     string(good[0]+1) + good[1:],
			"not sealed":          good[5:],
			"text":                strings.Repeat("garbage ", 40),
			"another search's":    from(sibling.SearchID, field),
			"another agency's":    from(others.SearchID, field),
			"another field's":     whole[swap[field]],
			"sealed, but nothing": good[:1] + "\x00\x00\x00\x00",
		} {
			spoil(t, raw.HSet(ctx, key, field, bad).Err())
			err := read()
			if err == nil || travel.CodeOf(err) != travel.CodeNotFound {
				t.Errorf("%s %s: %v", field, how, err)
			}
		}
		spoil(t, raw.HDel(ctx, key, field).Err())
		if err := read(); err == nil || travel.CodeOf(err) != travel.CodeNotFound {
			t.Errorf("%s gone: %v", field, err)
		}
		for other, read := range needs {
			if err := read(); other != field && err != nil {
				t.Errorf("%s spoils %s: %v", field, other, err)
			}
		}
		spoil(t, raw.HSet(ctx, key, field, good).Err())
	}
	err = same(t, c, set)
	if err != nil {
		t.Errorf("put right again: %v", err)
	}

	// Not even a hash.
	spoil(t, raw.Set(ctx, key, "x", 0).Err())
	absent(t, c, agency, set)
}

// swap is the field whose value each field is given in its place.
var swap = map[string]string{"page:r0+50": "index", "index": "near", "near": "index", "f0": "f1", "l0": "l1", "o0": "o1"}

func spoil(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
