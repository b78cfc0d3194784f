package courier

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

// LoopbackURL reports whether something may be sent to address: a sandbox that
// posts wherever it is told to would be a weapon.
func LoopbackURL(address string) bool {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

func loopbackClient() *http.Client {
	dialer := &net.Dialer{Timeout: 3 * time.Second, Control: loopbackOnly}
	return &http.Client{
		Timeout:       10 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: mostPosts, IdleConnTimeout: 30 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// loopbackOnly looks at the address really dialled: a name checked before may
// resolve to something else by now.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return errors.New("courier: nothing leaves this machine")
	}
	return nil
}
