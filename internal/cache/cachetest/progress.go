package cachetest

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// unfinished remembers a search as it grows, from places inside and at the
// edges of blocks, and then as a whole.
func unfinished(t *testing.T, c *cache.Cache) {
	ctx, whole := t.Context(), Set(agency, 70)
	for i := range whole.Offers {
		whole.Offers[i].Indexed.Ordinal = i
	}
	from := 0
	for _, upTo := range []int{1, 5, 16, 17, 48, 70} {
		part := whole
		part.Offers = whole.Offers[:upTo]
		err := c.RememberOffers(ctx, part, from)
		if err != nil {
			t.Fatal(err)
		}
		for i, offer := range part.Offers {
			got, err := c.Offer(ctx, agency, offer.Offer.ID, place(whole, i))
			if err != nil || !reflect.DeepEqual(got.Offer, offer.Offer) {
				t.Fatalf("up to %d: offer %d: %v", upTo, i, err)
			}
		}
		from = upTo
	}
	for what, err := range map[string]error{
		"page":  second(c.Page(ctx, agency, whole.SearchID, shopping.FirstPage)),
		"index": second(c.Index(ctx, agency, whole.SearchID)),
	} {
		if err == nil || travel.CodeOf(err) != travel.CodeNotFound {
			t.Errorf("%s of an unfinished search: %v", what, err)
		}
	}
	raw := Raw(t, c)
	left, err := raw.PTTL(ctx, KeyOf(t, raw, whole.SearchID)).Result()
	if err != nil || left <= 0 || left > whole.KeepFor {
		t.Errorf("kept for %v: %v left, %v", whole.KeepFor, left, err)
	}
	err = same(t, c, keep(t, c, whole))
	if err != nil {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

// pages checks that a page lives and dies with its search.
func pages(t *testing.T, c *cache.Cache) {
	ctx, set := t.Context(), keep(t, c, Set(agency, 2))
	const name = "r0+200"
	if _, err := c.Page(ctx, agency, set.SearchID, name); travel.CodeOf(err) != travel.CodeNotFound {
		t.Errorf("before it is kept: %v", err)
	}
	raw := Raw(t, c)
	key := KeyOf(t, raw, set.SearchID)
	before, err := raw.PTTL(ctx, key).Result()
	if err != nil {
		t.Fatal(err)
	}
	body := bytes.Repeat([]byte{0, 1, 255}, 1000) // not text
	err = c.KeepPage(ctx, agency, set.SearchID, name, body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Page(ctx, agency, set.SearchID, name)
	if err != nil || !bytes.Equal(got, body) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	after, err := raw.PTTL(ctx, key).Result()
	if err != nil || after <= 0 || after > before {
		t.Errorf("%v left, had %v: %v", after, before, err)
	}
	for who, err := range map[string]error{
		"another agency":    second(c.Page(ctx, "agy_2", set.SearchID, name)),
		"under a new name":  second(c.Page(ctx, agency, set.SearchID, "r200+200")),
		"of another search": second(c.Page(ctx, agency, keep(t, c, Set(agency, 1)).SearchID, name)),
	} {
		if err == nil || travel.CodeOf(err) != travel.CodeNotFound {
			t.Errorf("%s: %v", who, err)
		}
	}
	spoil(t, raw.HSet(ctx, key, "page:"+name, "garbage").Err())
	if _, err := c.Page(ctx, agency, set.SearchID, name); travel.CodeOf(err) != travel.CodeNotFound {
		t.Errorf("garbled: %v", err)
	}
	spoil(t, raw.Del(ctx, key).Err())
	if err := c.KeepPage(ctx, agency, set.SearchID, name, body); travel.CodeOf(err) != travel.CodeNotFound {
		t.Errorf("a page of a search that is gone: %v", err)
	}
	if n, err := raw.Exists(ctx, key).Result(); err != nil || n != 0 {
		t.Errorf("the search came back as a page: %d, %v", n, err)
	}
}

func reused(t *testing.T, c *cache.Cache) {
	ctx, raw := t.Context(), Raw(t, c)
	key, other := travel.NewID(travel.PrefixSearch), travel.NewID(travel.PrefixSearch)
	said := Filled[shopping.Answer]()
	if _, ok := c.Answer(ctx, key); ok {
		t.Error("there before it was kept")
	}
	c.KeepAnswer(ctx, key, said, time.Minute)
	c.KeepAnswer(ctx, other, shopping.Answer{At: said.At}, time.Minute)
	got, ok := c.Answer(ctx, key)
	if !ok || !reflect.DeepEqual(got, said) {
		t.Errorf("%v\n%+v\nwant %+v", ok, got, said)
	}
	if got, ok := c.Answer(ctx, other); !ok || len(got.Offers) != 0 {
		t.Errorf("an empty answer: %v, %+v", ok, got)
	}
	name, foreign := KeyOf(t, raw, key), KeyOf(t, raw, other)
	good, err := raw.Get(ctx, name).Result()
	spoil(t, err)
	elses, err := raw.Get(ctx, foreign).Result()
	spoil(t, err)
	left, err := raw.PTTL(ctx, name).Result()
	if err != nil || left <= 0 || left > time.Minute {
		t.Errorf("%v left, %v", left, err)
	}
	for how, bad := range map[string]string{
		"empty": "", "cut short": good[:len(good)-1], "a bit flipped": good[:len(good)/2] + string(good[len(good)/2]^1) + good[len(good)/2+1:],
		"another question's": elses, "text": "garbage", "another version": string(good[0]+1) + good[1:],
	} {
		spoil(t, raw.Set(ctx, name, bad, time.Minute).Err())
		if _, ok := c.Answer(ctx, key); ok {
			t.Errorf("%s: read", how)
		}
	}
	spoil(t, raw.Del(ctx, name).Err())
	spoil(t, raw.HSet(ctx, name, "a", "b").Err())
	if _, ok := c.Answer(ctx, key); ok {
		t.Error("a hash: read")
	}
}
