package jobs

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
)

// Defaults of Options.
const (
	DefaultWorkers   = 32
	DefaultPoll      = 100 * time.Millisecond
	DefaultTimeout   = 2 * time.Minute
	DefaultDeadAfter = 20 * time.Second
)

const (
	// rescueAfter is River's own net for a process that lives but lost a job, in
	// timeouts: it never overtakes a job at work.
	rescueAfter = 5

	// completedRetention bounds the table; orders and events are the record.
	completedRetention = time.Hour
	cancelledRetention = 7 * 24 * time.Hour
)

// Job is one piece of work. Kind names its handler. Args are encoded as JSON
// and are readable by operators: ids only, never personal data. After is how
// long to wait from now; it is relative because the sandbox's clock may be
// ahead of the database's. Jobs of one Kind with the same non-empty UniqueKey
// are interchangeable: while one waits, another only moves it forward.
type Job struct {
	Kind      string
	Args      any
	After     time.Duration
	UniqueKey string
}

// Handler does the work of one kind. An error means "again, later"; Snooze and
// Cancel say otherwise.
type Handler func(ctx context.Context, args json.RawMessage) error

// Carry lets a job run in the context that caused it (request id, agency,
// sandbox scenario). Capture reads it while enqueuing, Restore puts it back.
// Both may be nil.
type Carry struct {
	Capture func(ctx context.Context) map[string]string
	Restore func(ctx context.Context, carried map[string]string) context.Context
}

// Options of a Queue. DB, Dialect and Logger are required.
type Options struct {
	DB        *sql.DB
	Dialect   Dialect
	Logger    *slog.Logger
	Workers   int           // jobs at work at once, DefaultWorkers
	Poll      time.Duration // how often to look for work, DefaultPoll
	Timeout   time.Duration // of one job, above all its calls together; DefaultTimeout
	DeadAfter time.Duration // silence after which a process's jobs are taken over, DefaultDeadAfter
	Carry     Carry
}

// Queue enqueues jobs and works them. Enqueuing needs no Start.
type Queue struct {
	client  *river.Client[*sql.Tx]
	workers *river.Workers
	runner  *runner
	dialect Dialect
	carry   Carry
	logger  *slog.Logger

	mu       sync.Mutex
	handlers map[string]Handler
	problems []error
	started  bool
	stopped  bool
}

// New makes a Queue over a database that Migrate has prepared. Nothing runs
// until Start.
func New(o Options) (*Queue, error) {
	if o.DB == nil || o.Logger == nil {
		return nil, errors.New("jobs: DB and Logger are required")
	}
	driver, err := o.Dialect.driver(o.DB)
	if err != nil {
		return nil, err
	}
	poll, timeout := cmp.Or(o.Poll, DefaultPoll), cmp.Or(o.Timeout, DefaultTimeout)
	id := "runner-" + rand.Text()
	workers := river.NewWorkers()
	client, err := river.NewClient(driver, &river.Config{
		ID:                          id,
		Logger:                      slog.New(atLeastWarn{o.Logger.Handler()}),
		Workers:                     workers,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: cmp.Or(o.Workers, DefaultWorkers)}},
		FetchPollInterval:           poll,
		FetchCooldown:               max(poll/2, river.FetchCooldownMin),
		JobTimeout:                  timeout,
		RescueStuckJobsAfter:        rescueAfter * timeout,
		CompletedJobRetentionPeriod: completedRetention,
		CancelledJobRetentionPeriod: cancelledRetention,
		MaxAttempts:                 maxAttempts,
		RetryPolicy:                 retryPolicy{},
		PollOnly:                    true,
		SkipUnknownJobCheck:         true, // a process may enqueue what another one works
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return &Queue{
		client:   client,
		workers:  workers,
		runner:   newRunner(id, o.DB, o.Dialect, cmp.Or(o.DeadAfter, DefaultDeadAfter), o.Logger),
		dialect:  o.Dialect,
		carry:    o.Carry,
		logger:   o.Logger,
		handlers: map[string]Handler{},
	}, nil
}

// Handle registers the handler of a kind. All are registered before Start,
// which reports a kind registered twice or badly named.
func (q *Queue) Handle(kind string, h Handler) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.started:
		q.problems = append(q.problems, fmt.Errorf("jobs: kind %q registered after Start", kind))
	case !wellFormedKind(kind):
		q.problems = append(q.problems, fmt.Errorf("jobs: kind %q is not dotted lowerCamelCase", kind))
	case q.handlers[kind] != nil:
		q.problems = append(q.problems, fmt.Errorf("jobs: kind %q registered twice", kind))
	default:
		q.handlers[kind] = h
	}
}

// Start begins to work jobs and returns. The end of ctx does not stop the
// queue: Stop does, so that a shutdown can first drain what still enqueues.
// A stopped queue is not started again.
func (q *Queue) Start(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.started {
		return errors.New("jobs: started before")
	}
	if len(q.problems) > 0 {
		return errors.Join(q.problems...)
	}
	if len(q.handlers) == 0 {
		return errors.New("jobs: no handler is registered")
	}
	for kind, h := range q.handlers {
		// River keys workers by a type; ours are keyed by a value.
		river.AddWorkerArgs(q.workers, payload{kind: kind}, &worker{kind: kind, handle: h, carry: q.carry, logger: q.logger})
	}
	q.started = true
	lasting := context.WithoutCancel(ctx)
	err := q.runner.start(lasting)
	if err != nil {
		return err
	}
	err = q.client.Start(lasting)
	if err != nil {
		q.runner.stop(lasting, false)
		return fmt.Errorf("jobs: %w", err)
	}
	return nil
}

// Stop takes no more jobs and waits for those at work. When ctx ends first,
// they are cancelled and left to the next process. Stopping again does nothing.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	running := q.started && !q.stopped
	q.stopped = true
	q.mu.Unlock()
	if !running {
		return nil
	}
	lasting := context.WithoutCancel(ctx)
	err := q.client.Stop(ctx)
	if err == nil {
		q.runner.stop(lasting, true)
		return nil
	}
	hard, cancel := context.WithTimeout(lasting, stopGrace)
	defer cancel()
	hardErr := q.client.StopAndCancel(hard)
	// Jobs that ignore their context still count as ours until we are silent.
	q.runner.stop(lasting, hardErr == nil)
	if hardErr != nil {
		return fmt.Errorf("jobs: stop: %w", hardErr)
	}
	return nil
}

// stopGrace is how long cancelled jobs may take to notice.
const stopGrace = 5 * time.Second

// atLeastWarn keeps River's chatter out of the log.
type atLeastWarn struct{ slog.Handler }

func (h atLeastWarn) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

func (h atLeastWarn) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeastWarn{h.Handler.WithAttrs(attrs)}
}

func (h atLeastWarn) WithGroup(name string) slog.Handler {
	return atLeastWarn{h.Handler.WithGroup(name)}
}
