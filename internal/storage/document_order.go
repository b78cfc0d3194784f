package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// documentFormat is the format written. A reader knows all before it; fields
// may be added without a new one.
const documentFormat = 1

// The documents' own structs decouple what is stored from what the domain calls
// things today. A test fills every field of an order and expects it back.
type orderDoc struct {
	Format       int               `json:"format"`
	Metadata     map[string]string `json:"metadata,omitempty"`
	Offer        offerDoc          `json:"offer"`
	Travellers   []travellerDoc    `json:"travellers"`
	Contact      contactDoc        `json:"contact"`
	Scenario     string            `json:"scenario,omitempty"`
	PayBy        time.Time         `json:"payBy,omitzero"`
	Hold         stepDoc           `json:"hold,omitzero"`
	Release      stepDoc           `json:"release,omitzero"`
	Said         bookingDoc        `json:"said,omitzero"`
	Payments     []paymentDoc      `json:"payments,omitempty"`
	Issue        stepDoc           `json:"issue,omitzero"`
	Tickets      []ticketDoc       `json:"tickets,omitempty"`
	CancelReason string            `json:"cancelReason,omitempty"`
	Attention    string            `json:"attention,omitempty"`
}

func toOrderDoc(o order.Order) orderDoc {
	return orderDoc{
		Format:       documentFormat,
		Metadata:     o.Metadata,
		Offer:        toOfferDoc(o.Offer),
		Travellers:   each(o.Travellers, toTravellerDoc),
		Contact:      contactDoc(o.Contact),
		Scenario:     o.Scenario,
		PayBy:        o.PayBy.UTC(),
		Hold:         toStepDoc(o.Booking.Hold),
		Release:      toStepDoc(o.Booking.Release),
		Said:         toBookingDoc(o.Booking.Said),
		Payments:     each(o.Payments, toPaymentDoc),
		Issue:        toStepDoc(o.Ticketing.Issue),
		Tickets:      each(o.Ticketing.Tickets, toTicketDoc),
		CancelReason: string(o.CancelReason),
		Attention:    o.Attention,
	}
}

func fromOrderDoc(plain []byte) (order.Order, error) {
	var d orderDoc
	err := json.Unmarshal(plain, &d)
	if err != nil {
		return order.Order{}, fmt.Errorf("document: %w", err)
	}
	if d.Format != documentFormat {
		return order.Order{}, fmt.Errorf("document has format %d, this program knows %d", d.Format, documentFormat)
	}
	offer, err := fromOfferDoc(d.Offer)
	if err != nil {
		return order.Order{}, err
	}
	travellers, err := eachErr(d.Travellers, fromTravellerDoc)
	if err != nil {
		return order.Order{}, err
	}
	said, err := fromBookingDoc(d.Said)
	if err != nil {
		return order.Order{}, err
	}
	return order.Order{
		Metadata:     d.Metadata,
		Offer:        offer,
		Travellers:   travellers,
		Contact:      travel.Contact(d.Contact),
		Scenario:     d.Scenario,
		PayBy:        d.PayBy,
		Booking:      order.Booking{Hold: fromStepDoc(d.Hold), Release: fromStepDoc(d.Release), Said: said},
		Payments:     each(d.Payments, fromPaymentDoc),
		Ticketing:    order.Ticketing{Issue: fromStepDoc(d.Issue), Tickets: each(d.Tickets, fromTicketDoc)},
		CancelReason: order.CancelReason(d.CancelReason),
		Attention:    d.Attention,
	}, nil
}

type stepDoc struct {
	Stage    string    `json:"stage,omitempty"`
	Until    time.Time `json:"until,omitzero"`
	Since    time.Time `json:"since,omitzero"`
	SettleAt time.Time `json:"settleAt,omitzero"`
	Tries    int       `json:"tries,omitempty"`

	Unsearchable bool `json:"unsearchable,omitempty"`
}

func toStepDoc(s order.Step) stepDoc {
	return stepDoc{Stage: string(s.Stage), Until: s.Until.UTC(), Since: s.Since.UTC(), SettleAt: s.SettleAt.UTC(), Tries: s.Tries, Unsearchable: s.Unsearchable}
}

