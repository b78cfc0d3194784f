package courier_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
)

var morning = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

// hasty makes a courier that tells of its pauses and makes none.
func hasty(t *testing.T) (*courier.Courier, chan time.Duration) {
	t.Helper()
	pauses := make(chan time.Duration, 64)
	c := courier.New(courier.Config{
		Now: func() time.Time { return morning },
		After: func(d time.Duration) <-chan time.Time {
			pauses <- d
			over := make(chan time.Time, 1)
			over <- morning
			return over
		},
	})
	t.Cleanup(c.Close)
	return c, pauses
}

var errNot = errors.New("not taken")

func TestSendTriesAgain(t *testing.T) {
	t.Parallel()
	waits := []time.Duration{0, time.Second, time.Minute, time.Hour}
	for name, tc := range map[string]struct {
		made    int
		takenAt int // the attempt that is taken; 0: none
		end     error
		numbers []int
		pauses  []time.Duration
	}{
		"at once":               {takenAt: 1, numbers: []int{1}, pauses: []time.Duration{0}},
		"at the third":          {takenAt: 3, numbers: []int{1, 2, 3}, pauses: []time.Duration{0, time.Second, time.Minute}},
		"given up":              {numbers: []int{1, 2, 3, 4}, pauses: waits},
		"after a restart":       {made: 2, numbers: []int{3, 4}, pauses: []time.Duration{0, time.Hour}},
		"given up before":       {made: 4},
		"cut short, not failed": {takenAt: 2, end: courier.ErrClosed, numbers: []int{1, 2}, pauses: []time.Duration{0, time.Second}},
	} {
		c, pauses := hasty(t)
		var numbers []int
		c.Send(waits, tc.made, func(number int) error {
			numbers = append(numbers, number)
			if number == tc.takenAt {
				return tc.end
			}
			return errNot
		})
		c.Wait()
		close(pauses)
		var paused []time.Duration
		for d := range pauses {
			paused = append(paused, d)
		}
		if !slices.Equal(numbers, tc.numbers) || !slices.Equal(paused, tc.pauses) {
			t.Errorf("%s: attempts %v after %v", name, numbers, paused)
		}
	}
}

func TestPost(t *testing.T) {
	t.Parallel()
	c, _ := hasty(t)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	t.Cleanup(elsewhere.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Signed") != courier.Sign("s", []byte("body"), morning) || r.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("%v", r.Header)
		}
		if r.URL.Path == "/away" {
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("thanks"))
	}))
	t.Cleanup(server.Close)
	letter := courier.Letter{URL: server.URL, ContentType: "text/plain", Signature: "X-Signed", Secret: "s", Body: []byte("body")}
	answer, err := c.Post(letter)
	if err != nil || !answer.OK() || string(answer.Body) != "thanks" {
		t.Errorf("%+v, %v", answer, err)
	}
	letter.URL += "/away"
	answer, err = c.Post(letter)
	if err != nil || answer.OK() {
		t.Errorf("%+v, %v", answer, err)
	}
	letter.URL = "http://192.0.2.1/"
	_, err = c.Post(letter)
	if err == nil || errors.Is(err, courier.ErrClosed) {
		t.Errorf("left this machine: %v", err)
	}
}

// After Close nothing is begun, and nobody is blamed for it.
func TestClosed(t *testing.T) {
	t.Parallel()
	c, _ := hasty(t)
	c.Close()
	c.Send([]time.Duration{0}, 0, func(int) error { t.Error("begun"); return nil })
	c.Go(func() { t.Error("run") })
	if c.Pause(0) {
		t.Error("paused")
	}
	c.Wait()
}

// What is under way at the end may still be taken.
func TestCloseLetsEnd(t *testing.T) {
	t.Parallel()
	c := courier.New(courier.Config{Now: func() time.Time { return morning }})
	t.Cleanup(c.Close)
	arrived, answer := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-answer
	}))
	t.Cleanup(server.Close)
	taken := make(chan error, 1)
	c.Go(func() {
		_, err := c.Post(courier.Letter{URL: server.URL, ContentType: "text/plain", Signature: "X-Signed"})
		taken <- err
	})
	<-arrived
	closed := make(chan struct{})
	go func() {
		c.Close()
		close(closed)
	}()
	if c.Pause(time.Hour) { // until Close has begun
		t.Error("an hour went by")
	}
	close(answer)
	<-closed
	if err := <-taken; err != nil {
		t.Error(err)
	}
}

// The vector of Duffel's own Ruby client.
func TestSign(t *testing.T) {
	t.Parallel()
	body := `{"created_at":"2022-01-08T18:44:56.129339Z","data":{"changes":{},"object":{}},"id":"eve_0000AFEsrBKZAcKgGtZCnQ","live_mode":false,"object":"order","type":"order.updated"}`
	const want = "t=1641667496,v1=691f25ffb1f206c0fda5bb7b1a9d60fafe42c5f42819d44a06a7cfe09486f102"
	if got := courier.Sign("a_secret", []byte(body), time.Unix(1641667496, 0)); got != want {
		t.Errorf("%s", got)
	}
}
