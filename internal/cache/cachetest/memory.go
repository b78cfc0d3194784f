package cachetest

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// Memory is the conformance suite of shopping.Memory and pricing.Memory.
func Memory(t *testing.T, open func() *cache.Cache) {
	t.Run("a search comes back as it went in", func(t *testing.T) { remembered(t, open()) })
	t.Run("an unfinished search has its offers", func(t *testing.T) { unfinished(t, open()) })
	t.Run("a page is kept with its search", func(t *testing.T) { pages(t, open()) })
	t.Run("an answer is kept for a while", func(t *testing.T) { reused(t, open()) })
	t.Run("an empty search comes back", func(t *testing.T) { empty(t, open()) })
	t.Run("an offer comes back as it went in", func(t *testing.T) { offers(t, open()) })
	t.Run("what one replica keeps another reads", func(t *testing.T) { replicas(t, open(), open()) })
	t.Run("what is another agency's is not there", func(t *testing.T) { foreign(t, open()) })
	t.Run("what was never kept is not there", func(t *testing.T) { unknown(t, open()) })
	t.Run("many writers at once", func(t *testing.T) { writers(t, open(), open()) })
	t.Run("nothing is kept for ever", func(t *testing.T) { lifetimes(t, open()) })
	t.Run("what is garbled is forgotten", func(t *testing.T) { garbled(t, open()) })
}

const agency = "agy_1"

// Set is a search of n offers of an agency, with something in every field.
func Set(agencyID string, n int) shopping.Set {
	set := Filled[shopping.Set]()
	set.AgencyID, set.KeepFor = agencyID, 50*time.Minute
	set.SearchID = travel.NewID(travel.PrefixSearch)
	set.FirstPage = []byte("first page of " + set.SearchID)
	set.Offers, set.Entries = nil, nil
	for i := range n {
		set.Entries = append(set.Entries, shopping.Entry{
			EntryName: shopping.EntryName{List: "paxJourneys", ID: "j" + strconv.Itoa(i)}, Body: []byte("entry " + strconv.Itoa(i)),
		})
		offer := Filled[shopping.Remembered]()
		offer.Offer.ID, offer.Offer.AgencyID = "ofr_"+strconv.Itoa(i), agencyID
		offer.Fragment = []byte("fragment " + strconv.Itoa(i))
		offer.Indexed.Entries = []int{i, 0}
		offer.Indexed.Ordinal = i
		set.Offers = append(set.Offers, offer)
	}
	return set
}

func place(set shopping.Set, ordinal int) offerid.Offer {
	return offerid.Offer{Search: set.SearchID, Ordinal: ordinal, ExpiresAt: set.Summary.ExpiresAt}
}

