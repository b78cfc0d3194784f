package amadeus

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Retrieve reads an order by Amadeus' id. There is no other way to one: without
// the id, because the booking's answer was lost, it answers Unavailable with
// CodeCannotLookUp, which is not a no. Where OfferRef is given too, what the
// airline has changed since by itself is in ScheduleChanges.
func (c *connector) Retrieve(ctx context.Context, in supplier.RetrieveInput) (travel.Booking, bool, error) {
	if len(in.BookingRef) == 0 {
		return travel.Booking{}, false, supplier.Fail(supplier.Unavailable, supplier.CodeCannotLookUp,
			"orders are found by Amadeus' id only, which was in the answer that was lost", nil)
	}
	ref, err := decodeBookingRef(in.BookingRef)
	if err != nil {
		return travel.Booking{}, false, err
	}
	order, err := c.order(ctx, ref.order, in.Reference)
	if supplier.FirmCode(err) == codeNotFoundThere {
		return travel.Booking{}, false, nil
	}
	if err != nil {
		return travel.Booking{}, false, err
	}
	booking, err := bookingFrom(order, ref.party, c.office)
	if err != nil {
		return travel.Booking{}, false, notUnderstood(err)
	}
	if booking.Status != travel.BookingCancelled {
		booking.ScheduleChanges = scheduleChanges(in.OfferRef, booking.Journeys)
	}
	return booking, true, nil
}

// scheduleChanges are the journeys that fly otherwise than the offer said. Amadeus
// shows only what is booked now, and takes no answer to it.
func scheduleChanges(offerRef []byte, now []travel.PaxJourney) []travel.ScheduleChange {
	ref, err := decodeOfferRef(offerRef)
	if err != nil {
		return nil
	}
	var sold wireOffer
	err = json.Unmarshal(ref.document, &sold)
	if err != nil {
		return nil
	}
	before, _, err := journeysFrom(sold.Itineraries)
	if err != nil || len(before) != len(now) {
		return nil // what of it became what is not said
	}
	var changes []travel.ScheduleChange
	for i := range before {
		if !slices.EqualFunc(before[i].Segments, now[i].Segments, sameFlight) {
			changes = append(changes, travel.ScheduleChange{Before: before[i : i+1], After: now[i : i+1]})
		}
	}
	return changes
}

// sameFlight: another terminal, aircraft or operator is no change to answer.
func sameFlight(a, b travel.PaxSegment) bool {
	return a.MarketingCarrier == b.MarketingCarrier && a.FlightNumber == b.FlightNumber &&
		a.Departure.Airport == b.Departure.Airport && a.Departure.Time == b.Departure.Time &&
		a.Arrival.Airport == b.Arrival.Airport && a.Arrival.Time == b.Arrival.Time
}

// order reads one order.
func (c *connector) order(ctx context.Context, id, reference string) (wireOrder, error) {
	r := request{method: http.MethodGet, path: orderPath(id), reference: reference}
	a, err := c.client.call(ctx, r)
	if err != nil {
		return wireOrder{}, err
	}
	var order wireOrder
	err = r.decode(a, &order)
	if err != nil {
		return wireOrder{}, err
	}
	if plainID(order.ID) != plainID(id) {
		return wireOrder{}, r.lost(supplier.CodeUnreadable, "answered another order than asked", nil)
	}
	return order, nil
}

// plainID is an order's id without the URL encoding in which Amadeus gives it.
func plainID(id string) string {
	plain, err := url.PathUnescape(id)
	if err != nil {
		return id
	}
	return plain
}

// orderPath encodes an id once, whether it came encoded or not.
func orderPath(id string) string { return ordersPath + "/" + url.PathEscape(plainID(id)) }

// notUnderstood is the failure of a read whose order makes no sense.
func notUnderstood(err error) error {
	return supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "order not understood", err)
}
