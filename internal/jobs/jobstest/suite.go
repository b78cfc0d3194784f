package jobstest

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/jobs"
)

const (
	poll = 10 * time.Millisecond

	// limit is how long anything may take on a busy machine before a test
	// gives up. Tests that pass do not wait for it.
	limit = 30 * time.Second
)

// Database is a migrated database that is one test's alone.
type Database struct {
	DB      *sql.DB
	Dialect jobs.Dialect
}

// Run runs the suite; open is called once per test.
func Run(t *testing.T, open func(t *testing.T) Database) {
	t.Helper()
	for _, tc := range []struct {
		name string
		test func(t *testing.T, db Database)
	}{
		{"a rolled back transaction leaves no job", testRollback},
		{"a committed transaction leaves one job", testCommit},
		{"a job is not worked before its transaction commits", testNotBeforeCommit},
		{"waiting jobs of one key are one job", testUnique},
		{"an earlier duplicate moves the waiting job forward", testUniqueForward},
		{"a running job does not swallow a wake-up", testRunningDoesNotSwallow},
		{"concurrent wake-ups of one key are one job", testUniqueRace},
		{"concurrent wake-ups of several keys do not dead-lock", testUniqueOrder},
		{"a wake-up merged into a waiting job runs after its commit", testMergeRunsAfterCommit},
		{"jobs run in the order they are due", testDelayOrder},
		{"the clock moves waiting jobs forward", testAdvance},
		{"a failing job is tried again", testRetry},
		{"a panic is a failure", testPanic},
		{"a snoozed job runs again", testSnooze},
		{"a cancelled job does not run again", testCancel},
		{"a job carries its causing context", testCarry},
		{"a stopped queue leaves jobs to the next", testStop},
		{"an interrupted job runs again", testInterrupted},
		{"the job of a living process is not taken over", testAlive},
		{"kinds are checked at the start", testKinds},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.test(t, open(t))
		})
	}
}

// bench is one queue under test. What its handler does is received on ran.
type bench struct {
	*jobs.Queue
	db  Database
	ran chan string
}

func newBench(t *testing.T, db Database, options ...func(*jobs.Options)) *bench {
	t.Helper()
	o := jobs.Options{
		DB: db.DB, Dialect: db.Dialect, Poll: poll,
		Logger: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
	}
	for _, option := range options {
		option(&o)
	}
	q, err := jobs.New(o)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Queue: q, db: db, ran: make(chan string, 1000)}
	b.Handle("test.note", func(_ context.Context, args json.RawMessage) error {
		b.ran <- text(args)
		return nil
	})
	return b
}

// text decodes the arguments of a test's jobs, which are strings.
func text(args json.RawMessage) string {
	var s string
	err := json.Unmarshal(args, &s)
	if err != nil {
		return "not a string: " + string(args)
	}
	return s
}

func (b *bench) start(t *testing.T) {
	t.Helper()
	err := b.Start(t.Context())
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() { b.stop(t) })
}

func (b *bench) stop(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	err := b.Stop(ctx)
	if err != nil {
		t.Errorf("stop: %v", err)
	}
}

func (b *bench) begin(t *testing.T) *sql.Tx {
	t.Helper()
	tx, err := b.db.DB.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() }) // of a test that failed; else it is over
	return tx
}

// enqueue adds jobs in a transaction of their own.
func (b *bench) enqueue(t *testing.T, js ...jobs.Job) {
	t.Helper()
	tx := b.begin(t)
	b.enqueueTx(t, tx, js...)
	commit(t, tx)
}

func (b *bench) enqueueTx(t *testing.T, tx *sql.Tx, js ...jobs.Job) {
	t.Helper()
	err := b.EnqueueTx(t.Context(), tx, js...)
	if err != nil {
		t.Fatalf("enqueue: %v", err)
	}
}

func commit(t *testing.T, tx *sql.Tx) {
	t.Helper()
	err := tx.Commit()
	if err != nil {
		t.Fatal(err)
	}
}

// want receives what ran next.
func (b *bench) want(t *testing.T, want string) {
	t.Helper()
	got := receive(t, b.ran)
	if got != want {
		t.Fatalf("ran %q, want %q", got, want)
	}
}

func receive[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(limit):
		t.Fatal("nothing happened")
		panic("unreachable")
	}
}

// drained runs one more job through the queue, waits until n jobs wait and
// none is at work, and expects that nothing else ran.
func (b *bench) drained(t *testing.T, n int) {
	t.Helper()
	b.enqueue(t, note("last"))
	b.want(t, "last")
	eventually(t, "the queue comes to rest", func() bool {
		return b.count(t, `state = 'running'`) == 0 && b.count(t, `state IN ('available', 'scheduled', 'retryable')`) == n
	})
	select {
	case more := <-b.ran:
		t.Fatalf("%q ran as well", more)
	default:
	}
}

// count counts jobs with a state.
func (b *bench) count(t *testing.T, where string) int {
	t.Helper()
	var n int
	err := b.db.DB.QueryRowContext(context.Background(), `SELECT count(*) FROM river_job WHERE `+where).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// eventually polls a condition on rows.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	deadline := time.After(limit)
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

func note(s string) jobs.Job { return jobs.Job{Kind: "test.note", Args: s} }

func keyed(s string) jobs.Job { return jobs.Job{Kind: "test.note", Args: s, UniqueKey: "k"} }

func later(j jobs.Job, d time.Duration) jobs.Job {
	j.After = d
	return j
}
