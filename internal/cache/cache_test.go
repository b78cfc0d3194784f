package cache_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/cache/cachetest"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestURLs(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"localhost:6379", "http://127.0.0.1:6379", "redis://:s3cret@127.0.0.1:6379/0?no_such=1", "amqp+cluster://x", "redis+cluster://x?no_such=1", "redis://:s3cret@[::1"} {
		c, err := cache.Open(t.Context(), cache.Config{URL: bad})
		if err == nil {
			t.Errorf("%s opened %v", bad, c.Close())
			continue
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

// A Redis that is down when we start may come up later; the process starts
// without it.
func TestARedisThatIsDownIsNoErrorYet(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	var log bytes.Buffer
	for _, scheme := range []string{"redis://", "redis+cluster://"} {
		log.Reset()
		c := cachetest.Open(t, cache.Config{URL: scheme + addr, Timeout: time.Second, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if err := c.Ping(t.Context()); travel.CodeOf(err) != travel.CodeOfferStoreUnavailable {
			t.Errorf("%s: %v", scheme, err)
		}
		if !strings.Contains(log.String(), "redis cannot be reached") {
			t.Errorf("%s: log %q", scheme, log.String())
		}
	}
}

// silent accepts connections and never says a word.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = conn.Close() })
		}
	}()
	return "redis://" + l.Addr().String()
}

func TestARedisThatHangsIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	c := cachetest.Open(t, cache.Config{URL: silent(t), Timeout: 50 * time.Millisecond})
	began := time.Now()
	_, err := c.Page(t.Context(), "agy_1", travel.NewID(travel.PrefixSearch), shopping.FirstPage)
	var problem *travel.Error
	if !errors.As(err, &problem) || problem.Code != travel.CodeOfferStoreUnavailable || problem.RetryAfter <= 0 {
		t.Errorf("error %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	leaving, leave := context.WithCancel(t.Context())
	leave()
	_, err = c.Page(leaving, "agy_1", travel.NewID(travel.PrefixSearch), shopping.FirstPage)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("who leaves: %v", err)
	}
}

// Answers are a convenience: a Redis that hangs is asked for one, and then left
// alone, however many are wanted.
func TestNobodyWaitsForAnswers(t *testing.T) {
	t.Parallel()
	c := cachetest.Open(t, cache.Config{URL: silent(t), Timeout: 30 * time.Second})
	began := time.Now()
	for range 50 {
		if _, found := c.Answer(t.Context(), "k"); found {
			t.Fatal("found")
		}
		c.KeepAnswer(t.Context(), "k", shopping.Answer{}, time.Minute)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestTheRedisInsideForgetsTheOldest(t *testing.T) {
	t.Parallel()
	c := cachetest.Open(t, cache.Config{Capacity: 20 << 10})
	raw := cachetest.Raw(t, c)
	var ids []string
	for range 40 {
		set := cachetest.Set("agy_1", 20)
		ids = append(ids, set.SearchID)
		err := c.Remember(t.Context(), set)
		if err != nil {
			t.Fatal(err)
		}
	}
	kept := int(raw.DBSize(t.Context()).Val())
	if kept < 2 || kept > 20 {
		t.Fatalf("%d of %d searches are kept", kept, len(ids))
	}
	for i, id := range ids {
		_, err := c.Page(t.Context(), "agy_1", id, shopping.FirstPage)
		if forgotten := i < len(ids)-kept; forgotten != (err != nil) || (forgotten && travel.CodeOf(err) != travel.CodeNotFound) {
			t.Errorf("search %d of %d, %d kept: %v", i, len(ids), kept, err)
		}
	}

	// One that is too large by itself is kept all the same: it is being sold.
	huge := cachetest.Set("agy_1", 2000)
	err := c.Remember(t.Context(), huge)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Page(t.Context(), "agy_1", huge.SearchID, shopping.FirstPage); err != nil {
		t.Errorf("the newest: %v", err)
	}
}

func TestCachesInsideOneProcessAreApart(t *testing.T) {
	t.Parallel()
	one, other := cachetest.Open(t, cache.Config{}), cachetest.Open(t, cache.Config{})
	set := cachetest.Set("agy_1", 1)
	if err := one.Remember(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Page(t.Context(), "agy_1", set.SearchID, shopping.FirstPage); travel.CodeOf(err) != travel.CodeNotFound {
		t.Errorf("error %v", err)
	}
}
