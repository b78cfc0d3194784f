package duffel

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// idlePoll is the pause after a poll that brought nothing: Duffel holds a poll
// until there is something, a server that does not must not be asked in a loop.
const idlePoll = 250 * time.Millisecond

// shopInBatches asks for offers airline by airline. What came before the end of
// the caller's time, or before the supplier broke down, is a partial answer; if
// that is nothing, it is the failure.
func (c *connector) shopInBatches(ctx context.Context, search travel.Search, body sendOfferRequest) (supplier.ShopAnswer, error) {
	r := request{
		method: http.MethodPost,
		path:   "/air/batch_offer_requests",
		query:  url.Values{"supplier_timeout": {milliseconds(c.supplierTimeoutFor(ctx))}},
		body:   body,
	}
	ctx, cancel := c.polling(ctx)
	defer cancel()
	got, err := c.client.exchange(ctx, r)
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	batch, err := r.readSearch(got)
	if err != nil {
		return supplier.ShopAnswer{}, err
	}
	if batch.id == "" || batch.remaining == nil {
		return supplier.ShopAnswer{}, r.lost(supplier.CodeUnreadable, "batch without id or number of batches", nil)
	}
	h := newHarvest(search)
	h.add(batch, nil)
	err = c.poll(ctx, h, batch)
	if err == nil {
		return h.answer, nil
	}
	if len(h.answer.Offers) == 0 {
		return supplier.ShopAnswer{}, err
	}
	h.answer.Partial = true
	h.answer.Cut = append(h.answer.Cut, supplier.Clip(err.Error()))
	return h.answer, nil
}

// polling leaves the caller time to take the answer.
func (c *connector) polling(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, deadline.Add(-transferMargin))
	}
	return context.WithTimeout(ctx, c.supplierTimeout+transferMargin)
}

// poll gathers until no batch remains.
func (c *connector) poll(ctx context.Context, h *harvest, batch found) error {
	remaining := *batch.remaining
	r := request{method: http.MethodGet, path: "/air/batch_offer_requests/" + url.PathEscape(batch.id)}
	for remaining > 0 {
		reply, err := c.client.exchange(ctx, r)
		if err != nil {
			return err
		}
		more, err := r.readSearch(reply)
		if err != nil {
			return err
		}
		if more.id != batch.id || more.remaining == nil {
			return r.lost(supplier.CodeUnreadable, "answered another batch than asked", nil)
		}
		known := len(h.seen)
		h.add(more, nil)
		if *more.remaining >= remaining && len(h.seen) == known {
			select {
			case <-ctx.Done():
				return r.lost(supplier.CodeNoAnswer, fmt.Sprintf("%d batches have not come", remaining), ctx.Err())
			case <-time.After(idlePoll):
			}
		}
		remaining = *more.remaining
	}
	return nil
}
