package supplier_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/farebridge/farebridge/internal/supplier"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	foreign := errors.New("boom")
	for name, tc := range map[string]struct {
		err        error
		code, firm string
	}{
		"nil":         {nil, "", ""},
		"foreign":     {foreign, "", ""},
		"firm":        {supplier.Fail(supplier.Rejected, "no", "", nil), "no", "no"},
		"wrapped":     {fmt.Errorf("so: %w", supplier.Fail(supplier.SoldOut, "gone", "", nil)), "gone", "gone"},
		"breakdown":   {supplier.Fail(supplier.OutcomeUnknown, "gone", "", nil), "gone", ""},
		"turned away": {supplier.Fail(supplier.Unavailable, "gone", "", nil), "gone", ""},
	} {
		if supplier.CodeOf(tc.err) != tc.code || supplier.FirmCode(tc.err) != tc.firm {
			t.Errorf("%s: %q, firm %q", name, supplier.CodeOf(tc.err), supplier.FirmCode(tc.err))
		}
	}
	if got := supplier.Recast(supplier.SoldOut, foreign); !errors.Is(got, foreign) || errorOf(got).Kind != "" {
		t.Errorf("a foreign error became %v", got)
	}
	recast := supplier.Recast(supplier.SoldOut, supplier.Fail(supplier.Rejected, "no", "words", foreign))
	if e := errorOf(recast); e.Kind != supplier.SoldOut || e.Code != "no" || e.Message != "words" || !errors.Is(recast, foreign) {
		t.Errorf("recast: %+v", e)
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	if got := supplier.Clip("short"); got != "short" {
		t.Errorf("short: %q", got)
	}
	if got := supplier.Clip("a" + strings.Repeat("山", 100)); len(got) > 250 || !utf8.ValidString(got) || !strings.HasSuffix(got, "山…") {
		t.Errorf("long: %q", got)
	}
}
