package payment

import (
	"context"
	"errors"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// Ledger keeps prepaid balances, from which the deposit gateway pays. It acts for
// the agency in ctx. Every movement is made once per reference, however often it
// is asked for, and moves the balance and its record together or not at all. What
// is available never goes below zero, whoever asks at the same time.
type Ledger interface {
	// Reserve holds an amount back for a payment. Too little, another currency
	// and no balance at all are a Reservation that Failed, kept as such. Another
	// amount under the same reference is ErrReservationDiffers.
	Reserve(ctx context.Context, reference, orderReference string, amount money.Money) (Reservation, error)
	// Settle takes what is reserved. ErrNoReservation, ErrReservationState.
	Settle(ctx context.Context, reference string) (Reservation, error)
	// Free lets a reservation go. ErrNoReservation, ErrReservationState.
	Free(ctx context.Context, reference string) (Reservation, error)
	// Return puts what was taken back, in full and once, under a reference of its
	// own. ErrNoReservation, ErrReservationState, ErrReservationDiffers.
	Return(ctx context.Context, reference string, amount money.Money, returnReference string) (Reservation, error)
	// Reservation finds one by its payment; ErrNoReservation.
	Reservation(ctx context.Context, reference string) (Reservation, error)
}

// Reservation is what a ledger says of one payment.
type Reservation struct {
	Reference   string
	EntryID     string // the ledger's own id of what began it
	Status      Status // Authorized, Captured, Failed, Voided or Refunded
	Amount      money.Money
	ReservedAt  time.Time // by the ledger's clock; zero: declined
	DeclineCode string    // of a Failed one
}

// Why a ledger declines.
const (
	DeclineInsufficientDeposit = "insufficientDeposit"
	DeclineDepositCurrency     = "depositCurrency"
)

// What a Ledger can say.
var (
	ErrNoReservation      = errors.New("payment: nothing was reserved under this reference")
	ErrReservationState   = errors.New("payment: the reservation is not in a state for this")
	ErrReservationDiffers = errors.New("payment: another amount or reference than before")
)
