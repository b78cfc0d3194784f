package storage

import (
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

type bookingDoc struct {
	Ref                  []byte              `json:"ref,omitempty"`
	SupplierOrderID      string              `json:"supplierOrderId,omitempty"`
	RecordLocators       []locatorDoc        `json:"recordLocators,omitempty"`
	Status               string              `json:"status,omitempty"`
	Paid                 bool                `json:"paid,omitempty"`
	Total                moneyDoc            `json:"total,omitzero"`
	PayBy                time.Time           `json:"payBy,omitzero"`
	PriceGuaranteedUntil time.Time           `json:"priceGuaranteedUntil,omitzero"`
	Tickets              []ticketDoc         `json:"tickets,omitempty"`
	Journeys             []journeyDoc        `json:"journeys,omitempty"`
	Seats                []seatDoc           `json:"seats,omitempty"`
	ScheduleChanges      []scheduleChangeDoc `json:"scheduleChanges,omitempty"`
}

type seatDoc struct {
	PaxID     string `json:"paxId"`
	SegmentID string `json:"segmentId"`
	Seat      string `json:"seat"`
}

type scheduleChangeDoc struct {
	Ref       []byte       `json:"ref"`
	Before    []journeyDoc `json:"before,omitempty"`
	After     []journeyDoc `json:"after,omitempty"`
	Answered  bool         `json:"answered,omitempty"`
	CanAccept bool         `json:"canAccept,omitempty"`
}

func toSeatDoc(s travel.AssignedSeat) seatDoc { return seatDoc(s) }

func fromSeatDoc(d seatDoc) travel.AssignedSeat { return travel.AssignedSeat(d) }

func toScheduleChangeDoc(c travel.ScheduleChange) scheduleChangeDoc {
	return scheduleChangeDoc{
		Ref: c.Ref, Before: each(c.Before, toJourneyDoc), After: each(c.After, toJourneyDoc),
		Answered: c.Answered, CanAccept: c.CanAccept,
	}
}

func fromScheduleChangeDoc(d scheduleChangeDoc) (travel.ScheduleChange, error) {
	before, err := eachErr(d.Before, fromJourneyDoc)
	if err != nil {
		return travel.ScheduleChange{}, err
	}
	after, err := eachErr(d.After, fromJourneyDoc)
	return travel.ScheduleChange{Ref: d.Ref, Before: before, After: after, Answered: d.Answered, CanAccept: d.CanAccept}, err
}

func toBookingDoc(b travel.Booking) bookingDoc {
	return bookingDoc{
		Ref: b.Ref, SupplierOrderID: b.SupplierOrderID, RecordLocators: each(b.RecordLocators, toLocatorDoc),
		Status: string(b.Status), Paid: b.Paid, Total: toMoneyDoc(b.Total), PayBy: b.PayBy.UTC(),
		PriceGuaranteedUntil: b.PriceGuaranteedUntil.UTC(), Tickets: each(b.Tickets, toTicketDoc),
		Journeys: each(b.Journeys, toJourneyDoc), Seats: each(b.Seats, toSeatDoc),
		ScheduleChanges: each(b.ScheduleChanges, toScheduleChangeDoc),
	}
}

func fromBookingDoc(d bookingDoc) (travel.Booking, error) {
	journeys, err := eachErr(d.Journeys, fromJourneyDoc)
	if err != nil {
		return travel.Booking{}, err
	}
	changes, err := eachErr(d.ScheduleChanges, fromScheduleChangeDoc)
	if err != nil {
		return travel.Booking{}, err
	}
	return travel.Booking{
		Ref: d.Ref, SupplierOrderID: d.SupplierOrderID, RecordLocators: each(d.RecordLocators, fromLocatorDoc),
		Status: travel.BookingStatus(d.Status), Paid: d.Paid, Total: fromMoneyDoc(d.Total), PayBy: d.PayBy,
		PriceGuaranteedUntil: d.PriceGuaranteedUntil, Tickets: each(d.Tickets, fromTicketDoc),
		Journeys: journeys, Seats: each(d.Seats, fromSeatDoc), ScheduleChanges: changes,
	}, nil
}