func fromStepDoc(d stepDoc) order.Step {
	return order.Step{Stage: order.Stage(d.Stage), Until: d.Until, Since: d.Since, SettleAt: d.SettleAt, Tries: d.Tries, Unsearchable: d.Unsearchable}
}

type nextActionDoc struct {
	Type   string `json:"type,omitempty"`
	URL    string `json:"url,omitempty"`
	Method string `json:"method,omitempty"`
}

type paymentDoc struct {
	ID          string        `json:"id"`
	Method      string        `json:"method"`
	Gateway     string        `json:"gateway"`
	BySupplier  bool          `json:"bySupplier,omitempty"`
	GatewayRef  string        `json:"gatewayRef,omitempty"`
	Amount      moneyDoc      `json:"amount"`
	Status      string        `json:"status"`
	CardToken   string        `json:"cardToken,omitempty"`
	ReturnURL   string        `json:"returnUrl,omitempty"`
	DeclineCode string        `json:"declineCode,omitempty"`
	NextAction  nextActionDoc `json:"nextAction,omitzero"`
	CreatedAt   time.Time     `json:"createdAt"`
	PaidAt      time.Time     `json:"paidAt,omitzero"`
	CapturedAt  time.Time     `json:"capturedAt,omitzero"`
	Accepted    bool          `json:"accepted,omitempty"`
	Authorize   stepDoc       `json:"authorize,omitzero"`
	Poll        stepDoc       `json:"poll,omitzero"`
	Capture     stepDoc       `json:"capture,omitzero"`
	Return      stepDoc       `json:"return,omitzero"`
	Returning   string        `json:"returning,omitempty"`
	ReturnedAt  time.Time     `json:"returnedAt,omitzero"`
}

func toPaymentDoc(p order.Payment) paymentDoc {
	return paymentDoc{
		ID: p.ID, Method: string(p.Method), Gateway: p.Gateway, BySupplier: p.BySupplier, GatewayRef: p.GatewayRef,
		Amount: toMoneyDoc(p.Amount), Status: string(p.Status), CardToken: p.CardToken,
		ReturnURL: p.ReturnURL, DeclineCode: p.DeclineCode,
		NextAction: nextActionDoc{Type: string(p.NextAction.Type), URL: p.NextAction.URL, Method: p.NextAction.Method},
		CreatedAt:  p.CreatedAt.UTC(), PaidAt: p.PaidAt.UTC(), CapturedAt: p.CapturedAt.UTC(), Accepted: p.Accepted,
		Authorize: toStepDoc(p.Authorize), Poll: toStepDoc(p.Poll), Capture: toStepDoc(p.Capture), Return: toStepDoc(p.Return),
		Returning: string(p.Returning), ReturnedAt: p.ReturnedAt.UTC(),
	}
}

func fromPaymentDoc(d paymentDoc) order.Payment {
	return order.Payment{
		ID: d.ID, Method: order.PaymentMethod(d.Method), Gateway: d.Gateway, BySupplier: d.BySupplier, GatewayRef: d.GatewayRef,
		Amount: fromMoneyDoc(d.Amount), Status: order.PaymentStatus(d.Status), CardToken: d.CardToken,
		ReturnURL: d.ReturnURL, DeclineCode: d.DeclineCode,
		NextAction: order.NextAction{Type: order.NextActionType(d.NextAction.Type), URL: d.NextAction.URL, Method: d.NextAction.Method},
		CreatedAt:  d.CreatedAt, PaidAt: d.PaidAt, CapturedAt: d.CapturedAt, Accepted: d.Accepted,
		Authorize: fromStepDoc(d.Authorize), Poll: fromStepDoc(d.Poll), Capture: fromStepDoc(d.Capture), Return: fromStepDoc(d.Return),
		Returning: order.ReturnKind(d.Returning), ReturnedAt: d.ReturnedAt,
	}
}

// each maps a list; nil stays nil.
func each[A, B any](list []A, f func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = f(a)
	}
	return out
}

// eachErr maps a list by something that can fail; nil stays nil.
func eachErr[A, B any](list []A, f func(A) (B, error)) ([]B, error) {
	if list == nil {
		return nil, nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		b, err := f(a)
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}
