package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

var (
	_ shopping.Memory  = (*Cache)(nil)
	_ shopping.Answers = (*Cache)(nil)
	_ pricing.Memory   = (*Cache)(nil)
)

// Config says which Redis. Its zero value is one inside the process.
type Config struct {
	// URL is redis://, rediss:// or unix:// with go-redis's parameters;
	// redis+cluster:// or rediss+cluster:// for a Redis Cluster, where addr=host:port
	// names further seeds. "": inside the process.
	URL string
	// Prefix begins every key, for several installations on one Redis.
	Prefix string
	// Timeout bounds each call. Default 1 s; 10 s for a Redis inside the process,
	// which is never gone but only as busy as everything else in here.
	Timeout time.Duration
	// Capacity bounds the bytes of values a Redis inside the process holds.
	// Default 256 MiB, some thousand searches. A Redis of its own has maxmemory for that.
	Capacity int
	Logger   *slog.Logger // nil: nothing is logged
}

// Cache is safe for concurrent use.
type Cache struct {
	client   redis.UniversalClient
	addr     string
	prefix   string
	timeout  time.Duration
	logger   *slog.Logger
	embedded *embedded // nil: Redis is a server of its own
	began    time.Time
	// noAnswersUntil is how long after began Redis is not asked for answers.
	noAnswersUntil atomic.Int64
}

