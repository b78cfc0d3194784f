package offerid_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/travel"
)

var expires = time.Date(2026, 11, 22, 10, 20, 0, 0, time.UTC)

func signer(t testing.TB, secrets ...string) *offerid.Signer {
	t.Helper()
	var raw [][]byte
	for _, s := range append(secrets, "a")[:max(1, len(secrets))] {
		raw = append(raw, bytes.Repeat([]byte(s), 32))
	}
	s, err := offerid.NewSigner(raw[0], raw[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func offerIn(t testing.TB, s *offerid.Signer, agency string, o offerid.Offer) string {
	t.Helper()
	id, err := s.Offer(agency, o)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAnIDSaysWhereTheOfferIs(t *testing.T) {
	t.Parallel()
	s := signer(t)
	urlSafe := regexp.MustCompile(`^ofr_[0-9a-z]{64}$`)
	rapid.Check(t, func(t *rapid.T) {
		want := offerid.Offer{
			Search:    travel.NewID(travel.PrefixSearch),
			Ordinal:   rapid.IntRange(0, offerid.MaxOrdinal).Draw(t, "ordinal"),
			ExpiresAt: time.Unix(rapid.Int64Range(1, 1<<40-1).Draw(t, "expiry"), 0).UTC(),
		}
		id, err := s.Offer("agy_1", want)
		if err != nil || !urlSafe.MatchString(id) {
			t.Fatalf("%q, %v", id, err)
		}
		got, err := s.ReadOffer("agy_1", id)
		if err != nil || got != want {
			t.Fatalf("%+v, %v; want %+v", got, err, want)
		}
	})
}

func TestWhatCannotBeAnIDIsNotMade(t *testing.T) {
	t.Parallel()
	s := signer(t)
	good := offerid.Offer{Search: travel.NewID(travel.PrefixSearch), ExpiresAt: expires}
	for name, spoil := range map[string]func(*offerid.Offer){
		"no search":       func(o *offerid.Offer) { o.Search = "" },
		"an order's id":   func(o *offerid.Offer) { o.Search = travel.NewID(travel.PrefixOrder) },
		"below zero":      func(o *offerid.Offer) { o.Ordinal = -1 },
		"too many offers": func(o *offerid.Offer) { o.Ordinal = offerid.MaxOrdinal + 1 },
		"no expiry":       func(o *offerid.Offer) { o.ExpiresAt = time.Time{} },
	} {
		o := good
		spoil(&o)
		id, err := s.Offer("agy_1", o)
		if err == nil {
			t.Errorf("%s: %s", name, id)
		}
	}
	_, err := offerid.NewSigner(make([]byte, 31))
	if err == nil {
		t.Error("a short secret was taken")
	}
}

// Malformed, made up and another agency's: one and the same answer.
func TestForeignAndMadeUpIDsCannotBeToldApart(t *testing.T) {
	t.Parallel()
	s := signer(t)
	mine := offerIn(t, s, "agy_1", offerid.Offer{Search: travel.NewID(travel.PrefixSearch), Ordinal: 7, ExpiresAt: expires})
	bad := map[string]string{
		"empty": "", "prefix only": travel.PrefixOffer, "other prefix": travel.PrefixOrder + mine[4:],
		"no prefix": mine[4:], "upper case": strings.ToUpper(mine), "shorter": mine[:len(mine)-1], "longer": mine + "0",
		"made up": travel.PrefixOffer + strings.Repeat("0", 64), "not of the alphabet": mine[:len(mine)-1] + "u",
		"another secret": offerIn(t, signer(t, "b"), "agy_1", offerid.Offer{Search: travel.NewID(travel.PrefixSearch), ExpiresAt: expires}),
		"acceptance":     acceptance(t, s, offerid.Acceptance{AgencyID: "agy_1"}, expires),
	}
	for i := len(travel.PrefixOffer); i < len(mine); i++ {
		for _, c := range "01" {
			if other := mine[:i] + string(c) + mine[i+1:]; other != mine {
				bad["character "+string(rune('0'+i%10))+" "+other] = other
			}
		}
	}
	_, want := s.ReadOffer("agy_2", mine)
	if travel.CodeOf(want) != travel.CodeNotFound {
		t.Fatalf("another agency's: %v", want)
	}
	for name, id := range bad {
		_, err := s.ReadOffer("agy_1", id)
		if err == nil || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

func TestIDsOfARetiredSecretStillRead(t *testing.T) {
	t.Parallel()
	o := offerid.Offer{Search: travel.NewID(travel.PrefixSearch), ExpiresAt: expires}
	consent := offerid.Acceptance{AgencyID: "agy_1", OfferID: "ofr_1"}
	before, after, later := signer(t, "a"), signer(t, "b", "a"), signer(t, "b")
	id, token := offerIn(t, before, "agy_1", o), acceptance(t, before, consent, expires)
	if _, err := after.ReadOffer("agy_1", id); err != nil {
		t.Errorf("after the change: %v", err)
	}
	if !accepts(after, consent, token, expires.Add(-time.Second)) {
		t.Error("the token does not read after the change")
	}
	if _, err := later.ReadOffer("agy_1", id); err == nil {
		t.Error("reads without the secret")
	}
	if _, err := later.ReadOffer("agy_1", offerIn(t, after, "agy_1", o)); err != nil {
		t.Errorf("the new secret does not sign: %v", err)
	}
}

func acceptance(t testing.TB, s *offerid.Signer, a offerid.Acceptance, until time.Time) string {
	t.Helper()
	token, err := s.Accept(a, offerid.Deadlines{1: until}, until)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func accepts(s *offerid.Signer, a offerid.Acceptance, token string, now time.Time) bool {
	_, ok := s.Accepts(a, token, now)
	return ok
}

func TestATokenCarriesItsDeadlines(t *testing.T) {
	t.Parallel()
	s := signer(t)
	shown := offerid.Deadlines{expires.Add(time.Hour), {}, expires.Add(time.Minute + 900*time.Millisecond), {}}
	consent := offerid.Acceptance{AgencyID: "agy_1", OfferID: "ofr_1"}
	token, err := s.Accept(consent, shown, expires)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := s.Accepts(consent, token, expires.Add(-time.Minute))
	if want := (offerid.Deadlines{expires.Add(time.Hour), {}, expires.Add(time.Minute), {}}); !ok || got != want {
		t.Errorf("%v, %v", got, ok)
	}
	if _, err := s.Accept(consent, offerid.Deadlines{time.Unix(-1, 0)}, expires); err == nil {
		t.Error("a deadline before there were any")
	}
}

func TestATokenAcceptsOnePriceOfOneOfferOfOneAgency(t *testing.T) {
	t.Parallel()
	s := signer(t)
	given := offerid.Acceptance{AgencyID: "agy_1", OfferID: "ofr_1", Digest: [32]byte{1}}
	token := acceptance(t, s, given, expires)
	if !accepts(s, given, token, expires.Add(-time.Nanosecond)) {
		t.Error("not accepted in time")
	}
	if accepts(s, given, token, expires) {
		t.Error("accepted when expired")
	}
	in := expires.Add(-time.Minute)
	for name, other := range map[string]offerid.Acceptance{
		"agency": {AgencyID: "agy_2", OfferID: "ofr_1", Digest: [32]byte{1}},
		"offer":  {AgencyID: "agy_1", OfferID: "ofr_2", Digest: [32]byte{1}},
		"price":  {AgencyID: "agy_1", OfferID: "ofr_1", Digest: [32]byte{2}},
		// The parts' boundary is authenticated too.
		"boundary": {AgencyID: "agy_1o", OfferID: "fr_1", Digest: [32]byte{1}},
	} {
		if accepts(s, other, token, in) {
			t.Errorf("accepts another %s", name)
		}
	}
	for i := range token {
		if forged := token[:i] + "0" + token[i+1:]; forged != token && accepts(s, given, forged, in) {
			t.Errorf("accepts %s", forged)
		}
	}
	for _, bad := range []string{"", "acc_", token[:len(token)-1], token + "0", strings.ToUpper(token), token[4:]} {
		if accepts(s, given, bad, in) {
			t.Errorf("accepts %q", bad)
		}
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 999, time.UTC)
	beijing := time.FixedZone("", 8*3600)
	for name, tc := range map[string]struct{ says, want time.Time }{
		"not said": {time.Time{}, time.Date(2026, 11, 22, 10, 20, 0, 0, time.UTC)},
		"later":    {now.Add(time.Hour), time.Date(2026, 11, 22, 10, 20, 0, 0, time.UTC)},
		"earlier":  {time.Date(2026, 11, 22, 18, 5, 0, 700, beijing), time.Date(2026, 11, 22, 10, 5, 0, 0, time.UTC)},
	} {
		if got := offerid.Expiry(tc.says, now); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzReadOffer(f *testing.F) {
	s := signer(f)
	f.Add("")
	f.Add("ofr_")
	f.Add(travel.PrefixOffer + strings.Repeat("0", 64))
	f.Add(offerIn(f, s, "agy_2", offerid.Offer{Search: travel.NewID(travel.PrefixSearch), ExpiresAt: expires}))
	f.Fuzz(func(t *testing.T, id string) {
		_, err := s.ReadOffer("agy_1", id)
		if travel.CodeOf(err) != travel.CodeNotFound || err == nil {
			t.Errorf("%q reads: %v", id, err)
		}
		if accepts(s, offerid.Acceptance{AgencyID: "agy_1"}, id, expires) {
			t.Errorf("%q is accepted", id)
		}
	})
}
