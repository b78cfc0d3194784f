package card

import "time"

// The acquirer's statuses.
const (
	wireRequiresAction = "requires_action"
	wireAuthorized     = "authorized"
	wireCaptured       = "captured"
	wireDeclined       = "declined"
	wireCancelled      = "cancelled"
	wireRefunded       = "refunded"
	wireExpired        = "expired"
)

type createRequest struct {
	Reference      string    `json:"reference"`
	OrderReference string    `json:"order_reference"`
	AmountMinor    int64     `json:"amount_minor"`
	Currency       string    `json:"currency"`
	CardToken      string    `json:"card_token"`
	NotifyURL      string    `json:"notify_url,omitempty"`
	ReturnURL      string    `json:"return_url,omitempty"`
	ExpiresAt      time.Time `json:"expires_at,omitzero"`
}

type refundRequest struct {
	Reference   string `json:"reference"`
	AmountMinor int64  `json:"amount_minor"`
}

type intentAnswer struct {
	ID           string      `json:"id"`
	Reference    string      `json:"reference"`
	Status       string      `json:"status"`
	AmountMinor  int64       `json:"amount_minor"`
	Currency     string      `json:"currency"`
	DeclineCode  string      `json:"decline_code"`
	NextAction   *nextAction `json:"next_action"`
	AuthorizedAt time.Time   `json:"authorized_at"`
}

type nextAction struct {
	Type          string `json:"type"`
	RedirectToURL struct {
		URL string `json:"url"`
	} `json:"redirect_to_url"`
}

// intentList answers a search by reference. Data is nil only when the answer
// was something else.
type intentList struct {
	Data []intentAnswer `json:"data"`
}

type errorAnswer struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type event struct {
	ID   string `json:"id"`
	Data struct {
		Reference string `json:"reference"`
	} `json:"data"`
}
