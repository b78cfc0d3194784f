package suppliertest

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// unknownWords: a list that grew costs offers at most, each with a reason, and
// never the search.
func unknownWords(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	whole, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil {
		t.Fatalf("shop: %v", err)
	}
	for known, unknown := range r.Words {
		changed := false
		p.spoil(func(w http.ResponseWriter, _ *http.Request, status int, header http.Header, body []byte) {
			fresh := bytes.ReplaceAll(body, []byte(known), []byte(unknown))
			changed = changed || !bytes.Equal(fresh, body)
			send(w, status, header, fresh)
		})
		answer, err := c.Shop.Shop(t.Context(), r.Search)
		p.behave()
		if err != nil || !changed {
			t.Fatalf("%q for %q (found: %v): %v", unknown, known, changed, err)
		}
		reasoned(t, answer.Dropped)
		if len(answer.Offers)+len(answer.Dropped) < len(whole.Offers) {
			t.Errorf("%q for %q: %d offers and %d reasons instead of %d offers", unknown, known, len(answer.Offers), len(answer.Dropped), len(whole.Offers))
		}
		for _, offer := range answer.Offers {
			sound(t, offer, r.Search)
		}
	}
}

// reasoned: an offer that is lost without a word is lost twice.
func reasoned(t *testing.T, dropped []string) {
	t.Helper()
	for _, reason := range dropped {
		if strings.TrimSpace(reason) == "" {
			t.Errorf("an offer dropped without a reason among %q", dropped)
		}
	}
}

func theSuppliersClockIsAhead(t *testing.T, r Rig)  { clocksApart(t, r, 15*time.Minute) }
func theSuppliersClockIsBehind(t *testing.T, r Rig) { clocksApart(t, r, -15*time.Minute) }

// clocksApart: a supplier whose clock is a quarter of an hour off sells all the
// same, and its deadlines are taken as it states them, not as ours would be.
func clocksApart(t *testing.T, r Rig, ahead time.Duration) {
	t.Helper()
	const patience = 5 * time.Minute // the calls take their time too
	here := sellable(t, r, r.under(t, ""))
	_, hold := booked(t, r, r.under(t, ""))
	r.Clock(t, ahead)
	c := r.under(t, "")
	there := sellable(t, r, c)
	in, booking := booked(t, r, c)
	for what, stated := range map[string][2]time.Time{
		"offers expire":     {here.Clocks.OfferExpiresAt, there.Clocks.OfferExpiresAt},
		"bookings are paid": {hold.PayBy, booking.PayBy},
	} {
		if stated[0].IsZero() {
			continue // not said
		}
		if moved := stated[1].Sub(stated[0]); (moved - ahead).Abs() > patience {
			t.Errorf("%s %s later under a clock %s ahead", what, moved, ahead)
		}
	}
	r.issued(t, c, in, booking)
	r.wantLiving(t, in.Reference, 1)
}

// noFunds: our empty purse is not the traveller's refusal, and nothing is done.
func noFunds(t *testing.T, r Rig) {
	c := r.Broke(r.BaseURL, client(t, ""))
	in, booking := booked(t, r, c)
	_, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
	wantKind(t, "ticket", err, supplier.Unavailable)
	if code := supplier.CodeOf(err); code != supplier.CodeNoFunds {
		t.Fatalf("code %q of %v", code, err)
	}
	if found := r.find(t, c, in, booking); len(found.Tickets) != 0 {
		t.Fatalf("tickets nobody paid for: %v", found.Tickets)
	}
}

// aNoticeIsProven: only what the supplier signed, and lately, is believed.
func aNoticeIsProven(t *testing.T, r Rig) {
	c := r.under(t, "")
	in, booking := booked(t, r, c)
	header, body, sent := r.Notice(t, booking.SupplierOrderID)
	notices, reply, err := c.Notify.ReadNotice(header, body, sent)
	if err != nil || len(notices) != 1 {
		t.Fatalf("a true notice: %v %+v", err, notices)
	}
	notice := notices[0]
	if notice.ID == "" || notice.Kind == "" || (notice.SupplierOrderID != booking.SupplierOrderID && notice.Reference != in.Reference) {
		t.Fatalf("notice %+v about %s", notice, booking.SupplierOrderID)
	}
	if len(reply.Body) > 0 && reply.ContentType == "" {
		t.Fatalf("reply %+v", reply)
	}
	forged := bytes.Replace(body, []byte(booking.SupplierOrderID), []byte(strings.Repeat("0", len(booking.SupplierOrderID))), 1)
	if bytes.Equal(forged, body) {
		forged = append(bytes.Clone(body), ' ')
	}
	_, _, err = c.Notify.ReadNotice(header, forged, sent)
	wantKind(t, "a changed notice", err, supplier.Rejected)
	_, _, err = c.Notify.ReadNotice(http.Header{}, body, sent)
	wantKind(t, "an unsigned notice", err, supplier.Rejected)
	_, _, err = c.Notify.ReadNotice(header, body, sent.Add(time.Hour))
	wantKind(t, "an old notice", err, supplier.Rejected)
}
