package amadeus

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/supplier"
)

const (
	// maxBody bounds lists of offers and of seat maps, maxOne an answer about one
	// offer or order with all that is included: 250 offers are about 1 MB, one with
	// its rules in words some hundred KB.
	maxBody   = 32 << 20
	maxOne    = 8 << 20
	mediaType = "application/vnd.amadeus+json"
	userAgent = "farebridge"
)

// client speaks HTTP and knows nothing of flights. Its errors are *supplier.Error.
type client struct {
	base   string
	http   *http.Client
	tokens *tokens
}

func newClient(cfg Config) *client {
	own := supplier.HTTPClient(cfg.HTTPClient)
	base := strings.TrimRight(cfg.BaseURL, "/")
	return &client{base: base, http: own, tokens: &tokens{
		http: own, url: base + tokenPath, form: tokenForm(cfg.ClientID, cfg.ClientSecret), now: cfg.Now,
	}}
}

// request is one call. A request that changes something and gets no
// understandable answer has an unknown outcome; a read has none to know.
type request struct {
	method    string
	path      string
	query     url.Values
	data      any    // of the body's "data"
	bare      any    // the whole body, where there is no "data" around it
	reference string // our order id, for Amadeus' own logs
	changes   bool
	many      bool // the answer is a list of offers or of seat maps
}

// most is how many bytes of an answer are read.
func (r request) most() int64 {
	if r.many {
		return maxBody
	}
	return maxOne
}

// answer is a 2xx whose body is Amadeus' envelope, or 204.
type answer struct {
	status   int
	data     json.RawMessage
	included json.RawMessage
	warnings json.RawMessage
}

// warned reports whether a warning of that title came with the answer.
func (a answer) warned(title string) bool {
	var said supplier.Pieces
	if len(a.warnings) == 0 || json.Unmarshal(a.warnings, &said) != nil {
		return false
	}
	return slices.ContainsFunc(said.Taken, func(raw json.RawMessage) bool {
		var one wireError
		return json.Unmarshal(raw, &one) == nil && strings.EqualFold(one.Title, title)
	})
}

// call asks with a token and, when Amadeus answers 401 because it is none (any
// more), once more with a new one: such a refusal comes before anything is done.
func (c *client) call(ctx context.Context, r request) (answer, error) {
	for again := false; ; again = true {
		token, err := c.tokens.get(ctx)
		if err != nil {
			return answer{}, err
		}
		a, err := c.once(ctx, r, token)
		if again || !errors.Is(err, errStaleToken) {
			return a, err
		}
		c.tokens.drop(token)
	}
}

func (c *client) once(ctx context.Context, r request, token string) (answer, error) {
	req, err := c.request(ctx, r)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	got, err := supplier.Exchange(c.http, req, r.changes, r.most())
	if err != nil {
		return answer{}, err
	}
	return r.read(got.Status, got.Header, got.Body)
}

func (c *client) request(ctx context.Context, r request) (*http.Request, error) {
	body := r.bare
	if r.data != nil {
		body = wireData{Data: r.data}
	}
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, supplier.Fail(supplier.Rejected, supplier.CodeNotSent, "body cannot be encoded", err)
		}
		content = bytes.NewReader(raw)
	}
	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, content)
	if err != nil {
		return nil, supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "address cannot be used", err)
	}
	req.Header.Set("Accept", mediaType+", application/json")
	req.Header.Set("User-Agent", userAgent)
	if body != nil {
		req.Header.Set("Content-Type", mediaType)
		if !r.changes {
			req.Header.Set("X-HTTP-Method-Override", http.MethodGet) // a question too long for a query
		}
	}
	if trace := clientRef(r.reference); trace != "" {
		req.Header.Set("Ama-Client-Ref", trace)
	}
	return req, nil
}

// clientRef is our order id in the form Amadeus' traceability token has:
// [a-zA-Z0-9-]{10,48} of a session, a colon, and up to ten letters of a request.
// It names the call in Amadeus' logs; nothing can be looked up by it through the
// API.
func clientRef(reference string) string {
	session := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, reference)
	if len(session) < 10 || len(session) > 48 {
		return ""
	}
	return session + ":order"
}

// read tells a success from a refusal from something that is not Amadeus'.
func (r request) read(status int, header http.Header, raw []byte) (answer, error) {
	if status == http.StatusNoContent && len(raw) == 0 {
		return answer{status: status}, nil
	}
	var e envelope
	err := json.Unmarshal(raw, &e)
	said := e.failures()
	if err == nil && status >= 200 && status < 300 && len(said) == 0 && len(e.Data) > 0 {
		return answer{status: status, data: e.Data, included: e.Included, warnings: e.Warnings}, nil
	}
	if status == http.StatusTooManyRequests {
		return answer{}, rateLimited(header, said)
	}
	if err != nil || len(said) == 0 {
		// An HTML page, a cut document, JSON of somebody in between.
		message := fmt.Sprintf("HTTP %d with a body that is not Amadeus' (%q, %d bytes)",
			status, supplier.Clip(header.Get("Content-Type")), len(raw))
		return answer{}, r.lost(supplier.CodeUnreadable, message, err)
	}
	return answer{}, r.refused(status, header, said)
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
