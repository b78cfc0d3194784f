package farebridge

import (
	"context"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// markAtOnce is the metadata of an order that was to be paid as soon as it was
// made, "true". The offer's handle does not tell: the peer may hold by now what it
// could not hold when our buyer chose it.
const markAtOnce = "boughtAtOnce"

// Book makes an order at the peer, and pays it when it is to be bought at once.
// Our order id is its Idempotency-Key, so that however often the network repeats
// the call there is one order; what came of a lost call is Retrieve's to tell.
//
// What the peer holds stays held when its payment fails, and no call gives it
// back: that is never a "not done", but left to be found until it lapses there.
func (c *connector) Book(ctx context.Context, in supplier.BookInput) (travel.Booking, error) {
	ref, err := decodeOfferRef(in.OfferRef)
	if err != nil {
		return travel.Booking{}, err
	}
	if ref.Instant && !in.Instant {
		return travel.Booking{}, supplier.Fail(supplier.Rejected, "notHoldable", "must be paid when booked", nil)
	}
	order, err := c.create(ctx, ref, in)
	if err != nil {
		return travel.Booking{}, err
	}
	booking, err := bookingFrom(order, in.Instant)
	if err != nil {
		return travel.Booking{}, changes.lost(supplier.CodeUnreadable, "order not understood", err)
	}
	if !booking.Total.Equal(in.Total) {
		// The peer promises that this cannot be. There is no call that takes it
		// back: it is left to be found, with its own total.
		return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal,
			fmt.Sprintf("booked for %s instead of %s", booking.Total, in.Total), nil)
	}
	if !in.Instant {
		return booking, nil
	}
	_, paid, err := order.payable(true)
	if paid {
		return booking, nil // by an earlier call like this one
	}
	if err == nil {
		booking, err = c.settle(ctx, in.Reference, order, booking, true)
	}
	if err != nil && (!ref.Instant || supplier.CodeOf(err) == codeStillPending) {
		return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, err)
	}
	return booking, err
}

// create makes the order and reads what became of it there.
func (c *connector) create(ctx context.Context, ref offerRef, in supplier.BookInput) (wireOrder, error) {
	body, err := orderFor(ref, in)
	if err != nil {
		return wireOrder{}, err
	}
	params := &client.OrderCreateParams{IdempotencyKey: &in.Reference}
	a, err := c.peer.call(ctx, changes, func(ctx context.Context, api *client.Client) (*http.Response, error) {
		return api.OrderCreate(ctx, params, body)
	})
	if codeOf(err) == client.ProblemCodeNotFound {
		return wireOrder{}, supplier.Recast(supplier.SoldOut, err) // all we refer to is the offer
	}
	if err != nil {
		return wireOrder{}, err
	}
	var order wireOrder
	err = a.decode(&order)
	if err != nil {
		return wireOrder{}, err
	}
	switch order.stands() {
	case standsPending:
		return wireOrder{}, supplier.Fail(supplier.OutcomeUnknown, codeStillPending, "taken on, outcome not known yet", nil)
	case standsNever:
		return wireOrder{}, order.neverBooked()
	case standsOver:
		return wireOrder{}, supplier.Fail(supplier.Rejected, string(order.CancelReason), "ended at once", nil)
	case standsUnread, standsUnpaid, standsPaid, standsIssued:
	}
	return order, nil
}

// neverBooked is the refusal an order that failed amounts to.
func (w wireOrder) neverBooked() *supplier.Error {
	kind, code := supplier.Rejected, supplier.Clip(string(w.CancelReason))
	switch w.CancelReason {
	case client.CancelReasonSoldOut:
		kind = supplier.SoldOut
	case client.CancelReasonServiceSoldOut:
		kind, code = supplier.SoldOut, supplier.CodeServiceGone
	case client.CancelReasonPriceChanged:
		kind = supplier.PriceChanged
	case client.CancelReasonCallerRequest, client.CancelReasonPaymentTimeout, client.CancelReasonSupplierCancelled,
		client.CancelReasonSupplierRejected, client.CancelReasonTicketingFailed:
	}
	return supplier.Fail(kind, code, "never booked", nil)
}

func orderFor(ref offerRef, in supplier.BookInput) (client.OrderCreateRequest, error) {
	pax := make([]travel.Pax, len(in.Pax))
	for i, t := range in.Pax {
		pax[i] = t.Pax
	}
	if !ref.isFor(pax) {
		return client.OrderCreateRequest{}, badHandle("offer of another party", nil)
	}
	body := client.OrderCreateRequest{
		Offers:          []client.SelectedOffer{{OfferID: ref.Offer, AcceptanceToken: said(ref.Token)}},
		AcceptedTotal:   client.Money{Amount: in.Total.Amount(), Currency: string(in.Total.Currency)},
		ClientReference: &in.Reference,
		Contact:         client.Contact{Name: in.Contact.Name, Email: in.Contact.Email, Phone: in.Contact.Phone},
	}
	if in.Instant {
		body.Metadata = &client.Metadata{markAtOnce: "true"}
	}
	for _, t := range in.Pax {
		body.Pax = append(body.Pax, personFor(t))
	}
	return body, nil
}

func personFor(t travel.Traveller) client.OrderPax {
	person := client.OrderPax{
		PaxID: t.ID, Surname: t.Surname, GivenName: t.GivenName, Gender: client.Gender(t.Gender), BirthDate: t.BirthDate.String(),
		Nationality: said(t.Nationality), AccompaniedBy: said(t.AccompaniedBy),
	}
	if t.PTC != "" {
		ptc := client.PTC(t.PTC)
		person.Ptc = &ptc
	}
	if d := t.IdentityDocument; d != nil {
		document := client.IdentityDocument{
			Type: client.IdentityDocumentType(d.Type), Number: d.Number, IssuingCountry: d.IssuingCountry,
		}
		if !d.ExpiryDate.IsZero() {
			document.ExpiryDate = said(d.ExpiryDate.String())
		}
		person.IdentityDocument = &document
	}
	return person
}

// said is an optional field: absent when empty.
func said(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
