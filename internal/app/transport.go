package app

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/config"
)

// What a sandbox tells simulators beside each call: the fault its caller asked
// to rehearse, and how far its clock is ahead of the wall clock.
const (
	scenarioHeader = "Farebridge-Scenario"
	offsetHeader   = "Farebridge-Clock-Offset"
)

// outbound makes the client all peers are called with. In a sandbox it passes
// scenario and clock on, to loopback addresses only: nobody else plays along.
func outbound(mode config.Mode, offset func(ctx context.Context) (time.Duration, error)) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	if mode != config.Sandbox {
		return &http.Client{Transport: transport}
	}
	return &http.Client{Transport: &prompter{next: transport, offset: offset}}
}

type prompter struct {
	next   http.RoundTripper
	offset func(ctx context.Context) (time.Duration, error)
}

// RoundTrip adds the stage directions to a copy of the request.
func (p *prompter) RoundTrip(r *http.Request) (*http.Response, error) {
	if !config.LocalURL(r.URL) {
		return p.next.RoundTrip(r)
	}
	offset, err := p.offset(r.Context())
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Set(offsetHeader, strconv.FormatInt(offset.Milliseconds(), 10))
	if scenario := account.ScenarioFrom(r.Context()); scenario != "" {
		r.Header.Set(scenarioHeader, scenario)
	}
	return p.next.RoundTrip(r)
}
