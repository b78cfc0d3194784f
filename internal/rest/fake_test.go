package rest_test

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// now is the time everywhere in these tests: an evening in Europe, the next
// morning in China.
var now = time.Date(2026, time.November, 22, 20, 0, 0, 0, time.UTC)

// verbs are all services by hand: each method calls its function, or answers
// that nothing is there. Every call is noted.
type verbs struct {
	mu    sync.Mutex
	calls []string

	airShopping func(context.Context, shopping.Input) (shopping.Result, error)
	seatMaps    func(string) (pricing.Ancillaries[[]travel.SeatMap], error)
	services    func(string) (pricing.Ancillaries[[]pricing.ListedService], error)
	rules       func(string) (pricing.Ancillaries[travel.Rules], error)
	stream      func(context.Context, shopping.Input, func([]byte) error) error
	retrieve    func(context.Context, shopping.Page) (shopping.Encoded, error)
	offer       func(ctx context.Context, agencyID, offerID string) (travel.Offer, error)
	offerPrice  func(context.Context, pricing.Input) (pricing.Result, error)
	create      func(context.Context, ordering.CreateInput) (ordering.Answered, error)
	pay         func(context.Context, ordering.PayInput) (ordering.Answered, error)
	order       func(ctx context.Context, orderID string, live bool) (order.Order, time.Time, error)
	orders      func(context.Context, ordering.Filter) ([]order.Order, string, time.Time, error)
	history     func(ctx context.Context, orderID string) ([]order.Record, error)
	payment     func(ctx context.Context, orderID, paymentID string) (order.Order, order.Payment, error)
	notice      func(ctx context.Context, gatewayID string, header http.Header, body []byte) error
	told        func(ctx context.Context, supplierID string, header http.Header, body []byte) (supplier.NoticeReply, error)
}

func (v *verbs) note(name string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.calls = append(v.calls, name)
}

func (v *verbs) called() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]string(nil), v.calls...)
}

func (v *verbs) AirShopping(ctx context.Context, in shopping.Input) (shopping.Result, error) {
	v.note("AirShopping")
	if v.airShopping == nil {
		return shopping.Result{}, travel.NewError(travel.CodeSuppliersUnavailable)
	}
	return v.airShopping(ctx, in)
}

func (v *verbs) Stream(ctx context.Context, in shopping.Input, line func([]byte) error) error {
	v.note("Stream")
	if v.stream == nil {
		return travel.NewError(travel.CodeSuppliersUnavailable)
	}
	return v.stream(ctx, in, line)
}

func (v *verbs) Retrieve(ctx context.Context, page shopping.Page) (shopping.Encoded, error) {
	v.note("Retrieve")
	if v.retrieve == nil {
		return shopping.Encoded{}, travel.NewError(travel.CodeNotFound)
	}
	return v.retrieve(ctx, page)
}

func (v *verbs) Offer(ctx context.Context, agencyID, offerID string) (travel.Offer, error) {
	v.note("Offer")
	if v.offer == nil {
		return travel.Offer{}, travel.NewError(travel.CodeNotFound)
	}
	return v.offer(ctx, agencyID, offerID)
}

func (v *verbs) SeatMaps(_ context.Context, _, _, offerID string) (pricing.Ancillaries[[]travel.SeatMap], error) {
	v.note("SeatMaps")
	if v.seatMaps == nil {
		return pricing.Ancillaries[[]travel.SeatMap]{}, travel.NewError(travel.CodeNotFound)
	}
	return v.seatMaps(offerID)
}

func (v *verbs) Services(_ context.Context, _, _, offerID string) (pricing.Ancillaries[[]pricing.ListedService], error) {
	v.note("Services")
	if v.services == nil {
		return pricing.Ancillaries[[]pricing.ListedService]{}, travel.NewError(travel.CodeNotFound)
	}
	return v.services(offerID)
}

func (v *verbs) Rules(_ context.Context, _, _, offerID string) (pricing.Ancillaries[travel.Rules], error) {
	v.note("Rules")
	if v.rules == nil {
		return pricing.Ancillaries[travel.Rules]{}, travel.NewError(travel.CodeNotFound)
	}
	return v.rules(offerID)
}

func (v *verbs) OfferPrice(ctx context.Context, in pricing.Input) (pricing.Result, error) {
	v.note("OfferPrice")
	if v.offerPrice == nil {
		return pricing.Result{}, travel.NewError(travel.CodeNotFound)
	}
	return v.offerPrice(ctx, in)
}

