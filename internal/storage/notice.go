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

// SupplierOrder finds whose booking a supplier means: by our reference when it
// gave one, else by its own number; ordering.ErrNotFound. It is not scoped: a
// supplier calls us, not an agency.
func (o *Orders) SupplierOrder(ctx context.Context, supplierID, reference, supplierOrderID string) (ordering.Due, error) {
	rows := o.store.db.WithContext(ctx).Model(&orderRow{}).Select("id", "agency_id").Where("supplier_id = ?", supplierID)
	switch {
	case reference != "":
		rows = rows.Where("id = ?", reference)
	case supplierOrderID != "":
		rows = rows.Where("supplier_order_id = ? AND supplier_order_id <> ''", supplierOrderID)
	default:
		return ordering.Due{}, ordering.ErrNotFound
	}
	var row orderRow
	err := rows.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return ordering.Due{}, ordering.ErrNotFound
	}
	if err != nil {
		return ordering.Due{}, fmt.Errorf("storage: supplier order: %w", err)
	}
	return ordering.Due{AgencyID: row.AgencyID, OrderID: row.ID}, nil
}

// RecordNotice remembers the notice of a gateway or supplier (peer) together with
// the jobs it causes. The answer is false for a notice seen before.
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
