package duffel

import "encoding/json"

// wireCancellation is a quote until it is confirmed. What comes back may not be
// known before; airline credits are listed apart from the amount.
type wireCancellation struct {
	ID             string       `json:"id"`
	OrderID        string       `json:"order_id"`
	RefundAmount   string       `json:"refund_amount"`
	RefundCurrency string       `json:"refund_currency"`
	RefundTo       string       `json:"refund_to"`
	AirlineCredits []wireCredit `json:"airline_credits"`
	ExpiresAt      string       `json:"expires_at"`
	ConfirmedAt    string       `json:"confirmed_at"`
}

type wireCredit struct {
	CreditAmount   string `json:"credit_amount"`
	CreditCurrency string `json:"credit_currency"`
}

type wireChangeRequest struct {
	ID      string `json:"id"`
	OrderID string `json:"order_id"`
	// Offers are nil when they are to be read by themselves.
	Offers []json.RawMessage `json:"order_change_offers"`
}

// wireChange is an offer to change an order, and the change made from it. The
// change's amount is signed: below zero is a refund. Offers of early versions
// call the penalty penalty_amount.
type wireChange struct {
	ID                   string          `json:"id"`
	OrderID              string          `json:"order_id"`
	ChangeTotalAmount    string          `json:"change_total_amount"`
	ChangeTotalCurrency  string          `json:"change_total_currency"`
	NewTotalAmount       string          `json:"new_total_amount"`
	NewTotalCurrency     string          `json:"new_total_currency"`
	PenaltyTotalAmount   string          `json:"penalty_total_amount"`
	PenaltyTotalCurrency string          `json:"penalty_total_currency"`
	PenaltyAmount        string          `json:"penalty_amount"`
	PenaltyCurrency      string          `json:"penalty_currency"`
	ExpiresAt            string          `json:"expires_at"`
	ConfirmedAt          string          `json:"confirmed_at"`
	Slices               wireChangeParts `json:"slices"`
}

type wireChangeParts struct {
	Add    []wireSlice `json:"add"`
	Remove []wireSlice `json:"remove"`
}

// wireAirlineChange is what an airline did to an order by itself.
type wireAirlineChange struct {
	ID               string      `json:"id"`
	Added            []wireSlice `json:"added"`
	Removed          []wireSlice `json:"removed"`
	AvailableActions []string    `json:"available_actions"`
	ActionTaken      string      `json:"action_taken"`
}

// wireEvent is a webhook's body. Data is kept raw: the signature has shown whose
// it is, whatever shape it has.
type wireEvent struct {
	ID   string          `json:"id"`
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// wireEventObject is thin: an id, and at best what it belongs to.
type wireEventObject struct {
	ID       string          `json:"id"`
	OrderID  string          `json:"order_id"`
	Metadata json.RawMessage `json:"metadata"`
}

// wireWebhook has its secret in the answer that makes it only.
type wireWebhook struct {
	ID     string   `json:"id"`
	URL    string   `json:"url"`
	Events []string `json:"events"`
	Active bool     `json:"active"`
	Secret string   `json:"secret"`
}
