package supplier

import (
	"context"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// BookingInput names a booking by our reference and the supplier's handle.
type BookingInput struct {
	Reference  string
	BookingRef []byte
	Pax        []travel.Traveller
}

// Refunder gives a paid booking back. QuoteRefund changes nothing that the
// traveller would notice. Refund gives it back on exactly the quote's terms; a
// quote that no longer holds is PriceChanged, and nothing is done. After
// OutcomeUnknown ask Retrieve: a refunded booking is cancelled.
type Refunder interface {
	QuoteRefund(ctx context.Context, in BookingInput) (travel.RefundQuote, error)
	Refund(ctx context.Context, in BookingInput, quote travel.RefundQuote) (travel.RefundQuote, error)
}

// ReshopInput asks what else could be flown instead of some journeys of a
// booking. Remove and Add may differ in number.
type ReshopInput struct {
	BookingInput
	Remove []string // journey ids as of travel.PaxJourney.ID
	Add    []travel.OriginDestination
	Cabin  travel.Cabin // empty: any
}

// Changer exchanges journeys of a booking. Change commits one of Reshop's
// answers and pays or receives Difference by the settlement agreed with the
// supplier; another difference by then is PriceChanged.
type Changer interface {
	Reshop(ctx context.Context, in ReshopInput) ([]travel.ChangeOffer, error)
	Change(ctx context.Context, in BookingInput, offer travel.ChangeOffer) (travel.Booking, error)
}

// Accepter agrees to what an airline changed by itself, as listed in
// travel.Booking.ScheduleChanges.
type Accepter interface {
	Accept(ctx context.Context, in BookingInput, change travel.ScheduleChange) (travel.Booking, error)
}

// Funder says how much can still be spent with the supplier from our prepaid
// balance there. To have no balance at all is Unavailable with CodeNoFunds.
type Funder interface {
	Funds(ctx context.Context) (money.Money, error)
}

// CodeNoFunds is the Error.Code of an Unavailable that means: our prepaid
// balance with the supplier is too low. Nothing was done.
const CodeNoFunds = "noFunds"

// Notice is a signal that something happened to a booking. It is never the
// state itself: whoever gets one asks Retrieve.
type Notice struct {
	ID              string // the same when the notice comes again, and no other's of the sender
	Reference       string // ours, if the sender knows it
	SupplierOrderID string // theirs; empty: not said
	Kind            NoticeKind
}

// NoticeKind says what a notice is about. The list is closed.
type NoticeKind string

// The kinds of notice.
const (
	NoticeBooked         NoticeKind = "booked"
	NoticeBookingFailed  NoticeKind = "bookingFailed"
	NoticeTicketed       NoticeKind = "ticketed"
	NoticeScheduleChange NoticeKind = "scheduleChange"
	NoticeChanged        NoticeKind = "changed"
	NoticeCancelled      NoticeKind = "cancelled"
	NoticeOther          NoticeKind = "other" // understood and of no interest, e.g. a ping
)

// NoticeReply is what the sender wants to hear once the notice is kept.
type NoticeReply struct {
	ContentType string
	Body        []byte
}

// Notifier reads what a supplier sends us unasked: one notice for each booking a
// message is about, at least one. It does no I/O. A message that is not provably the supplier's, is older than the protocol allows, or
// cannot be read is Rejected.
type Notifier interface {
	ReadNotice(header http.Header, body []byte, now time.Time) ([]Notice, NoticeReply, error)
}
