package supplier

import (
	"context"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Instrument gives every role c has its deadline, bulkhead, rate limit, circuit
// breaker, retry, span, count and log, and keeps bookings within our funds.
// Roles c has not stay nil. Errors that come out are *Error of a closed Kind
// with the supplier's id in it, whatever the connector did.
func Instrument(c *Connector, options Options) *Connector {
	g := newGuard(c.ID, options.withDefaults())
	all := guarded{guard: g, inner: c}
	out := &Connector{ID: c.ID, AccountCodes: c.AccountCodes, Notify: c.Notify}
	if c.Shop != nil {
		out.Shop = all
	}
	if c.Price != nil {
		out.Price = all
	}
	if c.Services != nil {
		out.Services = all
	}
	if c.Seats != nil {
		out.Seats = all
	}
	if c.Rules != nil {
		out.Rules = all
	}
	if c.Book != nil {
		out.Book = all
	}
	if c.Ticket != nil {
		out.Ticket = all
	}
	if c.Retrieve != nil {
		out.Retrieve = all
	}
	if c.Release != nil {
		out.Release = all
	}
	if c.Refund != nil {
		out.Refund = all
	}
	if c.Change != nil {
		out.Change = all
	}
	if c.Accept != nil {
		out.Accept = all
	}
	if c.Funds != nil {
		out.Funds = all
	}
	return out
}

// guarded plays every role under the guard. Instrument hands it out only for
// the roles the inner connector has.
type guarded struct {
	guard *guard
	inner *Connector
}

// asks is how a role is called that only asks.
func (d guarded) asks(role string) conduct {
	how := conduct{role: role, deadline: d.guard.options.Deadlines.Retrieve, repeat: true}
	switch role {
	case "price", "services", "seats", "rules":
		how.deadline = d.guard.options.Deadlines.Price
	}
	return how
}

// does is how a role is called that does something which must not be done twice.
func (d guarded) does(role string) conduct {
	return conduct{role: role, deadline: d.guard.options.Deadlines.Book, writes: true}
}

func (d guarded) Shop(ctx context.Context, search travel.Search) (ShopAnswer, error) {
	how := conduct{role: "shop", repeat: true}
	return under(ctx, d.guard, d.guard.searches, how, func(ctx context.Context) (ShopAnswer, error) {
		answer, err := d.inner.Shop.Shop(ctx, search)
		for i := range answer.Offers {
			answer.Offers[i] = d.guard.charging(answer.Offers[i])
		}
		return answer, err
	})
}

func (d guarded) Price(ctx context.Context, in PriceInput) (travel.SupplierOffer, error) {
	return under(ctx, d.guard, d.guard.orders, d.asks("price"), func(ctx context.Context) (travel.SupplierOffer, error) {
		offer, err := d.inner.Price.Price(ctx, in)
		return d.guard.charging(offer), err
	})
}

func (d guarded) Services(ctx context.Context, about About) ([]travel.Service, error) {
	return under(ctx, d.guard, d.guard.searches, d.asks("services"), func(ctx context.Context) ([]travel.Service, error) {
		return d.inner.Services.Services(ctx, about)
	})
}

func (d guarded) SeatMaps(ctx context.Context, about About) ([]travel.SeatMap, error) {
	return under(ctx, d.guard, d.guard.searches, d.asks("seats"), func(ctx context.Context) ([]travel.SeatMap, error) {
		return d.inner.Seats.SeatMaps(ctx, about)
	})
}

func (d guarded) Rules(ctx context.Context, about About) (travel.Rules, error) {
	return under(ctx, d.guard, d.guard.searches, d.asks("rules"), func(ctx context.Context) (travel.Rules, error) {
		return d.inner.Rules.Rules(ctx, about)
	})
}

func (d guarded) Book(ctx context.Context, in BookInput) (travel.Booking, error) {
	if err := d.affordable(ctx, in); err != nil {
		return travel.Booking{}, err
	}
	if in.Instant {
		if err := d.guard.payable(in.CardToken); err != nil {
			return travel.Booking{}, err
		}
	}
	booking, err := under(ctx, d.guard, d.guard.orders, d.does("book"), func(ctx context.Context) (travel.Booking, error) {
		return d.inner.Book.Book(ctx, in)
	})
	d.guard.mindFunds(ctx, "book", err)
	return booking, err
}

func (d guarded) Ticket(ctx context.Context, in TicketInput) (travel.Booking, error) {
	if err := d.guard.payable(in.CardToken); err != nil {
		return travel.Booking{}, err
	}
	how := d.does("ticket")
	how.deadline = d.guard.options.Deadlines.Ticket
	booking, err := under(ctx, d.guard, d.guard.orders, how, func(ctx context.Context) (travel.Booking, error) {
		return d.inner.Ticket.Ticket(ctx, in)
	})
	d.guard.mindFunds(ctx, "ticket", err)
	return booking, err
}

func (d guarded) Retrieve(ctx context.Context, in RetrieveInput) (travel.Booking, bool, error) {
	type answer struct {
		booking travel.Booking
		found   bool
	}
	a, err := under(ctx, d.guard, d.guard.orders, d.asks("retrieve"), func(ctx context.Context) (answer, error) {
		booking, found, err := d.inner.Retrieve.Retrieve(ctx, in)
		return answer{booking: booking, found: found}, err
	})
	return a.booking, a.found, err
}

func (d guarded) Release(ctx context.Context, reference string, bookingRef []byte) error {
	how := conduct{role: "release", deadline: d.guard.options.Deadlines.Release, writes: true, repeat: true}
	_, err := under(ctx, d.guard, d.guard.orders, how, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, d.inner.Release.Release(ctx, reference, bookingRef)
	})
	return err
}

