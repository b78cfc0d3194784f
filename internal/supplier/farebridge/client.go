package farebridge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
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
	reading  *client.Client
	changing *client.Client
	err      error // of the address; every call fails with it
}

func newPeer(base, token string, given *http.Client) *peer {
	own := supplier.HTTPClient(given)
	p := &peer{}
	p.reading, p.err = newAPI(base, token, exchange{http: own, mode: reads})
	if p.err == nil {
		p.changing, p.err = newAPI(base, token, exchange{http: own, mode: changes})
	}
	return p
}

func newAPI(base, token string, over exchange) (*client.Client, error) {
	return client.NewClient(strings.TrimRight(base, "/"), client.WithHTTPClient(over),
		client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Accept", "application/json")
			r.Header.Set("User-Agent", "farebridge")
			hideKey(r.Header)
			return nil
		}))
}

// exchange does the generated client's requests. The body of what it answers is
// here already, and its errors are *supplier.Error.
type exchange struct {
	http *http.Client
	mode mode
}

// Do implements client.HttpRequestDoer.
func (e exchange) Do(req *http.Request) (*http.Response, error) {
	reply, err := supplier.Exchange(e.http, req, e.mode == changes, maxBody)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: reply.Status, Header: reply.Header, Request: req,
		Body: io.NopCloser(bytes.NewReader(reply.Body)), ContentLength: int64(len(reply.Body)),
	}, nil
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
		return answer{}, supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "address cannot be used", p.err)
	}
	api := p.reading
	if m == changes {
		api = p.changing
	}
	resp, err := send(ctx, api)
	var failure *supplier.Error
	switch {
	case errors.As(err, &failure):
		return answer{}, failure
	case err != nil:
		return answer{}, supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "no request can be made", err)
	}
	defer func() { _ = resp.Body.Close() }() // holds nothing
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, m.lost(supplier.CodeNoAnswer, "answer not read", err)
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
	return a.mode.lost(supplier.CodeUnreadable, fmt.Sprintf("HTTP %d with %s", a.status, message), cause)
}

// lost is the failure of a call whose answer cannot be known.
func (m mode) lost(code, message string, cause error) *supplier.Error {
	return supplier.Lost(m == changes, code, message, cause)
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
