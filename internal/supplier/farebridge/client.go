package farebridge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/supplier"
)

// maxBody bounds an answer. A page of 200 offers is about 1 MB.
const maxBody = 16 << 20

// peer is the other Farebridge over HTTP. Its errors are *supplier.Error.
//
// The generated client makes the requests. Its answers are read here, because a
// whole search must not be lost with one offer in it.
type peer struct {
	api *client.Client
	err error // of the address; every call fails with it
}

func newPeer(base, token string, given *http.Client) *peer {
	own := http.Client{}
	if given != nil {
		own = *given
	}
	// Following a redirect would send a write twice, or the key elsewhere.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	api, err := client.NewClient(strings.TrimRight(base, "/"), client.WithHTTPClient(&own),
		client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Accept", "application/json")
			r.Header.Set("User-Agent", "farebridge")
			hideKey(r.Header)
			return nil
		}))
	return &peer{api: api, err: err}
}

// hideKey spells Idempotency-Key in small letters, which is the same to the peer.
// net/http, when it sees the key, repeats by itself what was sent and not
// answered; that would be safe there, but asking again is for who knows that an
// answer was lost to decide.
func hideKey(header http.Header) {
	const key = "Idempotency-Key"
	if values, there := header[key]; there {
		delete(header, key)
		header[strings.ToLower(key)] = values
	}
}

// mode says whether a call changes something. A change that gets no
// understandable answer has an unknown outcome; a read has none to know.
type mode bool

const (
	reads   mode = false
	changes mode = true
)

// answer is a success, not read yet.
type answer struct {
	mode   mode
	status int
	body   []byte
}

// call makes one request of the generated client.
func (p *peer) call(ctx context.Context, m mode, send func(ctx context.Context, api *client.Client) (*http.Response, error)) (answer, error) {
	if p.err != nil {
		return answer{}, supplier.Fail(supplier.Unavailable, codeNotSent, "address cannot be used", p.err)
	}
	if ctx.Err() != nil {
		return answer{}, supplier.Fail(supplier.Unavailable, codeNotSent, "no time left to ask", ctx.Err())
	}
	var seen exposure
	// net/http repeats a POST by itself only when not a byte of it was written.
	resp, err := send(httptrace.WithClientTrace(ctx, seen.trace()), p.api)
	if err != nil {
		if seen.nothingSent(err) {
			return answer{}, supplier.Fail(supplier.Unavailable, codeNotSent, "not reached", err)
		}
		return answer{}, m.lost(codeNoAnswer, "no answer", err)
	}
	defer func() { _ = resp.Body.Close() }() // read only: nothing is lost by an error here
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return answer{}, m.lost(codeNoAnswer, fmt.Sprintf("answer %d cut short", resp.StatusCode), err)
	}
	if len(body) > maxBody {
		return answer{}, m.lost(codeUnreadable, fmt.Sprintf("answer %d over %d bytes", resp.StatusCode, maxBody), nil)
	}
	switch resp.StatusCode {
	case http.StatusOK, http.StatusCreated, http.StatusAccepted:
		return answer{mode: m, status: resp.StatusCode, body: body}, nil
	default:
		return answer{}, m.refused(resp.StatusCode, resp.Header, body)
	}
}

// decode reads an answer. What cannot be read counts as no answer.
func (a answer) decode(into any) error {
	err := json.Unmarshal(a.body, into)
	if err != nil {
		return a.lost("a body of another shape", err)
	}
	return nil
}

// lost is the failure of an answer that makes no sense.
func (a answer) lost(message string, cause error) *supplier.Error {
	return a.mode.lost(codeUnreadable, fmt.Sprintf("HTTP %d with %s", a.status, message), cause)
}

// lost is the failure of a call whose answer cannot be known.
func (m mode) lost(code, message string, cause error) *supplier.Error {
	kind := supplier.Unavailable
	if m == changes {
		kind = supplier.OutcomeUnknown
	}
	return supplier.Fail(kind, code, message, cause)
}

// margin is how long before our own deadline the peer is asked to answer.
const margin = 250 * time.Millisecond

// budget is how long the peer may ask its suppliers: as long as the caller
// waits, within what the API takes. nil leaves it to the peer.
func budget(ctx context.Context, least, most time.Duration) *int {
	deadline, limited := ctx.Deadline()
	if !limited {
		return nil
	}
	ms := int(min(max(time.Until(deadline)-margin, least), most).Milliseconds())
	return &ms
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

// nothingSent is true only when it is sure: the request could not be made, or no
// connection was ever had. Once there is a connection, how much was written is
// not worth betting a booking on. A transport that does not report to the trace
// is believed only when it says itself that it could not dial.
func (e *exposure) nothingSent(err error) bool {
	if e.connected.Load() {
		return false
	}
	if e.traced.Load() {
		return true
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Op == "dial"
	}
	return isAddress(err)
}
