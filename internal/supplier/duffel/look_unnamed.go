package duffel

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// mostUnnamed bounds how many orders are read one by one.
const mostUnnamed = 20

// noteUnnamed keeps an order that is listed without any reference: all of ours
// have one, but it may be shown late, or have been taken off since. One made
// before the offer was is nobody's that is looked for.
func (s *sighting) noteUnnamed(listed wireListedOrder, ref offerRef) {
	created := instant(listed.CreatedAt)
	switch {
	case !created.IsZero() && !ref.created.IsZero() && created.Before(ref.created.Add(-clockSlack)):
	case slices.Contains(s.unnamed, listed.ID):
	case listed.ID == "" || len(s.unnamed) == mostUnnamed:
		s.unproven = true
	default:
		s.unnamed = append(s.unnamed, listed.ID)
	}
}

// lookAtUnnamed reads the orders by themselves that were listed without a
// reference. One that shows none there either is not ours only if it is made from
// another offer request and for other people.
func (c *connector) lookAtUnnamed(ctx context.Context, seen *sighting, reference string, ref offerRef, pax []travel.Traveller) error {
	for _, id := range seen.unnamed {
		r := request{method: http.MethodGet, path: "/air/orders/" + url.PathEscape(id), oneOrder: true}
		a, err := c.client.call(ctx, r)
		if supplier.FirmCode(err) == codeNotFound {
			seen.unproven = true // listed, and not to be read yet
			continue
		}
		if err != nil {
			return err
		}
		var order wireListedOrder
		err = r.decode(a, &order)
		if err != nil {
			return err
		}
		if order.ID != id {
			return r.lost(supplier.CodeUnreadable, "answered another order than asked", nil)
		}
		if noted(order.Metadata, referenceKey) == "" {
			seen.unproven = seen.unproven || order.usesUp(ref) || order.mayBeFor(pax)
			continue
		}
		_, err = seen.note(a.data, reference, ref)
		if err != nil {
			return notUnderstood(err)
		}
	}
	return nil
}

// usesUp reports whether the order was made from the offer, or from another one
// of the same offer request: Duffel names passengers per offer request.
func (w wireListedOrder) usesUp(ref offerRef) bool {
	return w.OfferID == ref.offer || slices.ContainsFunc(w.Passengers, func(one wireListedPassenger) bool {
		_, same := ref.party.paxOf(one.ID)
		return same
	})
}

// mayBeFor reports whether the order may be for these people. Dates of birth tell
// them apart: airlines rewrite names.
func (w wireListedOrder) mayBeFor(pax []travel.Traveller) bool {
	if len(pax) == 0 || len(w.Passengers) == 0 {
		return true
	}
	if len(w.Passengers) != len(pax) {
		return false
	}
	stranger := func(one wireListedPassenger) bool {
		return one.BornOn != "" && !slices.ContainsFunc(pax, func(t travel.Traveller) bool { return t.BirthDate.String() == one.BornOn })
	}
	return !slices.ContainsFunc(w.Passengers, stranger)
}
