package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"testing"

	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

// noJobs is a queue for tests that are not about jobs.
type noJobs struct{}

func (noJobs) EnqueueTx(context.Context, *sql.Tx, ...jobs.Job) error { return nil }

// unscoped methods of Orders act for no agency; every other one fails without.
var unscoped = map[string]string{
	"Now":           "a clock has no owner",
	"PaymentOrder":  "a gateway calls, and learns nothing",
	"RecordNotice":  "a gateway or supplier calls, and learns nothing",
	"SupplierOrder": "a supplier calls, and learns nothing",
	"Due":           "the sweep; it names orders, and reads them as their agency",
}

// A method added tomorrow is in this test already.
func TestEveryMethodFailsWithoutAgency(t *testing.T) {
	t.Parallel()
	s := storagetest.Open(t, storage.Config{Sandbox: true})
	orders := reflect.ValueOf(s.Orders(noJobs{}))
	checked := 0
	for i := range orders.NumMethod() {
		name := orders.Type().Method(i).Name
		if unscoped[name] != "" {
			continue
		}
		method := orders.Method(i)
		in := []reflect.Value{reflect.ValueOf(context.Background())}
		for p := 1; p < method.Type().NumIn(); p++ {
			in = append(in, argument(t, name, method.Type().In(p)))
		}
		out := method.Call(in)
		err, _ := out[len(out)-1].Interface().(error)
		if !errors.Is(err, storage.ErrNoAgency) {
			t.Errorf("%s without an agency: %v", name, err)
		}
		checked++
	}
	if checked < 7 {
		t.Errorf("only %d methods checked", checked)
	}
}

// argument is a zero value; a callback must not be called.
func argument(t *testing.T, method string, of reflect.Type) reflect.Value {
	if of.Kind() != reflect.Func {
		return reflect.Zero(of)
	}
	return reflect.MakeFunc(of, func([]reflect.Value) []reflect.Value {
		t.Errorf("%s calls back without an agency", method)
		out := make([]reflect.Value, of.NumOut())
		for i := range out {
			out[i] = reflect.Zero(of.Out(i))
		}
		return out
	})
}
