package rest

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// formatDuration writes an ISO 8601 duration of days and shorter units.
func formatDuration(d time.Duration) string {
	if d < 0 {
		return "-" + formatDuration(-d)
	}
	var date, clock strings.Builder
	write := func(b *strings.Builder, unit time.Duration, letter byte) {
		if n := d / unit; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10))
			b.WriteByte(letter)
			d %= unit
		}
	}
	write(&date, day, 'D')
	write(&clock, time.Hour, 'H')
	write(&clock, time.Minute, 'M')
	write(&clock, time.Second, 'S')
	switch {
	case clock.Len() > 0:
		return "P" + date.String() + "T" + clock.String()
	case date.Len() > 0:
		return "P" + date.String()
	}
	return "PT0S"
}

var errDuration = errors.New("rest: not an ISO 8601 duration of days and shorter units")

// These keep any sum of units within a time.Duration.
const (
	maxDayDigits   = 4
	maxClockDigits = 6
)

// parseDuration reads PnDTnHnMnS: whole numbers, each unit at most once and in
// order, at least one of them. Years and months have no fixed length; a day
// here is 24 hours.
func parseDuration(s string) (time.Duration, error) {
	rest, ok := strings.CutPrefix(s, "P")
	if !ok {
		return 0, errDuration
	}
	date, clock, timed := strings.Cut(rest, "T")
	if date == "" && !timed || timed && clock == "" {
		return 0, errDuration
	}
	days, err := units(date, maxDayDigits, "D", day)
	if err != nil {
		return 0, err
	}
	shorter, err := units(clock, maxClockDigits, "HMS", time.Hour, time.Minute, time.Second)
	if err != nil {
		return 0, err
	}
	return days + shorter, nil
}

func units(s string, maxDigits int, letters string, lengths ...time.Duration) (time.Duration, error) {
	var sum time.Duration
	for s != "" {
		digits := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if digits < 1 || digits > maxDigits {
			return 0, errDuration
		}
		unit := strings.IndexByte(letters, s[digits])
		if unit < 0 {
			return 0, errDuration
		}
		n, err := strconv.Atoi(s[:digits])
		if err != nil {
			return 0, errDuration
		}
		sum += time.Duration(n) * lengths[unit]
		letters, lengths, s = letters[unit+1:], lengths[unit+1:], s[digits+1:]
	}
	return sum, nil
}
