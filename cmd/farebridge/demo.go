package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/travel"
)

type demoCommand struct {
	URL string `help:"A running server to buy from; without it the demo starts its own, in memory."`
	Key string `default:"fb_test_agency" help:"The API key."`
}

// Run buys a trip from Beijing to Shanghai and tells the story.
func (d *demoCommand) Run(e *environment) error {
	url := d.URL
	if url == "" {
		started, stop, err := demoServer(e)
		if err != nil {
			return err
		}
		defer stop()
		url = started
	}
	ctx, cancel := context.WithTimeout(e.ctx, 2*time.Minute)
	defer cancel()
	api, err := client.NewClientWithResponses(url, client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+d.Key)
		return nil
	}))
	if err != nil {
		return err
	}
	return (&story{api: api, out: e.stdout}).tell(ctx)
}

// demoServer is a whole sandbox of the demo's own, gone when it ends.
func demoServer(e *environment) (string, func(), error) {
	c, err := config.Load(nil)
	if err != nil {
		return "", nil, err
	}
	c.Listen, c.DataDir = "127.0.0.1:0", ""
	server, err := app.New(e.ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", nil, err
	}
	if err := server.Start(e.ctx); err != nil {
		return "", nil, err
	}
	return server.URL(), func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), 10*time.Second)
		defer cancel()
		if err := server.Close(ending); err != nil {
			fmt.Fprintln(e.stderr, "farebridge: demo:", err)
		}
	}, nil
}

// story is one purchase as its buyer lives it.
type story struct {
	api *client.ClientWithResponses
	out io.Writer
}

