package duffelair

import "time"

// wireWebhook has its secret in the answer that creates it, and never again.
type wireWebhook struct {
	ID        string    `json:"id"`
	LiveMode  bool      `json:"live_mode"`
	URL       string    `json:"url"`
	Events    []string  `json:"events"`
	Active    bool      `json:"active"`
	Secret    string    `json:"secret,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// wireEvent is what a webhook receives. The object is thin: ids, to read the
// rest by.
type wireEvent struct {
	ID             string        `json:"id"`
	APIVersion     string        `json:"api_version"`
	Type           string        `json:"type"`
	Data           wireEventData `json:"data"`
	LiveMode       bool          `json:"live_mode"`
	IdempotencyKey string        `json:"idempotency_key"`
	CreatedAt      time.Time     `json:"created_at"`
	Organisation   string        `json:"identity_organisation_id"`
}

type wireEventData struct {
	Object wireEventObject `json:"object"`
}

type wireEventObject struct {
	ID       string            `json:"id,omitempty"`
	OrderID  string            `json:"order_id,omitempty"`
	OfferID  string            `json:"offer_id,omitempty"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

// wireDelivery is one attempt. Status is 0 where nobody answered.
type wireDelivery struct {
	ID         string    `json:"id"`
	LiveMode   bool      `json:"live_mode"`
	EndpointID string    `json:"endpoint_id"`
	EventID    string    `json:"event_id"`
	Type       string    `json:"type"`
	URL        string    `json:"url"`
	Success    bool      `json:"delivery_success"`
	Status     int       `json:"response_status_code"`
	Body       string    `json:"response_body"`
	CreatedAt  time.Time `json:"created_at"`
}
