package duffelair

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// nothing is an answer without content. Duffel says 204; its own JavaScript
// client fails on an empty body, so there is an object.
func nothing() reply { return ok(struct{}{}) }

func (s *Surface) createWebhook(c *call) (reply, error) {
	var body readWebhook
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	if body.URL == nil || *body.URL == "" {
		f.required("/url", "url")
	}
	if body.Events == nil {
		f.required("/events", "events")
	}
	body.check(&f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	secret := newSecret()
	now := s.world.Now()
	hook := webhook{Supplier: c.supplier.ID, Webhook: wireWebhook{
		ID: world.Token("end", secret), URL: *body.URL, Events: *body.Events, Active: true, Secret: secret,
		CreatedAt: now, UpdatedAt: now,
	}}
	if err := s.notices.keep(hook); err != nil {
		return reply{}, err
	}
	return created(hook.Webhook), nil
}

// newSecret is 128 random bits as Duffel writes them. What signs is the text.
func newSecret() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.StdEncoding.EncodeToString(b[:])
}

// check looks at what is given. Addresses are this machine's only; that Duffel
// wants https is left to Duffel.
func (b readWebhook) check(f *findings) {
	if b.URL != nil && *b.URL != "" && !courier.LoopbackURL(*b.URL) {
		f.add("validation_format", "/url", "url", "Field 'url' must be an http or https URL of this machine: the sandbox reaches no other")
	}
	if b.Events == nil {
		return
	}
	if len(*b.Events) == 0 {
		f.add("validation_length", "/events", "events", "Field 'events' should have at least 1 item")
	}
	for i, kind := range *b.Events {
		if !slices.Contains(subscribable, kind) {
			f.add("validation_inclusion", "/events/"+strconv.Itoa(i), "events", "Field 'events' must have types of event only")
		}
	}
}

func public(h webhook) wireWebhook {
	h.Webhook.Secret = ""
	return h.Webhook
}

func (s *Surface) listWebhooks(c *call) (reply, error) {
	page, meta, err := paginate(s.notices.all(c.supplier.ID), c.URL.Query())
	if err != nil {
		return reply{}, err
	}
	out := make([]wireWebhook, 0, len(page))
	for _, h := range page {
		out = append(out, public(h))
	}
	return reply{http.StatusOK, wireList{out, meta}}, nil
}

func (s *Surface) readWebhook(c *call) (reply, error) {
	hook, err := s.notices.own(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return ok(public(hook)), nil
}

func (s *Surface) updateWebhook(c *call) (reply, error) {
	var body readWebhook
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	body.check(&f)
	if body.URL != nil && *body.URL == "" {
		f.required("/url", "url")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	hook, err := s.notices.own(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	if body.URL != nil {
		hook.Webhook.URL = *body.URL
	}
	if body.Events != nil {
		hook.Webhook.Events = *body.Events
	}
	if body.Active != nil {
		hook.Webhook.Active = *body.Active
	}
	hook.Webhook.UpdatedAt = s.world.Now()
	if err := s.notices.keep(hook); err != nil {
		return reply{}, err
	}
	return ok(public(hook)), nil
}

func (s *Surface) deleteWebhook(c *call) (reply, error) {
	hook, err := s.notices.own(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	hook.Deleted = true
	if err := s.notices.keep(hook); err != nil {
		return reply{}, err
	}
	return nothing(), nil
}

// pingWebhook sends a ping to one webhook, whatever it listens to.
func (s *Surface) pingWebhook(c *call) (reply, error) {
	hook, err := s.notices.own(c.supplier.ID, c.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	s.dispatch(c.supplier.ID, []string{hook.Webhook.ID}, wireEvent{Type: typePing, CreatedAt: s.world.Now()})
	return nothing(), nil
}

func (s *Surface) listEvents(c *call) (reply, error) {
	page, meta, err := paginate(s.notices.list(c.supplier.ID), c.URL.Query())
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, wireList{append([]wireEvent{}, page...), meta}}, nil
}

func (s *Surface) readEvent(c *call) (reply, error) {
	sent, found := s.notices.event(c.PathValue("id"))
	if !found || sent.Supplier != c.supplier.ID {
		return reply{}, world.ErrNotFound
	}
	return ok(sent.Event), nil
}

// redeliverEvent sends an event once more to all it was meant for.
func (s *Surface) redeliverEvent(c *call) (reply, error) {
	sent, found := s.notices.event(c.PathValue("id"))
	if !found || sent.Supplier != c.supplier.ID {
		return reply{}, world.ErrNotFound
	}
	for _, id := range sent.To {
		s.send(errand{sent.Event.ID, id}, 0)
	}
	return nothing(), nil
}

func (s *Surface) listDeliveries(c *call) (reply, error) {
	query := c.URL.Query()
	after, before, err := window(query)
	if err != nil {
		return reply{}, err
	}
	endpoint, kind, success := query.Get("endpoint_id"), query.Get("type"), query.Get("delivery_success")
	all := slices.DeleteFunc(s.notices.delivered(c.supplier.ID), func(d wireDelivery) bool {
		return endpoint != "" && d.EndpointID != endpoint || kind != "" && d.Type != kind ||
			success != "" && (success == "true") != d.Success ||
			!after.IsZero() && d.CreatedAt.Before(after) || !before.IsZero() && d.CreatedAt.After(before)
	})
	page, meta, err := paginate(all, query)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, wireList{append([]wireDelivery{}, page...), meta}}, nil
}

// window reads created_at[after] and created_at[before].
func window(query url.Values) (time.Time, time.Time, error) {
	var f findings
	var ends [2]time.Time
	for i, name := range []string{"after", "before"} {
		given := query.Get("created_at[" + name + "]")
		if given == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, given)
		if err != nil {
			f.add("validation_format", "/created_at/"+name, "created_at", "Field 'created_at' must be an ISO 8601 datetime")
		}
		ends[i] = at
	}
	return ends[0], ends[1], f.err()
}