func (s *story) tell(ctx context.Context) error {
	offer, segments, err := s.shop(ctx)
	if err != nil {
		return err
	}
	firm, token, err := s.price(ctx, offer)
	if err != nil {
		return err
	}
	orderID, err := s.order(ctx, firm, token)
	if err != nil {
		return err
	}
	if err := s.pay(ctx, orderID); err != nil {
		return err
	}
	return s.waitForTicket(ctx, orderID, segments)
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

func (s *story) shop(ctx context.Context) (client.Offer, map[string]client.PaxSegment, error) {
	now := time.Now()
	if clock, err := s.api.SandboxClockRetrieveWithResponse(ctx); err == nil && clock.JSON200 != nil {
		now = clock.JSON200.Now // a sandbox's time may have been moved
	}
	date := travel.DateOf(now).AddDays(30)
	s.say("1. AirShopping: one adult, Beijing to Shanghai, %s.", date)
	reply, err := s.api.AirShoppingWithResponse(ctx, nil, client.AirShoppingRequest{
		OriginDestinations: []client.OriginDestination{{Origin: "PEK", Destination: "SHA", DepartureDate: date.String()}},
		Pax:                []client.Pax{{PaxID: "p1", Ptc: client.PTCADT}},
	})
	if err != nil {
		return client.Offer{}, nil, err
	}
	if reply.JSON200 == nil {
		return client.Offer{}, nil, problem("AirShopping", reply.ApplicationProblemJSONDefault, reply.Body)
	}
	answer := reply.JSON200
	for _, supplier := range answer.Suppliers {
		s.say("   %-18s %-8s %3d offers in %d ms %s", supplier.SupplierID, supplier.Status, supplier.Offers, supplier.LatencyMs, deref(supplier.Reason))
	}
	segments := map[string]client.PaxSegment{}
	for _, segment := range answer.DataLists.PaxSegments {
		segments[segment.PaxSegmentID] = segment
	}
	for _, offer := range answer.Offers {
		if offer.Holdable {
			s.say("   We take %s's offer at %s %s, priced %s (%s).", offer.SupplierID, offer.TotalPrice.Amount, offer.TotalPrice.Currency, offer.PricedAt.Format(time.RFC3339), offer.Source)
			return offer, segments, nil
		}
	}
	return client.Offer{}, nil, errors.New("AirShopping found no offer that can be held")
}

func (s *story) price(ctx context.Context, offer client.Offer) (client.Offer, *string, error) {
	s.say("2. OfferPrice: is that still true?")
	reply, err := s.api.OfferPriceWithResponse(ctx, offer.OfferID, nil, client.OfferPriceRequest{})
	if err != nil {
		return client.Offer{}, nil, err
	}
	if reply.JSON200 == nil || reply.JSON200.Offer == nil {
		return client.Offer{}, nil, problem("OfferPrice", reply.ApplicationProblemJSONDefault, reply.Body)
	}
	firm := reply.JSON200.Offer
	s.say("   The airline says: %s, %s %s, %d changes.", reply.JSON200.Result, firm.TotalPrice.Amount, firm.TotalPrice.Currency, len(reply.JSON200.Changes))
	return *firm, reply.JSON200.Acceptance.Token, nil
}

func (s *story) order(ctx context.Context, offer client.Offer, token *string) (string, error) {
	s.say("3. OrderCreate: we ask the airline to hold the seat.")
	key := travel.NewID("demo_")
	reply, err := s.api.OrderCreateWithResponse(ctx, &client.OrderCreateParams{IdempotencyKey: &key}, client.OrderCreateRequest{
		Offers:        []client.SelectedOffer{{OfferID: offer.OfferID, AcceptanceToken: token}},
		AcceptedTotal: offer.TotalPrice,
		Pax: []client.OrderPax{{
			PaxID: "p1", Surname: "ZHANG", GivenName: "SAN", Gender: client.GenderMale, BirthDate: "1990-03-07",
		}},
		Contact: client.Contact{Name: "Zhang San", Email: "zhang.san@example.com", Phone: "+8613800138000"},
	})
	if err != nil {
		return "", err
	}
	booked := reply.JSON201
	if booked == nil {
		booked = reply.JSON202
	}
	if booked == nil {
		return "", problem("OrderCreate", reply.ApplicationProblemJSONDefault, reply.Body)
	}
	s.say("   Order %s is %s; the airline calls it %s.", booked.Reference, booked.Status, locators(booked.RecordLocators))
	if booked.PayBy != nil {
		s.say("   It can be paid until %s.", booked.PayBy.Format(time.RFC3339))
	}
	return booked.OrderID, nil
}

func (s *story) pay(ctx context.Context, orderID string) error {
	s.say("4. OrderPay: by card. The money is reserved, not yet taken.")
	key := travel.NewID("demo_")
	reply, err := s.api.OrderPayWithResponse(ctx, orderID, &client.OrderPayParams{IdempotencyKey: &key}, client.OrderPayRequest{
		Method: client.PaymentMethodCard, Card: &client.CardInput{Token: "tok_sandbox_ok"},
	})
	if err != nil {
		return err
	}
	if reply.JSON201 == nil {
		return problem("OrderPay", reply.ApplicationProblemJSONDefault, reply.Body)
	}
	s.say("   Payment %s: %s %s.", reply.JSON201.Status, reply.JSON201.Amount.Amount, reply.JSON201.Amount.Currency)
	return nil
}

func (s *story) waitForTicket(ctx context.Context, orderID string, segments map[string]client.PaxSegment) error {
	s.say("5. OrderRetrieve, until the ticket is there and the money is taken.")
	poll := time.NewTicker(100 * time.Millisecond)
	defer poll.Stop()
	last := client.OrderStatus("")
	for {
		reply, err := s.api.OrderRetrieveWithResponse(ctx, orderID, nil)
		if err != nil {
			return err
		}
		order := reply.JSON200
		if order == nil {
			return problem("OrderRetrieve", reply.ApplicationProblemJSONDefault, reply.Body)
		}
		if order.Status != last {
			s.say("   The order is %s.", order.Status)
			last = order.Status
		}
		switch order.Status {
		case client.OrderStatusTicketed:
			return s.end(ctx, order, segments)
		case client.OrderStatusCancelled, client.OrderStatusFailed, client.OrderStatusRefunded:
			return fmt.Errorf("the order ended %s", order.Status)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the order is still %s: %w", order.Status, ctx.Err())
		case <-poll.C:
		}
	}
}

func (s *story) end(ctx context.Context, order *client.Order, segments map[string]client.PaxSegment) error {
	for _, ticket := range order.Tickets {
		s.say("   Ticket %s for %s.", ticket.TicketNumber, ticket.PaxID)
	}
	for _, segment := range order.DataLists.PaxSegments {
		segments[segment.PaxSegmentID] = segment
		s.say("   %s%s leaves %s at %s and lands at %s at %s.", segment.MarketingCarrier, segment.FlightNumber,
			segment.Departure.Airport, segment.Departure.LocalTime, segment.Arrival.Airport, segment.Arrival.LocalTime)
	}
	for _, payment := range order.Payments {
		s.say("   Payment %s: %s %s.", payment.Status, payment.Amount.Amount, payment.Amount.Currency)
	}
	s.say("6. OrderHistory: what happened, and when.")
	reply, err := s.api.OrderHistoryWithResponse(ctx, order.OrderID)
	if err != nil {
		return err
	}
	if reply.JSON200 == nil {
		return problem("OrderHistory", reply.ApplicationProblemJSONDefault, reply.Body)
	}
	for _, event := range reply.JSON200.Events {
		s.say("   %s  %-22s → %-16s %s", event.At.Format("15:04:05.000"), event.Kind, event.Status, deref(event.Detail))
	}
	s.say("Have a good flight.")
	return nil
}

func locators(all []client.RecordLocator) string {
	text := ""
	for i, l := range all {
		if i > 0 {
			text += ", "
		}
		text += l.Locator
	}
	return text
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// problem makes an error of an answer that was not the hoped-for one.
func problem(operation string, p *client.Problem, body []byte) error {
	if p == nil {
		return fmt.Errorf("%s: %s", operation, body)
	}
	text := fmt.Sprintf("%s: %d %s: %s", operation, p.Status, p.Code, deref(p.Detail))
	for _, finding := range p.Errors {
		text += fmt.Sprintf("\n  %s: %s", finding.Pointer, finding.Detail)
	}
	return errors.New(text)
}
