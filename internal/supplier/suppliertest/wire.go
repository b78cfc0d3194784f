package suppliertest

import (
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Wire is a connector's way to its supplier, for what can happen on it whatever
// is spoken there.
type Wire struct {
	// Connect makes the connector, calling baseURL through client (nil: its own).
	Connect func(baseURL string, client *http.Client) *supplier.Connector
	// Asks has at least one that reads and one that writes.
	Asks []Ask
	// Route is ServeBy's; nil: Serve's.
	Route func(r *http.Request, body []byte) string
	// Beside answers what else is asked on the way.
	Beside map[string]http.HandlerFunc
	// Around lets by what is asked before anything of Asks (tokens); nil: nothing is.
	Around func(http.RoundTripper) http.RoundTripper
	// Secret stands in no failure; empty: there is none.
	Secret string
}

// Ask is one call of a connector.
type Ask struct {
	Route  string // where it goes
	Writes bool   // unanswered, its outcome is unknown
	Call   func(ctx context.Context, c *supplier.Connector) error
}

// unanswered is the kind of failure when no understandable answer comes.
func (a Ask) unanswered() supplier.Kind {
	if a.Writes {
		return supplier.OutcomeUnknown
	}
	return supplier.Unavailable
}

// Reading is an answer and what it means.
type Reading struct {
	answer http.HandlerFunc
	kinds  []supplier.Kind
}

// Means is the reading of an answer: the kind of failure that it is to each of
// Wire.Asks.
func Means(answer http.HandlerFunc, kinds ...supplier.Kind) Reading {
	return Reading{answer: answer, kinds: kinds}
}

// Reads holds the connector to a table of answers: each is asked for once by each
// call, and never again for what it was.
func (w Wire) Reads(t *testing.T, table map[string]Reading) {
	t.Helper()
	for name, row := range table {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := w.serve(t, row.answer)
			if len(row.kinds) != len(w.Asks) {
				t.Fatalf("%d kinds for %d calls", len(row.kinds), len(w.Asks))
			}
			for i, ask := range w.Asks {
				Failed(t, ask.Call(t.Context(), c), row.kinds[i], "")
				if n := s.Count(ask.Route); n != 1 {
					t.Errorf("%s was asked %d times", ask.Route, n)
				}
			}
		})
	}
}

// Run holds the connector to what a lost call means: certainly not done before it
// left, unknown once it may have.
func (w Wire) Run(t *testing.T) {
	t.Helper()
	t.Run("NoAnswer", w.noAnswer)
	t.Run("RedirectsAreNotFollowed", w.redirectsAreNotFollowed)
	t.Run("NothingSentIsNotDone", w.nothingSentIsNotDone)
	t.Run("ATransportThatCannotBeWatchedIsNotTrusted", w.anUnwatchedTransport)
	t.Run("ACallerWhoLeavesBeforeSendingHasDoneNothing", w.leftBeforeSending)
	t.Run("ADeadlineAfterSendingLeavesTheOutcomeUnknown", w.leftAfterSending)
	t.Run("OversizeAnswers", w.oversizeAnswers)
}

// serve has every call answered alike.
func (w Wire) serve(t *testing.T, answer http.HandlerFunc) (*supplier.Connector, *Script) {
	t.Helper()
	answers := maps.Clone(w.Beside)
	if answers == nil {
		answers = map[string]http.HandlerFunc{}
	}
	for _, ask := range w.Asks {
		answers[ask.Route] = answer
	}
	var s *Script
	if w.Route != nil {
		s = ServeBy(t, w.Route, answers)
	} else {
		s = Serve(t, answers)
	}
	return w.Connect(s.URL, nil), s
}

// write is the first call that writes.
func (w Wire) write(t *testing.T) Ask {
	t.Helper()
	for _, ask := range w.Asks {
		if ask.Writes {
			return ask
		}
	}
	t.Fatal("nothing writes")
	return Ask{}
}

