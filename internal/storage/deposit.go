package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/money"
)

type depositRow struct {
	AgencyID      string `gorm:"primaryKey"`
	Currency      string
	BalanceMinor  int64
	ReservedMinor int64
}

// TableName is gorm's.
func (depositRow) TableName() string { return "deposits" }

func (r depositRow) deposit() account.Deposit {
	c := money.Currency(r.Currency)
	return account.Deposit{Balance: money.New(r.BalanceMinor, c), Reserved: money.New(r.ReservedMinor, c)}
}

// entryKind is what one line of a deposit's record did.
type entryKind string

const (
	entryCredit  entryKind = "credit"
	entryReserve entryKind = "reserve"
	entryDecline entryKind = "decline"
	entrySettle  entryKind = "settle"
	entryFree    entryKind = "free"
	entryReturn  entryKind = "return"
)

type entryRow struct {
	ID          int64 `gorm:"primaryKey"`
	AgencyID    string
	Reference   string
	Kind        entryKind
	Subject     string
	AmountMinor int64
	Currency    string
	At          time.Time
}

// TableName is gorm's.
func (entryRow) TableName() string { return "deposit_entries" }

func (e entryRow) amount() money.Money { return money.New(e.AmountMinor, money.Currency(e.Currency)) }

func (e entryRow) name() string { return "dep_" + strconv.FormatInt(e.ID, 10) }

// Agency finds an agency; account.ErrNoAgency.
func (s *Store) Agency(ctx context.Context, agencyID string) (account.Agency, error) {
	var row agencyRow
	err := s.db.WithContext(ctx).Where("id = ?", agencyID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return account.Agency{}, account.ErrNoAgency
	}
	if err != nil {
		return account.Agency{}, fmt.Errorf("storage: agency: %w", err)
	}
	a := account.Agency{ID: row.ID, Name: row.Name, Program: row.Program}
	if row.ParentID != nil {
		a.ParentID = *row.ParentID
	}
	return a, nil
}

// Deposit reads an agency's prepaid balance; false when it never paid in.
func (s *Store) Deposit(ctx context.Context, agencyID string) (account.Deposit, bool, error) {
	row, found, err := s.depositRow(s.db.WithContext(ctx), agencyID, false)
	if err != nil {
		return account.Deposit{}, false, fmt.Errorf("storage: deposit: %w", err)
	}
	return row.deposit(), found, nil
}

// Credit adds to an agency's balance, which begins with its first credit. The
// answer is false when the reference was credited before; account.ErrNoAgency,
// account.ErrDepositCurrency.
func (s *Store) Credit(ctx context.Context, agencyID, reference string, amount money.Money) (account.Deposit, bool, error) {
	var balance account.Deposit
	added := false
	err := s.write(ctx, func(tx *gorm.DB) error {
		added = false
		empty := depositRow{AgencyID: agencyID, Currency: string(amount.Currency)}
		err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&empty).Error
		if err != nil {
			return err
		}
		row, _, err := s.depositRow(tx, agencyID, true)
		if err != nil {
			return err
		}
		balance = row.deposit()
		before, err := entries(tx, agencyID, reference)
		switch {
		case err != nil:
			return err
		case len(before) > 0:
			return nil
		case row.Currency != string(amount.Currency):
			return account.ErrDepositCurrency
		}
		balance.Balance, err = balance.Balance.Add(amount)
		if err != nil {
			return err
		}
		added = true
		entry := entryRow{Reference: reference, Kind: entryCredit}
		_, err = s.record(tx, row, balance, entry, amount)
		return err
	})
	switch {
	case errors.Is(err, gorm.ErrForeignKeyViolated):
		return account.Deposit{}, false, account.ErrNoAgency
	case errors.Is(err, account.ErrDepositCurrency):
		return account.Deposit{}, false, err
	case err != nil:
		return account.Deposit{}, false, fmt.Errorf("storage: credit: %w", err)
	}
	return balance, added, nil
}

// depositRow reads a balance, locked when it is going to move. SQLite's
// transactions have the write lock from their beginning.
func (s *Store) depositRow(db *gorm.DB, agencyID string, lock bool) (depositRow, bool, error) {
	if lock && s.dialect == jobs.Postgres {
		db = db.Clauses(clause.Locking{Strength: "UPDATE"})
	}
	var row depositRow
	err := db.Where("agency_id = ?", agencyID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return depositRow{}, false, nil
	}
	return row, err == nil, err
}

// entries is all that was recorded under one reference, oldest first.
func entries(db *gorm.DB, agencyID, reference string) ([]entryRow, error) {
	var rows []entryRow
	err := db.Where("agency_id = ? AND reference = ?", agencyID, reference).Order("id").Find(&rows).Error
	return rows, err
}

// record writes a balance and the entry that made it so.
func (s *Store) record(tx *gorm.DB, row depositRow, becomes account.Deposit, entry entryRow, amount money.Money) (entryRow, error) {
	now, err := s.now(tx)
	if err != nil {
		return entryRow{}, err
	}
	entry.AgencyID, entry.AmountMinor, entry.Currency, entry.At = row.AgencyID, amount.Minor, string(amount.Currency), now
	err = tx.Create(&entry).Error
	if err != nil {
		return entryRow{}, err
	}
	moved := tx.Exec(`UPDATE deposits SET balance_minor = ?, reserved_minor = ? WHERE agency_id = ?`,
		becomes.Balance.Minor, becomes.Reserved.Minor, row.AgencyID)
	if moved.Error == nil && moved.RowsAffected != 1 {
		return entryRow{}, fmt.Errorf("storage: balance of %s is not there", row.AgencyID)
	}
	return entry, moved.Error
}
