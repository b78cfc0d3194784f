package storage

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/payment"
)

var _ payment.Ledger = (*Store)(nil)

// Reserve holds an amount of the balance of the agency in ctx back.
func (s *Store) Reserve(ctx context.Context, reference, orderReference string, amount money.Money) (payment.Reservation, error) {
	agencyID, err := agency(ctx)
	if err != nil {
		return payment.Reservation{}, err
	}
	if amount.Minor <= 0 || !amount.Currency.Valid() {
		return payment.Reservation{}, fmt.Errorf("%w: %s", payment.ErrReservationDiffers, amount)
	}
	return s.move(ctx, "reserve", agencyID, reference, func(tx *gorm.DB, row depositRow, before []entryRow) ([]entryRow, error) {
		if len(before) > 0 {
			if before[0].Kind == entryCredit || before[0].amount() != amount {
				return nil, payment.ErrReservationDiffers
			}
			return before, nil
		}
		entry := entryRow{Reference: reference, Kind: entryReserve, Subject: orderReference}
		balance := row.deposit()
		if code := declines(row, balance, amount); code != "" {
			entry.Kind, entry.Subject = entryDecline, code
			return s.decline(tx, agencyID, entry, amount)
		}
		balance.Reserved.Minor += amount.Minor // within the balance, so within 64 bits
		entry, err := s.record(tx, row, balance, entry, amount)
		return []entryRow{entry}, err
	})
}

// declines says why a balance does not bear an amount, "" when it does.
func declines(row depositRow, balance account.Deposit, amount money.Money) string {
	switch {
	case row.AgencyID == "":
		return payment.DeclineInsufficientDeposit
	case balance.Balance.Currency != amount.Currency:
		return payment.DeclineDepositCurrency
	case balance.Available().Minor < amount.Minor:
		return payment.DeclineInsufficientDeposit
	}
	return ""
}

// decline keeps a refusal. An agency without a balance has no row to lock: of
// two that race, the one kept first is the answer to both.
func (s *Store) decline(tx *gorm.DB, agencyID string, entry entryRow, amount money.Money) ([]entryRow, error) {
	now, err := s.now(tx)
	if err != nil {
		return nil, err
	}
	entry.AgencyID, entry.AmountMinor, entry.Currency, entry.At = agencyID, amount.Minor, string(amount.Currency), now
	err = tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&entry).Error
	if err != nil {
		return nil, err
	}
	return entries(tx, agencyID, entry.Reference)
}

// Settle takes what is reserved.
func (s *Store) Settle(ctx context.Context, reference string) (payment.Reservation, error) {
	return s.finish(ctx, reference, entrySettle, "", func(b account.Deposit, amount money.Money) account.Deposit {
		b.Balance.Minor -= amount.Minor
		b.Reserved.Minor -= amount.Minor
		return b
	})
}

// Free lets a reservation go.
func (s *Store) Free(ctx context.Context, reference string) (payment.Reservation, error) {
	return s.finish(ctx, reference, entryFree, "", func(b account.Deposit, amount money.Money) account.Deposit {
		b.Reserved.Minor -= amount.Minor
		return b
	})
}

// finish ends a reservation one way or the other, once.
func (s *Store) finish(ctx context.Context, reference string, kind entryKind, subject string, change func(account.Deposit, money.Money) account.Deposit) (payment.Reservation, error) {
	agencyID, err := agency(ctx)
	if err != nil {
		return payment.Reservation{}, err
	}
	return s.move(ctx, string(kind), agencyID, reference, func(tx *gorm.DB, row depositRow, before []entryRow) ([]entryRow, error) {
		if len(before) == 0 || before[0].Kind == entryCredit {
			return nil, payment.ErrNoReservation
		}
		last := before[len(before)-1]
		switch last.Kind {
		case kind:
			return before, nil
		case entryReserve:
		case entryCredit, entryDecline, entrySettle, entryFree, entryReturn:
			return nil, payment.ErrReservationState
		}
		entry := entryRow{Reference: reference, Kind: kind, Subject: subject}
		entry, err := s.record(tx, row, change(row.deposit(), last.amount()), entry, last.amount())
		return append(before, entry), err
	})
}

// Return puts what was settled back.
func (s *Store) Return(ctx context.Context, reference string, amount money.Money, returnReference string) (payment.Reservation, error) {
	agencyID, err := agency(ctx)
	if err != nil {
		return payment.Reservation{}, err
	}
	return s.move(ctx, "return", agencyID, reference, func(tx *gorm.DB, row depositRow, before []entryRow) ([]entryRow, error) {
		if len(before) == 0 || before[0].Kind == entryCredit {
			return nil, payment.ErrNoReservation
		}
		last := before[len(before)-1]
		switch {
		case last.Kind != entrySettle && last.Kind != entryReturn:
			return nil, payment.ErrReservationState
		case last.amount() != amount, last.Kind == entryReturn && last.Subject != returnReference:
			return nil, payment.ErrReservationDiffers
		case last.Kind == entryReturn:
			return before, nil
		}
		balance := row.deposit()
		fuller, err := balance.Balance.Add(amount)
		if err != nil {
			return nil, err
		}
		balance.Balance = fuller
		entry := entryRow{Reference: reference, Kind: entryReturn, Subject: returnReference}
		entry, err = s.record(tx, row, balance, entry, amount)
		return append(before, entry), err
	})
}

// Reservation finds one by its payment.
func (s *Store) Reservation(ctx context.Context, reference string) (payment.Reservation, error) {
	agencyID, err := agency(ctx)
	if err != nil {
		return payment.Reservation{}, err
	}
	found, err := entries(s.db.WithContext(ctx), agencyID, reference)
	if err != nil {
		return payment.Reservation{}, fmt.Errorf("storage: reservation: %w", err)
	}
	if len(found) == 0 || found[0].Kind == entryCredit {
		return payment.Reservation{}, payment.ErrNoReservation
	}
	return reservation(found), nil
}

// move runs one change with the agency's balance locked. change gets all that
// was recorded under the reference, and gives all that is recorded after it.
func (s *Store) move(ctx context.Context, what, agencyID, reference string, change func(tx *gorm.DB, row depositRow, before []entryRow) ([]entryRow, error)) (payment.Reservation, error) {
	var after []entryRow
	err := s.write(ctx, func(tx *gorm.DB) error {
		row, _, err := s.depositRow(tx, agencyID, true)
		if err != nil {
			return err
		}
		before, err := entries(tx, agencyID, reference)
		if err != nil {
			return err
		}
		after, err = change(tx, row, before)
		return err
	})
	if errors.Is(err, payment.ErrNoReservation) || errors.Is(err, payment.ErrReservationState) || errors.Is(err, payment.ErrReservationDiffers) {
		return payment.Reservation{}, err
	}
	if err != nil {
		return payment.Reservation{}, fmt.Errorf("storage: deposit: %s: %w", what, err)
	}
	return reservation(after), nil
}

// statuses is what the last entry of a payment makes of it.
var statuses = map[entryKind]payment.Status{
	entryReserve: payment.Authorized,
	entryDecline: payment.Failed,
	entrySettle:  payment.Captured,
	entryFree:    payment.Voided,
	entryReturn:  payment.Refunded,
}

func reservation(recorded []entryRow) payment.Reservation {
	first, last := recorded[0], recorded[len(recorded)-1]
	r := payment.Reservation{
		Reference: first.Reference, EntryID: first.name(), Status: statuses[last.Kind], Amount: first.amount(),
	}
	if first.Kind == entryDecline {
		r.DeclineCode = first.Subject
		return r
	}
	r.ReservedAt = first.At.UTC()
	return r
}
