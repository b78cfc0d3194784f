package ordering

import (
	"context"
	"fmt"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// hold books seats under our own reference, or finds out whether they were.
func (s *Service) hold(ctx context.Context, o order.Order, work order.Work) (order.Event, error) {
	if work.Resolve {
		return s.findHold(ctx, o, work, nil)
	}
	connector := s.suppliers[o.Offer.SupplierID]
	if connector == nil || connector.Book == nil {
		return order.HoldRefused{Reason: order.CancelSupplierRejected}, noRole(o, "book")
	}
	booking, err := connector.Book.Book(ctx, bookInput(o, false))
	if err == nil {
		return order.Held{Booking: booking}, nil
	}
	if reason, refused := refusalOf(err); refused {
		return order.HoldRefused{Reason: reason}, err
	}
	return s.findHold(ctx, o, work, err)
}

// refusals are the failures after which there certainly is no booking and
// trying again would not make one for this buyer.
var refusals = map[supplier.Kind]order.CancelReason{
	supplier.SoldOut:      order.CancelSoldOut,
	supplier.PriceChanged: order.CancelPriceChanged,
	supplier.Rejected:     order.CancelSupplierRejected,
	supplier.Unsupported:  order.CancelSupplierRejected,
	supplier.RateLimited:  order.CancelSupplierRejected,
	supplier.Unavailable:  order.CancelSupplierRejected,
}

// refusalOf is what a failure goes on record as, if it is one of refusals. What is
// on record is all that a later answer is made of, so it says what is gone.
func refusalOf(err error) (order.CancelReason, bool) {
	kind := supplier.KindOf(err)
	if kind == supplier.SoldOut && supplier.CodeOf(err) == supplier.CodeServiceGone {
		return order.CancelServiceSoldOut, true
	}
	reason, refused := refusals[kind]
	return reason, refused
}

// findHold asks for the booking by our reference.
func (s *Service) findHold(ctx context.Context, o order.Order, work order.Work, cause error) (order.Event, error) {
	booking, found, err := s.retrieve(ctx, o)
	switch {
	case err != nil:
		return notTold(work, err), firstOf(cause, err)
	case found:
		return order.Held{Booking: booking}, cause
	default:
		return order.HoldAbsent{}, cause
	}
}

// notTold puts off a step in doubt whose supplier could not be asked.
func notTold(work order.Work, err error) order.PutOff {
	return order.PutOff{
		Work: work, Unknown: true, Reason: string(supplier.KindOf(err)),
		Unsearchable: supplier.CodeOf(err) == supplier.CodeCannotLookUp,
	}
}

// ticket pays the supplier for the held booking, or books, pays and tickets at
// once where it cannot hold.
func (s *Service) ticket(ctx context.Context, o order.Order, work order.Work) (order.Event, error) {
	if work.Resolve {
		return s.findTickets(ctx, o, work)
	}
	booking, err := s.callTicket(ctx, o)
	if err == nil {
		return issued(o, booking, work), nil
	}
	switch kind := supplier.KindOf(err); kind {
	case supplier.SoldOut, supplier.PriceChanged, supplier.Rejected, supplier.Unsupported:
		return s.refusedTicket(ctx, o, work, err)
	case supplier.Unavailable, supplier.RateLimited:
		return order.PutOff{Work: work, Reason: string(kind)}, err
	case supplier.OutcomeUnknown:
	}
	return order.PutOff{Work: work, Unknown: true, Reason: string(supplier.OutcomeUnknown)}, err
}

func (s *Service) callTicket(ctx context.Context, o order.Order) (travel.Booking, error) {
	connector := s.suppliers[o.Offer.SupplierID]
	switch {
	case connector == nil:
		return travel.Booking{}, noRole(o, "ticket")
	case !o.Offer.Holdable && connector.Book != nil:
		// What its offer brought along the supplier knows by the offer.
		ctx = rehearsing(ctx, o.Scenario)
		in := bookInput(o, true)
		in.CardToken = cardOf(o)
		return connector.Book.Book(ctx, in)
	case o.Offer.Holdable && connector.Ticket != nil:
		return connector.Ticket.Ticket(ctx, supplier.TicketInput{
			Reference: o.ID, BookingRef: o.Booking.Said.Ref, Total: o.Offer.Net, Pax: o.Travellers, CardToken: cardOf(o),
		})
	default:
		return travel.Booking{}, noRole(o, "ticket")
	}
}

// cardOf is the card that is the supplier's to charge; "" where it is not.
func cardOf(o order.Order) string {
	paid, accepted := o.Accepted()
	if !accepted || !paid.BySupplier {
		return ""
	}
	return paid.CardToken
}

// findTickets asks for the booking and reads off it whether it was ticketed.
func (s *Service) findTickets(ctx context.Context, o order.Order, work order.Work) (order.Event, error) {
	booking, found, err := s.retrieve(ctx, o)
	switch {
	case err != nil:
		return notTold(work, err), err
	case !found && !o.Offer.Holdable:
		return order.TicketAbsent{}, nil
	case !found:
		return order.PutOff{Work: work, Unknown: true, Reason: "bookingNotFound"}, fmt.Errorf("ordering: %s holds no booking of %s any more", o.Offer.SupplierID, o.ID)
	case booking.Status == travel.BookingCancelled:
		return order.TicketRefused{Reason: string(order.CancelSupplierCancelled)}, nil
	case booking.Status == travel.BookingHeld && o.Offer.ChargesCard && (booking.Paid || len(booking.Tickets) > 0):
		// The card was charged, by a call whose answer was lost.
		return order.PutOff{Work: work, Unknown: true, Reason: "issuing", Booking: &booking}, nil
	case booking.Status == travel.BookingHeld && !o.Offer.Holdable:
		// Booked and paid at once: there is nothing left to ask for but tickets.
		return order.PutOff{Work: work, Unknown: true, Reason: "issuing", Booking: &booking}, nil
	case booking.Status == travel.BookingHeld:
		return order.TicketsNotIssued{}, nil
	default:
		return issued(o, booking, work), nil
	}
}

// issued believes in tickets only when there is one for everybody.
func issued(o order.Order, booking travel.Booking, work order.Work) order.Event {
	if o.TicketsComplete(booking) {
		return order.TicketsIssued{Booking: booking}
	}
	return order.PutOff{Work: work, Unknown: true, Reason: "issuing", Booking: &booking}
}

// refusedTicket believes a refusal of the first call. After an earlier attempt
// it may be the answer to a call that had already happened: it asks first.
func (s *Service) refusedTicket(ctx context.Context, o order.Order, work order.Work, cause error) (order.Event, error) {
	var refused order.Event = order.TicketRefused{Reason: string(supplier.KindOf(cause))}
	if o.Offer.ChargesCard && supplier.CodeOf(cause) == supplier.CodeCardDeclined {
		refused = order.CardDeclined{Code: supplier.CodeCardDeclined}
	}
	if o.Tries(work) < 2 {
		return refused, cause
	}
	booking, found, err := s.retrieve(ctx, o)
	switch {
	case err != nil:
		return notTold(work, err), cause
	case found && booking.Status == travel.BookingTicketed, found && booking.Status == travel.BookingHeld && !o.Offer.Holdable:
		return issued(o, booking, work), cause
	default:
		return refused, cause
	}
}

// release gives the seats back. It may be repeated, so a call in doubt is.
func (s *Service) release(ctx context.Context, o order.Order, work order.Work) (order.Event, error) {
	connector := s.suppliers[o.Offer.SupplierID]
	if connector == nil {
		return order.ReleaseRefused{Reason: string(supplier.Unsupported)}, noRole(o, "release")
	}
	if connector.Release == nil {
		return order.LeftToLapse{}, nil
	}
	err := connector.Release.Release(ctx, o.ID, o.Booking.Said.Ref)
	if err == nil {
		return order.Released{}, nil
	}
	switch kind := supplier.KindOf(err); kind {
	case supplier.Rejected, supplier.Unsupported, supplier.SoldOut, supplier.PriceChanged:
		return order.ReleaseRefused{Reason: string(kind)}, err
	case supplier.Unavailable, supplier.RateLimited, supplier.OutcomeUnknown:
		return order.PutOff{Work: work, Reason: string(kind)}, err
	}
	return order.PutOff{Work: work, Reason: "failed"}, err
}

func (s *Service) retrieve(ctx context.Context, o order.Order) (travel.Booking, bool, error) {
	connector := s.suppliers[o.Offer.SupplierID]
	if connector == nil || connector.Retrieve == nil {
		return travel.Booking{}, false, noRole(o, "retrieve")
	}
	// The question has its own time: it is often asked because the call before
	// used up all of its own.
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.Supplier)
	defer cancel()
	return connector.Retrieve.Retrieve(asking, supplier.RetrieveInput{
		Reference: o.ID, OfferRef: o.Offer.Ref, BookingRef: o.Booking.Said.Ref, Pax: o.Travellers,
	})
}

func bookInput(o order.Order, instant bool) supplier.BookInput {
	return supplier.BookInput{
		Reference: o.ID, OfferRef: o.Offer.Ref, Total: o.Offer.Net,
		Pax: o.Travellers, Contact: o.Contact, Instant: instant,
	}
}

func noRole(o order.Order, role string) error {
	return supplier.Fail(supplier.Unsupported, role, "supplier "+o.Offer.SupplierID+" cannot do this", nil)
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
