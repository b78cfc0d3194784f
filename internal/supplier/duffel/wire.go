package duffel

import "encoding/json"

// What Duffel sends. Only what is read is declared, and null is as good as
// absent everywhere, so that a field added or emptied on their side harms
// nothing here. Amounts are decimal strings beside their currency.

// envelope is the wrapper of every answer. Data and Errors are kept raw: a
// body that has neither is not Duffel's.
type envelope struct {
	Data   json.RawMessage `json:"data"`
	Errors []wireError     `json:"errors"`
	Meta   wireMeta        `json:"meta"`
}

type wireMeta struct {
	After     string `json:"after"`
	RequestID string `json:"request_id"`
}

// wireError: Source is {"field","pointer"} for validation errors and a bare
// airline name for airline errors.
type wireError struct {
	Type    string          `json:"type"`
	Code    string          `json:"code"`
	Title   string          `json:"title"`
	Message string          `json:"message"`
	Source  json.RawMessage `json:"source"`
}

type wirePassenger struct {
	ID         string        `json:"id"`
	Type       string        `json:"type"`
	GivenName  string        `json:"given_name"` // with accounts
	FamilyName string        `json:"family_name"`
	Loyalty    []wireLoyalty `json:"loyalty_programme_accounts"`
}

type wireLoyalty struct {
	Airline string `json:"airline_iata_code"`
	Number  string `json:"account_number"`
}

// wirePrivateFare is what negotiated terms an offer is at, of its owner.
type wirePrivateFare struct {
	CorporateCode string `json:"corporate_code"`
}

type wireOffer struct {
	ID                  string                   `json:"id"`
	Owner               wireCarrier              `json:"owner"`
	Partial             bool                     `json:"partial"`
	CreatedAt           string                   `json:"created_at"`
	ExpiresAt           string                   `json:"expires_at"`
	BaseAmount          string                   `json:"base_amount"`
	BaseCurrency        string                   `json:"base_currency"`
	TaxAmount           string                   `json:"tax_amount"`
	TaxCurrency         string                   `json:"tax_currency"`
	TotalAmount         string                   `json:"total_amount"`
	TotalCurrency       string                   `json:"total_currency"`
	PaymentRequirements *wirePaymentRequirements `json:"payment_requirements"`
	DocumentsRequired   bool                     `json:"passenger_identity_documents_required"`
	DocumentTypes       []string                 `json:"supported_passenger_identity_document_types"` // empty, and there: none may be given
	Conditions          wireConditions           `json:"conditions"`
	Passengers          []wirePassenger          `json:"passengers"`
	PrivateFares        []wirePrivateFare        `json:"private_fares"`
	Slices              []wireSlice              `json:"slices"`
	AvailableServices   json.RawMessage          `json:"available_services"` // null unless asked for
}

type wireCarrier struct {
	IATACode string `json:"iata_code"`
}

type wirePaymentRequirements struct {
	RequiresInstantPayment bool   `json:"requires_instant_payment"`
	PriceGuaranteeExpires  string `json:"price_guarantee_expires_at"`
	PaymentRequiredBy      string `json:"payment_required_by"`
}

type wireConditions struct {
	Refund *wireCondition `json:"refund_before_departure"`
	Change *wireCondition `json:"change_before_departure"`
}

type wireCondition struct {
	Allowed         bool   `json:"allowed"`
	PenaltyAmount   string `json:"penalty_amount"`
	PenaltyCurrency string `json:"penalty_currency"`
}

type wireSlice struct {
	ID            string         `json:"id"`
	FareBrandName string         `json:"fare_brand_name"`
	Duration      string         `json:"duration"`
	Conditions    wireConditions `json:"conditions"`
	Segments      []wireSegment  `json:"segments"`
}

type wireSegment struct {
	ID                    string                 `json:"id"`
	DepartingAt           string                 `json:"departing_at"`
	ArrivingAt            string                 `json:"arriving_at"`
	Duration              string                 `json:"duration"`
	Origin                wirePlace              `json:"origin"`
	Destination           wirePlace              `json:"destination"`
	OriginTerminal        string                 `json:"origin_terminal"`
	DestinationTerminal   string                 `json:"destination_terminal"`
	Aircraft              *wireAircraft          `json:"aircraft"`
	MarketingCarrier      wireCarrier            `json:"marketing_carrier"`
	MarketingFlightNumber string                 `json:"marketing_carrier_flight_number"`
	OperatingCarrier      wireCarrier            `json:"operating_carrier"`
	OperatingFlightNumber string                 `json:"operating_carrier_flight_number"`
	Passengers            []wireSegmentPassenger `json:"passengers"`
}

type wirePlace struct {
	IATACode string `json:"iata_code"`
}

type wireAircraft struct {
	IATACode string `json:"iata_code"`
}

type wireSegmentPassenger struct {
	PassengerID   string    `json:"passenger_id"`
	CabinClass    string    `json:"cabin_class"`
	FareBasisCode string    `json:"fare_basis_code"`
	Baggages      []wireBag `json:"baggages"`
	Seat          *wireSeat `json:"seat"` // in orders only
}

type wireSeat struct {
	Designator string `json:"designator"`
}

type wireBag struct {
	Type     string `json:"type"`
	Quantity int    `json:"quantity"`
}

type wireOrder struct {
	ID                string                 `json:"id"`
	BookingReference  string                 `json:"booking_reference"`
	BookingReferences []wireBookingReference `json:"booking_references"`
	Owner             wireCarrier            `json:"owner"`
	TotalAmount       string                 `json:"total_amount"`
	TotalCurrency     string                 `json:"total_currency"`
	CancelledAt       string                 `json:"cancelled_at"`
	PaymentStatus     *wirePaymentStatus     `json:"payment_status"`
	Documents         []wireDocument         `json:"documents"`
	Metadata          json.RawMessage        `json:"metadata"` // anybody may have written it
	Conditions        wireConditions         `json:"conditions"`
	// What a booking can do without is kept raw: that it cannot be read must not
	// make a paid order unreadable.
	Slices   json.RawMessage `json:"slices"`
	Services json.RawMessage `json:"services"`
	Changes  json.RawMessage `json:"airline_initiated_changes"`
}

// wireListedOrder is what tells one order of a list from another. It is read by
// itself, so that nothing else in an order of somebody else's can be in the way.
type wireListedOrder struct {
	ID         string                `json:"id"`
	OfferID    string                `json:"offer_id"`
	CreatedAt  string                `json:"created_at"`
	Passengers []wireListedPassenger `json:"passengers"`
	Metadata   json.RawMessage       `json:"metadata"`
}

type wireListedPassenger struct {
	ID     string `json:"id"`
	BornOn string `json:"born_on"`
}

type wireBookingReference struct {
	BookingReference string      `json:"booking_reference"`
	Carrier          wireCarrier `json:"carrier"`
}

// wirePaymentStatus: awaiting and unpaid = to be paid; not awaiting and unpaid =
// a payment is pending; paid_at set = paid.
type wirePaymentStatus struct {
	AwaitingPayment       bool   `json:"awaiting_payment"`
	PaymentRequiredBy     string `json:"payment_required_by"`
	PriceGuaranteeExpires string `json:"price_guarantee_expires_at"`
	PaidAt                string `json:"paid_at"`
}

type wireDocument struct {
	Type             string   `json:"type"`
	UniqueIdentifier string   `json:"unique_identifier"`
	PassengerIDs     []string `json:"passenger_ids"`
}

type wirePaid struct {
	ID            string `json:"id"`
	Status        string `json:"status"`
	FailureReason string `json:"failure_reason"`
}
