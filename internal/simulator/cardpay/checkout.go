package cardpay

import (
	"bytes"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"time"
)

// merchant is whom the sandbox's payers pay.
const merchant = "Farebridge Sandbox Travel"

//go:embed checkout.html
var checkoutHTML string

var checkoutPage = template.Must(template.New("checkout").Parse(checkoutHTML))

// page is what the checkout page shows.
type page struct {
	Merchant, Amount, Order string
	Open                    bool   // there is something to decide
	Outcome                 string // what became of it, when there is not
	ReturnURL               string
}

func (g *Gateway) showCheckout(w http.ResponseWriter, r *http.Request) {
	i, err := g.atCheckout(r.PathValue("token"), nil)
	g.render(w, i, err)
}

// settleCheckout does what the payer decided and sends them back. Deciding
// again changes nothing: the first decision stands.
func (g *Gateway) settleCheckout(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	decision := r.PostFormValue("decision")
	if decision != "approve" && decision != "decline" {
		g.render(w, intent{}, fail(http.StatusBadRequest, "decision_invalid", "Please approve or decline."))
		return
	}
	i, err := g.atCheckout(r.PathValue("token"), func(i intent, now time.Time) (intent, error) {
		if decision == "approve" {
			return i.become(authorized, now)
		}
		i.DeclineCode = "payer_declined"
		return i.become(declined, now)
	})
	if err != nil || i.Order.ReturnURL == "" {
		g.render(w, i, err)
		return
	}
	securePage(w.Header(), i)
	http.Redirect(w, r, i.Order.ReturnURL, http.StatusSeeOther)
}

// atCheckout finds the intent of a checkout token and, while it waits for its
// payer, takes it through step (nil: only looks).
func (g *Gateway) atCheckout(token string, step func(intent, time.Time) (intent, error)) (intent, error) {
	now, err := g.enter()
	defer g.mu.Unlock()
	if err != nil {
		return intent{}, err
	}
	id, ok := g.book.checkouts[token]
	if !ok {
		return intent{}, fail(http.StatusNotFound, "checkout_missing", "There is no such payment.")
	}
	i := g.book.intents[id]
	if step == nil || i.Status != requiresAction {
		return i, nil
	}
	next, err := step(i, now)
	if err != nil {
		return intent{}, err
	}
	return next, g.commit(next, nil, now)
}

func (g *Gateway) render(w http.ResponseWriter, i intent, err error) {
	status := http.StatusOK
	shown := page{Merchant: merchant}
	switch no, refused := errors.AsType[*refusal](err); {
	case refused:
		status, shown.Outcome = no.status, no.Message
	case err != nil:
		g.log.Error("checkout failed", "error", err)
		status, shown.Outcome = http.StatusInternalServerError, "Something broke. Please try again."
	default:
		shown.Amount, shown.Order = i.amount().String(), i.Order.OrderReference
		shown.Open, shown.Outcome, shown.ReturnURL = i.Status == requiresAction, outcomes[i.Status], i.Order.ReturnURL
	}
	var body bytes.Buffer
	if err := checkoutPage.Execute(&body, shown); err != nil {
		g.log.Error("checkout page", "error", err)
		http.Error(w, "Something broke. Please try again.", http.StatusInternalServerError)
		return
	}
	securePage(w.Header(), i)
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}

// outcomes are the words for what a checkout came to.
var outcomes = map[status]string{
	authorized: "Approved. You can go back to the merchant.",
	captured:   "Paid. You can go back to the merchant.",
	refunded:   "Refunded.",
	declined:   "Declined. Nothing was charged.",
	cancelled:  "Cancelled by the merchant. Nothing was charged.",
	expired:    "The time to pay is over. Nothing was charged.",
}

// securePage keeps the page out of frames, caches and Referer headers: its
// address is what authorizes the payer.
func securePage(h http.Header, i intent) {
	forms := "'self'"
	// Browsers apply form-action to the redirect that follows, too.
	if u, err := url.Parse(i.Order.ReturnURL); err == nil && u.Host != "" {
		forms += " " + u.Scheme + "://" + u.Host
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action "+forms)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}
