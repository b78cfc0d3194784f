package rest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

// kept is the answer to a write, byte for byte as it was first given.
type kept struct{ ordering.Answered }

func (k kept) write(w http.ResponseWriter) error {
	header := w.Header()
	header.Set(echo.HeaderContentType, k.ContentType)
	if tag := k.tag(); tag != "" {
		header.Set(headerETag, tag)
	}
	if k.Location != "" {
		header.Set(echo.HeaderLocation, k.Location)
	}
	if k.Replayed {
		header.Set("Idempotent-Replayed", "true")
	}
	w.WriteHeader(k.Status)
	_, err := w.Write(k.Body)
	return err
}

// tag is the entity tag of the order that is the answer, "" when it is anything
// else: what is kept is bytes alone, a replayed answer's as well.
func (k kept) tag() string {
	if k.Status != http.StatusCreated && k.Status != http.StatusAccepted {
		return ""
	}
	var written struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(k.Body, &written); err != nil || written.Version == 0 {
		return ""
	}
	return entityTag(written.Version)
}

const headerETag = "ETag"

func entityTag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// VisitOrderCreateResponse writes the kept answer.
func (k kept) VisitOrderCreateResponse(w http.ResponseWriter) error { return k.write(w) }

// VisitOrderPayResponse writes the kept answer.
func (k kept) VisitOrderPayResponse(w http.ResponseWriter) error { return k.write(w) }

// OrderCreate books an offer.
func (s *server) OrderCreate(ctx context.Context, r api.OrderCreateRequestObject) (api.OrderCreateResponseObject, error) {
	body := *r.Body
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	total, wrongTotal := FromAPIMoney(body.AcceptedTotal, "/acceptedTotal")
	travellers, wrongPax := FromAPITravellers(body.Pax)
	var found findings
	found.add(s.shapes.check(body)...)
	found.add(wrongTotal...)
	found.add(wrongPax...)
	found.add(checkParty(body.Pax)...)
	for i, traveller := range travellers {
		found.add(checkIdentity(traveller, fmt.Sprintf("/pax/%d", i), now)...)
	}
	if body.RulesAccepted != nil && !*body.RulesAccepted {
		found.add(finding("/rulesAccepted", findMustBeTrue))
	}
	in := ordering.CreateInput{
		OfferID: body.Offers[0].OfferID, AcceptanceToken: fromAPIPtr[string](body.Offers[0].AcceptanceToken),
		AcceptedTotal: total, Travellers: travellers, ClientReference: fromAPIPtr[string](body.ClientReference),
		Contact: travel.Contact{Name: fromAPIName(body.Contact.Name), Email: body.Contact.Email, Phone: body.Contact.Phone},
		Encode:  encodeOrder(ctx),
	}
	if body.Metadata != nil {
		in.Metadata = *body.Metadata
		found.add(checkMetadata(in.Metadata)...)
	}
	found.add(checkCardNumbers(body)...)
	if err := found.err(); err != nil {
		return nil, err
	}
	key, err := idempotencyKey("OrderCreate", r.Params.IdempotencyKey, body)
	if err != nil {
		return nil, err
	}
	in.Key = key
	given, err := s.ordering.Create(ctx, in)
	if err != nil {
		return nil, err
	}
	return kept{given}, nil
}

// encodeOrder makes the answer to an OrderCreate as it is kept for its key, in
// the language of the first call.
func encodeOrder(ctx context.Context) func(order.Order, time.Time, error) ordering.Answer {
	return func(o order.Order, now time.Time, failure error) ordering.Answer {
		if failure != nil {
			return encodeFailure(ctx, o.ID, failure)
		}
		status := http.StatusCreated
		if o.Status() == order.StatusPending {
			status = http.StatusAccepted
		}
		return encode(status, echo.MIMEApplicationJSON, orderPath(o.ID), callFrom(ctx).suppliers.toAPIOrder(o, now))
	}
}

