package duffelair

import "time"

type wireOrder struct {
	ID                string                 `json:"id"`
	LiveMode          bool                   `json:"live_mode"`
	Type              string                 `json:"type"`
	Content           string                 `json:"content"`
	OfferID           string                 `json:"offer_id"`
	BookingReference  string                 `json:"booking_reference"`
	BookingReferences []wireBookingReference `json:"booking_references"`
	Owner             wireAirline            `json:"owner"`
	CreatedAt         time.Time              `json:"created_at"`
	SyncedAt          time.Time              `json:"synced_at"`
	CancelledAt       *time.Time             `json:"cancelled_at"`
	VoidWindowEndsAt  *time.Time             `json:"void_window_ends_at"`
	AvailableActions  []string               `json:"available_actions"`
	BaseAmount        string                 `json:"base_amount"`
	BaseCurrency      string                 `json:"base_currency"`
	TaxAmount         string                 `json:"tax_amount"`
	TaxCurrency       string                 `json:"tax_currency"`
	TotalAmount       string                 `json:"total_amount"`
	TotalCurrency     string                 `json:"total_currency"`
	PaymentStatus     wirePaymentStatus      `json:"payment_status"`
	Conditions        wireConditions         `json:"conditions"`
	Documents         []wireDocument         `json:"documents"`
	Passengers        []wireTraveller        `json:"passengers"`
	Slices            []wireSlice            `json:"slices"`
	Services          []wireSoldService      `json:"services"`
	Changes           []wireOrderChange      `json:"changes"`
	AirlineInitiated  []wireAirlineChange    `json:"airline_initiated_changes"`
	Cancellation      *wireCancellation      `json:"cancellation"`
	Users             []string               `json:"users"`
	Metadata          map[string]string      `json:"metadata"`
	IntendedPayments  []any                  `json:"intended_payment_methods,omitempty"`
}

type wireBookingReference struct {
	BookingReference string      `json:"booking_reference"`
	Carrier          wireAirline `json:"carrier"`
}

type wirePaymentStatus struct {
	AwaitingPayment       bool       `json:"awaiting_payment"`
	PaymentRequiredBy     *time.Time `json:"payment_required_by"`
	PriceGuaranteeExpires *time.Time `json:"price_guarantee_expires_at"`
	PaidAt                *time.Time `json:"paid_at"`
}

type wireDocument struct {
	Type             string   `json:"type"`
	UniqueIdentifier string   `json:"unique_identifier"`
	PassengerIDs     []string `json:"passenger_ids"`
}

// wireTraveller leaves identity documents out: Duffel does not give them back.
type wireTraveller struct {
	ID                string   `json:"id"`
	Type              string   `json:"type"`
	Title             string   `json:"title"`
	Gender            string   `json:"gender"`
	GivenName         string   `json:"given_name"`
	FamilyName        string   `json:"family_name"`
	BornOn            string   `json:"born_on"`
	Email             string   `json:"email"`
	PhoneNumber       string   `json:"phone_number"`
	InfantPassengerID *string  `json:"infant_passenger_id"`
	Loyalty           []string `json:"loyalty_programme_accounts"`
}

type wirePayment struct {
	ID              string    `json:"id"`
	LiveMode        bool      `json:"live_mode"`
	Type            string    `json:"type"`
	OrderID         string    `json:"order_id"`
	Amount          string    `json:"amount"`
	Currency        string    `json:"currency"`
	Status          string    `json:"status"`
	FailureReason   *string   `json:"failure_reason"`
	AirlineCreditID *string   `json:"airline_credit_id"`
	CreatedAt       time.Time `json:"created_at"`
}

type wireCancellation struct {
	ID             string     `json:"id"`
	LiveMode       bool       `json:"live_mode"`
	OrderID        string     `json:"order_id"`
	RefundAmount   string     `json:"refund_amount"`
	RefundCurrency string     `json:"refund_currency"`
	RefundTo       string     `json:"refund_to"`
	AirlineCredits []string   `json:"airline_credits"`
	CreatedAt      time.Time  `json:"created_at"`
	ExpiresAt      time.Time  `json:"expires_at"`
	ConfirmedAt    *time.Time `json:"confirmed_at"`
}
