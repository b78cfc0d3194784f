package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
)

var _ ordering.Store = (*Orders)(nil)

// Enqueuer adds jobs to a transaction; jobs.Queue is one.
type Enqueuer interface {
	EnqueueTx(ctx context.Context, tx *sql.Tx, js ...jobs.Job) error
}

// Orders is the ordering.Store of a database.
type Orders struct {
	*core
	queue Enqueuer
}

// core keeps Store's own methods out of Orders' but for Now.
type core struct{ store *Store }

// Now is the database's clock, with the sandbox's offset.
func (c *core) Now(ctx context.Context) (time.Time, error) { return c.store.Now(ctx) }

// Orders keeps orders here and enqueues their jobs with queue.
func (s *Store) Orders(queue Enqueuer) *Orders {
	return &Orders{core: &core{store: s}, queue: queue}
}

// Create writes a new order, its events, its jobs and the claim of its key.
func (o *Orders) Create(ctx context.Context, decide func(now time.Time) (ordering.Change, error)) error {
	agencyID, err := agency(ctx)
	if err != nil {
		return err
	}
	return o.store.write(ctx, func(tx *gorm.DB) error {
		now, err := o.store.now(tx)
		if err != nil {
			return fmt.Errorf("storage: clock: %w", err)
		}
		change, err := decide(now)
		if err != nil {
			return err
		}
		err = check(change, order.Order{ID: change.Order.ID, AgencyID: agencyID})
		if err != nil {
			return err
		}
		row, err := o.store.orderRow(change.Order)
		if err != nil {
			return err
		}
		err = tx.Create(&row).Error
		if err != nil {
			return fmt.Errorf("storage: create order: %w", err)
		}
		return o.follow(ctx, tx, change, nil, now)
	})
}

// Update changes an order by decide, from the version that was read.
func (o *Orders) Update(ctx context.Context, orderID string, decide func(order.Order, time.Time) (ordering.Change, error)) error {
	_, err := agency(ctx)
	if err != nil {
		return err
	}
	return o.store.write(ctx, func(tx *gorm.DB) error {
		before, err := o.store.load(ctx, tx, orderID, true)
		if err != nil {
			return err
		}
		now, err := o.store.now(tx)
		if err != nil {
			return fmt.Errorf("storage: clock: %w", err)
		}
		change, err := decide(before, now)
		if err != nil {
			return err
		}
		err = check(change, before)
		if err != nil {
			return err
		}
		if len(change.Events) > 0 {
			err = o.save(tx, change.Order, before.Version)
			if err != nil {
				return err
			}
		}
		return o.follow(ctx, tx, change, before.Payments, now)
	})
}

// check refuses a change that is not the order's own, or whose events do not
// lead from the version before to the version after.
func check(change ordering.Change, before order.Order) error {
	after := change.Order
	if after.ID == "" || after.ID != before.ID || after.AgencyID != before.AgencyID {
		return fmt.Errorf("storage: change of order %q (agency %q) answers for order %q (agency %q)", before.ID, before.AgencyID, after.ID, after.AgencyID)
	}
	version := before.Version
	for _, e := range change.Events {
		version++
		if e.Version != version {
			return fmt.Errorf("storage: order %s: event %s has version %d, want %d", after.ID, e.Kind, e.Version, version)
		}
	}
	if after.Version != version {
		return fmt.Errorf("storage: order %s has version %d, its events lead to %d", after.ID, after.Version, version)
	}
	return nil
}

// save replaces the row of exactly one version. Update holds the row's lock, so
// that a stale version is an accident; it is still never overwritten.
func (o *Orders) save(tx *gorm.DB, after order.Order, version int) error {
	row, err := o.store.orderRow(after)
	if err != nil {
		return err
	}
	result := tx.Model(&orderRow{}).
		Where("id = ? AND agency_id = ? AND version = ?", after.ID, after.AgencyID, version).
		Select("status", "version", "due_at", "total_minor", "currency", "supplier_order_id", "document").
		Updates(&row)
	if result.Error != nil {
		return fmt.Errorf("storage: update order: %w", result.Error)
	}
	if result.RowsAffected == 0 {
		return errStale
	}
	return nil
}

// follow writes what goes with an order's change: events, payments that are
// new, the claim of a key, jobs.
func (o *Orders) follow(ctx context.Context, tx *gorm.DB, change ordering.Change, paid []order.Payment, now time.Time) error {
	if len(change.Events) > 0 {
		rows := make([]eventRow, len(change.Events))
		for i, e := range change.Events {
			rows[i] = eventRow{OrderID: change.Order.ID, Version: e.Version, At: e.At.UTC(), Kind: e.Kind, Detail: e.Detail, Status: string(e.Status)}
		}
		err := tx.Create(&rows).Error
		if err != nil {
			return fmt.Errorf("storage: order events: %w", err)
		}
	}
	known := map[string]bool{}
	for _, p := range paid {
		known[p.ID] = true
	}
	for _, p := range change.Order.Payments {
		if known[p.ID] {
			continue
		}
		err := tx.Create(&paymentRow{ID: p.ID, OrderID: change.Order.ID, AgencyID: change.Order.AgencyID, Gateway: p.Gateway}).Error
		if err != nil {
			return fmt.Errorf("storage: payment: %w", err)
		}
	}
	if change.Claim != nil {
		err := claim(tx, change, now)
		if err != nil {
			return err
		}
	}
	return o.enqueue(ctx, tx, change.Jobs)
}

func (o *Orders) enqueue(ctx context.Context, tx *gorm.DB, js []jobs.Job) error {
	if len(js) == 0 {
		return nil
	}
	handle, err := sqlTx(tx)
	if err != nil {
		return err
	}
	return o.queue.EnqueueTx(ctx, handle, js...)
}

// load reads one order of the agency in ctx. With lock it is held until the
// transaction ends; SQLite's transaction holds everything anyway.
func (s *Store) load(ctx context.Context, db *gorm.DB, orderID string, lock bool) (order.Order, error) {
	db, _, err := scoped(ctx, db)
	if err != nil {
		return order.Order{}, err
	}
	if lock && s.dialect == jobs.Postgres {
		// Not the strongest lock: rows that refer to the order may still be added.
		db = db.Clauses(clause.Locking{Strength: "NO KEY UPDATE"})
	}
	var row orderRow
	err = db.Where("id = ?", orderID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return order.Order{}, ordering.ErrNotFound
	}
	if err != nil {
		return order.Order{}, fmt.Errorf("storage: order: %w", err)
	}
	return s.order(row)
}
