package world

import "github.com/farebridge/farebridge/internal/money"

// Fen is an amount of Chinese money in hundredths of a yuan: every price of
// this world is in CNY.
type Fen int64

// Amount is the decimal string the wire carries: "1892.00".
func (f Fen) Amount() string { return money.New(int64(f), money.CNY).Amount() }

const (
	yuan    Fen = 100
	tenYuan Fen = 10 * yuan
)

// percent takes p per cent of f and rounds half up to a multiple of unit.
func (f Fen) percent(p int, unit Fen) Fen { return f.permille(p*10, unit) }

func (f Fen) permille(p int, unit Fen) Fen {
	step := 1000 * unit
	return (f*Fen(p) + step/2) / step * unit
}

// ParseFen reads a decimal amount of CNY.
func ParseFen(amount string) (Fen, error) {
	m, err := money.Parse(amount, money.CNY)
	if err != nil {
		return 0, err
	}
	return Fen(m.Minor), nil
}
