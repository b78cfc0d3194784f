package reference_test

import (
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
)

// noon is a day in China.
func noon(t *testing.T, day string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, day+"T12:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Scenario 22: the fuel surcharge by filed distance and day of issue, for adults
// and children; the fund beside it.
func TestLevies(t *testing.T) {
	t.Parallel()
	const adult, child, infant = reference.PayerAdult, reference.PayerChild, reference.PayerInfant
	for _, tc := range []struct {
		from, to, day string
		km            int
		payer         reference.Payer
		age           int // 0: not known
		fund, fuel    int64
	}{
		{"PEK", "SHA", "2026-01-05", 800, adult, 0, 50, 10},
		{"PEK", "SHA", "2026-01-05", 801, adult, 0, 50, 20},
		{"PEK", "SHA", "2025-12-04", 800, adult, 0, 50, 10},
		{"PEK", "SHA", "2025-12-04", 801, adult, 0, 50, 20},
		{"PEK", "SHA", "2025-12-05", 800, adult, 0, 50, 20},
		{"PEK", "SHA", "2025-12-05", 801, adult, 0, 50, 40},
		{"PEK", "SHA", "2026-01-04", 801, adult, 0, 50, 40},
		{"PEK", "SHA", "2025-12-05", 801, child, 8, 0, 20},
		{"PEK", "SHA", "2025-12-05", 800, child, 8, 0, 10},
		{"PEK", "SHA", "2026-01-05", 801, child, 8, 0, 10},
		{"PEK", "SHA", "2026-01-05", 800, child, 8, 0, 0},
		{"PEK", "SHA", "2026-01-05", 801, infant, 0, 0, 0},
		{"PEK", "SHA", "2026-01-05", 801, adult, 12, 0, 20}, // twelve and under pay no fund
		{"PEK", "SHA", "2026-01-05", 801, adult, 13, 50, 20},
		{"PEK", "HKG", "2026-01-05", 1992, adult, 0, 90, 0},
		{"NRT", "PVG", "2026-01-05", 1796, adult, 0, 0, 0},
		{"PEK", "SHA", "2011-01-05", 801, adult, 0, 0, 0}, // before the tables begin nothing is known
	} {
		var age *int
		if tc.age > 0 {
			age = &tc.age
		}
		charged := map[string]int64{}
		for _, levy := range reference.Levies(airport(t, tc.from), airport(t, tc.to), tc.km, noon(t, tc.day), tc.payer, age) {
			charged[levy.Code] += levy.Amount.Minor / 100
			if levy.Amount.IsZero() {
				t.Errorf("%+v: a levy of nothing", tc)
			}
		}
		if charged[reference.LevyFund] != tc.fund || charged[reference.LevyFuel] != tc.fuel {
			t.Errorf("%+v: %v", tc, charged)
		}
	}
}

// The day of issue is China's.
func TestIssueDay(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{"2026-01-04T15:59:59Z": "2026-01-04", "2026-01-04T16:00:00Z": "2026-01-05"} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil || reference.IssueDay(instant) != want {
			t.Errorf("%s is %s, %v", at, reference.IssueDay(instant), err)
		}
	}
}

// Scenario 20.
func TestReducedFare(t *testing.T) {
	t.Parallel()
	peking, shanghai, tokyo := airport(t, "PEK"), airport(t, "SHA"), airport(t, "NRT")
	for _, tc := range []struct {
		full, want string
		to         reference.Airport
		payer      reference.Payer
	}{
		{"2150", "1080", shanghai, reference.PayerChild},
		{"2150", "220", shanghai, reference.PayerInfant},
		{"2150", "2150", shanghai, reference.PayerAdult},
		{"2140", "1070", shanghai, reference.PayerChild},
		{"6540", "4910", tokyo, reference.PayerChild},
	} {
		got, ok := reference.ReducedFare(money.MustParse(tc.full, money.CNY), peking, tc.to, noon(t, "2026-03-02"), tc.payer)
		if !ok || !got.Equal(money.MustParse(tc.want, money.CNY)) {
			t.Errorf("%+v: %v, %v", tc, got, ok)
		}
	}
	if _, ok := reference.ReducedFare(money.New(1, money.CNY), peking, shanghai, noon(t, "1999-03-02"), reference.PayerChild); ok {
		t.Error("a rule from before the table")
	}
}

func TestRouteDistance(t *testing.T) {
	t.Parallel()
	peking, shanghai, pudong := airport(t, "PEK"), airport(t, "SHA"), airport(t, "PVG")
	if out, back := reference.RouteDistance(peking, shanghai), reference.RouteDistance(shanghai, peking); out != 1178 || back != 1178 {
		t.Errorf("filed %d, %d", out, back)
	}
	if km := reference.RouteDistance(peking, pudong); km != reference.Distance(peking, pudong) {
		t.Errorf("great circle %d", km)
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	mainland, ok := reference.ZoneByCode("mainlandChina")
	if !ok || mainland.Name == "" || mainland.NameZH == "" {
		t.Fatalf("%+v, %v", mainland, ok)
	}
	for code, in := range map[string]bool{"PEK": true, "URC": true, "HKG": false, "MFM": false, "TPE": false, "NRT": false, "BJS": false, "QQQ": false} {
		if mainland.Has(code) != in {
			t.Errorf("%s in the zone: %v", code, !in)
		}
	}
	for code, in := range map[string]bool{"BJS": true, "SHA": true, "CTU": true, "HKG": false, "TYO": false, "QQQ": false} {
		if mainland.HasPlace(code) != in {
			t.Errorf("place %s in the zone: %v", code, !in)
		}
	}
	if _, ok := reference.ZoneByCode("moon"); ok {
		t.Error("a zone of the moon")
	}
}
