package cachetest

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// Filled is a T with something in every field, none of it twice. A field that
// somebody adds tomorrow is in it as well, and in what it is compared with.
func Filled[T any]() T {
	var v T
	n := 0
	fill(reflect.ValueOf(&v).Elem(), &n)
	return v
}

func fill(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 11, 22, 10, 0, *n, 1000*(*n), time.UTC)))
		return
	case travel.LocalTime:
		v.Set(reflect.ValueOf(travel.LocalTimeOf(time.Date(2026, 12, 8, 7, 30, *n, 0, time.UTC))))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.String:
		v.SetString("s" + strconv.Itoa(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	default:
		panic(fmt.Sprintf("cachetest: cannot fill a %s", v.Type()))
	}
}
