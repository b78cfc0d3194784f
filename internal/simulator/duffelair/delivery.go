package duffelair

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
)

// SignatureHeader is signed in, under the webhook's secret: see courier.Sign.
const SignatureHeader = "X-Duffel-Signature"

// deliveryWaits are the pauses before each attempt: Duffel's exponential backoff,
// shorter than its three days.
var deliveryWaits = []time.Duration{
	0, 500 * time.Millisecond, 2 * time.Second, 8 * time.Second,
	30 * time.Second, 2 * time.Minute, 8 * time.Minute, 30 * time.Minute,
}

// send starts delivering, with attempts already made.
func (s *Surface) send(way errand, attempts int) {
	s.courier.Send(s.waits, attempts, func(number int) error { return s.deliver(way, number) })
}

// errNotTaken is a receiver that answered something else than that it took it.
var errNotTaken = errors.New("duffelair: not taken")

// deliver makes an attempt. What nobody waits for any more is done.
func (s *Surface) deliver(way errand, number int) error {
	event, known := s.notices.event(way.event)
	hook, there := s.notices.webhook(way.webhook)
	if !known || !there || !hook.Webhook.Active && event.Event.Type != typePing {
		return nil
	}
	done, err := s.attempt(hook.Webhook, event.Event)
	if errors.Is(err, courier.ErrClosed) {
		return err
	}
	if noteErr := s.notices.attempted(done); noteErr != nil {
		s.log.Error("simulator: webhook delivery not kept", "event", way.event, "error", noteErr)
	}
	if done.Success {
		return nil
	}
	s.log.Warn("simulator: webhook not delivered", "event", way.event, "webhook", way.webhook,
		"attempt", number, "of", len(s.waits), "status", done.Status, "error", err)
	return errors.Join(errNotTaken, err)
}

// mostAnswer is how much of a receiver's answer is shown to who asks for it.
const mostAnswer = 512

func (s *Surface) attempt(hook wireWebhook, event wireEvent) (wireDelivery, error) {
	done := wireDelivery{EndpointID: hook.ID, EventID: event.ID, Type: event.Type, URL: hook.URL, CreatedAt: s.world.Now()}
	body, err := json.Marshal(event)
	if err != nil {
		return done, fmt.Errorf("duffelair: webhook: %w", err)
	}
	answer, err := s.courier.Post(courier.Letter{
		URL: hook.URL, ContentType: "application/json", Signature: SignatureHeader, Secret: hook.Secret, Body: body,
	})
	if err != nil {
		return done, fmt.Errorf("duffelair: webhook: %w", err)
	}
	done.Status, done.Body, done.Success = answer.Status, string(answer.Body[:min(len(answer.Body), mostAnswer)]), answer.OK()
	return done, nil
}