// newKey is added where a repetition could only give the kept answer again.
var newKey = text{" To try again, use a new Idempotency-Key.", "如需重试,请使用新的 Idempotency-Key。"}

// encodeFailure is the problem of a write whose intent is on record. It is kept
// for the key, so the same call will not fare better later.
func encodeFailure(ctx context.Context, orderID string, failure error) ordering.Answer {
	problem := toAPIProblem(ctx, toTravel(failure))
	problem.OrderID = &orderID
	if problem.Retryable {
		problem.Retryable = false
		problem.Detail = ptr(*problem.Detail + newKey.in(callFrom(ctx).language, nil))
	}
	return encode(problem.Status, mediaProblem, "", problem)
}

func encode(status int, contentType, location string, value any) ordering.Answer {
	body, err := json.Marshal(value)
	if err != nil {
		// Wire types always encode. Should one not, the write has happened all
		// the same, and the order can be read.
		body = []byte("{}")
	}
	return ordering.Answer{Status: status, ContentType: contentType, Location: location, Body: body}
}

func orderPath(orderID string) string { return "/v1/orders/" + orderID }

// idempotencyKey binds a key to what was asked: the meaning of the body, not
// its spelling, so that spaces and the order of members do not matter.
func idempotencyKey(operation string, key *string, input any) (ordering.Key, error) {
	meaning, err := json.Marshal(input)
	if err != nil {
		return ordering.Key{}, fmt.Errorf("rest: hash input: %w", err)
	}
	return ordering.Key{Operation: operation, Value: fromAPIPtr[string](key), InputHash: sha256.Sum256(meaning)}, nil
}

// defaultLimit is how many orders a page of a list has.
const defaultLimit = 50

// OrderList lists the agency's orders.
func (s *server) OrderList(ctx context.Context, r api.OrderListRequestObject) (api.OrderListResponseObject, error) {
	filter := ordering.Filter{
		Status: fromAPIPtr[order.Status](r.Params.Status), Limit: defaultLimit,
		Reference:       strings.ToUpper(fromAPIPtr[string](r.Params.Reference)),
		ClientReference: fromAPIPtr[string](r.Params.ClientReference), After: fromAPIPtr[string](r.Params.After),
	}
	if r.Params.Limit != nil {
		filter.Limit = *r.Params.Limit
	}
	if r.Params.CreatedAfter != nil {
		filter.CreatedAfter = r.Params.CreatedAfter.UTC()
	}
	orders, after, now, err := s.ordering.Orders(ctx, filter)
	if err != nil {
		return nil, aboutParameters(err)
	}
	written := api.OrderList200JSONResponse{Orders: []api.OrderSummary{}, Page: api.PageInfo{After: toAPIString(after)}}
	for _, o := range orders {
		written.Orders = append(written.Orders, s.suppliers.toAPIOrderSummary(o, now))
	}
	return written, nil
}

// OrderRetrieve reads one order.
func (s *server) OrderRetrieve(ctx context.Context, r api.OrderRetrieveRequestObject) (api.OrderRetrieveResponseObject, error) {
	o, now, err := s.ordering.Order(ctx, r.OrderID, r.Params.Live != nil && *r.Params.Live)
	if err != nil {
		return nil, err
	}
	return api.OrderRetrieve200JSONResponse{
		Body:    s.suppliers.toAPIOrder(o, now),
		Headers: api.OrderRetrieve200ResponseHeaders{ETag: ptr(entityTag(o.Version))},
	}, nil
}

// OrderHistory reads what happened to an order.
func (s *server) OrderHistory(ctx context.Context, r api.OrderHistoryRequestObject) (api.OrderHistoryResponseObject, error) {
	records, err := s.ordering.History(ctx, r.OrderID)
	if err != nil {
		return nil, err
	}
	written := api.OrderHistory200JSONResponse{Events: []api.OrderEvent{}}
	for _, record := range records {
		written.Events = append(written.Events, ToAPIEvent(record))
	}
	return written, nil
}
