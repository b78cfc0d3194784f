package amadeus_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/amadeus"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// mint gives a new token each time and refuses all others.
type mint struct {
	given   atomic.Int64
	seconds int
}

func (m *mint) grant(w http.ResponseWriter, r *http.Request) {
	say(200, fmt.Sprintf(`{"access_token":"token-%d","expires_in":%d,"token_type":"Bearer","state":"approved"}`, m.given.Add(1), m.seconds))(w, r)
}

// ask answers with the body when the newest token is shown.
func (m *mint) ask(t *testing.T, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != fmt.Sprintf("Bearer token-%d", m.given.Load()) {
			refuse(401, "38192")(w, r)
			return
		}
		say(200, body)(w, r)
	}
}

func TestTokenRequest(t *testing.T) {
	t.Parallel()
	var form string
	c, _ := serve(t, map[string]http.HandlerFunc{
		searchRoute: say(200, `{"data":[]}`),
		tokenRoute: func(w http.ResponseWriter, r *http.Request) {
			form = r.Header.Get("Content-Type") + " " + r.Header.Get("Authorization")
			say(200, `{"access_token":"token","expires_in":1799}`)(w, r)
		},
	})
	_, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil || form != "application/x-www-form-urlencoded " {
		t.Fatalf("%q, %v", form, err)
	}
}

// TestOneTokenForAll: calls at once share one renewal, and its token.
func TestOneTokenForAll(t *testing.T) {
	t.Parallel()
	m := &mint{seconds: 1799}
	const callers = 20
	release := make(chan struct{})
	url, s := listen(t, map[string]http.HandlerFunc{
		tokenRoute:  func(w http.ResponseWriter, r *http.Request) { <-release; m.grant(w, r) },
		searchRoute: m.ask(t, `{"data":[]}`),
	})
	c := amadeus.New(config(url))
	var all sync.WaitGroup
	var started sync.WaitGroup
	errs := make(chan error, callers)
	for range callers {
		started.Add(1)
		all.Go(func() {
			started.Done()
			_, err := c.Shop.Shop(t.Context(), familySearch())
			errs <- err
		})
	}
	started.Wait()
	close(release)
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if n := s.Count(tokenRoute); n != 1 {
		t.Errorf("%d tokens for %d calls", n, callers)
	}
}

// TestARefusedTokenIsRenewedOnce: whoever had it is asked again with the new one,
// writes too, and all of them together cost one renewal.
func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	m := &mint{seconds: 1799}
	url, s := listen(t, map[string]http.HandlerFunc{tokenRoute: m.grant, searchRoute: m.ask(t, `{"data":[]}`), bookRoute: m.ask(t, file(t, "order.json"))})
	c := amadeus.New(config(url))
	_, err := c.Shop.Shop(t.Context(), familySearch())
	if err != nil {
		t.Fatal(err)
	}
	m.given.Add(1) // somebody revoked ours
	var all sync.WaitGroup
	in := bookInput(t)
	for range 10 {
		all.Go(func() {
			if _, err := c.Book.Book(t.Context(), in); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := s.Count(tokenRoute); n != 2 {
		t.Errorf("%d tokens", n)
	}
}

// TestARefusalThatStays: a new token that is refused too is the end of it, and
// nothing was done.
func TestARefusalThatStays(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"38190", "38191", "38192", "38193"} {
		c, s := serve(t, map[string]http.HandlerFunc{bookRoute: refuse(401, code)})
		_, err := c.Book.Book(t.Context(), bookInput(t))
		if e := kindOf(t, err, supplier.Unavailable); e.Code != code {
			t.Errorf("code %s", e.Code)
		}
		if s.Count(bookRoute) != 2 || s.Count(tokenRoute) != 2 {
			t.Errorf("%s: %d bookings, %d tokens", code, s.Count(bookRoute), s.Count(tokenRoute))
		}
	}
}

// TestAnOldTokenIsReplacedBeforeItsEnd, by the clock that is given.
func TestAnOldTokenIsReplacedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	m := &mint{seconds: 1799}
	url, s := listen(t, map[string]http.HandlerFunc{tokenRoute: m.grant, searchRoute: m.ask(t, `{"data":[]}`)})
	var clock atomic.Int64
	cfg := config(url)
	cfg.Now = func() time.Time { return time.Unix(clock.Load(), 0) }
	c := amadeus.New(cfg)
	for _, step := range []struct {
		at     int64
		tokens int
	}{{0, 1}, {1, 1}, {1768, 1}, {1769, 2}, {1770, 2}, {4000, 3}} {
		clock.Store(step.at)
		_, err := c.Shop.Shop(t.Context(), familySearch())
		if err != nil || s.Count(tokenRoute) != step.tokens {
			t.Errorf("after %d s: %d tokens, %v", step.at, s.Count(tokenRoute), err)
		}
	}
	if s.Count(searchRoute) != 6 {
		t.Errorf("%d searches", s.Count(searchRoute))
	}
}

