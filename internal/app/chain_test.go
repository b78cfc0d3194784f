package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/money"
)

// chain is two whole servers: ours sells what the seller, an OTA with airlines of
// its own, sells to it as to any other agency.
type chain struct {
	t      *testing.T
	ours   *sandbox // called by its own customers
	seller *sandbox // called as the agency that ours is there
}

// link starts a chain. key is who we are at the seller; between, if any, stands
// in the way from us to it.
func link(t *testing.T, key string, between func(seller string) string, change func(c *config.Config)) *chain {
	t.Helper()
	seller := start(t, change).as(key)
	at := seller.url
	if between != nil {
		at = between(at)
	}
	ours := start(t, func(c *config.Config) {
		c.Suppliers = []config.Supplier{{
			ID: "skybridge", Connector: "farebridge", BaseURL: at, Credentials: config.Credentials{Token: key},
		}}
	})
	return &chain{t: t, ours: ours, seller: seller}
}

// resold is the orders the seller has under an order id of ours.
func (c *chain) resold(orderID string) []any {
	c.t.Helper()
	return c.seller.want(c.seller.get("/v1/orders?clientReference="+orderID), 200).list("orders")
}

// only insists on exactly one.
func (c *chain) only(orderID string) answer {
	c.t.Helper()
	all := c.seller.want(c.seller.get("/v1/orders"), 200).list("orders")
	found := c.resold(orderID)
	if len(found) != 1 || len(all) != 1 {
		c.t.Fatalf("the seller has %d orders of ours, %d under %s", len(all), len(found), orderID)
	}
	return c.seller.want(c.seller.get("/v1/orders/"+found[0].(map[string]any)["orderId"].(string)), 200)
}

// available is what we can still spend with the seller.
func (c *chain) available() money.Money {
	c.t.Helper()
	a := c.seller.want(c.seller.get("/v1/agency"), 200)
	return yuan(c.t, a.text("deposit", "available", "amount"))
}

