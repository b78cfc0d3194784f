package storage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// Every field of an order, down to the last, is filled and expected back: a
// field added to the domain and forgotten here fails this test.
func TestDocumentForgetsNothing(t *testing.T) {
	t.Parallel()
	var want order.Order
	filler := filler{}
	filler.fill(t, "order", reflect.ValueOf(&want).Elem())
	// These have columns of their own.
	want.ID, want.AgencyID, want.Reference, want.ClientReference, want.Version, want.CreatedAt = "", "", "", "", 0, time.Time{}
	plain, err := json.Marshal(toOrderDoc(want))
	if err != nil {
		t.Fatal(err)
	}
	got, err := fromOrderDoc(plain)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v\nwrote\n%+v", got, want)
	}
	var none order.Order
	plain, err = json.Marshal(toOrderDoc(none))
	if err != nil {
		t.Fatal(err)
	}
	got, err = fromOrderDoc(plain)
	if err != nil || !reflect.DeepEqual(got, none) {
		t.Errorf("an empty order: %+v, %v", got, err)
	}
}

// filler gives every field a value no other field has.
type filler struct{ n int }

func (f *filler) fill(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	f.n++
	instant := time.Date(2026, 1, 1, 0, 0, f.n, 1000*f.n, time.UTC)
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(instant))
		return
	case travel.Date:
		v.Set(reflect.ValueOf(travel.DateOf(instant.AddDate(0, 0, f.n))))
		return
	case travel.LocalTime:
		v.Set(reflect.ValueOf(travel.LocalTimeOf(instant)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(t, path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, path, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(t, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"k": path, "空": "值"}))
	case reflect.String:
		v.SetString(fmt.Sprintf("%s %d 张", path, f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n) << 40)
	case reflect.Uint8:
		v.SetUint(uint64(200 + f.n%50))
	default:
		t.Fatalf("%s has kind %s, which this test cannot fill", path, v.Kind())
	}
}

func TestDocumentOfTheFutureIsRefused(t *testing.T) {
	t.Parallel()
	for _, plain := range []string{`{"format":2}`, `{}`, `{"format":1,"travellers":[{"birthDate":"31.12.1990"}]}`, `[]`, ``} {
		o, err := fromOrderDoc([]byte(plain))
		if err == nil {
			t.Errorf("%q was read as %+v", plain, o)
		}
	}
}

func FuzzOrderDocument(f *testing.F) {
	f.Add([]byte(`{"format":1,"offer":{"journeys":[{"segments":[{"departure":{"time":"2026-12-08T07:30:00"}}]}]},"travellers":[{"birthDate":"2024-02-29"}]}`))
	f.Fuzz(func(t *testing.T, plain []byte) {
		o, err := fromOrderDoc(plain)
		if err != nil {
			return
		}
		once, err := json.Marshal(toOrderDoc(o))
		if err != nil {
			t.Skip("a year that JSON cannot hold")
		}
		again, err := fromOrderDoc(once)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		twice, err := json.Marshal(toOrderDoc(again))
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("not stable:\n%s\n%s\n%v", once, twice, err)
		}
	})
}

func FuzzCursor(f *testing.F) {
	row := orderRow{ID: travel.NewID(travel.PrefixOrder), CreatedAt: time.Date(2026, 11, 22, 1, 2, 3, 4000, time.UTC)}
	f.Add(cursor(row))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		at, id, ok := parseCursor(text)
		if !ok {
			return
		}
		again := cursor(orderRow{ID: id, CreatedAt: at})
		at2, id2, ok := parseCursor(again)
		if !ok || id2 != id || !at2.Equal(at) {
			t.Errorf("%q is %s %s, then %s %s", text, at, id, at2, id2)
		}
	})
}
