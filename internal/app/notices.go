package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
)

// subscribing bounds how long a supplier that does not answer holds up the start.
const subscribing = 5 * time.Second

// supplierNotices is where a supplier can send its notices, "" where there is no
// way to us: one plays on this machine, or has a public address to call, by https.
func (a *App) supplierNotices(s config.Supplier) string {
	path := "/v1/notices/suppliers/" + s.ID
	switch {
	case a.playedHere(s):
		return a.nearURL() + path
	case strings.HasPrefix(a.config.PublicURL, "https://"):
		return strings.TrimRight(a.config.PublicURL, "/") + path
	default:
		return ""
	}
}

// playedHere reports whether a supplier is one of the simulator's.
func (a *App) playedHere(s config.Supplier) bool {
	url := a.SimulatorURL()
	return url != "" && (s.BaseURL == url || strings.HasPrefix(s.BaseURL, url+"/"))
}

// nearURL is how this machine reaches the server: simulators post nowhere else.
func (a *App) nearURL() string {
	at, ok := a.listener.Addr().(*net.TCPAddr)
	if !ok || !at.IP.IsUnspecified() {
		return "http://" + a.listener.Addr().String()
	}
	return "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(at.Port))
}

// listenToDuffel has Duffel accounts send us notices where the operator has not
// made a webhook, and puts its secret in the place of the one not given. Bookings
// of an account that tells us nothing are asked for instead, so a failure only
// costs time.
func (a *App) listenToDuffel(ctx context.Context, client *http.Client) {
	a.config.Suppliers = slices.Clone(a.config.Suppliers)
	for i, s := range a.config.Suppliers {
		address := a.supplierNotices(s)
		if s.Connector != "duffel" || address == "" || s.Credentials.NoticeSecret != "" || s.Credentials.NoticeSecretFile != "" {
			continue
		}
		bounded, cancel := context.WithTimeout(ctx, subscribing)
		hook, err := a.webhook(bounded, s, address, overheard(client, s.ID, a.logger))
		cancel()
		if err != nil {
			a.logger.WarnContext(ctx, "no notices from a supplier", "supplier", s.ID, "error", err)
			continue
		}
		a.config.Suppliers[i].Credentials.NoticeSecret = hook.Secret
	}
}

// webhook is the one an account tells us through. Its secret is told once and is
// kept, for the next process and for others that run now: they share the address,
// and so must share the webhook.
func (a *App) webhook(ctx context.Context, s config.Supplier, address string, client *http.Client) (duffel.Webhook, error) {
	credentials, err := s.Credentials.Read()
	if err != nil {
		return duffel.Webhook{}, err
	}
	name := "webhook/" + s.ID
	kept, err := a.store.KeptSecret(ctx, name)
	if err != nil {
		return duffel.Webhook{}, err
	}
	known, err := webhookFrom(kept)
	if err != nil {
		return duffel.Webhook{}, err
	}
	account := duffel.Config{ID: s.ID, BaseURL: s.BaseURL, Token: credentials.Token, HTTPClient: client}
	hook, err := duffel.Subscribe(ctx, account, address, known)
	if err != nil || hook == known {
		return hook, err
	}
	made, err := json.Marshal(hook)
	if err != nil {
		return duffel.Webhook{}, fmt.Errorf("app: webhook: %w", err)
	}
	now, err := a.store.KeepSecret(ctx, name, kept, made)
	if err != nil {
		return duffel.Webhook{}, errors.Join(err, duffel.Unsubscribe(ctx, account, hook))
	}
	if bytes.Equal(now, made) {
		return hook, nil
	}
	// Another process was faster: its webhook is everybody's.
	theirs, err := webhookFrom(now)
	return theirs, errors.Join(err, duffel.Unsubscribe(ctx, account, hook))
}

func webhookFrom(kept []byte) (duffel.Webhook, error) {
	var hook duffel.Webhook
	if len(kept) == 0 {
		return hook, nil
	}
	if err := json.Unmarshal(kept, &hook); err != nil {
		return duffel.Webhook{}, fmt.Errorf("app: webhook: %w", err)
	}
	return hook, nil
}

// listenToNDC has the simulated airlines tell us of our orders, as each airline
// agrees on it in its own way. One that does not is asked instead.
func (a *App) listenToNDC(ctx context.Context) {
	for _, s := range a.config.Suppliers {
		if s.Connector != "ndc" || !a.playedHere(s) || s.Credentials.NoticeSecret == "" {
			continue
		}
		body, err := json.Marshal(map[string]string{"url": a.supplierNotices(s), "secret": s.Credentials.NoticeSecret})
		if err == nil {
			err = put(ctx, s.BaseURL+"/subscription", s.Credentials.Token, body)
		}
		if err != nil {
			a.logger.WarnContext(ctx, "no notices from a simulated airline", "supplier", s.ID, "error", err)
		}
	}
}

func put(ctx context.Context, url, token string, body []byte) error {
	bounded, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(bounded, http.MethodPut, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusNoContent {
		return errors.Join(fmt.Errorf("answered %d", resp.StatusCode), err)
	}
	return nil
}