func yuan(t *testing.T, amount string) money.Money {
	t.Helper()
	m, err := money.Parse(amount, money.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// later moves both servers' time.
func (c *chain) later(by string) {
	c.t.Helper()
	c.seller.later(by)
	c.ours.later(by)
}

// One order goes through two servers: the traveller's card pays us, our balance
// pays the seller, and the airline's ticket is the traveller's.
func TestSoldThroughTwoServers(t *testing.T) {
	t.Parallel()
	c := link(t, "fb_test_ota", nil, nil)
	s := c.ours
	before := c.available()
	if before != money.New(5_000_000, money.CNY) {
		t.Fatalf("we begin with %s", before)
	}

	found := s.shop()
	if found.text("suppliers", 0, "supplierId") != "skybridge" || found.text("suppliers", 0, "status") != "ok" || len(found.list("offers")) < 20 {
		t.Fatalf("shopping: %s", found.raw)
	}
	offerID, total := s.offer(found)
	priced := s.want(s.post("/v1/offers/"+offerID+"/price", `{}`), 200)
	if priced.text("result") != "unchanged" || priced.text("offer", "supplierId") != "skybridge" {
		t.Fatalf("pricing: %s", priced.raw)
	}
	created := s.want(s.post("/v1/orders", orderBody(priced.text("offer", "offerId"), "", total), key("1")), 201)
	orderID := created.text("orderId")
	held := c.only(orderID)
	if created.text("status") != "awaitingPayment" || held.text("status") != "awaitingPayment" || c.available() != before {
		t.Fatalf("ours %s\ntheirs %s", created.raw, held.raw)
	}

	s.pay(orderID)
	done := s.until(orderID, "ticketed")
	sold := c.only(orderID)
	if sold.text("status") != "ticketed" || sold.text("payments", 0, "method") != "deposit" || sold.text("payments", 0, "status") != "captured" || len(sold.list("payments")) != 1 {
		t.Fatalf("theirs: %s", sold.raw)
	}
	airline := c.seller.bookings(sold.text("orderId"))
	if len(airline) != 1 {
		t.Fatalf("%d bookings with the airline", len(airline))
	}
	documents, _ := airline[0]["documents"].([]any)
	if len(documents) != 1 || documents[0].(map[string]any)["unique_identifier"] != done.text("tickets", 0, "ticketNumber") {
		t.Fatalf("the airline issued %v, our traveller holds %s", documents, done.raw)
	}
	if ours, theirs := done.text("reference"), sold.text("reference"); ours == theirs || done.text("orderId") == sold.text("orderId") || theirs == "" {
		t.Fatalf("two orders are one: %s and %s", ours, theirs)
	}
	if done.text("recordLocators", 0, "locator") != airline[0]["booking_reference"] {
		t.Fatalf("the airline's locator %v is not in %s", airline[0]["booking_reference"], done.raw)
	}

	spent, err := before.Sub(c.available())
	if err != nil || spent != yuan(t, sold.text("totalPrice", "amount")) || sold.text("totalPrice", "amount") != total["amount"] {
		t.Fatalf("%s was taken from our balance for %s", spent, sold.text("totalPrice", "amount"))
	}
	if moved := s.ledger(orderID); len(moved) != 1 {
		t.Fatalf("the traveller's money moved: %v", moved)
	}
	agency := c.seller.want(c.seller.get("/v1/agency"), 200)
	if agency.text("deposit", "reserved", "amount") != "0.00" || agency.text("deposit", "balance", "amount") != agency.text("deposit", "available", "amount") {
		t.Fatalf("%s", agency.raw)
	}
}

// severed stands before a server, carries every call out, and cuts the line
// instead of bringing the first answer to a call that matches.
type severed struct {
	target  string
	matches func(r *http.Request) bool
	cut     atomic.Int32
}

func (p *severed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, err := carry(r, p.target)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if p.matches(r) && p.cut.Add(1) == 1 {
		panic(http.ErrAbortHandler)
	}
	answer.write(w)
}

// carried is an answer on its way back.
type carried struct {
	status int
	header http.Header
	body   []byte
}

// carry makes the same call elsewhere.
func carry(r *http.Request, target string) (carried, error) {
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return carried{}, err
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, target+r.URL.RequestURI(), bytes.NewReader(sent))
	if err != nil {
		return carried{}, err
	}
	out.Header = r.Header.Clone()
	out.Header.Del("Accept-Encoding") // so that there is plain text to read
	response, err := http.DefaultClient.Do(out)
	if err != nil {
		return carried{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return carried{status: response.StatusCode, header: response.Header, body: body}, err
}

func (a carried) write(w http.ResponseWriter) {
	for name, values := range a.header {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// Whatever answer of the seller is lost, there is one order and one payment.
func TestLostAnswersBetweenTwoServers(t *testing.T) {
	t.Parallel()
	for name, matches := range map[string]func(r *http.Request) bool{
		"to the order":   func(r *http.Request) bool { return r.Method == "POST" && r.URL.Path == "/v1/orders" },
		"to the payment": func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/payments") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &severed{matches: matches}
			c := link(t, "fb_test_ota", func(seller string) string {
				p.target = seller
				server := httptest.NewServer(p)
				t.Cleanup(server.Close)
				return server.URL
			}, nil)
			before := c.available()
			offerID, total := c.ours.offer(c.ours.shop())
			created := c.ours.post("/v1/orders", orderBody(offerID, "", total), key("1"))
			if created.status != 201 && created.status != 202 {
				t.Fatalf("%d %s", created.status, created.raw)
			}
			orderID := created.text("orderId")
			c.ours.until(orderID, "awaitingPayment")
			c.only(orderID)
			c.ours.pay(orderID)
			c.ours.until(orderID, "ticketed")
			if p.cut.Load() == 0 {
				t.Fatal("nothing was lost")
			}
			sold := c.only(orderID)
			spent, err := before.Sub(c.available())
			if err != nil || spent != yuan(t, sold.text("totalPrice", "amount")) || len(sold.list("payments")) != 1 {
				t.Fatalf("%s was taken: %s", spent, sold.raw)
			}
			if n := len(c.seller.bookings(sold.text("orderId"))); n != 1 {
				t.Fatalf("%d bookings with the airline", n)
			}
		})
	}
}

// withheld stands between a server and its airlines and keeps their tickets
// back, as an airline does that takes its time.
type withheld struct {
	target string
	back   atomic.Bool // keep them back
	kept   atomic.Int32
}

func (p *withheld) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, err := carry(r, p.target)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	var order struct {
		Data map[string]any `json:"data"`
	}
	if p.back.Load() && strings.HasPrefix(r.URL.Path, "/air/orders/") && json.Unmarshal(answer.body, &order) == nil {
		if documents, _ := order.Data["documents"].([]any); len(documents) > 0 {
			order.Data["documents"] = []any{}
			p.kept.Add(1)
			if answer.body, err = json.Marshal(order); err != nil {
				panic(http.ErrAbortHandler)
			}
		}
	}
	answer.write(w)
}

// Tickets that take their time at the seller take it here: nobody pays twice,
// nothing is captured before they are there, and then they are.
func TestSlowTicketsOfTheSeller(t *testing.T) {
	t.Parallel()
	world, err := app.StartSimulator(t.Context(), app.SimulatorConfig{Listen: "127.0.0.1:0", Seed: 1, SlowDelay: slowSupplier, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close(t.Context()) })
	airlines := &withheld{target: world.URL()}
	airlines.back.Store(true)
	server := httptest.NewServer(airlines)
	t.Cleanup(server.Close)
	c := link(t, "fb_test_ota", nil, func(cfg *config.Config) { sells(cfg, server.URL, "air-china") })

	orderID := c.ours.order()
	c.ours.pay(orderID)
	sold := c.resold(orderID)[0].(map[string]any)["orderId"].(string)
	waited := time.Now().Add(30 * time.Second)
	for airlines.kept.Load() == 0 || c.seller.get("/v1/orders/"+sold).text("status") != "ticketing" {
		if time.Now().After(waited) {
			t.Fatalf("the seller never asked for tickets: %s", c.seller.get("/v1/orders/"+sold+"/history").raw)
		}
		time.Sleep(50 * time.Millisecond)
	}
	waiting := c.ours.until(orderID, "ticketing")
	if waiting.text("payments", 0, "status") != "authorized" || len(waiting.list("tickets")) != 0 || len(c.ours.ledger(orderID)) != 0 {
		t.Fatalf("%s", waiting.raw)
	}
	agency := c.seller.want(c.seller.get("/v1/agency"), 200)
	if agency.text("deposit", "balance", "amount") != "50000.00" || agency.text("deposit", "reserved", "amount") != c.only(orderID).text("totalPrice", "amount") {
		t.Fatalf("our balance: %s", agency.raw)
	}

	airlines.back.Store(false)
	c.seller.later("PT2M")
	c.seller.until(sold, "ticketed")
	c.ours.later("PT2M")
	done := c.ours.until(orderID, "ticketed")
	if paid := c.only(orderID); len(paid.list("payments")) != 1 || done.text("tickets", 0, "ticketNumber") != paid.text("tickets", 0, "ticketNumber") {
		t.Fatalf("%s\n%s", done.raw, paid.raw)
	}
	if moved := c.ours.ledger(orderID); len(moved) != 1 {
		t.Fatalf("money moved: %v", moved)
	}
}

// later moves this server's time alone.
func (s *sandbox) later(by string) {
	s.t.Helper()
	s.want(s.post("/v1/sandbox/clock", fmt.Sprintf(`{"advance":%q}`, by)), 200)
}
