package main

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	searchCallers = 4
	budget        = time.Second
)

// search is what a search takes beyond what its suppliers take.
func (b *bench) search(ctx context.Context) (row, error) {
	const delay = 200 * time.Millisecond
	s, err := b.tenSuppliers(ctx)
	if err != nil {
		return row{}, err
	}
	s.market.set(30, delay, -1)
	times, err := s.searches(ctx, b.rounds(250, 60), 10*time.Second, 300)
	if err != nil {
		return row{}, err
	}
	var over []float64
	for _, t := range times {
		over = append(over, (t-delay).Seconds()*1000)
	}
	r := summed(over)
	p99 := quantile(over, 0.99)
	r.Rounds, r.Unit, r.Need, r.Met = nil, " ms", "p50 ≤ 5, p99 ≤ 15", r.Value <= 5 && p99 <= 15
	r.Details = map[string]float64{"p99": p99, "searches": float64(len(over))}
	r.Note = fmt.Sprintf("p50 %.1f ms, p99 %.1f ms over a delay of %v, %d searches", r.Value, p99, delay, len(over))
	return r, nil
}

// hung is how long callers wait for nothing, and whether they get the rest.
func (b *bench) hung(ctx context.Context) (row, error) {
	s, err := b.tenSuppliers(ctx)
	if err != nil {
		return row{}, err
	}
	s.market.set(30, 50*time.Millisecond, 7)
	times, err := s.searches(ctx, b.rounds(30, 10), budget, 270)
	if err != nil {
		return row{}, err
	}
	var shares []float64
	for _, t := range times {
		shares = append(shares, t.Seconds()/budget.Seconds())
	}
	r := summed(shares)
	p99 := quantile(shares, 0.99)
	r.Rounds, r.Value, r.Need, r.Met = nil, p99, "≤ 1.03", p99 <= 1.03
	r.Details = map[string]float64{"p50": quantile(shares, 0.5), "searches": float64(len(shares))}
	r.Note = fmt.Sprintf("p50 %.3f, p99 %.3f of 1 s, %d searches, each with all 270 offers of the nine healthy suppliers", quantile(shares, 0.5), p99, len(shares))
	return r, nil
}

// searches has each caller search for a day of its own again and again, and
// checks afterwards what they found.
func (s *server) searches(ctx context.Context, each int, budget time.Duration, total int) ([]time.Duration, error) {
	times, bodies, errs := make([][]time.Duration, searchCallers), make([][][]byte, searchCallers), make([]error, searchCallers)
	var all sync.WaitGroup
	for i := range searchCallers {
		all.Go(func() {
			c, err := dial(s.address)
			if err != nil {
				errs[i] = err
				return
			}
			defer c.close()
			request := searchFor(s.address, 20+i, budget)
			for n := range each + 1 {
				if ctx.Err() != nil {
					errs[i] = ctx.Err()
					return
				}
				began := time.Now()
				body, err := c.call(request)
				took := time.Since(began)
				if err != nil {
					errs[i] = err
					return
				}
				if n > 0 { // the first has the suppliers write their answers down
					times[i], bodies[i] = append(times[i], took), append(bodies[i], bytes.Clone(body))
				}
			}
		})
	}
	all.Wait()
	var took []time.Duration
	for i := range searchCallers {
		if errs[i] != nil {
			return nil, errs[i]
		}
		took = append(took, times[i]...)
		for _, body := range bodies[i] {
			f, err := readPage(body)
			if err == nil {
				err = f.check(50, total)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return took, nil
}

// herd counts what suppliers hear of a thousand callers who want the same.
func (b *bench) herd(ctx context.Context) (row, error) {
	const callers = 1000
	s, err := b.tenSuppliers(ctx)
	if err != nil {
		return row{}, err
	}
	// The delay is for a busy machine to let all of them in.
	s.market.set(30, 3*time.Second, -1)
	errs := make([]error, callers)
	connected := make([]*caller, callers)
	for i := range connected {
		connected[i], err = dial(s.address)
		if err != nil {
			return row{}, err
		}
		defer connected[i].close()
	}
	request := searchFor(s.address, 40, 15*time.Second)
	var all sync.WaitGroup
	began := time.Now()
	for i, c := range connected {
		all.Go(func() {
			body, err := c.call(request)
			if err == nil {
				var f found
				f, err = readPage(body)
				if err == nil {
					err = f.check(50, 300)
				}
			}
			errs[i] = err
		})
	}
	all.Wait()
	took := time.Since(began)
	for _, err := range errs {
		if err != nil {
			return row{}, err
		}
	}
	var asked []float64
	for i := range s.market.asked {
		asked = append(asked, float64(s.market.asked[i].Load()))
	}
	r := summed(asked)
	r.Need, r.Met = "1 each", quantile(asked, 0) == 1 && quantile(asked, 1) == 1
	r.Details = map[string]float64{"seconds": took.Seconds()}
	r.Note = fmt.Sprintf("all answered after %.2f s, suppliers' delay 3 s", took.Seconds())
	return r, ctx.Err()
}
