package cachetest

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/farebridge/farebridge/internal/cache"
)

// Each runs a suite on the Redis inside the process and on a real one, as
// subtests "miniredis" and "redis". All caches that open returns within one
// call of f are the same Redis, as replicas have it.
func Each(t *testing.T, f func(t *testing.T, open func() *cache.Cache)) {
	t.Helper()
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		url := ""
		f(t, func() *cache.Cache {
			c := Open(t, cache.Config{URL: url})
			url = "redis://" + c.Addr()
			return c
		})
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		url, prefix := Redis(t), "fbtest:"+rand.Text()+":"
		t.Cleanup(func() { sweep(t, url, prefix) })
		f(t, func() *cache.Cache { return Open(t, cache.Config{URL: url, Prefix: prefix}) })
	})
}

// Open opens a cache that is closed when the test ends. Without a Timeout it
// has one that a busy machine does not exceed.
func Open(t testing.TB, config cache.Config) *cache.Cache {
	t.Helper()
	if config.Timeout == 0 {
		config.Timeout = 10 * time.Second
	}
	c, err := cache.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := c.Close()
		if err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return c
}

// Raw is a way past the cache to its Redis, to spoil what is there.
func Raw(t testing.TB, c *cache.Cache) *redis.Client {
	t.Helper()
	raw := redis.NewClient(&redis.Options{Addr: c.Addr()})
	t.Cleanup(func() { _ = raw.Close() })
	return raw
}

// KeyOf finds the one key under which a search is kept.
func KeyOf(t testing.TB, raw *redis.Client, searchID string) string {
	t.Helper()
	keys, err := raw.Keys(t.Context(), "*{"+searchID+"}*").Result()
	if err != nil || len(keys) != 1 {
		t.Fatalf("keys of %s: %q, %v", searchID, keys, err)
	}
	return keys[0]
}

func sweep(t testing.TB, url, prefix string) {
	ctx := context.Background()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Errorf("sweep: %v", err)
		return
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	keys := client.Scan(ctx, 0, prefix+"*", 1000).Iterator()
	for keys.Next(ctx) {
		client.Del(ctx, keys.Val())
	}
	if keys.Err() != nil {
		t.Errorf("sweep: %v", keys.Err())
	}
}
