package money

import "math/big"

// Mode says which way an amount goes that lies between two multiples of the
// rounding unit.
type Mode int

// The modes airline and tax rules ask for. Halves go away from zero in HalfUp.
const (
	HalfUp Mode = iota
	Up
	Down
)

// Scale multiplies m by num/den and rounds the exact result to a multiple of
// unit minor units (1 = the minor unit itself; 1000 = ten yuan for CNY). den
// and unit must be positive.
//
// Scale(0.88) of 2150.00 CNY is Scale(88, 100, 1, HalfUp) = 1892.00 (R-000-22).
func (m Money) Scale(num, den, unit int64, mode Mode) (Money, error) {
	if den <= 0 || unit <= 0 {
		return Money{}, ErrOverflow
	}
	exact := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(num))
	step := new(big.Int).Mul(big.NewInt(den), big.NewInt(unit))
	rounded := divide(exact, step, mode)
	rounded.Mul(rounded, big.NewInt(unit))
	if !rounded.IsInt64() {
		return Money{}, ErrOverflow
	}
	return Money{Minor: rounded.Int64(), Currency: m.Currency}, nil
}

// RoundTo rounds m to a multiple of unit minor units.
func (m Money) RoundTo(unit int64, mode Mode) (Money, error) { return m.Scale(1, 1, unit, mode) }

func divide(a, b *big.Int, mode Mode) *big.Int {
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	if r.Sign() == 0 {
		return q
	}
	away := false
	switch mode {
	case Up:
		away = true
	case HalfUp:
		twice := new(big.Int).Lsh(new(big.Int).Abs(r), 1)
		away = twice.Cmp(b) >= 0
	case Down:
	}
	if away {
		q.Add(q, big.NewInt(int64(a.Sign())))
	}
	return q
}
