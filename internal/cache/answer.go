package cache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// fieldAnswer is the place of a supplier's answer under its key, which belongs
// to no agency.
const fieldAnswer = "answer"

// answerRow is the first payload of an answer; its offers' rows follow.
type answerRow struct {
	Version int       `json:"v"`
	At      time.Time `json:"at"`
	Dropped []string  `json:"dropped,omitempty"`
}

const (
	// answerWait bounds how long an answer is waited for or kept: the supplier can
	// be asked instead, and a search has only so much time.
	answerWait = 250 * time.Millisecond
	// answerRest is how long Redis is not asked for answers after it did not give one.
	answerRest = time.Second
)

// answering is a call about answers: within answerWait, and none for a while
// after one that failed.
func (c *Cache) answering(ctx context.Context, what string, call func(ctx context.Context) error) {
	now := time.Since(c.began)
	if int64(now) < c.noAnswersUntil.Load() {
		return
	}
	wait := min(c.timeout, answerWait)
	if c.embedded != nil {
		wait = c.timeout // nothing is between us that could hang
	}
	bounded, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	err := call(bounded)
	if err == nil {
		return
	}
	if ctx.Err() == nil && !errors.Is(err, errContent) {
		c.noAnswersUntil.Store(int64(now + answerRest))
	}
	c.logger.WarnContext(ctx, what, slog.Any("error", err))
}

// errContent is about what is kept, which cannot be read or written, not about Redis.
var errContent = errors.New("cache: answer cannot be read or written")

func (c *Cache) answerKey(key string) string { return c.prefix + "answers:{" + key + "}" }

// Answer implements shopping.Answers. An answer that is garbled, or that stood
// under another key, was never kept.
func (c *Cache) Answer(ctx context.Context, key string) (shopping.Answer, bool) {
	var answer shopping.Answer
	found := false
	c.answering(ctx, "kept answer not read", func(ctx context.Context) error {
		sealed, err := c.client.Get(ctx, c.answerKey(key)).Result()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		if err != nil {
			return err
		}
		read, err := readAnswer(key, sealed)
		if err != nil {
			return fmt.Errorf("%w: %w", errContent, err)
		}
		answer, found = read, true
		return nil
	})
	return answer, found
}

func readAnswer(key, sealed string) (shopping.Answer, error) {
	packed, err := unseal(place{searchID: key, field: fieldAnswer}, sealed)
	if err != nil {
		return shopping.Answer{}, err
	}
	payloads, err := unpack(packed)
	if err != nil {
		return shopping.Answer{}, err
	}
	if len(payloads) == 0 {
		return shopping.Answer{}, errPacked
	}
	var head answerRow
	err = json.Unmarshal(payloads[0], &head)
	if err != nil || head.Version != rowVersion {
		return shopping.Answer{}, fmt.Errorf("%w: answer", errRow)
	}
	answer := shopping.Answer{At: head.At, Dropped: head.Dropped}
	for _, payload := range payloads[1:] {
		r, err := decodeOffer(payload)
		if err != nil {
			return shopping.Answer{}, err
		}
		answer.Offers = append(answer.Offers, r.Offer.SupplierOffer)
	}
	return answer, nil
}

// KeepAnswer implements shopping.Answers. That it failed costs a question to a
// supplier, no more.
func (c *Cache) KeepAnswer(ctx context.Context, key string, answer shopping.Answer, keepFor time.Duration) {
	c.answering(ctx, "answer not kept", func(ctx context.Context) error {
		sealed, err := sealAnswer(key, answer)
		if err != nil {
			return fmt.Errorf("%w: %w", errContent, err)
		}
		err = c.client.Set(ctx, c.answerKey(key), sealed, max(keepFor, time.Second)).Err()
		if c.embedded != nil {
			c.embedded.account(c.answerKey(key), []any{sealed})
		}
		return err
	})
}

func sealAnswer(key string, answer shopping.Answer) ([]byte, error) {
	head, err := encode(answerRow{Version: rowVersion, At: answer.At, Dropped: answer.Dropped})
	if err != nil {
		return nil, err
	}
	payloads := [][]byte{head}
	for _, offer := range answer.Offers {
		row, err := encodeOffer(pricing.Remembered{Offer: travel.Offer{SupplierOffer: offer}})
		if err != nil {
			return nil, err
		}
		payloads = append(payloads, row)
	}
	return seal(place{searchID: key, field: fieldAnswer}, pack(payloads)), nil
}
