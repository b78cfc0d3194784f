package world

import (
	"slices"
	"time"
)

func (f yamlFare) read() (Fare, error) {
	fare := Fare{
		Brand: f.Brand.value, Basis: f.Basis.value, Cabin: f.Cabin.value,
		Promo: f.Promo, Account: f.Account.value, Seats: f.Seats, Checked: f.CheckedBags, CarryOn: 1,
	}
	if fare.Cabin == "" {
		fare.Cabin = Economy
	}
	switch {
	case !basisForm.MatchString(fare.Basis):
		return Fare{}, f.Basis.errorf("fare basis %q is not like M85", fare.Basis)
	case fare.Brand == "":
		return Fare{}, f.Basis.errorf("fare %s has no brand", fare.Basis)
	case !slices.Contains([]string{Economy, PremiumEconomy, Business, First}, fare.Cabin):
		return Fare{}, f.Cabin.errorf("no cabin %q", fare.Cabin)
	case fare.Seats < 0 || fare.Checked < 0:
		return Fare{}, f.Basis.errorf("fare %s has a negative number", fare.Basis)
	case f.Adult.value == "":
		return Fare{}, f.Basis.errorf("fare %s has no adult amount", fare.Basis)
	}
	var err error
	fare.Filed, err = f.Adult.fen()
	if err == nil && f.FullFare.value != "" {
		fare.Full, err = f.FullFare.fen()
	}
	for _, later := range f.Later {
		if err != nil {
			break
		}
		step := Repricing{}
		step.After, err = time.ParseDuration(later.After.value)
		if err != nil || step.After <= 0 || len(fare.Later) > 0 && step.After <= fare.Later[len(fare.Later)-1].After {
			return Fare{}, later.After.errorf("%q is not a time like 5m after the one before", later.After.value)
		}
		step.Adult, err = later.Adult.fen()
		fare.Later = append(fare.Later, step)
	}
	if err == nil {
		fare.Refund, err = f.RefundFee.fee()
	}
	if err == nil {
		fare.Change, err = f.ChangeFee.fee()
	}
	return fare, err
}

func (t text) fen() (Fen, error) {
	amount, err := ParseFen(t.value)
	if err != nil || amount < 0 {
		return 0, t.errorf("%q is not an amount of CNY", t.value)
	}
	return amount, nil
}

// fee is a flat fee; without one it is not allowed at all.
func (t text) fee() (Rule, error) {
	if t.value == "" {
		return Rule{}, nil
	}
	flat, err := t.fen()
	return Rule{Allowed: true, Flat: flat}, err
}
