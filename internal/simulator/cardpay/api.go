package cardpay

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/simulator/courier"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// cardNumber is ISO/IEC 7812 as people write it: 13 to 19 digits or more, in
// groups or not, wherever in the text.
var cardNumber = regexp.MustCompile(`(?:[0-9][ -]*){13,}`)

// call answers one API request: a status and a body, or a refusal.
type call func(r *http.Request) (int, any, error)

// api puts authentication, the caller's clock and the error envelope around c.
func (g *Gateway) api(c call) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, body, err := g.admit(r)
		if err == nil {
			status, body, err = c(r)
		}
		switch no, refused := errors.AsType[*refusal](err); {
		case err == nil:
			writeJSON(w, status, body)
		case refused:
			g.log.Info("refused", "path", r.URL.Path, "code", no.Code)
			writeJSON(w, no.status, errorAnswer{Error: errorBody{Code: no.Code, Message: no.Message}})
		default:
			// Not "not_done": the record may have reached the disk before the error.
			g.log.Error("call failed", "path", r.URL.Path, "error", err)
			writeJSON(w, http.StatusInternalServerError, errorAnswer{Error: errorBody{
				Code: "internal", Message: "Something broke; ask what became of the payment.",
			}})
		}
	})
}

func (g *Gateway) admit(r *http.Request) (int, any, error) {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || subtle.ConstantTimeCompare([]byte(key), []byte(SecretKey)) != 1 {
		return 0, nil, fail(http.StatusUnauthorized, "unauthorized", "The secret key is missing or wrong.")
	}
	if _, err := g.stage.For(r.Header, ""); err != nil {
		return 0, nil, fail(http.StatusBadRequest, "scenario_invalid", "The scenario or clock header is not understood.")
	}
	return 0, nil, nil
}

// enter locks the book at a simulated instant; the caller unlocks.
func (g *Gateway) enter() (time.Time, error) {
	g.mu.Lock()
	if g.closed {
		return time.Time{}, fail(http.StatusServiceUnavailable, "not_done", "The gateway is closing; nothing was done.")
	}
	now := g.stage.Now()
	return now, g.catchUp(now)
}

func (g *Gateway) create(r *http.Request) (int, any, error) {
	var in order
	if err := decode(r, &in); err != nil {
		return 0, nil, err
	}
	if err := in.check(); err != nil {
		return 0, nil, err
	}
	scenario, err := g.stage.For(r.Header, in.OrderReference)
	if err != nil {
		return 0, nil, err
	}
	now, err := g.enter()
	defer g.mu.Unlock()
	if err != nil {
		return 0, nil, err
	}
	if id, ok := g.book.references[in.Reference]; ok {
		made := g.book.intents[id]
		if !made.Order.same(in) {
			return 0, nil, fail(http.StatusConflict, "reference_conflict", "This reference already names another payment.")
		}
		return http.StatusOK, made.answer(base(r)), nil
	}
	made := intent{ID: newID("pi_"), Order: in, CreatedAt: now, Silent: scenario.Name == stage.PaymentLostNotice}
	switch {
	case scenario.Name == stage.PaymentDeclined, in.CardToken == TokenDeclined:
		made.Status, made.DeclineCode, made.ClosedAt = declined, "insufficient_funds", now
	case scenario.Name == stage.PaymentPending:
		made.Status, made.SettlesAt = requiresAction, now.Add(settleAfter)
	case in.CardToken == Token3DS:
		made.Status, made.CheckoutToken = requiresAction, newID("")
	default:
		made.Status, made.AuthorizedAt = authorized, now
	}
	if err := g.commit(made, nil, now); err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, made.answer(base(r)), nil
}

// check refuses what can never be paid. A card number is looked for first, so
// that no other refusal could come to be about it.
func (o *order) check() error {
	if cardNumber.MatchString(o.CardToken) {
		return fail(http.StatusBadRequest, "card_number_refused", "Send a card token, never a card number.")
	}
	for _, field := range []struct{ value, code string }{
		{o.Reference, "reference_invalid"},
		{o.OrderReference, "order_reference_invalid"},
	} {
		if err := checkReference(field.value, field.code); err != nil {
			return err
		}
	}
	o.ExpiresAt = o.ExpiresAt.UTC()
	switch {
	case o.AmountMinor <= 0:
		return fail(http.StatusBadRequest, "amount_invalid", "The amount must be positive minor units.")
	case !o.Currency.Valid():
		return fail(http.StatusBadRequest, "currency_invalid", "The currency is not an ISO 4217 code.")
	case o.NotifyURL != "" && !courier.LoopbackURL(o.NotifyURL):
		return fail(http.StatusBadRequest, "notify_url_refused", "The sandbox sends notices to loopback hosts only.")
	case o.ReturnURL != "" && !webURL(o.ReturnURL):
		return fail(http.StatusBadRequest, "return_url_refused", "The return address must be http or https.")
	}
	switch o.CardToken {
	case TokenOK, TokenDeclined, Token3DS:
		return nil
	default:
		return fail(http.StatusBadRequest, "card_token_unknown", "There is no such card token.")
	}
}