func TestWithoutATokenNothingIsDone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
		code   string
	}{
		"bad secret":     {say(401, `{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187,"title":"Invalid parameters"}`), supplier.Unavailable, "38187"},
		"down":           {refuse(503, "38189"), supplier.Unavailable, "38189"},
		"limited":        {refuse(429, "38194"), supplier.RateLimited, "38194"},
		"a page":         {say(200, "<html>"), supplier.Unavailable, "noToken"},
		"empty":          {say(200, "{}"), supplier.Unavailable, "noToken"},
		"for ever":       {say(200, `{"access_token":"t","expires_in":9223372036854775807}`), supplier.Unavailable, "noToken"},
		"for less":       {say(200, `{"access_token":"t","expires_in":-1}`), supplier.Unavailable, "noToken"},
		"cut":            {suppliertest.Sever, supplier.Unavailable, "noToken"},
		"sent elsewhere": {say(302, ""), supplier.Unavailable, "noToken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string]http.HandlerFunc{tokenRoute: tc.answer})
			for range 2 { // the second call asks again
				_, err := c.Book.Book(t.Context(), bookInput(t))
				if e := kindOf(t, err, tc.want); e.Code != tc.code {
					t.Errorf("code %s", e.Code)
				}
			}
			if len(s.routes()) != 0 || s.Count(tokenRoute) != 2 {
				t.Errorf("%v, %d tokens asked", s.routes(), s.Count(tokenRoute))
			}
		})
	}
}

// hanging gives no token until the connector gives up.
type hanging struct{}

func (hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestARenewalNobodyWaitsForIsGivenUp: the next caller begins another one.
func TestARenewalNobodyWaitsForIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cfg := config("http://supplier.invalid")
		cfg.HTTPClient = &http.Client{Transport: hanging{}}
		c := amadeus.New(cfg)
		for range 3 {
			ctx, cancel := context.WithCancel(t.Context())
			left := make(chan error)
			go func() { _, err := c.Shop.Shop(ctx, familySearch()); left <- err }()
			synctest.Wait()
			cancel()
			kindOf(t, <-left, supplier.Unavailable)
		}
		begun := time.Now()
		_, err := c.Shop.Shop(t.Context(), familySearch())
		kindOf(t, err, supplier.Unavailable)
		if took := time.Since(begun); took != 20*time.Second {
			t.Errorf("waited %v for a renewal of its own", took)
		}
	})
}

// TestARenewalOutlivesItsFirstCaller and ends by itself.
func TestARenewalOutlivesItsFirstCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cfg := config("http://supplier.invalid")
		cfg.HTTPClient = &http.Client{Transport: hanging{}}
		c := amadeus.New(cfg)
		impatient, cancel := context.WithCancel(t.Context())
		errs := make(chan error, 2)
		go func() { _, err := c.Shop.Shop(impatient, familySearch()); errs <- err }()
		synctest.Wait()
		begun := time.Now()
		go func() { _, err := c.Shop.Shop(t.Context(), familySearch()); errs <- err }()
		synctest.Wait()
		cancel()
		kindOf(t, <-errs, supplier.Unavailable)
		if time.Since(begun) != 0 {
			t.Error("waited for a token without patience")
		}
		kindOf(t, <-errs, supplier.Unavailable)
		if took := time.Since(begun); took != 20*time.Second {
			t.Errorf("waited %v", took)
		}
	})
}
