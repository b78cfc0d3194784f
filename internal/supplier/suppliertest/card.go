package suppliertest

import (
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Cards are suppliers that charge the traveller's card, and cards to charge, as
// the supplier knows them.
type Cards struct {
	Connect  connecting // a supplier that holds
	Instant  connecting // one that must be paid when booked; nil: none
	OK       string
	Declined string
	Asking   string // its holder has to confirm
	Unknown  string
}

// bad are the cards that cannot be charged.
func (c Cards) bad() map[string]string {
	return map[string]string{"declined": c.Declined, "whose holder is asked": c.Asking, "unknown": c.Unknown}
}

// aCardIsCharged: with the tickets, and once.
func aCardIsCharged(t *testing.T, r Rig) {
	c := r.Cards.Connect(r.BaseURL, client(t, ""))
	in, booking := booked(t, r, c)
	paying := payment(in, booking)
	paying.CardToken = r.Cards.OK
	first, err := c.Ticket.Ticket(t.Context(), paying)
	if err != nil {
		t.Fatalf("ticket: %v", err)
	}
	wantTickets(t, first, r.Search.Pax)
	again, err := c.Ticket.Ticket(t.Context(), paying)
	if err != nil || len(again.Tickets) != len(first.Tickets) {
		t.Fatalf("asked again: %v %+v", err, again)
	}
	if r.Cards.Instant == nil {
		return
	}
	c = r.Cards.Instant(r.BaseURL, client(t, ""))
	in = wish(shopped(t, c, r.Search, false), r.Search.Pax)
	in.CardToken = r.Cards.OK
	bought, err := c.Book.Book(t.Context(), in)
	if err != nil {
		t.Fatalf("book: %v", err)
	}
	if len(bought.Tickets) == 0 && r.Later != nil {
		r.Later(t)
		bought = r.find(t, c, in, bought)
	}
	wantTickets(t, bought, r.Search.Pax)
	r.wantLiving(t, in.Reference, 1)
}

// aCardThatCannotBeChargedBuysNothing, and says that it is the card: what is held
// stays held, what is bought at once is not booked.
func aCardThatCannotBeChargedBuysNothing(t *testing.T, r Rig) {
	for what, card := range r.Cards.bad() {
		c := r.Cards.Connect(r.BaseURL, client(t, ""))
		in, booking := booked(t, r, c)
		paying := payment(in, booking)
		paying.CardToken = card
		_, err := c.Ticket.Ticket(t.Context(), paying)
		wantDeclined(t, what, err)
		if found := r.find(t, c, in, booking); found.Status != travel.BookingHeld || len(found.Tickets) != 0 {
			t.Fatalf("a card %s: %+v", what, found)
		}
		if r.Cards.Instant == nil {
			continue
		}
		c = r.Cards.Instant(r.BaseURL, client(t, ""))
		in = wish(shopped(t, c, r.Search, false), r.Search.Pax)
		in.CardToken = card
		_, err = c.Book.Book(t.Context(), in)
		wantDeclined(t, what, err)
		r.wantLiving(t, in.Reference, 0)
	}
}

func wantDeclined(t *testing.T, what string, err error) {
	t.Helper()
	wantKind(t, "a card "+what, err, supplier.Rejected)
	if code := supplier.CodeOf(err); code != supplier.CodeCardDeclined {
		t.Fatalf("a card %s: code %q of %v", what, code, err)
	}
}
