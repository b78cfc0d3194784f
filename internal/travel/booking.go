package travel

import (
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// Gender as documents of identity state it.
type Gender string

// The genders.
const (
	GenderMale        Gender = "male"
	GenderFemale      Gender = "female"
	GenderUnspecified Gender = "unspecified"
)

// The types of identity document that suppliers tell apart; the API takes more.
const (
	DocumentPassport   = "passport"
	DocumentNationalID = "nationalId"
)

// IdentityDocument is what a traveller is identified by.
type IdentityDocument struct {
	Type           string // DocumentPassport, DocumentNationalID, …
	Number         string
	IssuingCountry string // ISO 3166-1 alpha-2
	ExpiryDate     Date   // zero: does not expire or not asked
}

// Traveller is a Pax with a name. Names are in Unicode's composed form (NFC) with
// plain apostrophes.
type Traveller struct {
	Pax
	Surname          string
	GivenName        string
	Gender           Gender
	BirthDate        Date
	Nationality      string
	IdentityDocument *IdentityDocument
	AccompaniedBy    string // INF: paxId of the adult whose lap it is
}

// Contact is whom the airline and we reach about the order. Phone is E.164.
type Contact struct {
	Name  string
	Email string
	Phone string
}

// BookingStatus is how far a supplier has come with a booking.
type BookingStatus string

// The booking statuses.
const (
	BookingHeld      BookingStatus = "held"
	BookingTicketed  BookingStatus = "ticketed"
	BookingCancelled BookingStatus = "cancelled"
)

// RecordLocator is one system's reference for a booking; an airline and a
// reseller may each have their own.
type RecordLocator struct {
	Carrier string
	Locator string
}

// Ticket is an electronic ticket: 13 digits without the check digit (IATA
// Resolution 722), for one traveller.
type Ticket struct {
	Number string
	PaxID  string
}

// Booking is what a supplier says it holds for us.
type Booking struct {
	Ref                  []byte // the connector's private handle
	SupplierOrderID      string
	RecordLocators       []RecordLocator
	Status               BookingStatus
	Paid                 bool // the supplier has a payment for it, whether tickets came yet or not; false: not said
	Total                money.Money
	PayBy                time.Time // zero: not said
	PriceGuaranteedUntil time.Time // zero: not guaranteed
	Tickets              []Ticket
	Journeys             []PaxJourney // as booked now; empty: not said
	Seats                []AssignedSeat
	ScheduleChanges      []ScheduleChange
}
