package duffelair

import "time"

type wireChangeRequest struct {
	ID        string             `json:"id"`
	LiveMode  bool               `json:"live_mode"`
	OrderID   string             `json:"order_id"`
	Slices    wireChangeWish     `json:"slices"`
	Offers    *[]wireChangeOffer `json:"order_change_offers,omitempty"`
	CreatedAt time.Time          `json:"created_at"`
	UpdatedAt time.Time          `json:"updated_at"`
}

type wireChangeWish struct {
	Remove []wireRemovedSlice `json:"remove"`
	Add    []wireWishedSlice  `json:"add"`
}

type wireRemovedSlice struct {
	SliceID string `json:"slice_id"`
}

type wireWishedSlice struct {
	Origin        wirePlace `json:"origin"`
	Destination   wirePlace `json:"destination"`
	DepartureDate string    `json:"departure_date"`
	CabinClass    *string   `json:"cabin_class"`
}

// wireChangeTerms is what changing costs. The change's total is signed: below
// zero it comes back to where it was paid from.
type wireChangeTerms struct {
	ChangeTotalAmount    string `json:"change_total_amount"`
	ChangeTotalCurrency  string `json:"change_total_currency"`
	NewTotalAmount       string `json:"new_total_amount"`
	NewTotalCurrency     string `json:"new_total_currency"`
	PenaltyTotalAmount   string `json:"penalty_total_amount"`
	PenaltyTotalCurrency string `json:"penalty_total_currency"`
	RefundTo             string `json:"refund_to"`
}

type wireChangeParts struct {
	Add    []wireSlice `json:"add"`
	Remove []wireSlice `json:"remove"`
}

type wireChangeOffer struct {
	ID        string          `json:"id"`
	LiveMode  bool            `json:"live_mode"`
	ChangeID  *string         `json:"order_change_id"`
	Slices    wireChangeParts `json:"slices"`
	CreatedAt time.Time       `json:"created_at"`
	UpdatedAt time.Time       `json:"updated_at"`
	ExpiresAt time.Time       `json:"expires_at"`
	wireChangeTerms
}

// wireOrderChange is a selected offer, and, once it has been confirmed, what
// happened to the order.
type wireOrderChange struct {
	ID           string          `json:"id"`
	LiveMode     bool            `json:"live_mode"`
	OrderID      string          `json:"order_id"`
	Slices       wireChangeParts `json:"slices"`
	PaymentTypes []string        `json:"available_payment_types"`
	CreatedAt    time.Time       `json:"created_at"`
	ExpiresAt    time.Time       `json:"expires_at"`
	ConfirmedAt  *time.Time      `json:"confirmed_at"`
	wireChangeTerms
}

// wireAirlineChange is what the airline did to an order by itself.
type wireAirlineChange struct {
	ID                string      `json:"id"`
	OrderID           string      `json:"order_id"`
	Added             []wireSlice `json:"added"`
	Removed           []wireSlice `json:"removed"`
	ActionTaken       *string     `json:"action_taken"`
	ActionTakenAt     *time.Time  `json:"action_taken_at"`
	AvailableActions  []string    `json:"available_actions"`
	TravelAgentTicket *string     `json:"travel_agent_ticket"`
	CreatedAt         time.Time   `json:"created_at"`
	UpdatedAt         time.Time   `json:"updated_at"`
}
