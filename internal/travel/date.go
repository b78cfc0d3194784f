package travel

import (
	"fmt"
	"time"
)

// Date is a calendar day with no zone: the day written on a ticket.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads "2006-01-02"; a day that does not exist is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("travel: %q is not a date", s)
	}
	return DateOf(t), nil
}

// DateOf is the calendar day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// String is "2006-01-02".
func (d Date) String() string {
	if d.Year < 0 || d.Year > 9999 || d.Month < 0 || d.Month > 99 || d.Day < 0 || d.Day > 99 {
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) // no day there is
	}
	// Every flight is named by its day: a search writes some thousands.
	y, m, day := d.Year, int(d.Month), d.Day
	return string([]byte{
		digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(m / 10), digit(m), '-', digit(day / 10), digit(day),
	})
}

// digit is the last one of n.
func digit(n int) byte { return '0' + byte(n%10) }

// IsZero reports the absent date.
func (d Date) IsZero() bool { return d == Date{} }

// Compare orders two days: -1, 0, +1.
func (d Date) Compare(o Date) int { return d.midnight().Compare(o.midnight()) }

// AddDays moves by whole days.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// AgeOn is the number of whole years lived on day on. A birthday counts from
// its own day; someone born on 29 February has it on 1 March in common years.
func (d Date) AgeOn(on Date) int {
	age := on.Year - d.Year
	if on.Month < d.Month || (on.Month == d.Month && on.Day < d.Day) {
		age--
	}
	return age
}

func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// localLayout is ISO 8601 local time without offset, as flight times are written.
const localLayout = "2006-01-02T15:04:05"

// LocalTime is a wall-clock reading at some airport, without offset. It only
// becomes an instant together with that airport's zone.
type LocalTime struct{ wall time.Time }

// ParseLocalTime reads "2006-01-02T15:04:05" (seconds may be left out).
func ParseLocalTime(s string) (LocalTime, error) {
	for _, layout := range []string{localLayout, "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return LocalTime{wall: t}, nil
		}
	}
	return LocalTime{}, fmt.Errorf("travel: %q is not a local time", s)
}

// LocalTimeOf is the reading of t's own wall clock.
func LocalTimeOf(t time.Time) LocalTime {
	y, mo, d := t.Date()
	h, mi, s := t.Clock()
	return LocalTime{wall: time.Date(y, mo, d, h, mi, s, 0, time.UTC)}
}

// String is "2006-01-02T15:04:05".
func (l LocalTime) String() string { return l.wall.Format(localLayout) }

// IsZero reports the absent time.
func (l LocalTime) IsZero() bool { return l.wall.IsZero() }

// Date is the calendar day on that wall clock.
func (l LocalTime) Date() Date { return DateOf(l.wall) }

// Minute is how many minutes of its day have passed.
func (l LocalTime) Minute() int { return 60*l.wall.Hour() + l.wall.Minute() }

// appendDate appends "2006-01-02".
func (l LocalTime) appendDate(b []byte) []byte {
	y, m, d := l.wall.Date()
	b = appendTwo(appendTwo(b, y/100), y%100)
	b = appendTwo(append(b, '-'), int(m))
	return appendTwo(append(b, '-'), d)
}

// appendClock appends the time of day as an id has it: "T0730".
func (l LocalTime) appendClock(b []byte) []byte {
	return appendTwo(appendTwo(append(b, 'T'), l.wall.Hour()), l.wall.Minute())
}

func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10%10), byte('0'+n%10)) }

// In is the instant the wall clock in zone shows l. A reading skipped by
// summer time is taken an hour later, one that occurs twice is the first.
func (l LocalTime) In(zone *time.Location) time.Time {
	y, mo, d := l.wall.Date()
	h, mi, s := l.wall.Clock()
	return time.Date(y, mo, d, h, mi, s, 0, zone)
}

// MarshalText and UnmarshalText let a LocalTime be stored inside a document.
func (l LocalTime) MarshalText() ([]byte, error) {
	if l.IsZero() {
		return nil, nil
	}
	return []byte(l.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (l *LocalTime) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = LocalTime{}
		return nil
	}
	parsed, err := ParseLocalTime(string(text))
	if err != nil {
		return err
	}
	*l = parsed
	return nil
}
