package card

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"github.com/farebridge/farebridge/internal/payment"
)

// maxAnswer bounds what we read of an answer; real ones are a few kilobytes.
const maxAnswer = 1 << 20

// client makes calls and says how they failed; it knows no payments.
type client struct {
	id   string
	base string
	key  string
	http *http.Client
	log  *slog.Logger
}

func newClient(cfg Config) *client {
	own := http.Client{}
	if cfg.HTTPClient != nil {
		own = *cfg.HTTPClient
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	logger := cfg.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &client{
		id: cfg.ID, base: strings.TrimSuffix(cfg.BaseURL, "/"), key: cfg.SecretKey,
		http: &own, log: logger.With("gateway", cfg.ID),
	}
}

// get reads; nothing can have happened however it fails.
func (c *client) get(ctx context.Context, path string, out any) error {
	return c.do(ctx, payment.Unavailable, http.MethodGet, path, nil, out)
}

// post asks for a change; in may be nil.
func (c *client) post(ctx context.Context, path string, in, out any) error {
	return c.do(ctx, payment.OutcomeUnknown, http.MethodPost, path, in, out)
}

// do makes one call. doubtful is the kind of a failure after which the
// request may have been acted upon.
func (c *client) do(ctx context.Context, doubtful payment.Kind, method, path string, in, out any) error {
	body := io.Reader(http.NoBody)
	if in != nil {
		encoded, err := json.Marshal(in)
		if err != nil {
			return payment.Fail(payment.Rejected, c.id, "unencodable", "the call cannot be written", err)
		}
		body = bytes.NewReader(encoded)
	}
	if err := ctx.Err(); err != nil {
		return payment.Fail(payment.Unavailable, c.id, "not_sent", "the caller's time was over", err)
	}
	ctx, unsent := watch(ctx)
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return payment.Fail(payment.Rejected, c.id, "unencodable", "the call cannot be written", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	switch {
	case err != nil && unsent():
		return payment.Fail(payment.Unavailable, c.id, "unreachable", "no connection", err)
	case err != nil:
		return payment.Fail(doubtful, c.id, "no_answer", "the connection ended without an answer", err)
	}
	defer func() { _ = res.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return payment.Fail(doubtful, c.id, "no_answer", "the answer broke off", err)
	}
	if len(content) > maxAnswer {
		return c.unreadable(doubtful, res.StatusCode, len(content), errors.New("too long"))
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return c.refused(doubtful, res.StatusCode, content)
	}
	if err := json.Unmarshal(content, out); err != nil {
		return c.unreadable(doubtful, res.StatusCode, len(content), err)
	}
	return nil
}

// watch tells, after a failed call, whether certainly not a byte of it was sent:
// it was still waiting for a connection. A transport that gives no traces is
// believed nothing. A new wait after a connection clears that one, because
// net/http tries a POST again only if it wrote nothing of it.
func watch(ctx context.Context) (context.Context, func() bool) {
	var waiting atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { waiting.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { waiting.Store(false) },
	})
	return ctx, waiting.Load
}

// unreadable is for answers whose words we cannot use. They are not quoted:
// they may be anybody's.
func (c *client) unreadable(kind payment.Kind, status, size int, cause error) error {
	c.log.Warn("unreadable answer", "status", status, "bytes", size, "error", cause)
	return payment.Fail(kind, c.id, "unreadable", fmt.Sprintf("unreadable answer, HTTP %d", status), cause)
}

// refused classifies an answer that is no success. Only the acquirer itself (by
// its code) or a front that turns everybody away (503, 429) is believed that nothing
// was done; any other 5xx may have come after the effect.
func (c *client) refused(doubtful payment.Kind, status int, content []byte) error {
	var said errorAnswer
	_ = json.Unmarshal(content, &said) // without an envelope the status alone speaks
	kind := doubtful
	switch {
	case status == http.StatusServiceUnavailable, status == http.StatusTooManyRequests,
		status >= 500 && said.Error.Code == "not_done":
		kind = payment.Unavailable
	case status >= 400 && status < 500:
		kind = payment.Rejected
	}
	if said.Error.Code == "" {
		return payment.Fail(kind, c.id, fmt.Sprintf("http_%d", status), http.StatusText(status), nil)
	}
	return payment.Fail(kind, c.id, said.Error.Code, said.Error.Message, nil)
}
