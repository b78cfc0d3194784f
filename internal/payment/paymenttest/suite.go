package paymenttest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/travel"
)

// Provider is the other side of the gateway under test.
type Provider struct {
	// Handler speaks the provider's protocol. The suite listens for it. nil: the
	// gateway asks nobody over a line, so there is none to spoil.
	Handler http.Handler
	// Connect makes the gateway for a provider that is found at baseURL.
	Connect func(baseURL string, client *http.Client) *payment.Gateway
	// Now is the provider's clock, which its notices are dated by.
	Now func() time.Time
	// CardOK is authorized at once, CardDeclined is declined, CardRedirect asks
	// the payer first. "" means there is no such card; without any, payments are
	// authorized at once.
	CardOK, CardDeclined, CardRedirect string
	// Decide does what a payer does at the next action of state.
	Decide func(ctx context.Context, state payment.State, approve bool) error
	// Ledger lists what the provider really moved for an order, oldest first:
	// what it took as positive amounts, what it gave back as negative ones.
	Ledger func(ctx context.Context, orderReference string) ([]money.Money, error)
	// Changes tells calls that may move money from those that only ask; nil means
	// all but GET.
	Changes func(*http.Request) bool
	// Impostor is the header of a notice that is right in all but the secret.
	Impostor func(body []byte, at time.Time) http.Header
}

// Factory brings a fresh provider for one check, and cleans up after it.
type Factory func(t *testing.T) Provider

// Run checks a gateway against everything the port promises.
func Run(t *testing.T, factory Factory) {
	t.Helper()
	for _, c := range slices.Concat(lifeChecks, faultChecks, raceChecks, noticeChecks) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, factory)
			for _, n := range c.needs {
				if !b.has(t, n) {
					t.Log(NotApplicable + string(n))
					return
				}
			}
			c.run(t, b)
		})
	}
}

// NotApplicable starts the line a check logs when the gateway or its provider has
// not what the check is about. That is a true statement about it, no failure.
const NotApplicable = "not applicable: has no "

// check is one promise of the port.
type check struct {
	name  string
	needs []need
	run   func(t *testing.T, b *bench)
}

// need is what a check cannot do without.
type need string

const (
	wire         need = "line to a provider" // that could be spoiled
	cards        need = "cards"
	declinedCard need = "card that is declined"
	redirectCard need = "card that asks the payer"
	voiding      need = "void"
	refunding    need = "refund"
	notices      need = "notices"
	impostor     need = "impostor"
)

// has reads off the gateway and its provider whether a check has something to ask.
func (b *bench) has(t *testing.T, n need) bool {
	t.Helper()
	switch n {
	case wire:
		return b.Handler != nil
	case cards:
		return b.CardOK != ""
	case declinedCard:
		return b.CardDeclined != ""
	case redirectCard:
		return b.CardRedirect != ""
	case voiding:
		return b.gateway.Void != nil
	case refunding:
		return b.gateway.Refund != nil
	case notices:
		return b.gateway.Notices != nil
	case impostor:
		return b.Impostor != nil
	default:
		t.Fatalf("no such need: %s", n)
		return false
	}
}

// bench is one gateway, its provider, and the line between them.
type bench struct {
	Provider
	gateway *payment.Gateway
	line    *line
	server  *httptest.Server
}

func newBench(t *testing.T, factory Factory) *bench {
	t.Helper()
	p := factory(t)
	if p.Changes == nil {
		p.Changes = func(r *http.Request) bool { return r.Method != http.MethodGet }
	}
	l := &line{provider: p.Handler, applies: p.Changes, released: make(chan struct{})}
	server := httptest.NewServer(l)
	t.Cleanup(func() {
		close(l.released)
		server.Close()
	})
	return &bench{Provider: p, gateway: p.Connect(server.URL, server.Client()), line: l, server: server}
}

// intent asks for 1962.00 CNY (scenario 1's total) with a card, for an order of its own.
func (b *bench) intent(card string) payment.Intent {
	return payment.Intent{
		Reference:      travel.NewID(travel.PrefixPayment),
		OrderReference: travel.NewID(travel.PrefixOrder),
		Amount:         money.New(196200, money.CNY),
		CardToken:      card,
		ExpiresAt:      b.Now().Add(30 * time.Minute),
	}
}

// authorized is a payment whose money is reserved.
func (b *bench) authorized(t *testing.T) payment.Intent {
	t.Helper()
	in := b.intent(b.CardOK)
	state, err := b.gateway.Authorize.Authorize(t.Context(), in)
	wantStatus(t, "authorize", payment.Authorized, state, err)
	return in
}

// captured is a payment whose money was taken.
func (b *bench) captured(t *testing.T) payment.Intent {
	t.Helper()
	in := b.authorized(t)
	state, err := b.gateway.Capture.Capture(t.Context(), in.Reference)
	wantStatus(t, "capture", payment.Captured, state, err)
	return in
}

// wantLedger compares what the provider moved for in's order, in minor units.
func (b *bench) wantLedger(t *testing.T, in payment.Intent, minor ...int64) {
	t.Helper()
	moved, err := b.Ledger(t.Context(), in.OrderReference)
	if err != nil {
		t.Fatalf("ledger: %v", err)
	}
	if len(moved) != len(minor) {
		t.Fatalf("the provider moved %v, want %v minor units", moved, minor)
	}
	for i, m := range moved {
		if m != money.New(minor[i], in.Amount.Currency) {
			t.Fatalf("the provider moved %v, want %v minor units", moved, minor)
		}
	}
}

// wantQuery asks for the truth.
func (b *bench) wantQuery(t *testing.T, in payment.Intent, want payment.Status) payment.State {
	t.Helper()
	state, found, err := b.gateway.Query.Query(t.Context(), in.Reference)
	if err == nil && !found {
		t.Fatalf("query: not found, want %s", want)
	}
	wantStatus(t, "query", want, state, err)
	if state.Reference != in.Reference || state.GatewayRef == "" {
		t.Fatalf("query: %+v does not name the payment", state)
	}
	if state.Amount != in.Amount {
		t.Fatalf("query: amount %v, want %v", state.Amount, in.Amount)
	}
	return state
}

func (b *bench) wantUnknownPayment(t *testing.T, in payment.Intent) {
	t.Helper()
	state, found, err := b.gateway.Query.Query(t.Context(), in.Reference)
	if found || err != nil {
		t.Fatalf("query: %+v, %v, %v; want not found", state, found, err)
	}
}

func wantStatus(t *testing.T, step string, want payment.Status, state payment.State, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", step, err)
	}
	if state.Status != want {
		t.Fatalf("%s: %s, want %s", step, state.Status, want)
	}
}

func wantKind(t *testing.T, step string, want payment.Kind, err error) {
	t.Helper()
	if err == nil {
		t.Fatalf("%s succeeded, want %s", step, want)
	}
	if got := payment.KindOf(err); got != want {
		t.Fatalf("%s: %s, want %s (%v)", step, got, want, err)
	}
}
