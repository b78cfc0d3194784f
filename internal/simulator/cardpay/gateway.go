package cardpay

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// The credentials a merchant of the sandbox has. They open nothing but the
// simulator, so they are no secret.
const (
	SecretKey    = "sk_sandbox_card"
	NoticeSecret = "whsec_sandbox_card"
)

// Where the provider lives on the simulator's listener: the API's base, and
// the pages its payers see.
const (
	APIPath      = "/pay/card"
	CheckoutPath = "/pay/checkout"
)

// The card tokens there are. Any other is refused.
const (
	TokenOK       = "tok_sandbox_ok"
	TokenDeclined = "tok_sandbox_declined"
	Token3DS      = "tok_sandbox_3ds"
)

// Gateway is the provider: an http.Handler for full paths under APIPath and
// CheckoutPath.
type Gateway struct {
	stage   *stage.Stage
	journal *journal.Journal
	log     *slog.Logger
	courier *courier.Courier
	waits   []time.Duration // before each attempt to deliver
	mux     *http.ServeMux
	resume  sync.Once
	wake    func(time.Duration, func()) alarm

	mu          sync.Mutex
	closed      bool
	book        book
	alarms      map[string]alarm     // by intent id; of those that wait for a bank
	undelivered map[string]attempted // by notice id; from Replay until Resume
}

// New makes a provider that knows nothing yet: Replay the journal into it, then
// serve. Close it to stop its deliveries.
func New(st *stage.Stage, j *journal.Journal, logger *slog.Logger) *Gateway {
	g := &Gateway{
		stage: st, journal: j, log: logger,
		courier:     courier.New(courier.Config{Now: st.Now}),
		waits:       deliveryWaits,
		mux:         http.NewServeMux(),
		wake:        func(d time.Duration, fn func()) alarm { return time.AfterFunc(d, fn) },
		book:        newBook(),
		alarms:      map[string]alarm{},
		undelivered: map[string]attempted{},
	}
	g.mux.Handle("POST "+APIPath+"/v1/payment_intents", g.api(g.create))
	g.mux.Handle("GET "+APIPath+"/v1/payment_intents", g.api(g.find))
	g.mux.Handle("GET "+APIPath+"/v1/payment_intents/{id}", g.api(g.retrieve))
	g.mux.Handle("POST "+APIPath+"/v1/payment_intents/{id}/capture", g.api(g.capture))
	g.mux.Handle("POST "+APIPath+"/v1/payment_intents/{id}/cancel", g.api(g.cancel))
	g.mux.Handle("POST "+APIPath+"/v1/payment_intents/{id}/refunds", g.api(g.refund))
	g.mux.Handle("GET "+APIPath+"/v1/balance_transactions", g.api(g.transactions))
	g.mux.Handle("/", g.api(func(*http.Request) (int, any, error) {
		return 0, nil, fail(http.StatusNotFound, "resource_missing", "There is nothing here.")
	}))
	g.mux.HandleFunc("GET "+CheckoutPath+"/{token}", g.showCheckout)
	g.mux.HandleFunc("POST "+CheckoutPath+"/{token}", g.settleCheckout)
	st.Watch(g.look)
	return g
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.Resume()
	g.mux.ServeHTTP(w, r)
}

// Resume goes on with the notices an earlier process did not get delivered.
// Call it after Replay; the first request implies it.
func (g *Gateway) Resume() {
	g.resume.Do(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.closed {
			return
		}
		for _, left := range g.undelivered { // those out of attempts end at once
			g.send(left.notice, left.attempts)
		}
		g.undelivered = nil
		for id := range g.book.awaiting {
			g.setAlarm(g.book.intents[id], g.stage.Now())
		}
	})
}

// Close stops deliveries and waits for them; what is undelivered is tried again
// by the next process. Calls are turned away from then on.
func (g *Gateway) Close() {
	g.mu.Lock()
	g.closed = true
	for _, alarm := range g.alarms {
		alarm.Stop()
	}
	g.mu.Unlock()
	g.courier.Close()
}
