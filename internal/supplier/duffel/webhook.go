package duffel

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Webhook is the way an account's notices come to us. Duffel tells the secret
// once, when the webhook is made.
type Webhook struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

// typeOldPayment is what payments were called before Duffel v2. It is understood,
// and not asked for: payments have newer events.
const typeOldPayment = "payment.created"

// noticed are the types of event a webhook is made for.
func noticed() []string {
	wanted := slices.DeleteFunc(slices.Collect(maps.Keys(noticeKinds)), func(kind string) bool { return kind == typeOldPayment })
	slices.Sort(wanted)
	return wanted
}

// Subscribe has the notices of an account sent to address, which Duffel wants to
// be https, and says through which webhook they come. A known one that is still
// there is kept, and turned to the address if it leads elsewhere. Otherwise one is
// made, in the place of any others to the address: nobody knows their secrets.
func Subscribe(ctx context.Context, cfg Config, address string, known Webhook) (Webhook, error) {
	c := newClient(cfg.BaseURL, cfg.Token, cfg.HTTPClient)
	all, err := c.webhooks(ctx)
	if err != nil {
		return Webhook{}, err
	}
	for _, hook := range all {
		if hook.ID == known.ID && known.Secret != "" {
			return known, c.turn(ctx, hook, address)
		}
	}
	for _, hook := range all {
		if hook.URL != address {
			continue
		}
		err := c.drop(ctx, hook.ID)
		if err != nil {
			return Webhook{}, err
		}
	}
	r := request{
		method: http.MethodPost, path: "/air/webhooks", changes: true,
		body: sendWebhook{URL: address, Events: noticed()},
	}
	a, err := c.call(ctx, r)
	if err != nil {
		return Webhook{}, err
	}
	var made wireWebhook
	err = r.decode(a, &made)
	if err != nil {
		return Webhook{}, err
	}
	if made.ID == "" || made.Secret == "" {
		return Webhook{}, r.lost(supplier.CodeUnreadable, "a webhook without id or secret", nil)
	}
	return Webhook{ID: made.ID, Secret: made.Secret}, nil
}

// Unsubscribe deletes a webhook. One that is gone is no error.
func Unsubscribe(ctx context.Context, cfg Config, hook Webhook) error {
	return newClient(cfg.BaseURL, cfg.Token, cfg.HTTPClient).drop(ctx, hook.ID)
}

// webhooks are all that the account has.
func (c *client) webhooks(ctx context.Context) ([]wireWebhook, error) {
	query := url.Values{"limit": {"200"}}
	var all []wireWebhook
	for range maxPages {
		r := request{method: http.MethodGet, path: "/air/webhooks", query: query}
		a, err := c.call(ctx, r)
		if err != nil {
			return nil, err
		}
		var page []wireWebhook
		err = r.decode(a, &page)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if a.after == "" {
			return all, nil
		}
		query.Set("after", a.after)
	}
	return nil, supplier.Fail(supplier.Unavailable, supplier.CodeUnreadable, "a list without end", nil)
}

// turn has a webhook tell the address everything, if it does not already.
func (c *client) turn(ctx context.Context, hook wireWebhook, address string) error {
	lacking := func(kind string) bool { return !slices.Contains(hook.Events, kind) }
	if hook.URL == address && hook.Active && !slices.ContainsFunc(noticed(), lacking) {
		return nil
	}
	active := true
	return c.done(ctx, request{
		method: http.MethodPatch, path: "/air/webhooks/" + url.PathEscape(hook.ID), changes: true,
		body: sendWebhook{URL: address, Events: noticed(), Active: &active},
	})
}

func (c *client) drop(ctx context.Context, id string) error {
	err := c.done(ctx, request{method: http.MethodDelete, path: "/air/webhooks/" + url.PathEscape(id), changes: true})
	if supplier.FirmCode(err) == codeNotFound {
		return nil
	}
	return err
}

// done makes a call whose success needs no body: Duffel answers some with 204.
func (c *client) done(ctx context.Context, r request) error {
	got, err := c.exchange(ctx, r)
	if err != nil {
		return err
	}
	if got.Status == http.StatusNoContent {
		return nil
	}
	_, err = r.read(got.Status, got.Header, got.Body)
	return err
}
