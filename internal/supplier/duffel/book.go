package duffel

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Book makes a hold, or buys at once from the balance with the supplier.
//
// An offer with services is bought at once only, and its services are looked up
// under the ids they have at that moment.
//
// Duffel makes one order per search ("offer request"). When it refuses because
// there was an attempt before, that attempt may have been ours, so the orders
// are read before anything is said; was it somebody else's, the offer is renewed.
func (c *connector) Book(ctx context.Context, in supplier.BookInput) (travel.Booking, error) {
	ref, err := decodeOfferRef(in.OfferRef)
	if err != nil {
		return travel.Booking{}, err
	}
	booking, err := c.create(ctx, ref, in)
	if supplier.FirmCode(err) == supplier.CodeServiceGone {
		booking, err = c.create(ctx, ref, in) // somebody else read the offer in between, and with it the ids changed
	}
	if err != nil {
		return c.refusedBooking(ctx, ref, in, err)
	}
	return booking, nil
}

// create makes an order from the offer.
func (c *connector) create(ctx context.Context, ref offerRef, in supplier.BookInput) (travel.Booking, error) {
	body, err := c.orderFor(ref, in)
	if err != nil {
		return travel.Booking{}, err
	}
	if len(ref.services) > 0 {
		body.Services, err = c.servicesToBook(ctx, ref, in)
		if err != nil {
			return travel.Booking{}, err
		}
	}
	if in.Instant {
		payment, err := c.payment(ctx, in.Total, in.CardToken, ref.offer, body.Services)
		if err != nil {
			return travel.Booking{}, err
		}
		body.Payments = []sendPayment{payment}
	}
	r := request{method: http.MethodPost, path: "/air/orders", body: body, changes: true, refusalIs503: true, oneOrder: true}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return travel.Booking{}, err
	}
	var order wireOrder
	err = r.decode(a, &order)
	if err != nil || order.ID == "" || a.status == http.StatusAccepted {
		// 200 and 202 mean that Duffel took the order on and cannot show it yet; after
		// 202 it may still fail, whatever is shown.
		return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, codePending,
			fmt.Sprintf("HTTP %d without an order", a.status), err)
	}
	booking, err := bookingFrom(order, ref.party)
	if err != nil {
		return travel.Booking{}, r.lost(supplier.CodeUnreadable, "order not understood", err)
	}
	if booking.Total.Equal(in.Total) {
		return booking, nil
	}
	return travel.Booking{}, c.otherTotal(ctx, order, in.Total, booking.Total)
}

// refusedBooking resolves the refusals that hint at an earlier order.
func (c *connector) refusedBooking(ctx context.Context, ref offerRef, in supplier.BookInput, refusal error) (travel.Booking, error) {
	otherwise := refusal
	switch supplier.FirmCode(refusal) {
	case codeAlreadyBooked:
		return c.bookUsedUp(ctx, ref, in, refusal)
	case codeAlreadyAttempted:
		// An attempt may still be on its way to the list.
		otherwise = supplier.Recast(supplier.OutcomeUnknown, refusal)
	case codeDuplicateBooking:
		// Rejected, unless the duplicate is our own.
	case codeNotFound:
		return travel.Booking{}, supplier.Recast(supplier.SoldOut, refusal) // what we refer to is the offer and its passengers
	default:
		return travel.Booking{}, refusal
	}
	booking, found, err := c.find(ctx, in.Reference, ref, in.Pax)
	if err != nil {
		return travel.Booking{}, supplier.Recast(supplier.OutcomeUnknown, err)
	}
	if found && booking.Status != travel.BookingCancelled {
		return agreed(booking, in)
	}
	return travel.Booking{}, otherwise
}

// agreed is a booking found to be made by an earlier attempt, if it costs what
// was agreed to. One that does not is left to be found by Retrieve, with its own
// total, by whoever decides what becomes of it.
func agreed(booking travel.Booking, in supplier.BookInput) (travel.Booking, error) {
	if !booking.Total.Equal(in.Total) {
		return travel.Booking{}, supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal,
			fmt.Sprintf("booked before for %s instead of %s", booking.Total, in.Total), nil)
	}
	return booking, nil
}

// otherTotal takes back a hold that does not cost what was agreed to: only then
// is it true that nothing was done. What cannot be taken back is left to be
// found by Retrieve, with its own total.
func (c *connector) otherTotal(ctx context.Context, order wireOrder, agreed, asked money.Money) error {
	message := fmt.Sprintf("booked for %s instead of %s", asked, agreed)
	if order.toBePaid() {
		err := c.cancel(ctx, order.ID)
		if err == nil {
			return supplier.Fail(supplier.PriceChanged, codeOtherTotal, message, nil)
		}
		return supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal, message+", not yet taken back", err)
	}
	return supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal, message, nil)
}

