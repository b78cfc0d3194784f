package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// gates compares two calls that are refused: one behind authentication, limit
// and tenant, for a scenario nobody knows, and one in front of them, for want of
// a key. Both end in a problem document. A busy key has its calls counted some
// at once, so that one in many has a trip to Redis in it.
func (b *bench) gates(ctx context.Context) (row, error) {
	if _, ok := cpuTime(); !ok {
		return row{Skipped: noCPU}, nil
	}
	s, err := b.serve(ctx, 1)
	if err != nil {
		return row{}, err
	}
	handler := s.app.Handler()
	refused := func(status int, headers ...string) func() error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "/v1/agency", nil)
		if err != nil {
			return func() error { return err }
		}
		for i := 0; i < len(headers); i += 2 {
			request.Header.Set(headers[i], headers[i+1])
		}
		return func() error {
			answer := &discarded{header: http.Header{}}
			handler.ServeHTTP(answer, request.Clone(ctx))
			if answer.status != status {
				return fmt.Errorf("status %d, want %d", answer.status, status)
			}
			return nil
		}
	}
	behind := refused(http.StatusBadRequest, "Authorization", "Bearer "+key, "Farebridge-Scenario", "nobody-knows-it")
	before := refused(http.StatusUnauthorized, "Farebridge-Scenario", "nobody-knows-it")
	var costs []float64
	for i := range b.rounds(30, 12) + 1 {
		var took [2]time.Duration
		for turn := range 2 {
			side := (turn + i) % 2
			took[side], err = spent(5000, []func() error{behind, before}[side])
			if err != nil {
				return row{}, err
			}
		}
		if i > 0 {
			costs = append(costs, (took[0]-took[1]).Seconds()*1e6)
		}
	}
	r := summed(costs)
	r.Unit, r.Need, r.Met = " µs", "≤ 15", r.Value <= 15
	return r, nil
}

// discarded is an answer nobody reads.
type discarded struct {
	header http.Header
	status int
}

func (d *discarded) Header() http.Header { return d.header }

func (d *discarded) WriteHeader(status int) { d.status = status }

func (d *discarded) Write(p []byte) (int, error) { return len(p), nil }
