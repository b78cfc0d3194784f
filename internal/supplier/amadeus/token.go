package amadeus

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

const (
	tokenPath = "/v1/security/oauth2/token"
	// tokenMargin is how long before its end a token is replaced, so that it does
	// not run out on the way.
	tokenMargin = 30 * time.Second
	// tokenPatience bounds a renewal, which no single caller's deadline may end
	// because others wait for it too.
	tokenPatience = 20 * time.Second
	maxTokenBody  = 1 << 20
)

// tokens hands one access token to all calls (OAuth 2.0 client credentials, RFC
// 6749 section 4.4) and has at most one renewal under way.
type tokens struct {
	http   *http.Client
	url    string
	form   string
	now    func() time.Time
	mu     sync.Mutex
	value  string
	until  time.Time
	coming *renewal
}

// renewal is a token being asked for. Value and failure are set before done closes.
type renewal struct {
	done    chan struct{}
	value   string
	failure *supplier.Error
	waiting int // callers; under the lock of tokens
	giveUp  context.CancelFunc
}

// get is a token that is good for a while yet. Its failures are all before
// anything was asked of a flight: Unavailable or RateLimited.
func (t *tokens) get(ctx context.Context) (string, error) {
	if ctx.Err() != nil {
		return "", supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "no time left to ask", ctx.Err())
	}
	t.mu.Lock()
	if t.value != "" && t.now().Before(t.until) {
		value := t.value
		t.mu.Unlock()
		return value, nil
	}
	r := t.coming
	if r == nil {
		r = &renewal{done: make(chan struct{})}
		asking, giveUp := context.WithTimeout(context.WithoutCancel(ctx), tokenPatience)
		r.giveUp = giveUp
		t.coming = r
		go t.renew(asking, r)
	}
	r.waiting++
	t.mu.Unlock()
	select {
	case <-ctx.Done():
		t.leave(r)
		return "", supplier.Fail(supplier.Unavailable, codeNoToken, "no time left to wait for a token", ctx.Err())
	case <-r.done:
	}
	if r.failure != nil {
		own := *r.failure // whoever gets an error may add to it, and there may be many waiting
		return "", &own
	}
	return r.value, nil
}

// drop forgets a token that was refused; a newer one is kept.
func (t *tokens) drop(refused string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.value == refused {
		t.value = ""
	}
}

// leave gives a renewal up that nobody waits for any more: the next caller must
// not wait for an answer that may never come.
func (t *tokens) leave(r *renewal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r.waiting--
	if r.waiting == 0 && t.coming == r {
		t.coming = nil
		r.giveUp()
	}
}

func (t *tokens) renew(ctx context.Context, r *renewal) {
	defer r.giveUp()
	asked := t.now()
	answer, failure := t.ask(ctx)
	t.mu.Lock()
	if failure == nil && t.coming == r {
		lifetime := time.Duration(answer.ExpiresIn) * time.Second
		t.value = answer.AccessToken
		t.until = asked.Add(lifetime - min(tokenMargin, lifetime/10))
	}
	r.value, r.failure = answer.AccessToken, failure
	if t.coming == r {
		t.coming = nil
	}
	t.mu.Unlock()
	close(r.done)
}

// wireToken is the answer of the token endpoint.
type wireToken struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"` // seconds; half an hour
}

func (t *tokens) ask(ctx context.Context) (wireToken, *supplier.Error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, strings.NewReader(t.form))
	if err != nil {
		return wireToken{}, supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "address cannot be used", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", userAgent)
	reply, err := supplier.Exchange(t.http, req, false, maxTokenBody)
	if err != nil {
		return wireToken{}, supplier.Fail(supplier.Unavailable, codeNoToken, "no answer to the request for a token", err)
	}
	if reply.Status == http.StatusTooManyRequests {
		var e envelope
		_ = json.Unmarshal(reply.Body, &e) // without a code it is too many requests all the same
		return wireToken{}, rateLimited(reply.Header, e.failures())
	}
	var answer wireToken
	err = json.Unmarshal(reply.Body, &answer)
	const century = 100 * 365 * 24 * 3600 // anything longer overflows or is no lifetime
	if err != nil || reply.Status != http.StatusOK || answer.AccessToken == "" || answer.ExpiresIn < 0 || answer.ExpiresIn > century {
		var e envelope
		_ = json.Unmarshal(reply.Body, &e)
		code, message := codeNoToken, "no token was given"
		if said := e.failures(); len(said) > 0 && said[0].Code != "" {
			code, message = string(said[0].Code), words(said[0])
		}
		return wireToken{}, supplier.Fail(supplier.Unavailable, code, message, err)
	}
	return answer, nil
}

// tokenForm is the body of the token request.
func tokenForm(id, secret string) string {
	return url.Values{
		"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret},
	}.Encode()
}
