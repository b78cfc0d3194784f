package storage

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func ringOf(t interface{ Fatal(...any) }, current byte, old ...byte) *keyring {
	secrets := [][]byte{}
	for _, b := range old {
		secrets = append(secrets, bytes.Repeat([]byte{b}, secretSize))
	}
	k, err := newKeyring(bytes.Repeat([]byte{current}, secretSize), secrets)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealOpensOnlyWhereItWasMade(t *testing.T) {
	t.Parallel()
	k := ringOf(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		place := rapid.String().Draw(t, "place")
		sealed := k.seal(purposeOrder, place, plain)
		got, err := k.open(purposeOrder, place, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened %x, %v", got, err)
		}
		if _, err = k.open(purposeOrder, place+"x", sealed); err == nil {
			t.Fatal("it opened in another row")
		}
		if _, err = k.open(purposeAnswer, place, sealed); err == nil {
			t.Fatal("it opened for another purpose")
		}
		damaged := slices.Clone(sealed)
		damaged[rapid.IntRange(0, len(damaged)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err = k.open(purposeOrder, place, damaged); err == nil {
			t.Fatal("it opened damaged")
		}
		if _, err = k.open(purposeOrder, place, sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")]); err == nil {
			t.Fatal("it opened cut short")
		}
		if bytes.Equal(sealed, k.seal(purposeOrder, place, plain)) {
			t.Fatal("sealing twice gives the same bytes")
		}
	})
}

// A key id is one byte: 300 secrets cannot have 300 of them, and each still
// opens what is its own.
func TestSealRotation(t *testing.T) {
	t.Parallel()
	var all [][]byte
	var sealed [][]byte
	for i := range 300 {
		secret := bytes.Repeat([]byte{byte(i), byte(i >> 8)}, secretSize)
		one, err := newKeyring(secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, secret)
		sealed = append(sealed, one.seal(purposeOrder, "row", []byte{byte(i)}))
	}
	k, err := newKeyring(all[0], all[1:])
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range sealed {
		got, err := k.open(purposeOrder, "row", s)
		if err != nil || !bytes.Equal(got, []byte{byte(i)}) {
			t.Errorf("secret %d: %x, %v", i, got, err)
		}
	}
	stranger := ringOf(t, 0xEE)
	for i, s := range sealed {
		if _, err := stranger.open(purposeOrder, "row", s); err == nil {
			t.Errorf("a stranger opened %d", i)
		}
	}
}
