package amadeus_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/simulator/amadeusair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/travel"
)

// ordering alters what is sent to make an order, and under which scenario it is.
type ordering struct {
	scenario string
	price    map[string]func(string) string
}

func (o ordering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/flight-orders") {
		return http.DefaultTransport.RoundTrip(r)
	}
	var body map[string]any
	err := json.NewDecoder(r.Body).Decode(&body)
	if err != nil {
		return nil, err
	}
	price := body["data"].(map[string]any)["flightOffers"].([]any)[0].(map[string]any)["price"].(map[string]any)
	for field, alter := range o.price {
		price[field] = alter(price[field].(string))
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	altered := r.Clone(r.Context())
	altered.Body, altered.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	if o.scenario != "" {
		altered.Header.Set(stage.ScenarioHeader, o.scenario)
	}
	return http.DefaultTransport.RoundTrip(altered)
}

// sandbox is a world of its own, and a connector to its Amadeus surface.
type sandbox struct {
	world     *world.World
	stage     *stage.Stage
	connector *supplier.Connector
	log       *bytes.Buffer
}

func simulated(t *testing.T, way ordering) sandbox {
	t.Helper()
	silent, wall := slog.New(slog.DiscardHandler), time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	st := stage.New(func() time.Time { return wall })
	j, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	s := sandbox{world: world.New(world.Config{Stage: st, Journal: j, Seed: 7, Logger: silent}), stage: st, log: &bytes.Buffer{}}
	server := httptest.NewServer(amadeusair.New(s.world, st, slowness, silent))
	t.Cleanup(server.Close)
	s.connector = amadeus.New(amadeus.Config{
		ID: airline, BaseURL: server.URL, HTTPClient: &http.Client{Transport: way}, Now: st.Now,
		ClientID: amadeusair.ClientID(airline), ClientSecret: amadeusair.ClientSecret(airline),
		Logger: slog.New(slog.NewTextHandler(s.log, nil)),
	})
	return s
}

// wish is a priced offer of the sandbox, and how it is booked.
func (s sandbox) wish(t *testing.T) supplier.BookInput {
	t.Helper()
	pax := []travel.Pax{{ID: "mum", PTC: travel.PTCAdult}}
	answer, err := s.connector.Shop.Shop(t.Context(), travel.Search{OriginDestinations: familySearch().OriginDestinations, Pax: pax})
	if err != nil || len(answer.Offers) == 0 {
		t.Fatalf("%v, %v", answer.Dropped, err)
	}
	offer, err := s.connector.Price.Price(t.Context(), supplier.PriceInput{OfferRef: answer.Offers[0].Ref, Pax: pax})
	if err != nil {
		t.Fatal(err)
	}
	in := bookInput(t)
	in.OfferRef, in.Total, in.Pax = offer.Ref, offer.Total, in.Pax[:1]
	return in
}

// living are the bookings that were made, and those of them that live.
func (s sandbox) living() (int, int) {
	made, living := 0, 0
	for _, o := range s.world.Orders(airline) {
		made++
		if o.CancelledAt == nil {
			living++
		}
	}
	return made, living
}

func always(value string) func(string) string { return func(string) string { return value } }

// TestAPriceThatMovesAtTheOrder: the server is told to book at no other price, and
// one that books all the same, with a warning, has its order taken back.
func TestAPriceThatMovesAtTheOrder(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		way  ordering
		made int
	}{
		"dearer, refused":        {ordering{scenario: stage.PriceUp}, 0},
		"cheaper, refused":       {ordering{scenario: stage.PriceDown}, 0},
		"dearer within a margin": {ordering{scenario: stage.PriceUp, price: map[string]func(string) string{"margin": always("100.00")}}, 1},
		"cheaper within one":     {ordering{scenario: stage.PriceDown, price: map[string]func(string) string{"margin": always("100.00")}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulated(t, tc.way)
			_, err := s.connector.Book.Book(t.Context(), s.wish(t))
			e := kindOf(t, err, supplier.PriceChanged)
			if warned := strings.Contains(e.Message, "BookingWithPriceMarginWarning"); warned != (tc.made == 1) {
				t.Errorf("message %s", e.Message)
			}
			if made, living := s.living(); made != tc.made || living != 0 {
				t.Errorf("%d bookings made, %d live", made, living)
			}
		})
	}
}

