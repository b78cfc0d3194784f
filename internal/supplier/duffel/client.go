package duffel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/farebridge/farebridge/internal/supplier"
)

// maxBody bounds an answer. Recorded one-way searches are about 3 MB.
const maxBody = 32 << 20

// client speaks HTTP and knows nothing of flights. Its errors are *supplier.Error.
type client struct {
	base  string
	token string
	http  *http.Client
}

func newClient(base, token string, given *http.Client) *client {
	own := http.Client{}
	if given != nil {
		own = *given
	}
	// Following a redirect would send a write twice, or the token elsewhere.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client{base: strings.TrimRight(base, "/"), token: token, http: &own}
}

// request is one call. A request that changes something and gets no
// understandable answer has an unknown outcome; a read has none to know.
type request struct {
	method  string
	path    string
	query   url.Values
	body    any
	changes bool
	// refusalIs503 says that Duffel's own 503 to this write promises that nothing
	// was done. It does for orders; for payments nobody says so.
	refusalIs503 bool
}

// answer is a 2xx whose body is Duffel's envelope.
type answer struct {
	status int
	data   json.RawMessage
	after  string // cursor of the next page, "" at the end
}

// reply is what came over HTTP, whoever may have said it.
type reply struct {
	status int
	header http.Header
	raw    []byte
}

func (c *client) call(ctx context.Context, r request) (answer, error) {
	got, err := c.exchange(ctx, r)
	if err != nil {
		return answer{}, err
	}
	return r.read(got.status, got.header, got.raw)
}

// exchange sends a request and takes in what comes back.
func (c *client) exchange(ctx context.Context, r request) (reply, error) {
	var body io.Reader
	if r.body != nil {
		raw, err := json.Marshal(wireData{Data: r.body})
		if err != nil {
			return reply{}, supplier.Fail(supplier.Rejected, codeNotSent, "body cannot be encoded", err)
		}
		body = bytes.NewReader(raw)
	}
	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	var seen exposure
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, seen.trace()), r.method, target, body)
	if err != nil {
		return reply{}, supplier.Fail(supplier.Unavailable, codeNotSent, "address cannot be used", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Duffel-Version", "v2")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "farebridge")
	if r.method != http.MethodGet {
		req.Header.Set("Content-Type", "application/json")
	}

	if ctx.Err() != nil {
		return reply{}, supplier.Fail(supplier.Unavailable, codeNotSent, "no time left to ask", ctx.Err())
	}
	// net/http repeats a POST by itself only when not a byte of it was written.
	resp, err := c.http.Do(req)
	if err != nil {
		if seen.nothingSent(err) {
			return reply{}, supplier.Fail(supplier.Unavailable, codeNotSent, "not reached", err)
		}
		return reply{}, r.lost(codeNoAnswer, "no answer", err)
	}
	defer func() { _ = resp.Body.Close() }() // read only: nothing is lost by an error here
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return reply{}, r.lost(codeNoAnswer, fmt.Sprintf("answer %d cut short", resp.StatusCode), err)
	}
	if len(raw) > maxBody {
		return reply{}, r.lost(codeUnreadable, fmt.Sprintf("answer %d over %d bytes", resp.StatusCode, maxBody), nil)
	}
	return reply{status: resp.StatusCode, header: resp.Header, raw: raw}, nil
}

// read tells a success from a refusal from something that is not Duffel's.
func (r request) read(status int, header http.Header, raw []byte) (answer, error) {
	var e envelope
	err := json.Unmarshal(raw, &e)
	if err == nil && status >= 200 && status < 300 && len(e.Errors) == 0 {
		// "data" may be missing on 202: whoever asked looks at what is there.
		return answer{status: status, data: e.Data, after: e.Meta.After}, nil
	}
	if status == http.StatusTooManyRequests {
		return answer{}, r.rateLimited(header, e)
	}
	if err != nil || len(e.Errors) == 0 {
		// An HTML page, a cut document, JSON of somebody in between.
		message := fmt.Sprintf("HTTP %d with a body that is not Duffel's (%q, %d bytes)",
			status, clip(header.Get("Content-Type")), len(raw))
		return answer{}, r.lost(codeUnreadable, message, err)
	}
	return answer{}, r.refused(status, e)
}

// lost is the error of a call whose answer cannot be known.
func (r request) lost(code, message string, cause error) *supplier.Error {
	kind := supplier.Unavailable
	if r.changes {
		kind = supplier.OutcomeUnknown
	}
	return supplier.Fail(kind, code, message, cause)
}

// decode reads an answer's data. What cannot be read counts as no answer.
func (r request) decode(a answer, into any) error {
	err := json.Unmarshal(a.data, into)
	if err != nil {
		return r.lost(codeUnreadable, fmt.Sprintf("HTTP %d with data of another shape", a.status), err)
	}
	return nil
}

// exposure watches whether a request may have left the machine.
type exposure struct {
	traced    atomic.Bool
	connected atomic.Bool
}

func (e *exposure) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { e.traced.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { e.connected.Store(true) },
	}
}

// nothingSent is true only when it is sure: no connection was ever had (DNS,
// connect and TLS failures, or the caller left while waiting for one). Once
// there is a connection, how much was written is not worth betting a booking
// on. A transport that does not report to the trace is believed only when it
// says itself that it could not dial.
func (e *exposure) nothingSent(err error) bool {
	if e.connected.Load() {
		return false
	}
	if e.traced.Load() {
		return true
	}
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
