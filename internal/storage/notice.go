package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/ordering"
)

// noticeLifetime is longer than any gateway repeats a notice. One that comes
// later still does no harm: it only makes us ask.
const noticeLifetime = 30 * 24 * time.Hour

type paymentRow struct {
	ID       string
	OrderID  string
	AgencyID string
	Gateway  string
}

// TableName is gorm's.
func (paymentRow) TableName() string { return "payments" }

type noticeRow struct {
	Gateway    string
	NoticeID   string
	ReceivedAt time.Time
}

// TableName is gorm's.
func (noticeRow) TableName() string { return "payment_notices" }

// PaymentOrder finds whose payment it is; ordering.ErrNotFound. It is not
// scoped: a gateway calls us, not an agency.
func (o *Orders) PaymentOrder(ctx context.Context, gateway, paymentID string) (ordering.Due, error) {
	var row paymentRow
	err := o.store.db.WithContext(ctx).Where("id = ? AND gateway = ?", paymentID, gateway).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return ordering.Due{}, ordering.ErrNotFound
	}
	if err != nil {
		return ordering.Due{}, fmt.Errorf("storage: payment: %w", err)
	}
	return ordering.Due{AgencyID: row.AgencyID, OrderID: row.OrderID}, nil
}

// RecordNotice remembers a gateway's notice together with the jobs it causes.
// The answer is false for a notice seen before.
func (o *Orders) RecordNotice(ctx context.Context, gateway, noticeID string, enqueue ...jobs.Job) (bool, error) {
	fresh := false
	err := o.store.write(ctx, func(tx *gorm.DB) error {
		now, err := o.store.now(tx)
		if err != nil {
			return err
		}
		result := tx.Clauses(clause.OnConflict{DoNothing: true}).
			Create(&noticeRow{Gateway: gateway, NoticeID: noticeID, ReceivedAt: now})
		fresh = result.RowsAffected > 0
		if result.Error != nil || !fresh {
			return result.Error
		}
		return o.enqueue(ctx, tx, enqueue)
	})
	if err != nil {
		return false, fmt.Errorf("storage: notice: %w", err)
	}
	return fresh, nil
}

// Purge deletes what has served its time: expired idempotency keys and old
// notices. The answer is how many rows.
func (s *Store) Purge(ctx context.Context) (int64, error) {
	now, err := s.Now(ctx)
	if err != nil {
		return 0, err
	}
	db := s.db.WithContext(ctx)
	keys := db.Exec(`DELETE FROM idempotency_keys WHERE expires_at <= ?`, now)
	notices := db.Exec(`DELETE FROM payment_notices WHERE received_at <= ?`, now.Add(-noticeLifetime))
	err = errors.Join(keys.Error, notices.Error)
	if err != nil {
		return 0, fmt.Errorf("storage: purge: %w", err)
	}
	return keys.RowsAffected + notices.RowsAffected, nil
}
