package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"
)

const pageCallers = 4

// page compares a page that is kept with the least that could serve it: echo,
// and one GET of the same bytes from the same Redis.
func (b *bench) page(ctx context.Context, limit int, need float64) (row, error) {
	if b.redisURL == "" {
		return row{Skipped: "no redis-server on PATH, and the Redis inside a server is not shared with the yardstick"}, nil
	}
	s, err := b.tenSuppliers(ctx)
	if err != nil {
		return row{}, err
	}
	request, want, err := s.keptPage(limit)
	if err != nil {
		return row{}, err
	}
	bare, stop, err := b.bare(ctx, want)
	if err != nil {
		return row{}, err
	}
	defer stop()
	bareRequest := requestFor(http.MethodGet, bare, "/page", "")
	length := time.Second
	if b.Quick {
		length = 500 * time.Millisecond
	}
	var ratios, ours, theirs []float64
	for i := range b.rounds(20, 8) + 1 {
		var a, other float64
		sides := []func() error{
			func() (err error) { a, err = throughput(s.address, request, want, pageCallers, length); return err },
			func() (err error) { other, err = throughput(bare, bareRequest, want, pageCallers, length); return err },
		}
		for turn := range sides {
			err := sides[(turn+i)%2]()
			if err != nil {
				return row{}, err
			}
		}
		if i > 0 { // the first round warms up
			ratios, ours, theirs = append(ratios, a/other), append(ours, a), append(theirs, other)
		}
	}
	r := summed(ratios)
	r.Need, r.Met = fmt.Sprintf("≥ %g", need), r.Value >= need
	r.Details = map[string]float64{"farebridgePerSecond": quantile(ours, 0.5), "barePerSecond": quantile(theirs, 0.5), "bytes": float64(len(want))}
	r.Note = fmt.Sprintf("%.0f against %.0f a second, %d bytes as sent, %d callers", quantile(ours, 0.5), quantile(theirs, 0.5), len(want), pageCallers)
	return r, nil
}

// keptPage searches, and reads the first page until it is kept as it is sent.
func (s *server) keptPage(limit int) ([]byte, []byte, error) {
	s.market.set(30, 0, -1)
	c, err := dial(s.address)
	if err != nil {
		return nil, nil, err
	}
	defer c.close()
	body, err := c.call(searchFor(s.address, 30, 15*time.Second))
	if err != nil {
		return nil, nil, err
	}
	first, err := readPage(body)
	if err == nil {
		err = first.check(50, 300)
	}
	if err != nil {
		return nil, nil, err
	}
	request := requestFor(http.MethodGet, s.address, fmt.Sprintf("/v1/air-shopping/%s?limit=%d", first.ShoppingID, limit), "")
	var kept []byte
	for range 2 {
		body, err = c.call(request)
		if err != nil {
			return nil, nil, err
		}
		kept = bytes.Clone(body)
	}
	again, err := readPage(kept)
	if err != nil {
		return nil, nil, err
	}
	return request, kept, again.check(limit, 300)
}

// bare is the yardstick's server.
func (b *bench) bare(ctx context.Context, body []byte) (string, func(), error) {
	options, err := redis.ParseURL(b.redisURL)
	if err != nil {
		return "", nil, err
	}
	client := redis.NewClient(options)
	err = client.Set(ctx, "bench:page", body, 0).Err()
	if err != nil {
		return "", nil, err
	}
	e := echo.New()
	e.GET("/page", func(c echo.Context) error {
		page, err := client.Get(c.Request().Context(), "bench:page").Bytes()
		if err != nil {
			return err
		}
		c.Response().Header().Set(echo.HeaderContentEncoding, "gzip")
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, page)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: e, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(l) }()
	return l.Addr().String(), func() {
		_ = server.Close()
		_ = client.Close()
	}, nil
}