func (d guarded) QuoteRefund(ctx context.Context, in BookingInput) (travel.RefundQuote, error) {
	return under(ctx, d.guard, d.guard.orders, d.asks("quoteRefund"), func(ctx context.Context) (travel.RefundQuote, error) {
		return d.inner.Refund.QuoteRefund(ctx, in)
	})
}

func (d guarded) Refund(ctx context.Context, in BookingInput, quote travel.RefundQuote) (travel.RefundQuote, error) {
	return under(ctx, d.guard, d.guard.orders, d.does("refund"), func(ctx context.Context) (travel.RefundQuote, error) {
		return d.inner.Refund.Refund(ctx, in, quote)
	})
}

func (d guarded) Reshop(ctx context.Context, in ReshopInput) ([]travel.ChangeOffer, error) {
	return under(ctx, d.guard, d.guard.orders, d.asks("reshop"), func(ctx context.Context) ([]travel.ChangeOffer, error) {
		return d.inner.Change.Reshop(ctx, in)
	})
}

func (d guarded) Change(ctx context.Context, in BookingInput, offer travel.ChangeOffer) (travel.Booking, error) {
	booking, err := under(ctx, d.guard, d.guard.orders, d.does("change"), func(ctx context.Context) (travel.Booking, error) {
		return d.inner.Change.Change(ctx, in, offer)
	})
	d.guard.mindFunds(ctx, "change", err)
	return booking, err
}

func (d guarded) Accept(ctx context.Context, in BookingInput, change travel.ScheduleChange) (travel.Booking, error) {
	return under(ctx, d.guard, d.guard.orders, d.does("accept"), func(ctx context.Context) (travel.Booking, error) {
		return d.inner.Accept.Accept(ctx, in, change)
	})
}

func (d guarded) Funds(ctx context.Context) (money.Money, error) {
	return under(ctx, d.guard, d.guard.orders, d.asks("funds"), func(ctx context.Context) (money.Money, error) {
		return d.inner.Funds.Funds(ctx)
	})
}
