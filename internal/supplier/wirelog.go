package supplier

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// WireLog shows an operator what was said to a supplier and answered, at debug
// level and redacted: of bodies only the values of fields known to be harmless
// are shown (see harmless), of addresses no query values, of headers nothing.
type WireLog struct {
	Supplier string
	Next     http.RoundTripper
	Logger   *slog.Logger
	Now      func() time.Time
}

// shownBytes of a body are looked at; searches answer with megabytes.
const shownBytes = 16 << 10

// RoundTrip logs the exchange when the answer's body is closed.
func (w *WireLog) RoundTrip(r *http.Request) (*http.Response, error) {
	if !w.Logger.Enabled(r.Context(), slog.LevelDebug) {
		return w.Next.RoundTrip(r)
	}
	exchange := &exchange{log: w, request: r, started: w.Now()}
	if r.Body != nil && r.Body != http.NoBody {
		sent := &shown{}
		exchange.sent = sent
		r = r.Clone(r.Context())
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(r.Body, sent), r.Body}
	}
	resp, err := w.Next.RoundTrip(r)
	if err != nil {
		exchange.finish(0, err)
		return nil, err
	}
	resp.Body = &overheard{ReadCloser: resp.Body, exchange: exchange, status: resp.StatusCode}
	return resp, nil
}

// shown keeps the beginning of what passes.
type shown struct {
	mu    sync.Mutex // the transport may still be sending when the answer is read
	kept  bytes.Buffer
	total int
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total += len(p)
	s.kept.Write(p[:min(len(p), shownBytes-s.kept.Len())])
	return len(p), nil
}

func (s *shown) attrs(name string) []slog.Attr {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return []slog.Attr{slog.Int(name+"Bytes", s.total), slog.String(name, redact(s.kept.Bytes()))}
}

// exchange is one request and its answer.
type exchange struct {
	log      *WireLog
	request  *http.Request
	started  time.Time
	sent     *shown
	received shown
}

// overheard is an answer's body that is listened to.
type overheard struct {
	io.ReadCloser
	exchange *exchange
	status   int
	once     sync.Once
}

func (o *overheard) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	_, _ = o.exchange.received.Write(p[:n])
	return n, err
}

func (o *overheard) Close() error {
	err := o.ReadCloser.Close()
	o.once.Do(func() { o.exchange.finish(o.status, nil) })
	return err
}

func (e *exchange) finish(status int, failure error) {
	attrs := []slog.Attr{
		slog.String("supplier", e.log.Supplier), slog.String("method", e.request.Method),
		slog.String("url", addressOf(e.request.URL)), slog.Int64("tookMs", e.log.Now().Sub(e.started).Milliseconds()),
	}
	attrs = append(attrs, e.sent.attrs("sent")...)
	if failure != nil {
		attrs = append(attrs, slog.Bool("answered", false))
	} else {
		attrs = append(attrs, slog.Int("status", status))
		attrs = append(attrs, e.received.attrs("received")...)
	}
	e.log.Logger.LogAttrs(e.request.Context(), slog.LevelDebug, "supplier wire", attrs...)
}

// addressOf is an address with the names of its query, and none of the values.
func addressOf(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	names := url.Values{}
	for name := range u.Query() {
		names.Set(name, "")
	}
	shown.RawQuery = names.Encode()
	return shown.String()
}
