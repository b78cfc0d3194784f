package duffel

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// maxPages bounds how long a server can keep us turning pages.
const maxPages = 50

// clockSlack is how far times of a supplier's may be out of order: handles have
// whole seconds, orders made together are numbered in any order, and not all of
// its clocks agree.
const clockSlack = time.Minute

// sighting is what the lists of orders have shown.
type sighting struct {
	living    *travel.Booking // under our reference
	cancelled *travel.Booking // under our reference
	usedUp    bool            // somebody's order was made from the same offer request
	unnamed   []string        // ids of orders that are listed without any reference
	unproven  bool            // one of them may be ours all the same
}

// find is the booking under our reference. A cancelled one counts, but one that
// lives is preferred.
func (c *connector) find(ctx context.Context, reference string, ref offerRef, pax []travel.Traveller) (travel.Booking, bool, error) {
	seen, err := c.look(ctx, reference, ref, pax)
	switch {
	case err != nil:
		return travel.Booking{}, false, err
	case seen.living != nil:
		return *seen.living, true, nil
	case seen.unproven:
		return travel.Booking{}, false, supplier.Fail(supplier.Unavailable, supplier.CodeCannotLookUp,
			"an order that does not say whose it is may be ours", nil)
	case seen.cancelled != nil:
		return *seen.cancelled, true, nil
	}
	return travel.Booking{}, false, nil
}

// look goes through the orders made from the offer, and then, because a renewed
// booking is made from another one, through all of the account's that can have
// been made since the offer was. That there is none is only said at the end, and
// after those have been read by themselves that the lists show no reference of.
func (c *connector) look(ctx context.Context, reference string, ref offerRef, pax []travel.Traveller) (sighting, error) {
	var seen sighting
	whole := func([]wireListedOrder) bool { return seen.living != nil }
	err := c.orders(ctx, url.Values{"offer_id": {ref.offer}}, &seen, reference, ref, whole)
	if err != nil || seen.living != nil {
		return seen, err
	}
	back := since{offer: ref.created}
	err = c.orders(ctx, url.Values{}, &seen, reference, ref, func(page []wireListedOrder) bool {
		return back.farEnough(page) || seen.living != nil
	})
	if err != nil || seen.living != nil {
		return seen, err
	}
	return seen, c.lookAtUnnamed(ctx, &seen, reference, ref, pax)
}

// orders notes what is in a list of orders, page by page until enough.
func (c *connector) orders(
	ctx context.Context, query url.Values, seen *sighting, reference string, ref offerRef, enough func([]wireListedOrder) bool,
) error {
	query.Set("limit", "200")
	for range maxPages {
		r := request{method: http.MethodGet, path: "/air/orders", query: query}
		a, err := c.client.call(ctx, r)
		if err != nil {
			return err
		}
		var raws []json.RawMessage
		err = r.decode(a, &raws)
		if err != nil {
			return err
		}
		if raws == nil {
			return r.lost(supplier.CodeUnreadable, "a list without data", nil)
		}
		page := make([]wireListedOrder, len(raws))
		for i, raw := range raws {
			page[i], err = seen.note(raw, reference, ref)
			if err != nil {
				return notUnderstood(err)
			}
		}
		if a.after == "" || enough(page) {
			return nil
		}
		query.Set("after", a.after)
	}
	return supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "a list without end", nil)
}

// note reads one order of a list. An order that cannot be read might be ours, so
// it is an error and not a no.
func (s *sighting) note(raw json.RawMessage, reference string, ref offerRef) (wireListedOrder, error) {
	var listed wireListedOrder
	err := json.Unmarshal(raw, &listed)
	if err != nil {
		return wireListedOrder{}, err
	}
	shown := noted(listed.Metadata, referenceKey)
	if reference == "" || shown != reference {
		// Every offer request is ours: an order that shows no reference may be an
		// attempt of our own that is not shown whole yet, and proves nobody else's.
		s.usedUp = s.usedUp || (shown != "" && listed.usesUp(ref))
		if shown == "" {
			s.noteUnnamed(listed, ref)
		}
		return listed, nil
	}
	var order wireOrder
	err = json.Unmarshal(raw, &order)
	if err != nil {
		return wireListedOrder{}, err
	}
	p, err := partyIn(order.Metadata, ref.party)
	if err != nil {
		return wireListedOrder{}, err
	}
	booking, err := bookingFrom(order, p)
	if err != nil {
		return wireListedOrder{}, err
	}
	if booking.Status == travel.BookingCancelled {
		s.cancelled = &booking
	} else {
		s.living = &booking
	}
	return listed, nil
}

// since knows when a list of all orders has gone back to before an offer was
// made. Duffel does not promise an order of the list, so newest first has to be
// seen in it, give or take the slack; a list in another order is read to its end.
type since struct {
	offer    time.Time // zero: unknown
	first    time.Time
	oldest   time.Time
	unsorted bool
}

func (s *since) farEnough(page []wireListedOrder) bool {
	for _, order := range page {
		created := instant(order.CreatedAt)
		if s.first.IsZero() {
			s.first, s.oldest = created, created
		}
		s.unsorted = s.unsorted || created.IsZero() || created.After(s.oldest.Add(clockSlack))
		if created.Before(s.oldest) {
			s.oldest = created
		}
	}
	// What follows is newer than the oldest by the slack at most.
	return !s.unsorted && s.oldest.Before(s.first.Add(-clockSlack)) && s.oldest.Before(s.offer.Add(-2*clockSlack))
}
