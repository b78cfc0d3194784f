package suppliertest

import (
	"errors"
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Failed fails the test unless err is a supplier's failure of that kind and code;
// an empty code stands for any.
func Failed(t testing.TB, err error, kind supplier.Kind, code string) *supplier.Error {
	t.Helper()
	var e *supplier.Error
	if !errors.As(err, &e) || e.Kind != kind || code != "" && e.Code != code {
		t.Fatalf("got %v, want %s (%s)", err, kind, code)
	}
	return e
}

// KindIn fails the test unless err is nil or a supplier's failure of one of the
// kinds.
func KindIn(t testing.TB, err error, kinds ...supplier.Kind) *supplier.Error {
	t.Helper()
	if err == nil {
		return nil
	}
	if !slices.Contains(kinds, supplier.KindOf(err)) {
		t.Fatalf("got %v, want one of %v", err, kinds)
	}
	return Failed(t, err, supplier.KindOf(err), "")
}
