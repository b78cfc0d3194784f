package shopping

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// The time a caller gives for an answer. Suppliers have all but a 25th of it.
const (
	DefaultBudget = 3 * time.Second
	MinBudget     = 500 * time.Millisecond
	MaxBudget     = 20 * time.Second
)

// HouseContract is the contract of agencies without one of their own with a
// supplier.
const HouseContract = "house"

// MaxFlexibleDays is how far from the days asked for a search may look.
const MaxFlexibleDays = 3

// Input is one search of one agency. Zero Budget means DefaultBudget, an empty
// Search.Contract HouseContract. Currency is the caller's display currency, ""
// for none: that of the highest price asked for, if any. FlexibleDays asks for
// so many days before and after as well. Scenario is what a sandbox caller has
// asked to be staged; it is part of what makes two searches the same.
type Input struct {
	AgencyID     string
	Program      string
	Search       travel.Search
	Currency     money.Currency
	FlexibleDays int
	Budget       time.Duration
	Scenario     string
}

// normalised fills in defaults and checks what only shopping can know.
func (in Input) normalised() (Input, error) {
	if in.Budget == 0 {
		in.Budget = DefaultBudget
	}
	if in.Search.Contract == "" {
		in.Search.Contract = HouseContract
	}
	bad := travel.NewError(travel.CodeValidationFailed)
	if in.Budget < MinBudget || in.Budget > MaxBudget {
		bad.With(travel.FieldError{Pointer: "/budgetMs", Code: "outOfRange", Params: []any{MinBudget.Milliseconds(), MaxBudget.Milliseconds()}})
	}
	if len(in.Search.OriginDestinations) == 0 {
		bad.With(travel.FieldError{Pointer: "/originDestinations", Code: "required"})
	}
	if len(in.Search.Pax) == 0 {
		bad.With(travel.FieldError{Pointer: "/pax", Code: "required"})
	}
	if in.FlexibleDays < 0 || in.FlexibleDays > MaxFlexibleDays {
		bad.With(travel.FieldError{Pointer: "/preferences/flexibleDays", Code: "outOfRange", Params: []any{0, MaxFlexibleDays}})
	}
	if most := in.Search.Preferences.MaxPrice; most != nil {
		if in.Currency == "" {
			in.Currency = most.Currency
		}
		if most.Currency != in.Currency {
			bad.With(travel.FieldError{Pointer: "/preferences/maxPrice/currency", Code: "otherCurrency", Params: []any{string(in.Currency)}})
		}
	}
	if len(bad.Fields) > 0 {
		return Input{}, bad
	}
	return in, nil
}

// key names everything that makes two searches one question, and so one
// fan-out. The budget is part of it: a caller with a longer one must not be
// answered with what came within a shorter one. The agency is not: agencies
// under the same contract and program ask the same question.
func (in Input) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %d %d\n", in.Program, in.Currency, in.FlexibleDays, in.Budget)
	b.WriteString(asked(in.Search, in.Scenario))
	sum := sha256.Sum256([]byte(b.String()))
	return string(sum[:])
}

// asked spells out what is put to a supplier, each value delimited, so that
// none can pass for a boundary.
func asked(search travel.Search, scenario string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q\n", search.Contract, scenario)
	for _, od := range search.OriginDestinations {
		fmt.Fprintf(&b, "od %q %q %s\n", od.Origin, od.Destination, od.Date)
	}
	// The order of passengers is the order of the answer's paxIds: it stays.
	for _, pax := range search.Pax {
		fmt.Fprintf(&b, "pax %q %q\n", pax.ID, pax.PTC)
	}
	for _, code := range search.AccountCodes {
		fmt.Fprintf(&b, "account %q %q %q\n", code.Contract, code.Carrier, code.Code)
	}
	for _, account := range search.Loyalty {
		fmt.Fprintf(&b, "loyalty %q %q %q %q %q\n", account.PaxID, account.Carrier, account.Number, account.Surname, account.GivenName)
	}
	p := search.Preferences
	fmt.Fprintf(&b, "cabin %q carriers %q", p.Cabin, slices.Compact(slices.Sorted(slices.Values(p.Carriers))))
	if p.MaxStops != nil {
		fmt.Fprintf(&b, " stops %d", *p.MaxStops)
	}
	if p.Departure != nil {
		fmt.Fprintf(&b, " departure %d %d", p.Departure.From, p.Departure.To)
	}
	if p.MaxPrice != nil {
		fmt.Fprintf(&b, " price %s", p.MaxPrice)
	}
	fmt.Fprintf(&b, " bags %d refundable %t", p.CheckedBags, p.Refundable)
	return b.String()
}
