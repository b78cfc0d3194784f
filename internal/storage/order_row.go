package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/order"
)

// orderRow is an order's row: what is asked for by, in columns, and the rest of
// the aggregate in a sealed document. Status and DueAt are written by the
// aggregate's own functions and only ever queried.
type orderRow struct {
	ID              string
	AgencyID        string
	Reference       string
	ClientReference string
	Status          string
	Version         int
	CreatedAt       time.Time
	DueAt           *time.Time
	TotalMinor      int64
	Currency        string
	SupplierID      string
	SupplierOrderID string
	Document        []byte
}

// TableName is gorm's.
func (orderRow) TableName() string { return "orders" }

type eventRow struct {
	OrderID string
	Version int
	At      time.Time
	Kind    string
	Detail  string
	Status  string
}

// TableName is gorm's.
func (eventRow) TableName() string { return "order_events" }

func (s *Store) orderRow(o order.Order) (orderRow, error) {
	plain, err := json.Marshal(toOrderDoc(o))
	if err != nil {
		return orderRow{}, fmt.Errorf("storage: order document: %w", err)
	}
	row := orderRow{
		ID: o.ID, AgencyID: o.AgencyID, Reference: o.Reference, ClientReference: o.ClientReference,
		Status: string(o.Status()), Version: o.Version, CreatedAt: o.CreatedAt.UTC(),
		TotalMinor: o.Total().Minor, Currency: string(o.Total().Currency),
		SupplierID: o.Offer.SupplierID, SupplierOrderID: o.Booking.Said.SupplierOrderID,
		Document: s.keys.seal(purposeOrder, orderPlace(o.AgencyID, o.ID), plain),
	}
	due, ok := o.DueAt()
	if ok {
		due = due.UTC()
		row.DueAt = &due
	}
	return row, nil
}

func (s *Store) order(row orderRow) (order.Order, error) {
	plain, err := s.keys.open(purposeOrder, orderPlace(row.AgencyID, row.ID), row.Document)
	if err != nil {
		return order.Order{}, fmt.Errorf("storage: order %s: %w", row.ID, err)
	}
	o, err := fromOrderDoc(plain)
	if err != nil {
		return order.Order{}, fmt.Errorf("storage: order %s: %w", row.ID, err)
	}
	o.ID, o.AgencyID, o.Reference, o.ClientReference = row.ID, row.AgencyID, row.Reference, row.ClientReference
	o.Version, o.CreatedAt = row.Version, row.CreatedAt.UTC()
	return o, nil
}

func orderPlace(agencyID, orderID string) string { return agencyID + "/" + orderID }
