package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/farebridge/farebridge/internal/ordering"
)

// keyLifetime is how long a repeated key is answered as it was the first time.
const keyLifetime = 7 * 24 * time.Hour

type idempotencyRow struct {
	AgencyID  string
	Operation string
	Key       string
	InputHash []byte
	OrderID   string
	Subject   string
	CreatedAt time.Time
	ExpiresAt time.Time
	Answer    []byte
}

// TableName is gorm's.
func (idempotencyRow) TableName() string { return "idempotency_keys" }

// answerDoc is an answer as it is sealed.
type answerDoc struct {
	Status      int    `json:"status"`
	ContentType string `json:"contentType"`
	Location    string `json:"location,omitempty"`
	Body        []byte `json:"body"`
}

// claim takes a key for a change's order. A key that somebody holds is
// ErrKeyTaken; one that has expired is free. Two transactions that claim the
// same key wait for each other here.
func claim(tx *gorm.DB, change ordering.Change, now time.Time) error {
	key := change.Claim
	result := tx.Exec(`INSERT INTO idempotency_keys
			(agency_id, operation, key, input_hash, order_id, subject, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (agency_id, operation, key) DO UPDATE SET
			input_hash = excluded.input_hash, order_id = excluded.order_id, subject = excluded.subject,
			created_at = excluded.created_at, expires_at = excluded.expires_at, answer = NULL
		WHERE idempotency_keys.expires_at <= excluded.created_at`,
		change.Order.AgencyID, key.Operation, key.Value, key.InputHash[:], change.Order.ID, change.Subject, now, now.Add(keyLifetime))
	if result.Error != nil {
		return fmt.Errorf("storage: claim key: %w", result.Error)
	}
	if result.RowsAffected == 0 {
		return ordering.ErrKeyTaken
	}
	return nil
}

// Claimed reads who holds a key; ordering.ErrNotFound.
func (o *Orders) Claimed(ctx context.Context, key ordering.Key) (ordering.Claim, error) {
	db, agencyID, err := scoped(ctx, o.store.db)
	if err != nil {
		return ordering.Claim{}, err
	}
	now, err := o.store.Now(ctx)
	if err != nil {
		return ordering.Claim{}, err
	}
	var row idempotencyRow
	err = db.Where("operation = ? AND key = ? AND expires_at > ?", key.Operation, key.Value, now).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return ordering.Claim{}, ordering.ErrNotFound
	}
	if err != nil {
		return ordering.Claim{}, fmt.Errorf("storage: idempotency key: %w", err)
	}
	held := ordering.Claim{OrderID: row.OrderID, Subject: row.Subject}
	if copy(held.InputHash[:], row.InputHash) != len(held.InputHash) {
		return ordering.Claim{}, errors.New("storage: idempotency key: damaged hash")
	}
	if row.Answer == nil {
		return held, nil
	}
	plain, err := o.store.keys.open(purposeAnswer, answerPlace(agencyID, key), row.Answer)
	if err != nil {
		return ordering.Claim{}, fmt.Errorf("storage: recorded answer: %w", err)
	}
	var doc answerDoc
	err = json.NewDecoder(bytes.NewReader(plain)).Decode(&doc)
	if err != nil {
		return ordering.Claim{}, fmt.Errorf("storage: recorded answer: %w", err)
	}
	answer := ordering.Answer(doc)
	held.Answer = &answer
	return held, nil
}

// Answer keeps the first answer to a claimed key, and gives the one that is
// kept. A key nobody holds, or holds for other input, is ordering.ErrNotFound.
func (o *Orders) Answer(ctx context.Context, key ordering.Key, answer ordering.Answer) (ordering.Answer, error) {
	agencyID, err := agency(ctx)
	if err != nil {
		return ordering.Answer{}, err
	}
	plain, err := json.Marshal(answerDoc(answer))
	if err != nil {
		return ordering.Answer{}, fmt.Errorf("storage: answer: %w", err)
	}
	sealed := o.store.keys.seal(purposeAnswer, answerPlace(agencyID, key), plain)
	err = o.store.write(ctx, func(tx *gorm.DB) error {
		mine, _, err := scoped(ctx, tx)
		if err != nil {
			return err
		}
		result := mine.Model(&idempotencyRow{}).
			Where("operation = ? AND key = ? AND input_hash = ?", key.Operation, key.Value, key.InputHash[:]).
			Update("answer", gorm.Expr("coalesce(answer, ?)", sealed))
		if result.Error != nil {
			return fmt.Errorf("storage: answer: %w", result.Error)
		}
		if result.RowsAffected == 0 {
			return ordering.ErrNotFound
		}
		return nil
	})
	if err != nil {
		return ordering.Answer{}, err
	}
	// What is kept never changes again, so it may be read after the transaction.
	kept, err := o.Claimed(ctx, key)
	if err != nil {
		return ordering.Answer{}, err
	}
	if kept.Answer == nil {
		return ordering.Answer{}, ordering.ErrNotFound
	}
	return *kept.Answer, nil
}

func answerPlace(agencyID string, key ordering.Key) string {
	return fmt.Sprintf("%q/%q/%q", agencyID, key.Operation, key.Value)
}
