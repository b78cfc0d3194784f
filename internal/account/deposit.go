package account

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
)

// ErrNothingToAdd is a credit of nothing, of less, or without a reference.
var ErrNothingToAdd = errors.New("account: a credit has a reference and an amount above zero")

// Profile reads the agency in ctx as it sees itself. ErrNoAgency.
func (s *Service) Profile(ctx context.Context) (Profile, error) {
	agencyID, _ := AgencyFrom(ctx)
	agency, err := s.store.Agency(ctx, agencyID)
	if err != nil {
		return Profile{}, fmt.Errorf("account: profile: %w", err)
	}
	profile := Profile{Agency: agency}
	deposit, has, err := s.store.Deposit(ctx, agencyID)
	if err != nil {
		return Profile{}, fmt.Errorf("account: profile: %w", err)
	}
	if has {
		profile.Deposit = &deposit
	}
	return profile, nil
}

// AddDeposit credits an agency's prepaid balance with what it paid in. reference
// is the payer's or the bank's own: the same one again adds nothing, and the
// answer is false. ErrNothingToAdd, ErrNoAgency, ErrDepositCurrency.
func (s *Service) AddDeposit(ctx context.Context, agencyID, reference string, amount money.Money) (Deposit, bool, error) {
	if amount.Minor <= 0 || !amount.Currency.Valid() || strings.TrimSpace(reference) == "" {
		return Deposit{}, false, ErrNothingToAdd
	}
	deposit, added, err := s.store.Credit(ctx, agencyID, reference, amount)
	if err != nil {
		return Deposit{}, false, fmt.Errorf("account: deposit: %w", err)
	}
	return deposit, added, nil
}
