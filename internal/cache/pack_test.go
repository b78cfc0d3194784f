package cache

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsPackedUnpacks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 300)).Draw(t, "payloads")
		packed := pack(want)
		got, err := unpack(packed)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d of %d, %v", len(got), len(want), err)
		}
		for i := range want {
			if !bytes.Equal(got[i], want[i]) {
				t.Errorf("payload %d is %q, was %q", i, got[i], want[i])
			}
		}
	})
}

func FuzzUnpack(f *testing.F) {
	packed := pack([][]byte{[]byte("one"), nil, []byte("three")})
	f.Add(packed)
	f.Add([]byte{})
	f.Add(packed[:len(packed)-2])
	f.Fuzz(func(t *testing.T, packed []byte) {
		payloads, err := unpack(packed)
		if err != nil {
			if !errors.Is(err, errPacked) {
				t.Fatal(err)
			}
			return
		}
		again := pack(payloads)
		same, err := unpack(again)
		if err != nil || len(same) != len(payloads) {
			t.Fatalf("%d payloads came back as %d, %v", len(payloads), len(same), err)
		}
	})
}
