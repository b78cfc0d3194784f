package duffel

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/farebridge/farebridge/internal/supplier"
)

// What bounds an answer: recorded one-way searches are about 3 MB, one order
// takes a hundredth of that.
const (
	maxBody  = 32 << 20
	maxOrder = 4 << 20
)

// client speaks HTTP and knows nothing of flights. Its errors are *supplier.Error.
type client struct {
	base  string
	token string
	http  *http.Client
}

func newClient(base, token string, given *http.Client) *client {
	return &client{base: strings.TrimRight(base, "/"), token: token, http: supplier.HTTPClient(given)}
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
	oneOrder     bool // the answer is a single order
}

// most is how many bytes of an answer are read.
func (r request) most() int64 {
	if r.oneOrder {
		return maxOrder
	}
	return maxBody
}

// answer is a 2xx whose body is Duffel's envelope.
type answer struct {
	status int
	data   json.RawMessage
	after  string // cursor of the next page, "" at the end
}

func (c *client) call(ctx context.Context, r request) (answer, error) {
	got, err := c.exchange(ctx, r)
	if err != nil {
		return answer{}, err
	}
	return r.read(got.Status, got.Header, got.Body)
}

// exchange sends a request and takes in what comes back.
func (c *client) exchange(ctx context.Context, r request) (supplier.Reply, error) {
	var body io.Reader
	if r.body != nil {
		raw, err := json.Marshal(wireData{Data: r.body})
		if err != nil {
			return supplier.Reply{}, supplier.Fail(supplier.Rejected, supplier.CodeNotSent, "body cannot be encoded", err)
		}
		body = bytes.NewReader(raw)
	}
	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, body)
	if err != nil {
		return supplier.Reply{}, supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "address cannot be used", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Duffel-Version", "v2")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "farebridge")
	if r.method != http.MethodGet {
		req.Header.Set("Content-Type", "application/json")
	}
	return supplier.Exchange(c.http, req, r.changes, r.most())
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
			status, supplier.Clip(header.Get("Content-Type")), len(raw))
		return answer{}, r.lost(supplier.CodeUnreadable, message, err)
	}
	return answer{}, r.refused(status, e)
}

// lost is the error of a call whose answer cannot be known.
func (r request) lost(code, message string, cause error) *supplier.Error {
	return supplier.Lost(r.changes, code, message, cause)
}

// decode reads an answer's data. What cannot be read counts as no answer.
func (r request) decode(a answer, into any) error {
	err := json.Unmarshal(a.data, into)
	if err != nil {
		return r.lost(supplier.CodeUnreadable, fmt.Sprintf("HTTP %d with data of another shape", a.status), err)
	}
	return nil
}
