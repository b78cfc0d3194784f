package cardpay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxBody bounds a request; the largest legal one is far smaller.
const maxBody = 64 << 10

// refundRequest asks for money back.
type refundRequest struct {
	Reference   string `json:"reference"`
	AmountMinor int64  `json:"amount_minor"`
}

// intentAnswer is an intent as merchants see it.
type intentAnswer struct {
	ID                  string      `json:"id"`
	Object              string      `json:"object"`
	Reference           string      `json:"reference"`
	OrderReference      string      `json:"order_reference"`
	Status              status      `json:"status"`
	AmountMinor         int64       `json:"amount_minor"`
	AmountCapturedMinor int64       `json:"amount_captured_minor"`
	AmountRefundedMinor int64       `json:"amount_refunded_minor"`
	Currency            string      `json:"currency"`
	DeclineCode         string      `json:"decline_code,omitempty"`
	NextAction          *nextAction `json:"next_action,omitempty"`
	Refunds             []refund    `json:"refunds"`
	CreatedAt           time.Time   `json:"created_at"`
	ExpiresAt           time.Time   `json:"expires_at,omitzero"`
	AuthorizedAt        time.Time   `json:"authorized_at,omitzero"`
	CapturedAt          time.Time   `json:"captured_at,omitzero"`
	ClosedAt            time.Time   `json:"closed_at,omitzero"`
}

type nextAction struct {
	Type          string        `json:"type"`
	RedirectToURL redirectToURL `json:"redirect_to_url"`
}

type redirectToURL struct {
	URL string `json:"url"`
}

// list wraps every answer of several. A merchant tells "none" (an empty list)
// from "wrong address" (404) by it.
type list[T any] struct {
	Object string `json:"object"`
	Data   []T    `json:"data"`
}

func listOf[T any](data []T) list[T] { return list[T]{Object: "list", Data: data} }

// event is the body of a notice. It says that something changed, and to what at
// that moment; the truth is asked for.
type event struct {
	ID      string    `json:"id"`
	Type    string    `json:"type"`
	Created int64     `json:"created"` // unix seconds, simulated time
	Data    eventData `json:"data"`
}

type eventData struct {
	Reference string `json:"reference"`
	IntentID  string `json:"intent_id"`
	Status    status `json:"status"`
}

func (n notice) event() event {
	return event{
		ID: n.ID, Type: "payment_intent." + string(n.Status), Created: n.CreatedAt.Unix(),
		Data: eventData{Reference: n.Reference, IntentID: n.IntentID, Status: n.Status},
	}
}

// answer shows i to its merchant, who reaches us at base.
func (i intent) answer(base string) intentAnswer {
	a := intentAnswer{
		ID: i.ID, Object: "payment_intent",
		Reference: i.Order.Reference, OrderReference: i.Order.OrderReference,
		Status: i.Status, AmountMinor: i.Order.AmountMinor, Currency: string(i.Order.Currency),
		AmountCapturedMinor: i.capturedMinor(), AmountRefundedMinor: i.refundedMinor(),
		DeclineCode: i.DeclineCode, Refunds: i.Refunds,
		CreatedAt: i.CreatedAt, ExpiresAt: i.Order.ExpiresAt,
		AuthorizedAt: i.AuthorizedAt, CapturedAt: i.CapturedAt, ClosedAt: i.ClosedAt,
	}
	if a.Refunds == nil {
		a.Refunds = []refund{}
	}
	// Where only the bank has something to do there is nowhere to send anybody.
	if i.Status == requiresAction && i.CheckoutToken != "" {
		a.NextAction = &nextAction{
			Type:          "redirect_to_url",
			RedirectToURL: redirectToURL{URL: base + CheckoutPath + "/" + i.CheckoutToken},
		}
	}
	return a
}

// refusal is an answer that says no. Its message never repeats what was sent:
// callers have been known to put card numbers anywhere.
type refusal struct {
	status        int
	Code, Message string
}

func (f *refusal) Error() string { return fmt.Sprintf("cardpay: %s: %s", f.Code, f.Message) }

func fail(status int, code, message string) error {
	return &refusal{status: status, Code: code, Message: message}
}

func invalidState(from, to status) error {
	return fail(http.StatusConflict, "invalid_state", fmt.Sprintf("A payment that is %s cannot become %s.", from, to))
}

type errorAnswer struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// decode reads a JSON object of exactly the known fields.
func decode(r *http.Request, into any) error {
	// The decoder's own words can quote the value it stumbled over.
	malformed := fail(http.StatusBadRequest, "invalid_json", "The body is not a JSON object of the known fields.")
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return malformed
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return malformed
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil { // no type of ours can fail; an empty answer is an unreadable one
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encoded)
}