func keep(t *testing.T, c *cache.Cache, set shopping.Set) shopping.Set {
	t.Helper()
	err := c.Remember(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// same reads all of a set and reports the first difference.
func same(t *testing.T, c *cache.Cache, set shopping.Set) error {
	t.Helper()
	ctx, id := t.Context(), set.SearchID
	page, err := c.Page(ctx, set.AgencyID, id, shopping.FirstPage)
	if err != nil || !bytes.Equal(page, set.FirstPage) {
		return errors.Join(err, errors.New("the first page differs"))
	}
	want := shopping.Index{Summary: set.Summary}
	for _, offer := range set.Offers {
		want.Offers = append(want.Offers, offer.Indexed)
	}
	for _, entry := range set.Entries {
		want.Lists = append(want.Lists, entry.EntryName)
	}
	index, err := c.Index(ctx, set.AgencyID, id)
	if err != nil || !reflect.DeepEqual(index, want) {
		return errors.Join(err, errors.New("the index differs"))
	}
	for i, offer := range set.Offers {
		got, err := c.Offer(ctx, set.AgencyID, offer.Offer.ID, place(set, offer.Indexed.Ordinal))
		if err != nil || got.InPlaceOf != "" || !reflect.DeepEqual(got.Offer, offer.Offer) {
			return errors.Join(err, errors.New("offer "+strconv.Itoa(i)+" differs"))
		}
		parts, err := c.Fragments(ctx, set.AgencyID, id, []int{i}, []int{i, 0})
		if err != nil || !bytes.Equal(parts.Offers[0], offer.Fragment) || !bytes.Equal(parts.Entries[0], set.Entries[i].Body) || !bytes.Equal(parts.Entries[1], set.Entries[0].Body) {
			return errors.Join(err, errors.New("fragments of "+strconv.Itoa(i)+" differ"))
		}
	}
	return outlined(t, c, set)
}

// outlined reads what alternatives are chosen from, and those that were chosen.
func outlined(t *testing.T, c *cache.Cache, set shopping.Set) error {
	t.Helper()
	want := pricing.Neighbourhood{Preferences: set.Asked.Preferences, Loyalty: set.Asked.Loyalty, AccountCodes: set.Asked.AccountCodes, Offers: []pricing.Neighbour{}}
	var ordinals []int
	for _, offer := range set.Offers {
		want.Offers = append(want.Offers, pricing.Neighbour{Ordinal: offer.Indexed.Ordinal, Outline: pricing.OutlineOf(offer.Offer)})
		ordinals = append(ordinals, offer.Indexed.Ordinal)
	}
	got, err := c.Neighbours(t.Context(), set.AgencyID, set.SearchID)
	if err != nil || !reflect.DeepEqual(got, want) {
		return errors.Join(err, errors.New("the neighbours differ"))
	}
	found, err := c.Found(t.Context(), set.AgencyID, set.SearchID, ordinals)
	if err != nil || len(found) != len(set.Offers) {
		return errors.Join(err, errors.New("what was found is not all"))
	}
	for i, offer := range set.Offers {
		if !reflect.DeepEqual(found[i], offer.Offer) {
			return errors.New("what was found at " + strconv.Itoa(i) + " differs")
		}
	}
	return nil
}

func remembered(t *testing.T, c *cache.Cache) {
	// More than one command's worth of fields, and ranked in another order than
	// they came in.
	set := Set(agency, 300)
	slices.Reverse(set.Offers)
	err := same(t, c, keep(t, c, set))
	if err != nil {
		t.Error(err)
	}
}

func empty(t *testing.T, c *cache.Cache) {
	set := Set(agency, 0)
	set.Summary.Warnings, set.Summary.Suppliers, set.Summary.Calendar = nil, nil, nil
	err := same(t, c, keep(t, c, set))
	if err != nil {
		t.Error(err)
	}
	parts, err := c.Fragments(t.Context(), agency, set.SearchID, nil, nil)
	if err != nil || len(parts.Offers) != 0 || len(parts.Entries) != 0 {
		t.Errorf("%+v, %v", parts, err)
	}
}

func offers(t *testing.T, c *cache.Cache) {
	bare := travel.Offer{ID: "ofr_bare", AgencyID: agency}
	full := Filled[travel.Offer]()
	full.AgencyID = agency
	for name, r := range map[string]pricing.Remembered{
		"full": {Offer: full, InPlaceOf: "ofr_before", Origin: "shp_before"}, "bare": {Offer: bare},
	} {
		at := offerid.Offer{Search: travel.NewID(travel.PrefixSearch), Ordinal: 0}
		err := c.RememberOffer(t.Context(), at, r, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Offer(t.Context(), agency, r.Offer.ID, at)
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%s: %+v, %v\nwant %+v", name, got, err, r)
		}
	}
}

func replicas(t *testing.T, one, other *cache.Cache) {
	err := same(t, other, keep(t, one, Set(agency, 2)))
	if err != nil {
		t.Error(err)
	}
}

// absent checks that nothing of a set reads for an agency.
func absent(t *testing.T, c *cache.Cache, agencyID string, set shopping.Set) {
	t.Helper()
	ctx, id := t.Context(), set.SearchID
	_, page := c.Page(ctx, agencyID, id, shopping.FirstPage)
	_, index := c.Index(ctx, agencyID, id)
	_, fragment := c.Fragments(ctx, agencyID, id, []int{0}, nil)
	_, entry := c.Fragments(ctx, agencyID, id, nil, []int{0})
	_, offer := c.Offer(ctx, agencyID, "ofr_0", place(set, 0))
	_, near := c.Neighbours(ctx, agencyID, id)
	_, found := c.Found(ctx, agencyID, id, []int{0})
	for what, err := range map[string]error{"neighbours": near, "found": found, "page": page, "index": index, "fragment": fragment, "entry": entry, "offer": offer} {
		if err == nil || travel.CodeOf(err) != travel.CodeNotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func foreign(t *testing.T, c *cache.Cache) {
	set := keep(t, c, Set(agency, 1))
	absent(t, c, "agy_2", set)
	absent(t, c, "", set)
}

func unknown(t *testing.T, c *cache.Cache) {
	absent(t, c, agency, Set(agency, 1))
	set := keep(t, c, Set(agency, 2))
	for name, at := range map[string]offerid.Offer{
		"past the last": place(set, 2), "below the first": place(set, -1), "another offer's place": place(set, 1),
	} {
		_, err := c.Offer(t.Context(), agency, "ofr_0", at)
		if err == nil || travel.CodeOf(err) != travel.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	// One that is missing spoils all: half a page is no page.
	for name, parts := range map[string][2][]int{
		"a fragment too many": {{0, 1, 2}, nil}, "a fragment far too many": {{0, 1, 200}, nil}, "a fragment below the first": {{-1}, nil},
		"an entry too many": {nil, {0, 2}}, "an entry far too many": {nil, {200}}, "an entry below the first": {nil, {-1, 0}},
	} {
		_, err := c.Fragments(t.Context(), agency, set.SearchID, parts[0], parts[1])
		if err == nil || travel.CodeOf(err) != travel.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func writers(t *testing.T, caches ...*cache.Cache) {
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			set := Set("agy_"+strconv.Itoa(i), 1+i%5)
			err := caches[i%len(caches)].Remember(t.Context(), set)
			if err != nil {
				t.Error(err)
				return
			}
			err = same(t, caches[(i+1)%len(caches)], set)
			if err != nil {
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	all.Wait()
}

func lifetimes(t *testing.T, c *cache.Cache) {
	raw := Raw(t, c)
	for keepFor, most := range map[time.Duration]time.Duration{50 * time.Minute: 50 * time.Minute, 0: time.Second, -time.Hour: time.Second} {
		set := Set(agency, 1)
		set.KeepFor = keepFor
		keep(t, c, set)
		left, err := raw.PTTL(t.Context(), KeyOf(t, raw, set.SearchID)).Result()
		if err != nil || left <= 0 || left > most {
			t.Errorf("kept for %v: %v left, %v", keepFor, left, err)
		}
	}
	// Another process's time is waited for.
	set := Set(agency, 1)
	set.KeepFor = time.Second
	keep(t, c, set)
	deadline, poll := time.After(30*time.Second), time.NewTicker(50*time.Millisecond)
	defer poll.Stop()
	for {
		_, err := c.Page(t.Context(), agency, set.SearchID, shopping.FirstPage)
		if err != nil {
			absent(t, c, agency, set)
			return
		}
		select {
		case <-poll.C:
		case <-deadline:
			t.Fatal("still there")
		}
	}
}
