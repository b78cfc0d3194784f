package storage

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

// Sizes of a page of orders.
const (
	defaultPage = 50
	maxPage     = 200
)

// Order reads one order; ordering.ErrNotFound.
func (o *Orders) Order(ctx context.Context, orderID string) (order.Order, error) {
	return o.store.load(ctx, o.store.db, orderID, false)
}

// History reads an order's events, oldest first; ordering.ErrNotFound.
func (o *Orders) History(ctx context.Context, orderID string) ([]order.Record, error) {
	agencyID, err := agency(ctx)
	if err != nil {
		return nil, err
	}
	var rows []eventRow
	err = o.store.db.WithContext(ctx).Raw(`SELECT e.order_id, e.version, e.at, e.kind, e.detail, e.status
		FROM order_events e JOIN orders o ON o.id = e.order_id
		WHERE o.agency_id = ? AND o.id = ? ORDER BY e.version`, agencyID, orderID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("storage: history: %w", err)
	}
	if len(rows) == 0 {
		return nil, ordering.ErrNotFound // every order has its first event
	}
	records := make([]order.Record, len(rows))
	for i, r := range rows {
		records[i] = order.Record{At: r.At.UTC(), Kind: r.Kind, Detail: r.Detail, Version: r.Version, Status: order.Status(r.Status)}
	}
	return records, nil
}

// List reads a page of orders, newest first. A cursor that is none of ours is a
// *travel.Error, invalidRequest.
func (o *Orders) List(ctx context.Context, filter ordering.Filter) ([]order.Order, string, error) {
	db, _, err := scoped(ctx, o.store.db)
	if err != nil {
		return nil, "", err
	}
	for column, value := range map[string]string{
		"status":           string(filter.Status),
		"reference":        filter.Reference,
		"client_reference": filter.ClientReference,
	} {
		if value != "" {
			db = db.Where(column+" = ?", value)
		}
	}
	if !filter.CreatedAfter.IsZero() {
		// Orders are dated in whole microseconds: none lies within this one.
		db = db.Where("created_at > ?", filter.CreatedAfter.UTC().Truncate(time.Microsecond))
	}
	if filter.After != "" {
		at, id, ok := parseCursor(filter.After)
		if !ok {
			return nil, "", travel.NewError(travel.CodeInvalidRequest).With(travel.FieldError{Pointer: "/after", Code: "invalidCursor"})
		}
		db = db.Where("(created_at, id) < (?, ?)", at, id)
	}
	limit := filter.Limit
	if limit <= 0 {
		limit = defaultPage
	}
	limit = min(limit, maxPage)
	var rows []orderRow
	err = db.Order("created_at DESC, id DESC").Limit(limit + 1).Find(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("storage: list orders: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1])
	}
	orders := make([]order.Order, len(rows))
	for i, row := range rows {
		orders[i], err = o.store.order(row)
		if err != nil {
			return nil, "", err
		}
	}
	return orders, next, nil
}

// cursor is the place of a row in a list. It is opaque and not signed: it only
// ever narrows a query that is scoped already.
func cursor(row orderRow) string {
	at := binary.BigEndian.AppendUint64(nil, uint64(row.CreatedAt.UnixMicro())) //nolint:gosec // the bits come back as they went
	return base64.RawURLEncoding.EncodeToString(append(at, row.ID...))
}

func parseCursor(text string) (time.Time, string, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < 9 {
		return time.Time{}, "", false
	}
	id := string(raw[8:])
	if !travel.WellFormedID(travel.PrefixOrder, id) {
		return time.Time{}, "", false
	}
	micros := int64(binary.BigEndian.Uint64(raw)) //nolint:gosec // see cursor
	return time.UnixMicro(micros).UTC(), id, true
}

// Due lists orders of all agencies whose work is due, oldest first. It names
// them only: what they hold is read in the name of their agency.
func (o *Orders) Due(ctx context.Context, limit int) ([]ordering.Due, error) {
	now, err := o.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	var due []ordering.Due
	err = o.store.db.WithContext(ctx).Raw(`SELECT agency_id, id AS order_id FROM orders
		WHERE due_at <= ? ORDER BY due_at LIMIT ?`, now, limit).Scan(&due).Error
	if err != nil {
		return nil, fmt.Errorf("storage: due orders: %w", err)
	}
	return due, nil
}
