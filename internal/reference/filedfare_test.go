package reference_test

import (
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
)

func TestSampleFiledFares(t *testing.T) {
	t.Parallel()
	filed, err := reference.SampleFiledFares()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ carrier, from, to, cabin, day, want string }{
		{"CA", "PEK", "SHA", "economy", "2026-03-02", "2150.00"},
		{"MU", "SHA", "PEK", "economy", "2026-03-02", "2150.00"},
		{"CA", "PEK", "SHA", "economy", "2025-10-25", "1850.00"},
		{"CZ", "PEK", "SHA", "economy", "2026-03-02", "1850.00"},
		{"CA", "PEK", "SHA", "business", "2026-03-02", "5810.00"},
		{"CA", "PEK", "SHA", "first", "2026-03-02", ""},
		{"SC", "PEK", "SHA", "economy", "2026-03-02", ""},
		{"CA", "PKX", "SHA", "economy", "2026-03-02", ""},
		{"CA", "PEK", "SHA", "economy", "2025-03-29", ""},
	} {
		fare, ok := filed.On(tc.carrier, tc.from, tc.to, tc.cabin, noon(t, tc.day))
		if ok != (tc.want != "") || (ok && fare.Amount != money.MustParse(tc.want, money.CNY)) {
			t.Errorf("%+v: %+v, %v", tc, fare, ok)
		}
	}
}

func TestFiledFareFaults(t *testing.T) {
	t.Parallel()
	const good = "PEK\tSHA\teconomy\t2150.00\tCNY\t2026-01-01\t-\tCA MU"
	if _, err := reference.ParseFiledFares("# comment\n\n" + good + "\r\n"); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ old, with, want string }{
		"columns":   {"\tCA MU", "", "line 2: 7 columns"},
		"airport":   {"SHA", "QQQ", `no airport "QQQ"`},
		"cabin":     {"economy", "deck", `no cabin "deck"`},
		"amount":    {"2150.00", "2150.005", "is no fare"},
		"nothing":   {"2150.00", "0", "is no fare"},
		"currency":  {"CNY", "RMB", "is no fare"},
		"first day": {"2026-01-01", "2026-13-01", "is not a day"},
		"last day":  {"-\tCA", "2025-12-31\tCA", "is not a day from 2026-01-01 on"},
		"airline":   {"CA MU", "C1", `no airline "C1"`},
		"nobody":    {"CA MU", " ", "no carriers"},
		"twice":     {"CA MU", "CA MU CA", "CA files economy PEK-SHA twice"},
		"overlap":   {good, good + "\nSHA\tPEK\teconomy\t1.00\tCNY\t2027-01-01\t2027-02-01\tMU", "line 3: MU files economy PEK-SHA twice on days from 2027-01-01"},
	} {
		_, err := reference.ParseFiledFares("# comment\n" + strings.Replace(good, tc.old, tc.with, 1))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: want %q in %v", name, tc.want, err)
		}
	}
}

func FuzzParseFiledFares(f *testing.F) {
	f.Add("PEK\tSHA\teconomy\t2150.00\tCNY\t2026-01-01\t-\tCA MU\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := reference.ParseFiledFares(text)
		if err != nil && !strings.Contains(err.Error(), "line ") {
			t.Errorf("%v names no line", err)
		}
	})
}
