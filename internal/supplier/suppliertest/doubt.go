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
		if len(answer.Offers)+len(answer.Dropped) < len(whole.Offers) {
			t.Errorf("%q for %q: %d offers and %d reasons instead of %d offers", unknown, known, len(answer.Offers), len(answer.Dropped), len(whole.Offers))
		}
		for _, offer := range answer.Offers {
			sound(t, offer, r.Search)
		}
	}
}

// anOfferTwice: what comes twice is offered once.
func anOfferTwice(t *testing.T, r Rig) {
	c, p := r.spoiled(t, "")
	p.spoil(func(w http.ResponseWriter, _ *http.Request, status int, header http.Header, body []byte) {
		send(w, status, header, r.Twice(body))
	})
	answer, err := c.Shop.Shop(t.Context(), r.Search)
	if err != nil || len(answer.Offers) == 0 || len(answer.Dropped) == 0 {
		t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
	}
	seen := map[string]bool{}
	for _, offer := range answer.Offers {
		if seen[string(offer.Ref)] {
			t.Fatal("one offer twice")
		}
		seen[string(offer.Ref)] = true
	}
}

// offsetHeader moves the simulator's clock for one call (design: sandbox).
const offsetHeader = "Farebridge-Clock-Offset"

// clocksApart: a supplier whose clock runs a quarter of an hour ahead sells all
// the same, and its deadlines are taken as it states them, not as ours would be.
func clocksApart(t *testing.T, r Rig) {
	const apart = 15 * time.Minute
	here := sellable(t, r, r.under(t, ""))
	ahead := &http.Client{Transport: offset{by: "900000", base: client(t, "").Transport}}
	c := r.Connect(r.BaseURL, ahead)
	there := sellable(t, r, c)
	if moved := there.Clocks.OfferExpiresAt.Sub(here.Clocks.OfferExpiresAt); !here.Clocks.OfferExpiresAt.IsZero() && (moved < apart || moved > apart+time.Minute) {
		t.Fatalf("offers expire %s later under a clock %s ahead", moved, apart)
	}
	in, booking := booked(t, r, c)
	r.issued(t, c, in, booking)
	r.wantLiving(t, in.Reference, 1)
}

type offset struct {
	by   string
	base http.RoundTripper
}

func (o offset) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(offsetHeader, o.by)
	return o.base.RoundTrip(r)
}

// noFunds: our empty purse is not the traveller's refusal, and nothing is done.
func noFunds(t *testing.T, r Rig) {
	c := r.Broke(r.BaseURL, client(t, ""))
	in, booking := booked(t, r, c)
	_, err := c.Ticket.Ticket(t.Context(), payment(in, booking))
	wantKind(t, "ticket", err, supplier.Unavailable)
	if code := codeOf(err); code != supplier.CodeNoFunds {
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
	notice, reply, err := c.Notify.ReadNotice(header, body, sent)
	if err != nil {
		t.Fatalf("a true notice: %v", err)
	}
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