// Open connects. A Redis that cannot be reached is no error: everything that
// needs it says so when asked, and works again when it is back. A URL that
// cannot be read is one.
func Open(ctx context.Context, config Config) (*Cache, error) {
	if config.Timeout <= 0 {
		config.Timeout = time.Second
		if config.URL == "" {
			config.Timeout = 10 * time.Second
		}
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	c := &Cache{prefix: config.Prefix, timeout: config.Timeout, logger: config.Logger, began: time.Now()}
	if config.URL == "" {
		inside, err := startEmbedded(config.Capacity)
		if err != nil {
			return nil, err
		}
		c.embedded = inside
		config.URL = "redis://" + inside.addr()
		config.Logger.InfoContext(ctx, "redis runs inside this process: volatile, and not shared with others")
	}
	// go-redis prints to stderr, through one logger for the whole process. What it
	// has to say comes back to us as errors.
	redis.SetLogger(silence{})
	client, addr, err := connect(config)
	if err != nil {
		c.closeEmbedded()
		return nil, err
	}
	c.client, c.addr = client, addr
	err = c.Ping(ctx)
	if err != nil {
		config.Logger.WarnContext(ctx, "redis cannot be reached", slog.String("addr", addr), slog.Any("error", err))
	}
	return c, nil
}

func connect(config Config) (redis.UniversalClient, string, error) {
	off := &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if scheme, rest, ok := strings.Cut(config.URL, "+cluster://"); ok {
		o, err := redis.ParseClusterURL(scheme + "://" + rest)
		if err != nil {
			return nil, "", errURL
		}
		o.ContextTimeoutEnabled, o.MaxRetries, o.DialerRetries = true, 1, 1
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = config.Timeout, config.Timeout, config.Timeout
		o.MaintNotificationsConfig = off
		return redis.NewClusterClient(o), o.Addrs[0], nil
	}
	o, err := redis.ParseURL(config.URL)
	if err != nil {
		return nil, "", errURL
	}
	// One retry is for a connection that broke while it lay idle. More would
	// spend a caller's time on a Redis that is gone.
	o.ContextTimeoutEnabled, o.MaxRetries, o.DialerRetries = true, 1, 1
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = config.Timeout, config.Timeout, config.Timeout
	o.MaintNotificationsConfig = off
	return redis.NewClient(o), o.Addr, nil
}

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// errURL stands in for go-redis's own error: that one quotes the URL, which may
// hold a password.
var errURL = errors.New("cache: the Redis URL is not redis://, rediss://, unix:// or redis+cluster:// with known parameters")

// Addr is where the Redis is reached, for logs and for another client.
func (c *Cache) Addr() string { return c.addr }

// Ping reports whether Redis answers.
func (c *Cache) Ping(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	err := c.client.Ping(bounded).Err()
	if err != nil {
		return c.unavailable(ctx, err)
	}
	return nil
}

// Close ends the connections, and the Redis inside the process if there is one.
func (c *Cache) Close() error {
	err := c.client.Close()
	c.closeEmbedded()
	if err != nil {
		return fmt.Errorf("cache: close: %w", err)
	}
	return nil
}

func (c *Cache) closeEmbedded() {
	if c.embedded != nil {
		c.embedded.close()
	}
}

// key is the one key of everything about a search. Only what is between the
// braces decides the cluster's slot.
func (c *Cache) key(searchID string) string { return c.prefix + "offers:{" + searchID + "}" }

// write sets fields of a search and bounds how long they are kept, in one
// transaction: a hash without a time to live would stay for ever.
func (c *Cache) write(ctx context.Context, searchID string, fields []any, keepFor time.Duration) error {
	key := c.key(searchID)
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	_, err := c.client.TxPipelined(bounded, func(pipe redis.Pipeliner) error {
		for start := 0; start < len(fields); start += chunk {
			pipe.HSet(bounded, key, fields[start:min(start+chunk, len(fields))]...)
		}
		pipe.PExpire(bounded, key, max(keepFor, time.Second))
		return nil
	})
	if c.embedded != nil {
		c.embedded.account(key, fields) // also of a write that may have happened
	}
	if err != nil {
		return c.unavailable(ctx, err)
	}
	return nil
}

// chunk is how many arguments one HSET carries: Redis serves nobody else while
// it works on a command. It is even: fields and values come in pairs.
const chunk = 512

// addTo sets fields of a search that is there, in one step: one that was
// forgotten in the meantime is not begun anew, without a time to live.
func (c *Cache) addTo(ctx context.Context, searchID string, fields []any) error {
	key := c.key(searchID)
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	added, err := addScript.Run(bounded, c.client, []string{key}, fields...).Int()
	if err != nil {
		return c.unavailable(ctx, err)
	}
	if added == 0 {
		return forgotten(fmt.Errorf("cache: no search %s", searchID))
	}
	if c.embedded != nil {
		c.embedded.account(key, fields)
	}
	return nil
}

var addScript = redis.NewScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1`)

// get reads fields of a search as they are, sealed. A single one that is
// missing makes all of them forgotten.
func (c *Cache) get(ctx context.Context, searchID string, fields ...string) ([]string, error) {
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	values, err := c.client.HMGet(bounded, c.key(searchID), fields...).Result()
	if err != nil {
		// Something else lives under our key.
		if redis.HasErrorPrefix(err, "WRONGTYPE") {
			return nil, forgotten(err)
		}
		return nil, c.unavailable(ctx, err)
	}
	sealed := make([]string, len(values))
	for i, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, forgotten(fmt.Errorf("cache: no %s of %s", fields[i], searchID))
		}
		sealed[i] = text
	}
	return sealed, nil
}

// read gets fields of a search, opens their seals and unpacks them. A single
// one that is missing or does not open makes all of them forgotten.
func (c *Cache) read(ctx context.Context, agencyID, searchID string, fields ...string) (map[string][][]byte, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	values, err := c.get(ctx, searchID, fields...)
	if err != nil {
		return nil, err
	}
	unpacked := make(map[string][][]byte, len(values))
	for i, sealed := range values {
		packed, err := unseal(place{agencyID: agencyID, searchID: searchID, field: fields[i]}, sealed)
		if err != nil {
			return nil, forgotten(err)
		}
		unpacked[fields[i]], err = unpack(packed)
		if err != nil {
			return nil, forgotten(err)
		}
	}
	return unpacked, nil
}

// unavailable is the caller's leaving when that is why the call ended.
func (c *Cache) unavailable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return travel.NewError(travel.CodeOfferStoreUnavailable).After(retryAfter).Because(fmt.Errorf("cache: %w", err))
}

const retryAfter = 2 * time.Second

func forgotten(cause error) error {
	return travel.NewError(travel.CodeNotFound).Because(cause)
}
