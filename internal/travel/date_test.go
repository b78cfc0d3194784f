package travel_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/travel"
)

func TestDate(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "2025-02-29"} {
		if d, err := travel.ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %v", bad, d)
		}
	}
	d, err := travel.ParseDate("2028-02-29")
	if err != nil || d.String() != "2028-02-29" || d.AddDays(1).String() != "2028-03-01" {
		t.Errorf("leap day: %v %v", d, err)
	}
}

// Scenario 21: an infant on the way out is a child on the way back.
func TestAgeOn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		born, on string
		want     int
	}{
		{"2025-03-01", "2027-02-20", 1},
		{"2025-03-01", "2027-03-01", 2},
		{"2025-03-01", "2027-03-05", 2},
		{"2024-02-29", "2026-02-28", 1},
		{"2024-02-29", "2026-03-01", 2},
	} {
		born, _ := travel.ParseDate(tc.born)
		on, _ := travel.ParseDate(tc.on)
		if got := born.AgeOn(on); got != tc.want {
			t.Errorf("born %s, on %s: %d, want %d", tc.born, tc.on, got, tc.want)
		}
	}
}

func TestLocalTimeBecomesAnInstantInItsZone(t *testing.T) {
	t.Parallel()
	l, err := travel.ParseLocalTime("2026-12-08T07:30:00")
	if err != nil {
		t.Fatal(err)
	}
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	if got := l.In(shanghai).UTC().Format(time.RFC3339); got != "2026-12-07T23:30:00Z" {
		t.Errorf("instant %s", got)
	}
}

func TestIDsAreWellFormed(t *testing.T) {
	t.Parallel()
	id := travel.NewID(travel.PrefixOrder)
	if !travel.WellFormedID(travel.PrefixOrder, id) || travel.WellFormedID(travel.PrefixOffer, id) {
		t.Errorf("id %q", id)
	}
	for _, bad := range []string{"", "ord_", "ord_short", id + "0", "ord_" + "iiiiiiiiiiiiiiiiiiiiiiii", id[:8] + "\n\r" + id[10:]} {
		if travel.WellFormedID(travel.PrefixOrder, bad) {
			t.Errorf("%q passed", bad)
		}
	}
}

// However odd, a date is written as it always was.
func TestDateIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.OneOf(rapid.IntRange(-2, 120), rapid.IntRange(1890, 2110), rapid.IntRange(9990, 10010), rapid.Int())
		d := travel.Date{Year: number.Draw(rt, "year"), Month: time.Month(number.Draw(rt, "month")), Day: number.Draw(rt, "day")}
		if want := fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day); d.String() != want {
			rt.Errorf("%q, want %q", d, want)
		}
	})
}
