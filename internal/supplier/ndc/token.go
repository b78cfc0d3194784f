package ndc

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// token is any text of the wire, without the white space around it. Everything
// received is a token until somebody needs it, so that no single value can spoil
// a whole answer.
type token string

// UnmarshalText never fails.
func (t *token) UnmarshalText(text []byte) error {
	*t = token(strings.TrimSpace(string(text)))
	return nil
}

// yes reports xs:boolean's true.
func (t token) yes() bool { return t == "true" || t == "1" }

// no reports xs:boolean's false; an absent value is neither.
func (t token) no() bool { return t == "false" || t == "0" }

// earliest is the zone a deadline without one is taken in: where it comes first.
// A deadline kept too early costs nothing.
var earliest = time.FixedZone("UTC+14", 14*60*60)

// instant reads a deadline; what cannot be read is not guaranteed.
func (t token) instant() time.Time {
	at, err := time.Parse(time.RFC3339, string(t))
	if err == nil {
		return at.UTC()
	}
	at, err = time.ParseInLocation("2006-01-02T15:04:05", string(t), earliest)
	if err == nil {
		return at.UTC()
	}
	at, err = time.ParseInLocation(time.DateOnly, string(t), earliest)
	if err == nil {
		return at.UTC()
	}
	return time.Time{}
}

// immediate reports an xs:duration of nothing ("PT0S").
func (t token) immediate() bool {
	return strings.HasPrefix(string(t), "P") && strings.ContainsAny(string(t), "0123456789") && !strings.ContainsAny(string(t), "123456789")
}

// count reads a number of things written as a decimal ("1", "2.0").
func (t token) count() (int, bool) {
	n, ok := t.number()
	if !ok || !n.IsInt() || n.Sign() < 0 || n.Num().BitLen() > 16 {
		return 0, false
	}
	return int(n.Num().Int64()), true
}

// number reads a plain decimal exactly. Its length is bounded because a rational
// of a million digits takes a while.
func (t token) number() (*big.Rat, bool) {
	if len(t) == 0 || len(t) > 40 || strings.Trim(string(t), "0123456789.") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(string(t))
}

// amount reads money that cannot be owed to us.
func (a wireAmount) amount() (money.Money, error) {
	m, err := a.signed()
	if err == nil && m.IsNegative() {
		err = fmt.Errorf("negative amount %s", m)
	}
	return m, err
}

func (a wireAmount) signed() (money.Money, error) {
	return money.Parse(strings.TrimPrefix(string(a.Value), "+"), money.Currency(a.CurCode))
}

// said reports whether there is an amount at all.
func (a *wireAmount) said() bool { return a != nil && (a.Value != "" || a.CurCode != "") }

// designator reports an airline's two-character IATA designator.
func designator(code token) bool {
	return len(code) == 2 && strings.Trim(string(code), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