// TestAWarningAtTheAgreedTotal is no reason to give the booking back.
func TestAWarningAtTheAgreedTotal(t *testing.T) {
	t.Parallel()
	s := simulated(t, ordering{price: map[string]func(string) string{
		"margin": always("1.00"),
		"grandTotal": func(total string) string {
			asked, err := money.MustParse(total, money.CNY).Add(cny("0.01"))
			if err != nil {
				t.Error(err)
			}
			return asked.Amount()
		},
	}})
	in := s.wish(t)
	booking, err := s.connector.Book.Book(t.Context(), in)
	if err != nil || !booking.Total.Equal(in.Total) || booking.Status != travel.BookingHeld {
		t.Fatalf("%+v, %v", booking, err)
	}
	if made, living := s.living(); made != 1 || living != 1 {
		t.Errorf("%d bookings made, %d live", made, living)
	}
	if !strings.Contains(s.log.String(), "warning of another price") {
		t.Errorf("log %s", s.log)
	}
}

// TestAScheduleChangeIsSeen in the booking once it is ticketed; nothing of it can
// be accepted over this protocol.
func TestAScheduleChangeIsSeen(t *testing.T) {
	t.Parallel()
	for scenario, want := range map[string]int{stage.ScheduleChange: 1, stage.None: 0} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			s := simulated(t, ordering{scenario: scenario})
			in := s.wish(t)
			booking, err := s.connector.Book.Book(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			s.stage.Advance(time.Minute)
			look := supplier.RetrieveInput{Reference: in.Reference, OfferRef: in.OfferRef, BookingRef: booking.Ref, Pax: in.Pax}
			seen, found, err := s.connector.Retrieve.Retrieve(t.Context(), look)
			if err != nil || !found || seen.Status != travel.BookingTicketed || len(seen.ScheduleChanges) != want {
				t.Fatalf("%+v, %v, %v", seen, found, err)
			}
			again, _, err := s.connector.Retrieve.Retrieve(t.Context(), look)
			if err != nil || len(again.ScheduleChanges) != want {
				t.Fatalf("again %+v, %v", again, err)
			}
			if want == 0 {
				return
			}
			change := seen.ScheduleChanges[0]
			before, after := change.Before[0].Segments[0], change.After[0].Segments[0]
			if change.Answered || change.CanAccept || before.Departure.Time == after.Departure.Time ||
				before.FlightNumber != after.FlightNumber || seen.Journeys[0].Segments[0] != after {
				t.Errorf("%+v", change)
			}
		})
	}
}

// TestEverythingBesideAPrice: the simulator's wire has all four parts, and the
// connector reads them.
func TestEverythingBesideAPrice(t *testing.T) {
	t.Parallel()
	s := simulated(t, ordering{})
	in := s.wish(t)
	pax := []travel.Pax{{ID: "mum", PTC: travel.PTCAdult}}
	listed, err := s.connector.Services.Services(t.Context(), supplier.About{OfferRef: in.OfferRef, Pax: pax})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[travel.ServiceType]travel.Service{}
	for _, one := range listed {
		kinds[one.Type] = one
	}
	bag, first := kinds[travel.ServiceBaggage], kinds[travel.ServiceOther]
	offer, err := s.connector.Price.Price(t.Context(), supplier.PriceInput{OfferRef: in.OfferRef, Pax: pax, Services: []travel.ServiceChoice{
		{Ref: bag.Ref, Quantity: 1}, {Ref: first.Ref, Quantity: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	want, err := money.Sum(money.CNY, in.Total, bag.Price, first.Price)
	if err != nil || !offer.Total.Equal(want) || first.Name != "Priority boarding" {
		t.Fatalf("%s instead of %s, %v", offer.Total, want, err)
	}
	in.OfferRef, in.Total = offer.Ref, offer.Total
	booking, err := s.connector.Book.Book(t.Context(), in)
	if err != nil || !booking.Total.Equal(want) {
		t.Fatalf("%+v, %v", booking, err)
	}
	rules, err := s.connector.Rules.Rules(t.Context(), supplier.About{OfferRef: offer.Ref, Pax: pax})
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]int{}
	for _, text := range rules.Texts {
		texts[text.Category]++
	}
	if texts["CREDIT_CARD_FEES"] != 4 || texts["PENALTIES"] == 0 {
		t.Errorf("texts %v", rules.Texts)
	}
	if s.log.Len() > 0 {
		t.Errorf("log %s", s.log)
	}
}
