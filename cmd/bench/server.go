package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
)

// bench is one run.
type bench struct {
	arguments
	dir      string // gone with the run
	redisURL string // "": each server has its own
	closers  []func()
	ten      *server // with ten suppliers, shared by the rows that need no other
}

func (b *bench) onClose(f func()) { b.closers = append(b.closers, f) }

func (b *bench) close() {
	for i := len(b.closers) - 1; i >= 0; i-- {
		b.closers[i]()
	}
}

// rounds is how often a pair takes turns.
func (b *bench) rounds(whole, quick int) int {
	if b.Quick {
		return quick
	}
	return whole
}

// server is a whole Farebridge and the suppliers it asks.
type server struct {
	app     *app.App
	address string
	market  *market
}

const key = "fb_test_agency"

// tenSuppliers is the server most rows share.
func (b *bench) tenSuppliers(ctx context.Context) (*server, error) {
	if b.ten != nil {
		return b.ten, nil
	}
	s, err := b.serve(ctx, 10)
	b.ten = s
	return s, err
}

// serve starts a sandbox with suppliers of ours. Everything is on: the access
// log is written (to nowhere), metrics are counted, calls are authenticated and limited.
func (b *bench) serve(ctx context.Context, suppliers int) (*server, error) {
	c, err := config.Load(nil)
	if err != nil {
		return nil, err
	}
	sold, err := openMarket(suppliers)
	if err != nil {
		return nil, err
	}
	b.onClose(sold.close)
	dir, err := os.MkdirTemp(b.dir, "server-")
	if err != nil {
		return nil, err
	}
	c.Listen, c.AdminListen, c.DataDir, c.RedisURL = "127.0.0.1:0", "127.0.0.1:0", dir, b.redisURL
	c.Simulator.Embedded, c.Limits.OffersPerSearch = false, 5000
	c.Limits.CallsPerMinute, c.Limits.SearchesPerMinute = 10_000_000, 10_000_000 // counted, never reached
	for i := range suppliers {
		c.Suppliers = append(c.Suppliers, config.Supplier{
			ID: fmt.Sprintf("supplier-%d", i), Connector: "duffel", BaseURL: sold.url(i), Credentials: config.Credentials{Token: "duffel_test_bench"},
		})
	}
	started, err := app.New(ctx, c, slog.New(slog.NewJSONHandler(io.Discard, nil)))
	if err != nil {
		return nil, err
	}
	b.onClose(func() {
		ending, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = started.Close(ending)
	})
	err = started.Start(ctx)
	if err != nil {
		return nil, err
	}
	return &server{app: started, address: started.URL()[len("http://"):], market: sold}, nil
}
