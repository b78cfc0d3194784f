package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

const (
	backoffFirst = 500 * time.Millisecond
	backoffCap   = 30 * time.Second

	// maxAttempts is the column's limit (smallint). Failing and snoozing do not
	// count as attempts, so no job gets there.
	maxAttempts = 32_767

	errorTextLimit = 500
)

// Snooze is returned by a handler that has to wait for something: it runs
// again after d, and that is not a failure.
func Snooze(d time.Duration) error { return &snoozeError{after: max(d, 0)} }

// Cancel is returned by a handler for a job that can never succeed. The cause
// is logged as an error; the job is kept for a week and not tried again.
func Cancel(cause error) error { return &cancelError{cause: cause} }

type snoozeError struct{ after time.Duration }

func (e *snoozeError) Error() string { return "jobs: again after " + e.after.String() }

type cancelError struct{ cause error }

func (e *cancelError) Error() string { return fmt.Sprintf("jobs: cancelled: %v", e.cause) }

func (e *cancelError) Unwrap() error { return e.cause }

// payload is a job's arguments as River stores them: inside an object, because
// River on SQLite takes nothing else.
type payload struct {
	kind string
	Args json.RawMessage `json:"args"`
}

func (p payload) Kind() string { return p.kind }

// note is what we keep in River's metadata column beside a job.
type note struct {
	Key      string            `json:"key,omitempty"`
	Carry    map[string]string `json:"carry,omitempty"`
	Failures int               `json:"failures,omitempty"`
}

type worker struct {
	river.WorkerDefaults[payload]
	kind   string
	handle Handler
	carry  Carry
	logger *slog.Logger
}

// Work turns a failure into a snooze: River counts attempts and keeps the text
// of each, and a job that is tried for days would run out of the one and drown
// in the other.
func (w *worker) Work(ctx context.Context, job *river.Job[payload]) error {
	var kept note
	err := json.Unmarshal(job.Metadata, &kept)
	if err != nil {
		return w.fail(ctx, job, kept, fmt.Errorf("jobs: metadata: %w", err))
	}
	if w.carry.Restore != nil {
		ctx = w.carry.Restore(ctx, kept.Carry)
	}
	err = w.safely(ctx, job.Args.Args)
	var snooze *snoozeError
	var cancel *cancelError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &snooze):
		if kept.Failures > 0 {
			err = river.MetadataSet(ctx, "failures", 0)
			if err != nil {
				return err
			}
		}
		return river.JobSnooze(snooze.after)
	case errors.As(err, &cancel):
		w.logger.ErrorContext(ctx, "job cancelled", "kind", w.kind, "job", job.ID, "error", err)
		return river.JobCancel(cancel)
	case errors.Is(ctx.Err(), context.Canceled):
		w.logger.WarnContext(ctx, "job interrupted by shutdown", "kind", w.kind, "job", job.ID)
		return river.JobSnooze(0)
	default:
		return w.fail(ctx, job, kept, err)
	}
}

func (w *worker) fail(ctx context.Context, job *river.Job[payload], kept note, cause error) error {
	failures := kept.Failures + 1
	again := backoff(failures)
	level := slog.LevelWarn
	if again >= backoffCap/2 {
		level = slog.LevelError // no longer a hiccup: somebody should look
	}
	w.logger.Log(ctx, level, "job failed", "kind", w.kind, "job", job.ID, "failures", failures, "again", again, "error", cause)
	text := cause.Error()
	if len(text) > errorTextLimit {
		text = strings.ToValidUTF8(text[:errorTextLimit], "")
	}
	err := errors.Join(river.MetadataSet(ctx, "failures", failures), river.MetadataSet(ctx, "lastError", text))
	if err != nil {
		return err
	}
	return river.JobSnooze(again)
}

// safely runs the handler; a panic is a failure like any other.
func (w *worker) safely(ctx context.Context, args json.RawMessage) error {
	result := make(chan error, 1)
	func() {
		defer func() {
			if p := recover(); p != nil {
				w.logger.ErrorContext(ctx, "job panicked", "kind", w.kind, "panic", p, "stack", string(debug.Stack()))
				result <- fmt.Errorf("jobs: panic in %s: %v", w.kind, p)
			}
		}()
		result <- w.handle(ctx, args)
	}()
	return <-result
}

// backoff doubles from backoffFirst to backoffCap, give or take a fifth, so
// that jobs which failed together do not come back together.
func backoff(failures int) time.Duration {
	d := backoffCap
	if shift := failures - 1; shift < 6 {
		d = min(backoffFirst<<shift, backoffCap)
	}
	fifth := d / 5
	return min(d-fifth+rand.N(2*fifth), backoffCap)
}

// retryPolicy is for the failures that never reach Work: a kind this process
// has no handler for, as in a rolling deployment.
type retryPolicy struct{}

func (retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	at := time.Time{}
	if job.AttemptedAt != nil {
		at = *job.AttemptedAt
	}
	return at.Add(backoff(job.Attempt))
}

// wellFormedKind: letters, digits and single dots, as "order.advance".
func wellFormedKind(kind string) bool {
	for part := range strings.SplitSeq(kind, ".") {
		if part == "" {
			return false
		}
		for _, r := range part {
			if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
				return false
			}
		}
	}
	return len(kind) < 100
}
