package reference

import (
	_ "embed"
	"strconv"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

//go:embed data/levies.tsv
var leviesText string

//go:embed data/distances.tsv
var distancesText string

//go:embed data/reduced.tsv
var reducedText string

// Payer is who a levy or a reduced fare is for.
type Payer int

// The payers.
const (
	PayerAdult Payer = iota
	PayerChild
	PayerInfant
)

// The codes of China's levies, as tickets print them.
const (
	LevyFund = "CN" // civil aviation development fund
	LevyFuel = "YQ" // fuel surcharge
)

// Levy is one charge beside the fare, by its code. It is never zero.
type Levy struct {
	Code   string
	Amount money.Money
}

type levyRow struct {
	code, scope, from string
	beyondKm          int
	amount            money.Money
	childPercent      int64
	unit              money.Money
	exempt            int // the last age that pays nothing; -1: nobody is exempt by age
}

type reducedRow struct {
	payer       Payer
	scope, from string
	percent     int64
	unit        money.Money
}

// charges are the dated tables, read once. They are the project's own and a
// test reads every row.
type charges struct {
	levies    []levyRow
	reduced   []reducedRow
	distances map[[2]string]int
}

var loadCharges = sync.OnceValue(func() charges {
	c := charges{distances: map[[2]string]int{}}
	for row := range rows(leviesText) {
		l := levyRow{code: field(&row), scope: field(&row), from: field(&row), beyondKm: whole(field(&row)), amount: yuan(field(&row))}
		l.childPercent, l.unit, l.exempt = int64(whole(field(&row))), yuan(field(&row)), -1
		if age := field(&row); age != "-" {
			l.exempt = whole(age)
		}
		c.levies = append(c.levies, l)
	}
	for row := range rows(reducedText) {
		r := reducedRow{payer: PayerInfant}
		if field(&row) == "CHD" {
			r.payer = PayerChild
		}
		r.scope, r.from, r.percent, r.unit = field(&row), field(&row), int64(whole(field(&row))), yuan(field(&row))
		c.reduced = append(c.reduced, r)
	}
	for row := range rows(distancesText) {
		from, to := field(&row), field(&row)
		km := whole(field(&row))
		c.distances[[2]string{from, to}], c.distances[[2]string{to, from}] = km, km
	}
	return c
})

func whole(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func yuan(s string) money.Money {
	m, _ := money.Parse(s, money.CNY)
	return m
}

const (
	scopeDomestic      = "domestic"
	scopeInternational = "international"
)

// Domestic reports travel inside mainland China. Hong Kong, Macao and Taiwan
// are abroad for fares and levies.
func Domestic(from, to Airport) bool { return from.Country == "CN" && to.Country == "CN" }

func scopeOf(from, to Airport) string {
	if Domestic(from, to) {
		return scopeDomestic
	}
	return scopeInternational
}

// RouteDistance is the distance a route is charged by, in km: the filed one, or
// the great circle where none is known to be filed.
func RouteDistance(from, to Airport) int {
	km, filed := loadCharges().distances[[2]string{from.Code, to.Code}]
	if filed {
		return km
	}
	return Distance(from, to)
}

// IssueDay is the local day in China, 2006-01-02, by which fares and levies are dated.
func IssueDay(at time.Time) string {
	peking, _ := AirportByCode("PEK")
	return at.In(peking.Location()).Format(time.DateOnly)
}

// Levies are what China charges for a passenger on one flight issued at a time,
// charged by km (RouteDistance). Age counts where it is known: nil is taken for
// an ordinary passenger of the kind. A flight that does not leave China is not
// charged; nothing at all is known of days before the tables begin.
func Levies(from, to Airport, km int, issued time.Time, payer Payer, age *int) []Levy {
	if from.Country != "CN" || payer == PayerInfant {
		return nil
	}
	scope, day := scopeOf(from, to), IssueDay(issued)
	latest := map[string]levyRow{}
	var codes []string
	for _, row := range loadCharges().levies {
		if row.scope != scope || row.from > day || (row.beyondKm > 0 && km <= row.beyondKm) {
			continue
		}
		known, seen := latest[row.code]
		if !seen {
			codes = append(codes, row.code)
		}
		if !seen || row.from > known.from || (row.from == known.from && row.beyondKm > known.beyondKm) {
			latest[row.code] = row
		}
	}
	var due []Levy
	for _, code := range codes {
		amount := latest[code].due(payer, age)
		if !amount.IsZero() {
			due = append(due, Levy{Code: code, Amount: amount})
		}
	}
	return due
}

func (l levyRow) due(payer Payer, age *int) money.Money {
	switch {
	case age != nil && *age <= l.exempt:
		return money.Zero(money.CNY)
	case payer == PayerChild:
		share, _ := l.amount.Scale(l.childPercent, 100, l.unit.Minor, money.Down)
		return share
	default:
		return l.amount
	}
}

// ReducedFare is what a child or an infant on a lap pays of an adult's full
// fare, for tickets issued at a time. false: no rule is known for that day.
func ReducedFare(full money.Money, from, to Airport, issued time.Time, payer Payer) (money.Money, bool) {
	if payer == PayerAdult {
		return full, true
	}
	scope, day := scopeOf(from, to), IssueDay(issued)
	var rule reducedRow
	for _, row := range loadCharges().reduced {
		if row.payer == payer && row.scope == scope && row.from <= day && row.from >= rule.from {
			rule = row
		}
	}
	if rule.from == "" {
		return money.Money{}, false
	}
	fare, err := full.Scale(rule.percent, 100, rule.unit.Minor, money.HalfUp)
	return fare, err == nil
}