// Accuracy: air-china's prices held three times out of four, nobody else's were looked at.
func (v *verbs) Accuracy(supplierID string) pricing.Accuracy {
	if supplierID == "air-china" {
		return pricing.Accuracy{Checked: 4, Unchanged: 3}
	}
	return pricing.Accuracy{}
}

func (v *verbs) Create(ctx context.Context, in ordering.CreateInput) (ordering.Answered, error) {
	v.note("Create")
	if v.create == nil {
		return ordering.Answered{}, travel.NewError(travel.CodeNotFound)
	}
	return v.create(ctx, in)
}

func (v *verbs) Pay(ctx context.Context, in ordering.PayInput) (ordering.Answered, error) {
	v.note("Pay")
	if v.pay == nil {
		return ordering.Answered{}, travel.NewError(travel.CodeNotFound)
	}
	return v.pay(ctx, in)
}

func (v *verbs) Order(ctx context.Context, orderID string, live bool) (order.Order, time.Time, error) {
	v.note("Order")
	if v.order == nil {
		return order.Order{}, time.Time{}, travel.NewError(travel.CodeNotFound)
	}
	return v.order(ctx, orderID, live)
}

func (v *verbs) Orders(ctx context.Context, filter ordering.Filter) ([]order.Order, string, time.Time, error) {
	v.note("Orders")
	if v.orders == nil {
		return nil, "", now, nil
	}
	return v.orders(ctx, filter)
}

func (v *verbs) History(ctx context.Context, orderID string) ([]order.Record, error) {
	v.note("History")
	if v.history == nil {
		return nil, travel.NewError(travel.CodeNotFound)
	}
	return v.history(ctx, orderID)
}

func (v *verbs) Payment(ctx context.Context, orderID, paymentID string) (order.Order, order.Payment, error) {
	v.note("Payment")
	if v.payment == nil {
		return order.Order{}, order.Payment{}, travel.NewError(travel.CodeNotFound)
	}
	return v.payment(ctx, orderID, paymentID)
}

func (v *verbs) ConfirmPayment(ctx context.Context, orderID, paymentID string) (order.Order, order.Payment, error) {
	v.note("ConfirmPayment")
	if v.payment == nil {
		return order.Order{}, order.Payment{}, travel.NewError(travel.CodeNotFound)
	}
	return v.payment(ctx, orderID, paymentID)
}

func (v *verbs) Notice(ctx context.Context, gatewayID string, header http.Header, body []byte) error {
	v.note("Notice")
	if v.notice == nil {
		return travel.NewError(travel.CodeNotFound)
	}
	return v.notice(ctx, gatewayID, header, body)
}

func (v *verbs) SupplierNotice(ctx context.Context, supplierID string, header http.Header, body []byte) (supplier.NoticeReply, error) {
	v.note("SupplierNotice")
	if v.told == nil {
		return supplier.NoticeReply{}, travel.NewError(travel.CodeNotFound)
	}
	return v.told(ctx, supplierID, header, body)
}

// keys knows two agencies, one of a program that is not open.
type keys struct{}

func (keys) Authenticate(_ context.Context, key string) (account.Principal, error) {
	switch key {
	case "fb_test_agency":
		return account.Principal{AgencyID: "agy_one", KeyID: "key_one", Program: "retail"}, nil
	case "fb_test_ota":
		return account.Principal{AgencyID: "agy_two", KeyID: "key_two", Program: "retail"}, nil
	case "fb_test_gov":
		return account.Principal{AgencyID: "agy_gov", KeyID: "key_gov", Program: "gov-cn"}, nil
	}
	return account.Principal{}, travel.NewError(travel.CodeUnauthenticated)
}

// agencies knows the two agencies of keys; one of them has paid in.
type agencies struct{}

func (agencies) Profile(ctx context.Context) (account.Profile, error) {
	id, _ := account.AgencyFrom(ctx)
	p := account.Profile{Agency: account.Agency{ID: id, Name: "Ägentur 旅行", Program: "retail"}}
	if id == "agy_one" {
		p.Deposit = &account.Deposit{Balance: money.New(5_000_000, money.CNY), Reserved: money.New(189_200, money.CNY)}
	}
	return p, nil
}

// clock stands still until it is advanced.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) Now(context.Context) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Add(c.offset), nil
}

func (c *clock) ClockOffset(context.Context) (time.Duration, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset, nil
}

func (c *clock) AdvanceClock(_ context.Context, by time.Duration) (time.Time, time.Duration, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += by
	return now.Add(c.offset), c.offset, nil
}
