package amadeusair

import (
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

const (
	tokenPath = "/v1/security/oauth2/token"
	// tokenLife is what Amadeus gives: half an hour less a second.
	tokenLife = 1799 * time.Second
	// tokenMemory is how long an expired token is still told from an unknown one.
	tokenMemory = time.Hour
)

// token lets its bearer act for a supplier until it expires.
type token struct {
	supplier world.Supplier
	expires  time.Time
}

// tokenBook is guarded by its surface's lock. It lives and dies with the
// process: after a restart clients must ask again, as they must be able to.
type tokenBook struct {
	byName  map[string]token
	inOrder []string // oldest first
	issued  int64
}

func newTokenBook() tokenBook { return tokenBook{byName: map[string]token{}} }

func (b *tokenBook) issue(supplier world.Supplier, now time.Time) string {
	for len(b.inOrder) > 0 && now.Sub(b.byName[b.inOrder[0]].expires) > tokenMemory {
		delete(b.byName, b.inOrder[0])
		b.inOrder = b.inOrder[1:]
	}
	b.issued++
	name := world.Token("", supplier.ID, strconv.FormatInt(b.issued, 10), now.Format(time.RFC3339Nano))[len("_0000"):]
	b.byName[name] = token{supplier, now.Add(tokenLife)}
	b.inOrder = append(b.inOrder, name)
	return name
}

type wireToken struct {
	Type            string `json:"type"`
	Username        string `json:"username"`
	ApplicationName string `json:"application_name"`
	ClientID        string `json:"client_id"`
	TokenType       string `json:"token_type,omitempty"`
	AccessToken     string `json:"access_token"`
	ExpiresIn       int64  `json:"expires_in"` // seconds
	State           string `json:"state"`
	Scope           string `json:"scope"`
}

// wireTokenFailure is not shaped as the other failures.
type wireTokenFailure struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Code        int    `json:"code"`
	Title       string `json:"title"`
}

func (s *Surface) grantToken(w http.ResponseWriter, r *http.Request) {
	refuseWith := func(status int, kind, description string) {
		write(w, status, wireTokenFailure{kind, description, 38187, "Invalid parameters"})
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		refuseWith(http.StatusBadRequest, "invalid_request", "Mandatory Content-Type header is application/x-www-form-urlencoded")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		refuseWith(http.StatusBadRequest, "invalid_request", "The body is not a valid form")
		return
	}
	if r.PostForm.Get("grant_type") != "client_credentials" {
		refuseWith(http.StatusBadRequest, "unsupported_grant_type", "Only client_credentials value is allowed for the body parameter grant_type")
		return
	}
	for _, name := range []string{"client_id", "client_secret"} {
		if r.PostForm.Get(name) == "" {
			refuseWith(http.StatusBadRequest, "invalid_request", "Mandatory parameter "+name+" is missing")
			return
		}
	}
	supplier, known := s.suppliers[r.PostForm.Get("client_id")]
	if !known || r.PostForm.Get("client_secret") != ClientSecret(supplier.ID) {
		refuseWith(http.StatusUnauthorized, "invalid_client", "Client credentials are invalid")
		return
	}
	c := &call{Request: r, surface: s, supplier: supplier}
	scenario, err := s.stage.For(r.Header, "")
	if err != nil {
		refuseWith(http.StatusBadRequest, "invalid_request", err.Error())
		return
	}
	if err := s.throttle(supplier.ID); err != nil {
		f := failureOf(err)
		write(w, f.status(), wireFailure{f.issues})
		return
	}
	if err := c.misfortune(scenario); err != nil {
		f := failureOf(err)
		write(w, f.status(), wireFailure{f.issues})
		return
	}
	s.mu.Lock()
	name := s.tokens.issue(supplier, s.world.Now())
	s.mu.Unlock()
	out := wireTokenOf(supplier, name, tokenLife)
	out.TokenType = "Bearer"
	write(w, http.StatusOK, out)
}

func wireTokenOf(supplier world.Supplier, name string, left time.Duration) wireToken {
	return wireToken{
		Type: "amadeusOAuth2Token", Username: supplier.ID + "@example.com", ApplicationName: supplier.Name,
		ClientID: ClientID(supplier.ID), AccessToken: name, ExpiresIn: int64(left / time.Second), State: "approved",
	}
}

// showToken says how long a token has still to live.
func (s *Surface) showToken(w http.ResponseWriter, r *http.Request) {
	now := s.world.Now()
	name := r.PathValue("token")
	s.mu.Lock()
	t, known := s.tokens.byName[name]
	s.mu.Unlock()
	if !known {
		f := refuse(invalidToken, "The access token provided is invalid", nil)
		write(w, f.status(), wireFailure{f.issues})
		return
	}
	out := wireTokenOf(t.supplier, name, max(0, t.expires.Sub(now)))
	if !now.Before(t.expires) {
		out.State = "expired"
	}
	write(w, http.StatusOK, out)
}

func (s *Surface) authenticate(c *call) error {
	name, given := bearer(c.Header)
	if !given {
		return refuse(invalidHeader, "Mandatory Authorization header is missing or malformed", nil)
	}
	now := s.world.Now()
	s.mu.Lock()
	t, known := s.tokens.byName[name]
	s.mu.Unlock()
	switch {
	case !known:
		return refuse(invalidToken, "The access token provided in the Authorization header is invalid", nil)
	case !now.Before(t.expires):
		return refuse(expiredToken, "The access token is expired", nil)
	}
	c.supplier = t.supplier
	return nil
}
