package supplier_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// paperAirline is the airline of the tutorial: one flight a day at three prices,
// behind a wire of its own. It plays the sandbox's scenarios.
type paperAirline struct {
	mu       sync.Mutex
	ahead    time.Duration // of our clock
	offers   map[string]*paperOffer
	bookings []*paperBooking
}

func newPaperAirline(t *testing.T) (*paperAirline, string) {
	t.Helper()
	a := &paperAirline{offers: map[string]*paperOffer{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /search", a.search)
	mux.HandleFunc("GET /offers/{key}", a.price)
	mux.HandleFunc("POST /bookings", a.book)
	mux.HandleFunc("GET /bookings", a.find)
	mux.HandleFunc("POST /bookings/{id}/pay", a.pay)
	mux.HandleFunc("DELETE /bookings/{id}", a.cancel)
	server := httptest.NewServer(a.onStage(mux))
	t.Cleanup(server.Close)
	return a, server.URL
}

const scenarioHeader = "Farebridge-Scenario"

// onStage plays the scenarios in which nobody is reached.
func (a *paperAirline) onStage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get(scenarioHeader) {
		case "supplier-down":
			refuse(w, http.StatusServiceUnavailable, "down")
			return
		case "supplier-slow":
			_, _ = io.Copy(io.Discard, r.Body) // the server notices that the caller left only after the body
			<-r.Context().Done()
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (a *paperAirline) search(w http.ResponseWriter, r *http.Request) {
	var asked paperSearch
	if json.NewDecoder(r.Body).Decode(&asked) != nil {
		refuse(w, http.StatusBadRequest, "unreadable")
		return
	}
	var found struct {
		Offers []paperOffer `json:"offers"`
	}
	for _, fare := range []int64{70_000, 95_000, 140_000} {
		offer := &paperOffer{
			Key: fmt.Sprintf("k%d", len(a.offers)+1), Flight: "101", From: asked.From, To: asked.To,
			Departs: asked.Date + "T08:00", Arrives: asked.Date + "T10:10", Bags: 1, Expires: time.Now().Add(a.ahead).UTC().Add(time.Hour).Truncate(time.Second),
		}
		for _, kind := range asked.Party {
			base := map[string]int64{"CHD": fare / 2, "INF": fare / 10}[kind]
			if base == 0 {
				base = fare
			}
			offer.Prices = append(offer.Prices, paperPrice{Type: kind, Base: yuan(base), Tax: yuan(5_000), Currency: "CNY"})
		}
		a.offers[offer.Key] = offer
		found.Offers = append(found.Offers, *offer)
	}
	answer(w, http.StatusOK, found)
}

func (a *paperAirline) price(w http.ResponseWriter, r *http.Request) {
	offer := a.offers[r.PathValue("key")]
	if offer == nil {
		refuse(w, http.StatusNotFound, "unknown")
		return
	}
	a.befall(offer, r)
	if offer.gone {
		refuse(w, http.StatusConflict, "sold-out")
		return
	}
	answer(w, http.StatusOK, offer)
}

func (a *paperAirline) befall(offer *paperOffer, r *http.Request) {
	by := int64(0)
	switch r.Header.Get(scenarioHeader) {
	case "price-up":
		by = 3_000
	case "price-down":
		by = -3_000
	case "terms-changed":
		offer.Bags = 0
	case "sold-out":
		offer.gone = true
	}
	for i := range offer.Prices {
		offer.Prices[i].Base = yuan(fen(offer.Prices[i].Base) + by)
	}
}

func (a *paperAirline) book(w http.ResponseWriter, r *http.Request) {
	var asked paperBooking
	if json.NewDecoder(r.Body).Decode(&asked) != nil {
		refuse(w, http.StatusBadRequest, "unreadable")
		return
	}
	offer := a.offers[asked.Key]
	if offer != nil {
		a.befall(offer, r)
	}
	switch {
	case offer == nil || offer.gone:
		refuse(w, http.StatusConflict, "sold-out")
		return
	case offer.total() != asked.Total:
		refuse(w, http.StatusConflict, "price-changed")
		return
	}
	asked.ID = fmt.Sprintf("b%d", len(a.bookings)+1)
	asked.Status, asked.Locator, asked.Currency = "held", "PP"+strconv.Itoa(1000+len(a.bookings)), "CNY"
	asked.PayBy = offer.Expires
	a.bookings = append(a.bookings, &asked)
	if r.Header.Get(scenarioHeader) == "booked-then-timeout" {
		panic(http.ErrAbortHandler)
	}
	answer(w, http.StatusCreated, asked)
}

func (a *paperAirline) find(w http.ResponseWriter, r *http.Request) {
	var found struct {
		Bookings []paperBooking `json:"bookings"`
	}
	for _, b := range a.bookings {
		if b.Reference == r.URL.Query().Get("reference") {
			found.Bookings = append(found.Bookings, *b)
		}
	}
	answer(w, http.StatusOK, found)
}

func (a *paperAirline) pay(w http.ResponseWriter, r *http.Request) {
	var asked paperBooking
	at := slices.IndexFunc(a.bookings, func(b *paperBooking) bool { return b.ID == r.PathValue("id") })
	if at < 0 || json.NewDecoder(r.Body).Decode(&asked) != nil {
		refuse(w, http.StatusNotFound, "unknown")
		return
	}
	b := a.bookings[at]
	switch {
	case b.Status == "cancelled" || r.Header.Get(scenarioHeader) == "ticketing-fails":
		refuse(w, http.StatusConflict, "refused")
		return
	case b.Total != asked.Total:
		refuse(w, http.StatusConflict, "price-changed")
		return
	}
	for i := len(b.Tickets); i < len(b.Travellers); i++ {
		b.Tickets = append(b.Tickets, fmt.Sprintf("999%07d%03d", at, i))
	}
	b.Status = "ticketed"
	answer(w, http.StatusOK, b)
}

func (a *paperAirline) cancel(w http.ResponseWriter, r *http.Request) {
	for _, b := range a.bookings {
		if b.ID != r.PathValue("id") {
			continue
		}
		if b.Status == "ticketed" {
			refuse(w, http.StatusConflict, "refused")
			return
		}
		b.Status = "cancelled"
		answer(w, http.StatusOK, b)
		return
	}
	refuse(w, http.StatusNotFound, "unknown")
}

// setClock sets the airline's clock apart from ours.
func (a *paperAirline) setClock(_ *testing.T, ahead time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ahead = ahead
}

// living counts what the airline has under a reference and did not cancel.
func (a *paperAirline) living(t *testing.T, reference string) int {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	count := 0
	for _, b := range a.bookings {
		if b.Reference == reference && b.Status != "cancelled" {
			count++
		}
	}
	return count
}

func (o *paperOffer) total() string {
	sum := int64(0)
	for _, p := range o.Prices {
		sum += fen(p.Base) + fen(p.Tax)
	}
	return yuan(sum)
}

func yuan(fen int64) string { return money.New(fen, money.CNY).Amount() }

func fen(yuan string) int64 { return money.MustParse(yuan, money.CNY).Minor }

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]string{"error": code})
}
