// Command bench measures what Farebridge promises about speed and prints a
// table: whole servers in this process, real HTTP over loopback, and beside
// each of them the least that would have to be done anyway.
//
// The two sides of a ratio take turns within one run, so that a machine that
// gets slower does so for both. Every answer is checked; a wrong one ends the
// run. What is compared with a number of milliseconds depends on the machine,
// which is why these are rows of a table and not tests.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"
)

// arguments are the command line.
type arguments struct {
	Quick   bool     `help:"Fewer rounds: three minutes at most."`
	JSON    string   `help:"Also write the table, with every round, to this file." type:"path"`
	Profile string   `help:"Write a CPU profile of each row into this directory." type:"path"`
	Only    []string `help:"Measure only these rows, by id."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	var a arguments
	kong.Parse(&a, kong.Name("bench"), kong.Description("Measures Farebridge and prints a table."), kong.UsageOnError())
	err := run(ctx, a)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, a arguments) error {
	dir, err := os.MkdirTemp("", "farebridge-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{arguments: a, dir: dir}
	defer b.close()
	store, err := b.startRedis(ctx)
	if err != nil {
		return err
	}
	b.redisURL = store.url
	about := describe(store)
	about.print(os.Stdout)
	var rows []row
	for _, measured := range measurements() {
		if len(a.Only) > 0 && !slices.Contains(a.Only, measured.id) {
			rows = append(rows, row{ID: measured.id, Name: measured.name, Skipped: "not asked for (--only)"})
			continue
		}
		fmt.Fprintf(os.Stderr, "%s …\n", measured.id)
		r, err := b.profiled(ctx, measured)
		if err != nil {
			return fmt.Errorf("%s: %w", measured.id, err)
		}
		rows = append(rows, r)
	}
	printRows(os.Stdout, rows)
	if a.JSON == "" {
		return nil
	}
	content, err := json.MarshalIndent(struct {
		machine
		Quick bool  `json:"quick"`
		Rows  []row `json:"rows"`
	}{about, a.Quick, rows}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(a.JSON, append(content, '\n'), 0o600)
}

// measurement is one row of the table and how it is made.
type measurement struct {
	id, name string
	measure  func(b *bench, ctx context.Context) (row, error)
}

func measurements() []measurement {
	return []measurement{
		{"page50", "cached page of 50 ÷ bare echo + one Redis GET", func(b *bench, ctx context.Context) (row, error) { return b.page(ctx, 50, 0.6) }},
		{"page200", "cached page of 200 ÷ bare echo + one Redis GET", func(b *bench, ctx context.Context) (row, error) { return b.page(ctx, 200, 0.8) }},
		{"search", "10 suppliers × 30 offers, 4 callers: over the suppliers' delay", (*bench).search},
		{"hung", "the same, one supplier hung, budget 1 s: p99 ÷ budget", (*bench).hung},
		{"fresh500", "500 fresh offers: CPU ÷ decode + encode of the same bytes", (*bench).fresh},
		{"flat", "CPU per offer, 50 and 5,000 offers ÷ 500 offers", (*bench).flat},
		{"herd", "1,000 identical cold searches at once: calls to each supplier", (*bench).herd},
		{"gates", "authentication + limit + tenant, CPU without the Redis trip", (*bench).gates},
	}
}

func (b *bench) profiled(ctx context.Context, m measurement) (row, error) {
	if b.Profile != "" {
		f, err := os.Create(filepath.Join(b.Profile, m.id+".pprof"))
		if err != nil {
			return row{}, err
		}
		defer func() { _ = f.Close() }()
		err = pprof.StartCPUProfile(f)
		if err != nil {
			return row{}, err
		}
		defer pprof.StopCPUProfile()
	}
	r, err := m.measure(b, ctx)
	r.ID, r.Name = m.id, m.name
	return r, err
}
