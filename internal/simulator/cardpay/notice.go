package cardpay

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
)

// SignatureHeader is signed in, under NoticeSecret and in simulated time: see
// courier.Sign.
const SignatureHeader = "Farebridge-Card-Signature"

// notice is one step of an intent that its merchant is told of.
type notice struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Reference string    `json:"reference"`
	IntentID  string    `json:"intent_id"`
	Status    status    `json:"status"`
	CreatedAt time.Time `json:"created_at"`
}

// progress is how far a notice has come, as the journal keeps it.
type progress struct {
	ID        string `json:"id"`
	Attempts  int    `json:"attempts"`
	Delivered bool   `json:"delivered"`
}

type attempted struct {
	notice   notice
	attempts int
}

// deliveryWaits are the pauses before each attempt; after the last the notice is given
// up, and the merchant finds out by asking.
var deliveryWaits = []time.Duration{
	0, 500 * time.Millisecond, 2 * time.Second, 5 * time.Second,
	15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute,
}

// send starts delivering, with attempts already made.
func (g *Gateway) send(n notice, attempts int) {
	g.courier.Send(g.waits, attempts, func(number int) error { return g.deliver(n, number) })
}

func (g *Gateway) deliver(n notice, number int) error {
	err := g.attempt(n)
	if errors.Is(err, courier.ErrClosed) {
		return err
	}
	if noteErr := g.journal.Note(kindNotice, progress{ID: n.ID, Attempts: number, Delivered: err == nil}); noteErr != nil {
		g.log.Error("notice progress not kept", "notice", n.ID, "error", noteErr)
	}
	if err == nil {
		g.log.Debug("notice delivered", "notice", n.ID, "attempt", number)
		return nil
	}
	g.log.Warn("notice not delivered", "notice", n.ID, "attempt", number, "of", len(g.waits), "error", err)
	return err
}

func (g *Gateway) attempt(n notice) error {
	body, err := json.Marshal(n.event())
	if err != nil {
		return fmt.Errorf("cardpay: %w", err)
	}
	answer, err := g.courier.Post(courier.Letter{
		URL: n.URL, ContentType: "application/json", Signature: SignatureHeader, Secret: NoticeSecret, Body: body,
	})
	if err != nil {
		return fmt.Errorf("cardpay: %w", err)
	}
	if !answer.OK() {
		return fmt.Errorf("cardpay: the merchant answered %d", answer.Status)
	}
	return nil
}
