package suppliertest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// fault spoils an answer the server has given: whatever was asked is done.
type fault func(w http.ResponseWriter, r *http.Request, status int, header http.Header, body []byte)

// proxy stands between connector and server and spoils answers while a fault is
// set.
type proxy struct {
	target  string
	client  *http.Client
	url     string
	fault   atomic.Pointer[spoiling]
	reads   func(r *http.Request, body []byte) bool
	refused atomic.Bool // turn every request away before it arrives
	// arrived, when set, is told that a request is here; the request is then
	// carried on only while the connector waits for it.
	arrived atomic.Pointer[func()]
}

type spoiling struct {
	how        fault
	writesOnly bool         // let reads through
	only       int64        // let all answers through but this one, counted from 1; 0: none
	seen       atomic.Int64 // answers so far
}

// due reports whether an answer is to be spoiled.
func (s *spoiling) due(read bool) bool {
	if s.only > 0 {
		return s.seen.Add(1) == s.only
	}
	return !s.writesOnly || !read
}

// spoiled is the connector behind a proxy that does no harm yet.
func (r Rig) spoiled(t *testing.T, scenario string) (*supplier.Connector, *proxy) {
	t.Helper()
	return r.behind(t, r.Connect, scenario)
}

// behind is a connector of the rig's behind a proxy that does no harm yet.
func (r Rig) behind(t *testing.T, connect connecting, scenario string) (*supplier.Connector, *proxy) {
	t.Helper()
	p := &proxy{target: strings.TrimRight(r.BaseURL, "/"), client: client(t, ""), reads: r.Reads}
	if p.reads == nil {
		p.reads = func(r *http.Request, _ []byte) bool { return r.Method == http.MethodGet }
	}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return connect(server.URL, client(t, scenario)), p
}

func (p *proxy) spoil(how fault)       { p.fault.Store(&spoiling{how: how}) }
func (p *proxy) spoilWrites(how fault) { p.fault.Store(&spoiling{how: how, writesOnly: true}) }

// spoilAnswer spoils one answer of those to come, the first being 1.
func (p *proxy) spoilAnswer(number int64, how fault) *spoiling {
	s := &spoiling{how: how, only: number}
	p.fault.Store(s)
	return s
}

func (p *proxy) refuse() { p.refused.Store(true) }

func (p *proxy) behave() {
	p.fault.Store(nil)
	p.refused.Store(false)
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.refused.Load() {
		w.Header().Set("Retry-After", strconv.Itoa(int(refusedFor/time.Second)))
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	status, header, body, err := p.forward(r, sent)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	s := p.fault.Load()
	if s == nil || !s.due(p.reads(r, sent)) {
		send(w, status, header, body)
		return
	}
	s.how(w, r, status, header, body)
}

// refusedFor is how long the proxy asks to be left alone when it refuses.
const refusedFor = 7 * time.Second

// forward carries the request out, to the end even if the connector has left.
func (p *proxy) forward(r *http.Request, sent []byte) (int, http.Header, []byte, error) {
	ctx := context.WithoutCancel(r.Context())
	if arrived := p.arrived.Load(); arrived != nil {
		ctx = r.Context()
		(*arrived)()
	}
	out, err := http.NewRequestWithContext(ctx, r.Method, p.target+r.URL.RequestURI(), bytes.NewReader(sent))
	if err != nil {
		return 0, nil, nil, err
	}
	out.Header = r.Header.Clone()
	out.Header.Del("Accept-Encoding") // so that there is plain text to spoil
	resp, err := p.client.Do(out)
	if err != nil {
		return 0, nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, body, err
}

func send(w http.ResponseWriter, status int, header http.Header, body []byte) {
	w.Header().Set("Content-Type", header.Get("Content-Type"))
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// faults by name. The last three keep HTTP whole: only the content is wrong.
var faults = map[string]fault{
	"nothing comes back": func(http.ResponseWriter, *http.Request, int, http.Header, []byte) {
		panic(http.ErrAbortHandler)
	},
	"cut in the middle": func(w http.ResponseWriter, _ *http.Request, status int, header http.Header, body []byte) {
		w.Header().Set("Content-Type", header.Get("Content-Type"))
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
		w.WriteHeader(status)
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	},
	"half a document": func(w http.ResponseWriter, _ *http.Request, status int, header http.Header, body []byte) {
		send(w, status, header, body[:len(body)/2])
	},
	"empty": func(w http.ResponseWriter, _ *http.Request, status int, header http.Header, _ []byte) {
		send(w, status, header, nil)
	},
	"an HTML page": func(w http.ResponseWriter, _ *http.Request, _ int, _ http.Header, _ []byte) {
		send(w, http.StatusBadGateway, http.Header{"Content-Type": {"text/html"}}, []byte("<html><body>502 Bad Gateway</body></html>"))
	},
	"a friendly HTML page": func(w http.ResponseWriter, _ *http.Request, _ int, _ http.Header, _ []byte) {
		send(w, http.StatusOK, http.Header{"Content-Type": {"text/html"}}, []byte("<html><body>We will be back soon</body></html>"))
	},
}

// drip sends a little, has the caller run out of patience, and then sends
// nothing until the connector leaves.
func drip(lostPatience func()) fault {
	return func(w http.ResponseWriter, r *http.Request, status int, header http.Header, body []byte) {
		w.Header().Set("Content-Type", header.Get("Content-Type"))
		w.WriteHeader(status)
		_, _ = w.Write(body[:len(body)/3])
		_ = http.NewResponseController(w).Flush()
		lostPatience()
		<-r.Context().Done()
	}
}

// inCurrency replaces one currency by another throughout.
func inCurrency(from, to string) fault {
	return func(w http.ResponseWriter, _ *http.Request, status int, header http.Header, body []byte) {
		send(w, status, header, bytes.ReplaceAll(body, []byte(from), []byte(to)))
	}
}
