package amadeus

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	ordersPath = "/v1/booking/flight-orders"
	// agreementPaid is the ticketing agreement of an order that is paid for: the
	// consolidator issues its tickets from a queue.
	agreementPaid  = "CONFIRM"
	generalRemark  = "GENERAL_MISCELLANEOUS"
	remarkOfOurs   = "FAREBRIDGE "
	contactPurpose = "STANDARD"
	// warnedMargin comes with an order that was made although its prices or fare
	// bases are not those that were sent.
	warnedMargin = "BookingWithPriceMarginWarning"
)

// Book makes the order. It comes back without tickets, which the consolidator
// issues later: ask Retrieve.
//
// Amadeus may book at another price and say so in a warning only; the request
// forbids it, the total is compared all the same, and an order at another price is
// taken back. Of a booking whose answer was lost nothing can be found out through
// the protocol: it stays OutcomeUnknown until people have looked.
func (c *connector) Book(ctx context.Context, in supplier.BookInput) (travel.Booking, error) {
	if !in.Instant {
		return travel.Booking{}, supplier.Fail(supplier.Rejected, codeNotHoldable, "cannot be held, only bought", nil)
	}
	pax := make([]travel.Pax, len(in.Pax))
	for i, t := range in.Pax {
		pax[i] = t.Pax
	}
	ref, _, err := openOffer(in.OfferRef, pax)
	if err != nil {
		return travel.Booking{}, err
	}
	body, err := orderFor(ref, in)
	if err != nil {
		return travel.Booking{}, err
	}
	r := request{method: http.MethodPost, path: ordersPath, data: body, reference: in.Reference, changes: true}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return travel.Booking{}, err
	}
	var order wireOrder
	err = r.decode(a, &order)
	if err != nil {
		return travel.Booking{}, err
	}
	booking, err := bookingFrom(order, ref.party, c.office)
	if err != nil {
		return travel.Booking{}, r.lost(supplier.CodeUnreadable, "order not understood", err)
	}
	moved := a.warned(warnedMargin)
	if !booking.Total.Equal(in.Total) {
		return travel.Booking{}, c.otherTotal(ctx, booking, in, moved)
	}
	if moved {
		c.logger.WarnContext(ctx, "booked at the agreed total under a warning of another price or fare basis",
			"reference", in.Reference, "supplierOrder", booking.SupplierOrderID)
	}
	return booking, nil
}

// otherTotal takes back an order that does not cost what was agreed to: only then
// is it true that nothing was done. One that has tickets cannot be taken back, and
// one that is not found the moment after it was made is there all the same: its
// cancellation came before every part of Amadeus knew of it.
func (c *connector) otherTotal(ctx context.Context, booking travel.Booking, in supplier.BookInput, warned bool) error {
	message := fmt.Sprintf("booked for %s instead of %s", booking.Total, in.Total)
	if warned {
		message += ", as " + warnedMargin + " says"
	}
	if len(booking.Tickets) > 0 {
		c.leftBehind(ctx, booking, in, codeTicketed)
		return supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal, message+" and ticketed", nil)
	}
	err := c.cancel(ctx, booking.SupplierOrderID, in.Reference)
	if err != nil {
		c.leftBehind(ctx, booking, in, supplier.CodeOf(err))
		return supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal, message+", not taken back", err)
	}
	return supplier.Fail(supplier.PriceChanged, codeOtherTotal, message, nil)
}

// leftBehind tells an operator of an order nobody wants: its id is known here and
// nowhere else.
func (c *connector) leftBehind(ctx context.Context, booking travel.Booking, in supplier.BookInput, code string) {
	c.logger.ErrorContext(ctx, "an order at another price was left with the supplier", "reference", in.Reference,
		"supplierOrder", booking.SupplierOrderID, "agreed", in.Total.String(), "booked", booking.Total.String(), "code", code)
}

func orderFor(ref offerRef, in supplier.BookInput) (sendOrder, error) {
	laps, err := lapsOf(in.Pax, ref.party)
	if err != nil {
		return sendOrder{}, err
	}
	document, err := toBook(ref.document, laps)
	if err != nil {
		return sendOrder{}, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable offer in a handle", err)
	}
	phones := phonesOf(in.Contact.Phone)
	order := sendOrder{
		Type:         "flight-order",
		FlightOffers: []json.RawMessage{document},
		Remarks:      sendRemarks{General: []sendRemark{{SubType: generalRemark, Text: remarkOfOurs + in.Reference}}},
		Agreement:    sendAgreement{Option: agreementPaid},
		Contacts: []sendContact{{
			AddresseeName: addressee(in), Purpose: contactPurpose,
			EmailAddress: in.Contact.Email, Phones: phones,
		}},
	}
	for _, t := range in.Pax {
		person, err := travelerFor(t, in.Contact, phones)
		if err != nil {
			return sendOrder{}, err
		}
		person.ID, _ = ref.party.travelerOf(t.ID)
		order.Travelers = append(order.Travelers, person)
	}
	return order, nil
}
