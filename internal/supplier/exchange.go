package supplier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// Codes every connector gives alike for what happened to a call, in Error.Code.
const (
	CodeNotSent    = "notSent"    // Unavailable: it never left
	CodeNoAnswer   = "noAnswer"   // it left and nothing, or not all, came back
	CodeUnreadable = "unreadable" // what came back is not understood
)

// HTTPClient is given, or a fresh client, as connectors need it: following a
// redirect would send a write twice, or the token elsewhere.
func HTTPClient(given *http.Client) *http.Client {
	own := http.Client{}
	if given != nil {
		own = *given
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Reply is what came back over HTTP, whoever may have said it.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Exchange sends a request and takes in all of what comes back, up to maxBody
// bytes. A failure is an *Error: Unavailable when it is sure that the request
// never left, else Lost's. Its cause does not repeat the address, which may have
// a handle in it. net/http repeats a POST by itself only when not a byte of it
// was written.
func Exchange(client *http.Client, req *http.Request, writes bool, maxBody int64) (Reply, error) {
	ctx := req.Context()
	if ctx.Err() != nil {
		return Reply{}, Fail(Unavailable, CodeNotSent, "no time left to ask", ctx.Err())
	}
	var seen exposure
	resp, err := client.Do(req.WithContext(seen.watch(ctx)))
	if err != nil {
		if seen.nothingSent(err) {
			return Reply{}, Fail(Unavailable, CodeNotSent, "not reached", withoutURL(err))
		}
		return Reply{}, Lost(writes, CodeNoAnswer, "no answer", withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }() // read only: nothing is lost by an error here
	var body bytes.Buffer
	// Offers come by the megabyte: room for them is made once where their size is
	// said, as far as saying so may be believed.
	body.Grow(int(max(0, min(resp.ContentLength, maxBody, mostBelieved))) + bytes.MinRead)
	_, err = body.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return Reply{}, Lost(writes, CodeNoAnswer, fmt.Sprintf("answer %d cut short", resp.StatusCode), err)
	}
	if int64(body.Len()) > maxBody {
		return Reply{}, Lost(writes, CodeUnreadable, fmt.Sprintf("answer %d over %d bytes", resp.StatusCode, maxBody), nil)
	}
	return Reply{Status: resp.StatusCode, Header: resp.Header, Body: body.Bytes()}, nil
}

// mostBelieved is how many bytes room is made for before any of them has come.
const mostBelieved = 4 << 20

// Lost is the failure of a call whose answer cannot be known: a write may have
// happened, a read has no outcome to know.
func Lost(writes bool, code, message string, cause error) *Error {
	kind := Unavailable
	if writes {
		kind = OutcomeUnknown
	}
	return Fail(kind, code, message, cause)
}

// exposure watches whether a request may have left the machine.
type exposure struct {
	traced    atomic.Bool
	connected atomic.Bool
}

func (e *exposure) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { e.traced.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { e.connected.Store(true) },
	})
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

// withoutURL is the cause inside of net/http's error.
func withoutURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// longestAway bounds what RetryAfter and TimeTo believe.
const longestAway = time.Hour

// RetryAfter reads the header of that name (RFC 9110 section 10.2.3), in seconds
// or as a date; 0 when it says nothing, an hour at the most.
func RetryAfter(header http.Header) time.Duration {
	const name = "Retry-After"
	seconds, err := strconv.Atoi(header.Get(name))
	if err != nil {
		return TimeTo(header, name)
	}
	return time.Duration(min(max(seconds, 0), int(longestAway/time.Second))) * time.Second
}

// TimeTo is from when the answer was sent to the HTTP date in its header of that
// name: between a second and an hour, or 0 when it cannot be told. The answer's
// own Date is what it is measured against, so that it needs no clock of ours and
// survives clocks that disagree.
func TimeTo(header http.Header, name string) time.Duration {
	until, err := http.ParseTime(header.Get(name))
	if err != nil {
		return 0
	}
	sent, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(until.Sub(sent), time.Second), longestAway)
}
