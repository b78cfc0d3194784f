package rest

import (
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/travel"
)

// OrderPay pays an order.
func (s *server) OrderPay(ctx context.Context, r api.OrderPayRequestObject) (api.OrderPayResponseObject, error) {
	body := *r.Body
	var found findings
	found.add(s.shapes.check(body)...)
	found.add(checkCardNumbers(body)...)
	if err := found.err(); err != nil {
		return nil, err
	}
	key, err := idempotencyKey("OrderPay", r.Params.IdempotencyKey, []any{r.OrderID, body})
	if err != nil {
		return nil, err
	}
	in := ordering.PayInput{
		Key: key, OrderID: r.OrderID, Method: order.PaymentMethod(body.Method),
		ReturnURL: fromAPIPtr[string](body.ReturnURL), AcceptanceToken: fromAPIPtr[string](body.AcceptanceToken),
		Encode: encodePayment(ctx),
	}
	if body.Card != nil {
		in.CardToken = body.Card.Token
	}
	given, err := s.ordering.Pay(ctx, in)
	if err != nil {
		return nil, aboutOrder{orderID: r.OrderID, error: err}
	}
	return kept{given}, nil
}

// encodePayment makes the answer to an OrderPay as it is kept for its key.
func encodePayment(ctx context.Context) func(order.Order, order.Payment, error) ordering.Answer {
	return func(o order.Order, p order.Payment, failure error) ordering.Answer {
		if failure != nil {
			return encodeFailure(ctx, o.ID, failure)
		}
		return encode(http.StatusCreated, echo.MIMEApplicationJSON, orderPath(o.ID)+"/payments/"+p.ID, ToAPIPayment(o.ID, p))
	}
}

// PaymentRetrieve reads one payment.
func (s *server) PaymentRetrieve(ctx context.Context, r api.PaymentRetrieveRequestObject) (api.PaymentRetrieveResponseObject, error) {
	o, p, err := s.ordering.Payment(ctx, r.OrderID, r.PaymentID)
	if err != nil {
		return nil, err
	}
	return api.PaymentRetrieve200JSONResponse(ToAPIPayment(o.ID, p)), nil
}

// PaymentConfirm asks the gateway how a payment stands.
func (s *server) PaymentConfirm(ctx context.Context, r api.PaymentConfirmRequestObject) (api.PaymentConfirmResponseObject, error) {
	o, p, err := s.ordering.ConfirmPayment(ctx, r.OrderID, r.PaymentID)
	if err != nil {
		return nil, aboutOrder{orderID: r.OrderID, error: err}
	}
	return api.PaymentConfirm200JSONResponse(ToAPIPayment(o.ID, p)), nil
}

type headerKey struct{}

// carryHeader lets a handler see the header whose signature it has to check;
// generated handlers are given the body alone.
func carryHeader(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		c.SetRequest(r.WithContext(context.WithValue(r.Context(), headerKey{}, r.Header)))
		return next(c)
	}
}

// PaymentNotice takes a gateway's callback, byte for byte as it was signed.
func (s *server) PaymentNotice(ctx context.Context, r api.PaymentNoticeRequestObject) (api.PaymentNoticeResponseObject, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, unreadable(err)
	}
	header, _ := ctx.Value(headerKey{}).(http.Header)
	err = s.ordering.Notice(ctx, r.Gateway, header, body)
	if travel.CodeOf(err) == travel.CodeInvalidRequest {
		return nil, travel.NewError(travel.CodeInvalidRequest, reasonNotice).Because(err)
	}
	if err != nil {
		return nil, err
	}
	return api.PaymentNotice200JSONResponse{Received: true}, nil
}