func (c *connector) orderFor(ref offerRef, in supplier.BookInput) (sendOrder, error) {
	pax := make([]travel.Pax, len(in.Pax))
	for i, t := range in.Pax {
		pax[i] = t.Pax
	}
	if !sameParty(ref.party, pax) {
		return sendOrder{}, supplier.Fail(supplier.Rejected, codeBadHandle, "offer of another party", nil)
	}
	laps, err := lapsOf(in.Pax)
	if err != nil {
		return sendOrder{}, err
	}
	order := sendOrder{
		Type:           "hold",
		SelectedOffers: []string{ref.offer},
		Metadata:       map[string]string{referenceKey: in.Reference},
	}
	for i, one := range ref.party {
		if ref.renewed {
			order.Metadata[passengerKey(i)] = one.duffelID
		}
	}
	if in.Instant {
		order.Type = "instant"
	}
	for _, t := range in.Pax {
		if ref.undocumented {
			t.IdentityDocument = nil
		}
		person, err := passengerFor(t, in.Contact)
		if err != nil {
			return sendOrder{}, err
		}
		person.ID, _ = ref.party.duffelOf(t.ID)
		if infant, ok := laps[t.ID]; ok {
			person.InfantPassengerID, _ = ref.party.duffelOf(infant)
		}
		order.Passengers = append(order.Passengers, person)
	}
	return order, nil
}

// lapsOf is which infant sits on which adult's lap. Duffel wants every infant on
// one; those whose adult is not said are given to adults in order.
func lapsOf(pax []travel.Traveller) (map[string]string, error) {
	laps := map[string]string{}
	adults := map[string]bool{}
	for _, t := range pax {
		adults[t.ID] = t.PTC == travel.PTCAdult
	}
	var unsaid []string
	for _, t := range pax {
		switch {
		case t.PTC != travel.PTCInfant:
		case t.AccompaniedBy == "":
			unsaid = append(unsaid, t.ID)
		case !adults[t.AccompaniedBy]:
			return nil, supplier.Fail(supplier.Rejected, "infant_without_adult", "the infant's adult is not in the party", nil)
		case laps[t.AccompaniedBy] != "":
			return nil, supplier.Fail(supplier.Rejected, "infants_on_one_lap", "two infants with one adult", nil)
		default:
			laps[t.AccompaniedBy] = t.ID
		}
	}
	for _, t := range pax {
		if len(unsaid) > 0 && t.PTC == travel.PTCAdult && laps[t.ID] == "" {
			laps[t.ID] = unsaid[0]
			unsaid = unsaid[1:]
		}
	}
	if len(unsaid) > 0 {
		return nil, supplier.Fail(supplier.Rejected, "infant_without_adult", "more infants than adults", nil)
	}
	return laps, nil
}

// passengerFor sends the order's contact with everybody: Duffel wants an address
// per passenger, and airlines tell them of changes there.
func passengerFor(t travel.Traveller, contact travel.Contact) (sendPassenger, error) {
	gender, title := "m", "mr"
	switch {
	case t.Gender == travel.GenderFemale && t.PTC == travel.PTCAdult:
		gender, title = "f", "ms"
	case t.Gender == travel.GenderFemale:
		gender, title = "f", "miss"
	case t.Gender != travel.GenderMale:
		return sendPassenger{}, supplier.Fail(supplier.Rejected, "gender_required", "Duffel knows m and f only", nil)
	}
	if t.BirthDate.IsZero() {
		return sendPassenger{}, supplier.Fail(supplier.Rejected, "birth_date_required", "Duffel wants a date of birth", nil)
	}
	person := sendPassenger{
		Title:       title,
		Gender:      gender,
		GivenName:   strings.TrimSpace(t.GivenName),
		FamilyName:  strings.TrimSpace(t.Surname),
		BornOn:      t.BirthDate.String(),
		Email:       contact.Email,
		PhoneNumber: contact.Phone,
	}
	// A passport that does not say until when it is valid is refused, so one that
	// nobody needs is left out.
	if d := t.IdentityDocument; d != nil && d.Type == travel.DocumentPassport && !d.ExpiryDate.IsZero() {
		person.IdentityDocuments = []sendDocument{{
			Type: wirePassport, UniqueIdentifier: d.Number, IssuingCountryCode: d.IssuingCountry, ExpiresOn: d.ExpiryDate.String(),
		}}
	}
	return person, nil
}
