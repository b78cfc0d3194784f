package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const promoteEvery = 2 * time.Second

// runner keeps a queue's process known to be alive, takes over the jobs of
// those that are not, and hands jobs that come due to the fetcher. Every
// process does it; no leader is needed.
type runner struct {
	id        string
	db        *sql.DB
	st        *statements
	deadAfter time.Duration
	logger    *slog.Logger
	quit      chan struct{}
	done      sync.WaitGroup
}

func newRunner(id string, db *sql.DB, dialect Dialect, deadAfter time.Duration, logger *slog.Logger) *runner {
	return &runner{id: id, db: db, st: dialect.statements(), deadAfter: deadAfter, logger: logger, quit: make(chan struct{})}
}

// start announces the process before it takes its first job.
func (r *runner) start(ctx context.Context) error {
	if r.st.seize != "" {
		_, err := r.db.ExecContext(ctx, r.st.seize)
		if err != nil {
			return fmt.Errorf("jobs: start: %w", err)
		}
	}
	_, err := r.db.ExecContext(ctx, r.st.beat, r.id)
	if err != nil {
		return fmt.Errorf("jobs: start: %w", err)
	}
	r.promote(ctx)
	r.reclaim(ctx)
	r.done.Go(func() { r.every(ctx, promoteEvery, r.promote) })
	r.done.Go(func() {
		r.every(ctx, r.deadAfter/4, func(ctx context.Context) {
			r.do(ctx, "heartbeat", r.st.beat, r.id)
			r.reclaim(ctx)
		})
	})
	return nil
}

// stop ends the loops; a clean one also signs off, so that nobody waits for us.
func (r *runner) stop(ctx context.Context, clean bool) {
	close(r.quit)
	r.done.Wait()
	if clean {
		r.do(ctx, "sign off", r.st.forget, r.id)
	}
}

func (r *runner) every(ctx context.Context, interval time.Duration, f func(context.Context)) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-r.quit:
			return
		case <-ticker.C:
			f(ctx)
		}
	}
}

func (r *runner) promote(ctx context.Context) {
	r.do(ctx, "promote", r.st.promote, seconds(soon))
}

func (r *runner) reclaim(ctx context.Context) {
	n := r.do(ctx, "reclaim", r.st.reclaim, seconds(-r.deadAfter))
	if n > 0 {
		r.logger.WarnContext(ctx, "jobs of a dead process taken over", "jobs", n)
	}
}

// do runs one statement; a failure is logged, the next tick tries again.
func (r *runner) do(ctx context.Context, what, statement string, arg any) int64 {
	ctx, cancel := context.WithTimeout(ctx, r.deadAfter/2)
	defer cancel()
	result, err := r.db.ExecContext(ctx, statement, arg)
	if err != nil {
		r.logger.ErrorContext(ctx, "job upkeep failed", "what", what, "error", err)
		return 0
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0
	}
	return n
}
