package duffelair

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// cardPrefix begins Duffel's ids of cards. Cards are made on a host of their own
// that takes their numbers, which is not played here: the sandbox's are there.
const cardPrefix = "tcd"

// sessionLife is how long Duffel keeps a card.
const sessionLife = 25 * time.Minute

// cardSession is the leave to charge a card for one offer or order.
type cardSession struct {
	supplier, resource string
	card               world.Card
	until              time.Time
}

// status is Duffel's word for how far the leave has come.
func (s cardSession) status(now time.Time) string {
	switch {
	case now.After(s.until):
		return "expired"
	case s.card == world.CardChallenge:
		return "challenge_required"
	default:
		return "ready_for_payment"
	}
}

// cardSessions are too short-lived to survive the process.
type cardSessions struct {
	mu   sync.Mutex
	made int
	open map[string]cardSession
}

func newCardSessions() *cardSessions { return &cardSessions{open: map[string]cardSession{}} }

func (s *cardSessions) keep(one cardSession, now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, other := range s.open {
		if now.After(other.until) {
			delete(s.open, id)
		}
	}
	s.made++
	id := fmt.Sprintf("3ds_0000%018d", s.made)
	s.open[id] = one
	return id
}

// take uses a session up. Only who made it, for what it was made for, has it.
func (s *cardSessions) take(id, supplier, resource string, now time.Time) (world.Card, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, known := s.open[id]
	if !known || one.supplier != supplier || one.resource != resource || one.status(now) != "ready_for_payment" {
		return "", false
	}
	delete(s.open, id)
	return one.card, true
}

type readCardSession struct {
	CardID     string        `json:"card_id"`
	ResourceID string        `json:"resource_id"`
	Services   []readService `json:"services"`
	Exception  string        `json:"exception"`
}

type wireCardSession struct {
	ID         string `json:"id"`
	CardID     string `json:"card_id"`
	ResourceID string `json:"resource_id"`
	Status     string `json:"status"`
	ClientID   string `json:"client_id,omitempty"`
	LiveMode   bool   `json:"live_mode"`
}

// createCardSession is Duffel's check with a card's issuer before a payment.
func (s *Surface) createCardSession(c *call) (reply, error) {
	var body readCardSession
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	card, known := world.CardOf(cardPrefix, body.CardID)
	if !known {
		f.add("not_found", "/card_id", "card_id", "Field 'card_id' is not the id of anything we know")
	}
	if !s.charges(c.supplier.ID, body.ResourceID) {
		f.add("not_found", "/resource_id", "resource_id", "Field 'resource_id' is not the id of anything we know")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	now := s.world.Now()
	one := cardSession{supplier: c.supplier.ID, resource: body.ResourceID, card: card, until: now.Add(sessionLife)}
	answer := wireCardSession{ID: s.cards.keep(one, now), CardID: body.CardID, ResourceID: body.ResourceID, Status: one.status(now)}
	if card == world.CardChallenge {
		answer.ClientID = "tds_visa_sandbox"
	}
	return reply{http.StatusCreated, map[string]any{"data": answer}}, nil
}

// charges reports whether something of the supplier's can be paid by card.
func (s *Surface) charges(supplier, resource string) bool {
	if _, _, err := s.world.Offer(supplier, resource); err == nil {
		return true
	}
	_, err := s.world.Recorded(supplier, resource)
	return err == nil
}

// tenders reads payments for one offer or order; a card's session is used up.
func (s *Surface) tenders(c *call, payments []readPayment, at, resource string, f *findings) []world.Tender {
	tenders := make([]world.Tender, 0, len(payments))
	for _, p := range payments {
		t := world.Tender{Type: p.Type, Amount: p.Amount, Currency: p.Currency}
		if p.Type == world.TenderCard {
			card, ready := s.cards.take(p.Session, c.supplier.ID, resource, s.world.Now())
			if !ready {
				f.add("not_found", at+"/three_d_secure_session_id", "three_d_secure_session_id",
					"Field 'three_d_secure_session_id' is not the id of a session that is ready for this payment")
			}
			t.Card = card
		}
		tenders = append(tenders, t)
	}
	return tenders
}
