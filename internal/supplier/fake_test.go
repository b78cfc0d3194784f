package supplier_test

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// fake plays every role by one function and counts the calls.
type fake struct {
	calls  atomic.Int64
	answer func(ctx context.Context) error
}

func (f *fake) do(ctx context.Context) error {
	f.calls.Add(1)
	return f.answer(ctx)
}

func (f *fake) Shop(ctx context.Context, _ travel.Search) (supplier.ShopAnswer, error) {
	return supplier.ShopAnswer{}, f.do(ctx)
}

func (f *fake) Price(ctx context.Context, _ supplier.PriceInput) (travel.SupplierOffer, error) {
	return travel.SupplierOffer{}, f.do(ctx)
}

func (f *fake) Book(ctx context.Context, _ supplier.BookInput) (travel.Booking, error) {
	return travel.Booking{}, f.do(ctx)
}

func (f *fake) Ticket(ctx context.Context, _ supplier.TicketInput) (travel.Booking, error) {
	return travel.Booking{}, f.do(ctx)
}

func (f *fake) Retrieve(ctx context.Context, _ supplier.RetrieveInput) (travel.Booking, bool, error) {
	return travel.Booking{}, true, f.do(ctx)
}

func (f *fake) Release(ctx context.Context, _ string, _ []byte) error { return f.do(ctx) }

func (f *fake) connector() *supplier.Connector {
	return &supplier.Connector{ID: "fake", Shop: f, Price: f, Book: f, Ticket: f, Retrieve: f, Release: f}
}

// failing answers with the same error every time; nil is success.
func failing(err error) *fake { return &fake{answer: func(context.Context) error { return err }} }

// roles calls each role of a connector by name.
var roles = map[string]func(context.Context, *supplier.Connector) error{
	"shop": func(ctx context.Context, c *supplier.Connector) error {
		_, err := c.Shop.Shop(ctx, travel.Search{})
		return err
	},
	"price": func(ctx context.Context, c *supplier.Connector) error {
		_, err := c.Price.Price(ctx, supplier.PriceInput{})
		return err
	},
	"book": func(ctx context.Context, c *supplier.Connector) error {
		_, err := c.Book.Book(ctx, supplier.BookInput{})
		return err
	},
	"ticket": func(ctx context.Context, c *supplier.Connector) error {
		_, err := c.Ticket.Ticket(ctx, supplier.TicketInput{})
		return err
	},
	"retrieve": func(ctx context.Context, c *supplier.Connector) error {
		_, _, err := c.Retrieve.Retrieve(ctx, supplier.RetrieveInput{})
		return err
	},
	"release": func(ctx context.Context, c *supplier.Connector) error {
		return c.Release.Release(ctx, "", nil)
	},
}

// clock is the one of a synctest bubble, moved by hand.
type clock struct{}

func newClock() clock { return clock{} }

func (clock) Now() time.Time { return time.Now() }

func (clock) advance(d time.Duration) { time.Sleep(d) }

// errorOf is err as supplier's error; the zero Error when it is none.
func errorOf(err error) supplier.Error {
	var e *supplier.Error
	if !errors.As(err, &e) {
		return supplier.Error{}
	}
	return *e
}
