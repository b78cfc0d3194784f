package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"time"
)

const noCPU = "this system does not say how much CPU a process used"

// spent is the CPU that n runs of work used, each.
func spent(n int, work func() error) (time.Duration, error) {
	runtime.GC() // what was before is not this one's
	before, _ := cpuTime()
	for range n {
		err := work()
		if err != nil {
			return 0, err
		}
	}
	after, _ := cpuTime()
	return (after - before) / time.Duration(n), nil
}

// fresh compares a whole search, HTTP on both sides included, with decoding and
// encoding the supplier's answer.
func (b *bench) fresh(ctx context.Context) (row, error) {
	if _, ok := cpuTime(); !ok {
		return row{Skipped: noCPU}, nil
	}
	const offers = 500
	s, err := b.serve(ctx, 1)
	if err != nil {
		return row{}, err
	}
	searched, err := s.fresh(offers)
	if err != nil {
		return row{}, err
	}
	raw, err := json.Marshal(duffelAnswer(0, offers, time.Now().UTC().AddDate(0, 0, 30).Format(time.DateOnly)))
	if err != nil {
		return row{}, err
	}
	copied := func() error {
		var a duffelSearch
		err := json.Unmarshal(raw, &a)
		if err != nil {
			return err
		}
		again, err := json.Marshal(a)
		if err == nil && len(again) != len(raw) {
			err = fmt.Errorf("%d bytes became %d", len(raw), len(again))
		}
		return err
	}
	var ratios, ours, theirs []float64
	for i := range b.rounds(15, 7) + 1 {
		var took [2]time.Duration
		for turn := range 2 {
			side := (turn + i) % 2
			took[side], err = spent(8, []func() error{searched, copied}[side])
			if err != nil {
				return row{}, err
			}
		}
		if i > 0 {
			ratios = append(ratios, float64(took[0])/float64(took[1]))
			ours, theirs = append(ours, took[0].Seconds()*1000), append(theirs, took[1].Seconds()*1000)
		}
	}
	r := summed(ratios)
	r.Need, r.Met = "≤ 2", r.Value <= 2
	r.Details = map[string]float64{"searchMs": quantile(ours, 0.5), "copyMs": quantile(theirs, 0.5), "bytes": float64(len(raw))}
	r.Note = fmt.Sprintf("%.1f ms against %.1f ms of CPU, %d bytes from the supplier", quantile(ours, 0.5), quantile(theirs, 0.5), len(raw))
	return r, nil
}

// flat is how much dearer or cheaper an offer is in a small or a large search.
func (b *bench) flat(ctx context.Context) (row, error) {
	if _, ok := cpuTime(); !ok {
		return row{Skipped: noCPU}, nil
	}
	s, err := b.serve(ctx, 1)
	if err != nil {
		return row{}, err
	}
	sizes := []int{50, 500, 5000, 1}
	costs := make([][]float64, len(sizes)) // µs of CPU per offer
	for i := range b.rounds(8, 4) + 1 {
		for k, offers := range sizes {
			searched, err := s.fresh(offers)
			if err != nil {
				return row{}, err
			}
			took, err := spent(min(100, 5000/offers), searched)
			if err != nil {
				return row{}, err
			}
			if i > 0 {
				costs[k] = append(costs[k], took.Seconds()*1e6/float64(offers))
			}
		}
	}
	middle := quantile(costs[1], 0.5)
	shares := []float64{quantile(costs[0], 0.5) / middle, quantile(costs[2], 0.5) / middle}
	r := summed(shares)
	r.Value = shares[0]
	if math.Abs(shares[1]-1) > math.Abs(r.Value-1) {
		r.Value = shares[1]
	}
	r.Need, r.Met = "0.8 … 1.2", math.Abs(r.Value-1) <= 0.2
	r.Details = map[string]float64{"us50": quantile(costs[0], 0.5), "us500": middle, "us5000": quantile(costs[2], 0.5), "us1": quantile(costs[3], 0.5)}
	// What a search costs whatever it finds is shared by few offers in a small one.
	// With it taken off, what is left is the offers' own.
	alone := quantile(costs[3], 0.5)
	own := func(k int) float64 { return quantile(costs[k], 0.5) - alone/float64(sizes[k]) }
	r.Note = fmt.Sprintf("%.0f µs of CPU for each of 50, %.0f of 500, %.0f of 5,000; the row is the worse of the two; "+
		"without the %.0f µs of a search for one offer: %.0f, %.0f, %.0f",
		quantile(costs[0], 0.5), middle, quantile(costs[2], 0.5), alone, own(0), own(1), own(2))
	return r, nil
}

// fresh is a search that has been made once, so that the supplier's answer is
// written down.
func (s *server) fresh(offers int) (func() error, error) {
	s.market.set(offers, 0, -1)
	c, err := dial(s.address)
	if err != nil {
		return nil, err
	}
	request := searchFor(s.address, 30, 15*time.Second)
	searched := func() error {
		body, err := c.call(request)
		if err != nil {
			return err
		}
		if len(body) < 500 {
			return fmt.Errorf("a page of %d bytes", len(body))
		}
		return nil
	}
	err = searched()
	if err != nil {
		return nil, err
	}
	page, err := readPage(c.body)
	if err != nil {
		return nil, err
	}
	return searched, page.check(min(50, offers), offers)
}
