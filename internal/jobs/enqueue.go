package jobs

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"
)

// soon is how far ahead a job is handed to the fetcher, which respects due
// times exactly but walks over everything not yet due. Later jobs wait aside
// until the runner moves them (runner.go).
const soon = 5 * time.Second

// EnqueueTx adds jobs to tx: they exist when it commits and begin after that.
func (q *Queue) EnqueueTx(ctx context.Context, tx *sql.Tx, js ...Job) error {
	// One order for all transactions, or two with the same two keys dead-lock.
	ordered := slices.SortedStableFunc(slices.Values(js), func(a, b Job) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.UniqueKey, b.UniqueKey))
	})
	var carried map[string]string
	if q.carry.Capture != nil {
		carried = q.carry.Capture(ctx)
	}
	for _, j := range ordered {
		err := q.enqueue(ctx, tx, j, carried)
		if err != nil {
			return fmt.Errorf("jobs: enqueue %s: %w", j.Kind, err)
		}
	}
	return nil
}

func (q *Queue) enqueue(ctx context.Context, tx *sql.Tx, j Job, carried map[string]string) error {
	if !wellFormedKind(j.Kind) {
		return errors.New("not a kind")
	}
	after := max(j.After, 0)
	kept := note{Carry: carried}
	if j.UniqueKey != "" {
		kept.Key = j.Kind + ":" + j.UniqueKey
		merged, err := q.merge(ctx, tx, kept.Key, after)
		if err != nil || merged {
			return err
		}
	}
	args, err := json.Marshal(j.Args)
	if err != nil {
		return fmt.Errorf("args: %w", err)
	}
	metadata, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("carry: %w", err)
	}
	inserted, err := q.client.InsertTx(ctx, tx, payload{kind: j.Kind, Args: args}, &river.InsertOpts{Metadata: metadata})
	if err != nil {
		return err
	}
	if after == 0 {
		return nil
	}
	_, err = tx.ExecContext(ctx, q.dialect.statements().delay, seconds(after), q.state(after), inserted.Job.ID)
	return err
}

// merge looks for a waiting job with the key and, if there is one, makes it due
// no later than after from now. The update locks that job's row until tx ends,
// so it cannot begin without seeing what tx wrote; a job that has begun does
// not match, and the wake-up becomes a job of its own.
func (q *Queue) merge(ctx context.Context, tx *sql.Tx, key string, after time.Duration) (bool, error) {
	st := q.dialect.statements()
	if st.lockKey != "" {
		_, err := tx.ExecContext(ctx, st.lockKey, key)
		if err != nil {
			return false, err
		}
	}
	result, err := tx.ExecContext(ctx, st.merge, seconds(after), q.state(after), key)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func (q *Queue) state(after time.Duration) string {
	if after <= soon {
		return "available"
	}
	return "scheduled"
}

// Advance makes every waiting job due d earlier: the sandbox's clock moved.
func Advance(ctx context.Context, tx *sql.Tx, dialect Dialect, d time.Duration) error {
	st := dialect.statements()
	_, err := tx.ExecContext(ctx, st.advance, seconds(-d))
	if err != nil {
		return fmt.Errorf("jobs: advance: %w", err)
	}
	_, err = tx.ExecContext(ctx, st.promote, seconds(soon))
	if err != nil {
		return fmt.Errorf("jobs: advance: %w", err)
	}
	return nil
}
