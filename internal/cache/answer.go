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

func (c *Cache) answerKey(key string) string { return c.prefix + "answers:{" + key + "}" }

// Answer implements shopping.Answers. An answer that is garbled, or that stood
// under another key, was never kept.
func (c *Cache) Answer(ctx context.Context, key string) (shopping.Answer, bool) {
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	sealed, err := c.client.Get(bounded, c.answerKey(key)).Result()
	if errors.Is(err, redis.Nil) {
		return shopping.Answer{}, false
	}
	if err == nil {
		var answer shopping.Answer
		answer, err = readAnswer(key, sealed)
		if err == nil {
			return answer, true
		}
	}
	c.logger.WarnContext(ctx, "kept answer not read", slog.Any("error", err))
	return shopping.Answer{}, false
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
	sealed, err := sealAnswer(key, answer)
	if err == nil {
		bounded, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		err = c.client.Set(bounded, c.answerKey(key), sealed, max(keepFor, time.Second)).Err()
		if c.embedded != nil {
			c.embedded.account(c.answerKey(key), []any{sealed})
		}
	}
	if err != nil {
		c.logger.WarnContext(ctx, "answer not kept", slog.Any("error", err))
	}
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
