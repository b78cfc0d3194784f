package reference

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

//go:embed data/filedfares.tsv
var filedFaresText string

// FiledFare is an airline's full fare for one adult, one way, on a route and in
// a cabin, sold on some days.
type FiledFare struct {
	Carrier  string
	From, To string // airports; both directions
	Cabin    string // economy, premiumEconomy, business, first
	Amount   money.Money
	FirstDay string // of sale in China, 2006-01-02
	LastDay  string // inclusive; empty: open
}

// FiledFares answers what is filed. The zero value knows nothing; it is safe
// for concurrent use.
type FiledFares struct{ byRoute map[filedKey][]FiledFare }

type filedKey struct{ carrier, from, to, cabin string }

// SampleFiledFares are the invented filings that ship with the program.
var SampleFiledFares = sync.OnceValues(func() (FiledFares, error) { return ParseFiledFares(filedFaresText) })

// filedColumns is how many columns a table of filed fares has.
const filedColumns = 8

// ParseFiledFares reads a table of filed fares in the form of the one that ships
// (data/filedfares.tsv says it). Every fault is told, with its line; a table
// with one is not taken at all.
func ParseFiledFares(text string) (FiledFares, error) {
	f := FiledFares{byRoute: map[filedKey][]FiledFare{}}
	var faults []error
	line := 0
	for row := range strings.Lines(text) {
		line++
		row = strings.TrimRight(row, "\r\n")
		if strings.HasPrefix(row, "#") || strings.TrimSpace(row) == "" {
			continue
		}
		err := f.add(row)
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", line, err))
		}
	}
	if len(faults) > 0 {
		return FiledFares{}, fmt.Errorf("reference: filed fares: %w", errors.Join(faults...))
	}
	return f, nil
}

func (f FiledFares) add(row string) error {
	columns := strings.Split(row, "\t")
	if len(columns) != filedColumns {
		return fmt.Errorf("%d columns, want %d", len(columns), filedColumns)
	}
	fare := FiledFare{From: columns[0], To: columns[1], Cabin: columns[2], FirstDay: columns[5], LastDay: columns[6]}
	for _, code := range []string{fare.From, fare.To} {
		if _, ok := AirportByCode(code); !ok {
			return fmt.Errorf("no airport %q", code)
		}
	}
	if !slices.Contains([]string{"economy", "premiumEconomy", "business", "first"}, fare.Cabin) {
		return fmt.Errorf("no cabin %q", fare.Cabin)
	}
	amount, err := money.Parse(columns[3], money.Currency(columns[4]))
	if err != nil || amount.Minor <= 0 {
		return fmt.Errorf("%q %q is no fare", columns[3], columns[4])
	}
	fare.Amount = amount
	if _, err := time.Parse(time.DateOnly, fare.FirstDay); err != nil {
		return fmt.Errorf("%q is not a day (2006-01-02)", fare.FirstDay)
	}
	if fare.LastDay == "-" {
		fare.LastDay = ""
	} else if _, err := time.Parse(time.DateOnly, fare.LastDay); err != nil || fare.LastDay < fare.FirstDay {
		return fmt.Errorf("%q is not a day from %s on, and not -", fare.LastDay, fare.FirstDay)
	}
	carriers := strings.Fields(columns[7])
	if len(carriers) == 0 {
		return errors.New("no carriers")
	}
	for _, carrier := range carriers {
		if _, ok := AirlineByCode(carrier); !ok {
			return fmt.Errorf("no airline %q", carrier)
		}
		fare.Carrier = carrier
		err := f.file(fare)
		if err != nil {
			return err
		}
	}
	return nil
}

func (f FiledFares) file(fare FiledFare) error {
	from, to := min(fare.From, fare.To), max(fare.From, fare.To)
	key := filedKey{fare.Carrier, from, to, fare.Cabin}
	for _, other := range f.byRoute[key] {
		if fare.FirstDay <= cmp.Or(other.LastDay, forEver) && other.FirstDay <= cmp.Or(fare.LastDay, forEver) {
			return fmt.Errorf("%s files %s %s-%s twice on days from %s on", fare.Carrier, fare.Cabin, from, to, max(fare.FirstDay, other.FirstDay))
		}
	}
	f.byRoute[key] = append(f.byRoute[key], fare)
	return nil
}

// forEver is after every day of the form 2006-01-02.
const forEver = "9999-12-31"

// On finds what a carrier has filed for a route and cabin, for sales at a time.
func (f FiledFares) On(carrier, from, to, cabin string, sold time.Time) (FiledFare, bool) {
	day := IssueDay(sold)
	for _, fare := range f.byRoute[filedKey{carrier, min(from, to), max(from, to), cabin}] {
		if fare.FirstDay <= day && day <= cmp.Or(fare.LastDay, forEver) {
			return fare, true
		}
	}
	return FiledFare{}, false
}