func checkReference(value, code string) error {
	if value == "" || len(value) > 64 || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fail(http.StatusBadRequest, code, "A reference is 1 to 64 printable ASCII characters.")
	}
	return nil
}

func webURL(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (g *Gateway) find(r *http.Request) (int, any, error) {
	reference := r.URL.Query().Get("reference")
	if err := checkReference(reference, "reference_invalid"); err != nil {
		return 0, nil, err
	}
	_, err := g.enter()
	defer g.mu.Unlock()
	if err != nil {
		return 0, nil, err
	}
	found := []intentAnswer{}
	if id, ok := g.book.references[reference]; ok {
		found = append(found, g.book.intents[id].answer(base(r)))
	}
	return http.StatusOK, listOf(found), nil
}

func (g *Gateway) retrieve(r *http.Request) (int, any, error) {
	return g.change(r, func(i intent, _ time.Time) (intent, *movement, error) { return i, nil, errUnchanged })
}

// capture takes the whole authorized amount. Captured already is done already.
func (g *Gateway) capture(r *http.Request) (int, any, error) {
	return g.change(r, func(i intent, now time.Time) (intent, *movement, error) {
		if i.Status == captured {
			return i, nil, errUnchanged
		}
		next, err := i.become(captured, now)
		return next, i.moved("capture", i.Order.Reference, i.Order.AmountMinor, now), err
	})
}

// cancel lets a reservation go. Cancelled already is done already.
func (g *Gateway) cancel(r *http.Request) (int, any, error) {
	return g.change(r, func(i intent, now time.Time) (intent, *movement, error) {
		if i.Status == cancelled {
			return i, nil, errUnchanged
		}
		next, err := i.become(cancelled, now)
		return next, nil, err
	})
}

func (g *Gateway) refund(r *http.Request) (int, any, error) {
	var in refundRequest
	if err := decode(r, &in); err != nil {
		return 0, nil, err
	}
	if err := checkReference(in.Reference, "reference_invalid"); err != nil {
		return 0, nil, err
	}
	if in.AmountMinor <= 0 {
		return 0, nil, fail(http.StatusBadRequest, "amount_invalid", "The amount must be positive minor units.")
	}
	return g.change(r, func(i intent, now time.Time) (intent, *movement, error) {
		if id, ok := g.book.refunds[in.Reference]; ok {
			return i, nil, g.repeated(id, i.ID, in)
		}
		next, err := i.giveBack(refund{
			ID: newID("re_"), Reference: in.Reference, AmountMinor: in.AmountMinor, CreatedAt: now,
		})
		return next, i.moved("refund", in.Reference, -in.AmountMinor, now), err
	})
}

// repeated judges a refund whose reference is known: the same again, or a conflict.
func (g *Gateway) repeated(madeFor, askedFor string, in refundRequest) error {
	if madeFor == askedFor {
		for _, r := range g.book.intents[madeFor].Refunds {
			if r.Reference == in.Reference && r.AmountMinor == in.AmountMinor {
				return errUnchanged
			}
		}
	}
	return fail(http.StatusConflict, "reference_conflict", "This reference already names another refund.")
}

func (i intent) moved(kind, reference string, minor int64, now time.Time) *movement {
	return &movement{
		ID: newID("txn_"), Type: kind, IntentID: i.ID, Reference: reference, OrderReference: i.Order.OrderReference,
		AmountMinor: minor, Currency: string(i.Order.Currency), CreatedAt: now,
	}
}

// errUnchanged ends a change that has nothing to do.
var errUnchanged = errors.New("cardpay: unchanged")

// change takes the intent in the path through step and answers with it.
func (g *Gateway) change(r *http.Request, step func(intent, time.Time) (intent, *movement, error)) (int, any, error) {
	now, err := g.enter()
	defer g.mu.Unlock()
	if err != nil {
		return 0, nil, err
	}
	i, ok := g.book.intents[r.PathValue("id")]
	if !ok {
		return 0, nil, fail(http.StatusNotFound, "payment_intent_missing", "There is no such payment intent.")
	}
	next, moved, err := step(i, now)
	switch {
	case errors.Is(err, errUnchanged):
		next = i
	case err != nil:
		return 0, nil, err
	default:
		if err := g.commit(next, moved, now); err != nil {
			return 0, nil, err
		}
	}
	return http.StatusOK, next.answer(base(r)), nil
}

// transactions is the ledger, of one order or of all, oldest first.
func (g *Gateway) transactions(r *http.Request) (int, any, error) {
	order := r.URL.Query().Get("order_reference")
	_, err := g.enter()
	defer g.mu.Unlock()
	if err != nil {
		return 0, nil, err
	}
	found := []movement{}
	for _, m := range g.book.ledger {
		if order == "" || m.OrderReference == order {
			found = append(found, m)
		}
	}
	return http.StatusOK, listOf(found), nil
}

// base is where this caller reaches us; payers are sent to the same place.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// amount is what the intent is about, for people.
func (i intent) amount() money.Money { return money.New(i.Order.AmountMinor, i.Order.Currency) }