func (w Wire) noAnswer(t *testing.T) {
	const page = "<html><body>Bad Gateway</body></html>"
	table := map[string]Reading{}
	for name, answer := range map[string]http.HandlerFunc{
		"severed":           Sever,
		"cut short":         Promise(http.StatusOK, `{"data":{"id":`),
		"cut short refusal": Promise(http.StatusBadRequest, `{"errors":[`),
		"cut short 422":     Promise(http.StatusUnprocessableEntity, `{"errors":[`),
		"HTML 200":          Say("text/html", http.StatusOK, page),
		"HTML called JSON":  Say("application/json", http.StatusOK, page),
		"HTML 502":          Say("text/html", http.StatusBadGateway, page),
		"HTML 503":          Say("text/html", http.StatusServiceUnavailable, page),
		"empty 200":         Say("", http.StatusOK, ""),
		"redirect":          Say("", http.StatusFound, ""),
	} {
		row := Reading{answer: answer}
		for _, ask := range w.Asks {
			row.kinds = append(row.kinds, ask.unanswered())
		}
		table[name] = row
	}
	w.Reads(t, table)
}

// redirectsAreNotFollowed: the script has no other route, so going there fails the
// test.
func (w Wire) redirectsAreNotFollowed(t *testing.T) {
	for _, status := range []int{301, 303, 307, 308} {
		c, s := w.serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", status) })
		for _, ask := range w.Asks {
			Failed(t, ask.Call(t.Context(), c), ask.unanswered(), "")
			if n := s.Count(ask.Route); n != 1 {
				t.Errorf("%d: asked %v", status, s.Routes())
			}
		}
	}
}

func (w Wire) nothingSentIsNotDone(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for name, address := range map[string]string{
		"connection refused": closed.URL,
		"no such host":       "http://supplier.invalid",
		"no TLS there":       strings.Replace(plain.URL, "http:", "https:", 1),
		"no address":         "http://[::1",
	} {
		t.Run(name, func(t *testing.T) {
			for _, ask := range w.Asks {
				e := Failed(t, ask.Call(t.Context(), w.Connect(address, nil)), supplier.Unavailable, "")
				if w.Secret != "" && strings.Contains(e.Error(), w.Secret) {
					t.Errorf("%v tells our secret", e)
				}
			}
		})
	}
}

// blind is a transport that fails and reports nothing to the trace.
type blind struct{ err error }

func (b blind) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

func (w Wire) anUnwatchedTransport(t *testing.T) {
	for _, tc := range []struct {
		err  error
		want supplier.Kind
	}{
		{io.ErrUnexpectedEOF, supplier.OutcomeUnknown},
		{&net.OpError{Op: "read", Err: io.EOF}, supplier.OutcomeUnknown},
		{&net.OpError{Op: "dial", Err: io.EOF}, supplier.Unavailable},
	} {
		var transport http.RoundTripper = blind{tc.err}
		if w.Around != nil {
			transport = w.Around(transport)
		}
		c := w.Connect("http://supplier.invalid", &http.Client{Transport: transport})
		Failed(t, w.write(t).Call(t.Context(), c), tc.want, "")
	}
}

func (w Wire) leftBeforeSending(t *testing.T) {
	c, s := w.serve(t, Say("", http.StatusOK, ""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	Failed(t, w.write(t).Call(ctx, c), supplier.Unavailable, "")
	if len(s.Calls()) != 0 {
		t.Errorf("sent all the same: %v", s.Routes())
	}
}

func (w Wire) leftAfterSending(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	gone := make(chan struct{})
	c, _ := w.serve(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done(); close(gone) })
	Failed(t, w.write(t).Call(ctx, c), supplier.OutcomeUnknown, "")
	<-gone
}

func (w Wire) oversizeAnswers(t *testing.T) {
	chunk := []byte(strings.Repeat(" ", 1<<20))
	c, _ := w.serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 33 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	for _, ask := range w.Asks {
		e := Failed(t, ask.Call(t.Context(), c), ask.unanswered(), supplier.CodeUnreadable)
		if !strings.Contains(e.Message, " over ") {
			t.Errorf("%s was read whole: %s", ask.Route, e.Message)
		}
	}
}
