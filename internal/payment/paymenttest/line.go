package paymenttest

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
)

// fault is one way a call goes wrong between a gateway and its provider.
type fault func(l *line, w http.ResponseWriter, r *http.Request)

// line carries calls to the provider, and spoils those that change something
// while a fault is set.
type line struct {
	provider http.Handler
	applies  func(*http.Request) bool
	fault    atomic.Pointer[fault]
	released chan struct{} // closed at the end of the check
}

func (l *line) spoil(f fault) { l.fault.Store(&f) }

func (l *line) mend() { l.fault.Store(nil) }

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f := l.fault.Load(); f != nil && l.applies(r) {
		(*f)(l, w, r)
		return
	}
	l.provider.ServeHTTP(w, r)
}

// perform lets the provider act and keeps its answer.
func (l *line) perform(r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	l.provider.ServeHTTP(answer, r)
	return answer
}

// loseAnswer lets the provider act, then cuts the connection.
func loseAnswer(l *line, w http.ResponseWriter, r *http.Request) {
	l.perform(r)
	hangUp(w)
}

// loseRequest cuts the connection before the provider hears of the call.
func loseRequest(_ *line, w http.ResponseWriter, _ *http.Request) { hangUp(w) }

func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// truncate lets the provider act and cuts its answer in the middle.
func truncate(l *line, w http.ResponseWriter, r *http.Request) {
	answer := l.perform(r)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len()))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	hangUp(w)
}

// stall lets the provider act and never answers.
func stall(l *line, _ http.ResponseWriter, r *http.Request) {
	l.perform(r)
	select {
	case <-r.Context().Done():
	case <-l.released:
	}
}

// replace lets the provider act and puts somebody else's words in place of its own.
func replace(status int, body string) fault {
	return func(l *line, w http.ResponseWriter, r *http.Request) {
		l.perform(r)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// turnAway answers for the provider without asking it.
func turnAway(status int) fault {
	return func(_ *line, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}
