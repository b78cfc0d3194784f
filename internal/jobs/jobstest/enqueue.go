package jobstest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/jobs"
)

func testRollback(t *testing.T, db Database) {
	b := newBench(t, db)
	tx := b.begin(t)
	b.enqueueTx(t, tx, note("never"))
	err := tx.Rollback()
	if err != nil {
		t.Fatal(err)
	}
	if n := b.count(t, "true"); n != 0 {
		t.Fatalf("%d jobs after rollback", n)
	}
	b.start(t)
	b.drained(t, 0)
}

func testCommit(t *testing.T, db Database) {
	b := newBench(t, db)
	b.enqueue(t, note("once"))
	if n := b.count(t, "true"); n != 1 {
		t.Fatalf("%d jobs after commit", n)
	}
	b.start(t)
	b.want(t, "once")
	b.drained(t, 0)
}

// The job is added to an open transaction, which on SQLite holds up the whole
// queue: only Postgres can show another job overtaking it.
func testNotBeforeCommit(t *testing.T, db Database) {
	b := newBench(t, db)
	b.start(t)
	tx := b.begin(t)
	b.enqueueTx(t, tx, note("committed late"))
	if db.Dialect == jobs.Postgres {
		b.enqueue(t, note("overtakes"))
		b.want(t, "overtakes")
	}
	select {
	case early := <-b.ran:
		t.Fatalf("%q ran before the commit", early)
	default:
	}
	commit(t, tx)
	b.want(t, "committed late")
}

func testUnique(t *testing.T, db Database) {
	b := newBench(t, db)
	b.enqueue(t, keyed("first"))
	b.enqueue(t, keyed("second"))
	b.enqueue(t, keyed("third"), keyed("fourth"))
	if n := b.count(t, "true"); n != 1 {
		t.Fatalf("%d jobs, want 1", n)
	}
	b.enqueue(t, jobs.Job{Kind: "test.other", Args: "other kind", UniqueKey: "k"}, jobs.Job{Kind: "test.note", Args: "other key", UniqueKey: "l"})
	if n := b.count(t, "true"); n != 3 {
		t.Fatalf("%d jobs, want 3", n)
	}
	b.Handle("test.other", func(context.Context, json.RawMessage) error { return nil })
	b.start(t)
	ran := []string{receive(t, b.ran), receive(t, b.ran)}
	slices.Sort(ran)
	if !slices.Equal(ran, []string{"first", "other key"}) {
		t.Fatalf("ran %q", ran)
	}
	b.enqueue(t, keyed("after it ran"))
	b.want(t, "after it ran")
	b.drained(t, 0)
}

func testUniqueForward(t *testing.T, db Database) {
	b := newBench(t, db)
	b.enqueue(t, later(keyed("due in an hour"), time.Hour))
	b.enqueue(t, later(keyed("later still"), 2*time.Hour))
	b.start(t)
	b.drained(t, 1)
	b.enqueue(t, keyed("now"))
	b.want(t, "due in an hour")
	b.drained(t, 0)
}

func testRunningDoesNotSwallow(t *testing.T, db Database) {
	b := newBench(t, db)
	began, release := make(chan string, 10), make(chan struct{})
	b.Handle("test.hold", func(_ context.Context, args json.RawMessage) error {
		began <- text(args)
		<-release
		return nil
	})
	hold := func(s string) jobs.Job { return jobs.Job{Kind: "test.hold", Args: s, UniqueKey: "k"} }
	b.start(t)
	b.enqueue(t, hold("first"))
	if got := receive(t, began); got != "first" {
		t.Fatal(got)
	}
	b.enqueue(t, hold("wake-up"))
	if got := receive(t, began); got != "wake-up" {
		t.Fatal(got)
	}
	close(release)
}

// The second transaction waits for the first, and then finds its job.
func testUniqueRace(t *testing.T, db Database) {
	b := newBench(t, db)
	first := b.begin(t)
	b.enqueueTx(t, first, keyed("one"))
	done := make(chan error, 1)
	go func() {
		second, err := db.DB.BeginTx(context.Background(), nil)
		if err != nil {
			done <- err
			return
		}
		err = b.EnqueueTx(context.Background(), second, keyed("another"))
		if err != nil {
			done <- errors.Join(err, second.Rollback())
			return
		}
		done <- second.Commit()
	}()
	if db.Dialect == jobs.Postgres {
		eventually(t, "the second waits", func() bool {
			select {
			case err := <-done:
				t.Fatalf("the second did not wait for the first: %v", err)
			default:
			}
			return b.waiters(t) == 1
		})
	}
	commit(t, first)
	err := receive(t, done)
	if err != nil {
		t.Fatal(err)
	}
	if n := b.count(t, "true"); n != 1 {
		t.Fatalf("%d jobs, want 1", n)
	}
}

// waiters counts transactions that wait for a lock in this database.
func (b *bench) waiters(t *testing.T) int {
	t.Helper()
	var n int
	err := b.db.DB.QueryRowContext(context.Background(), `SELECT count(*) FROM pg_locks
		WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Transactions that name the same keys in opposite orders do not lock each
// other out.
func testUniqueOrder(t *testing.T, db Database) {
	b := newBench(t, db)
	one, two := keyed("one"), jobs.Job{Kind: "test.note", Args: "two", UniqueKey: "l"}
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			tx, err := db.DB.BeginTx(context.Background(), nil)
			if err != nil {
				t.Error(err)
				return
			}
			js := []jobs.Job{one, two}
			if i%2 == 1 {
				slices.Reverse(js)
			}
			err = b.EnqueueTx(context.Background(), tx, js...)
			if err != nil {
				t.Error(errors.Join(err, tx.Rollback()))
				return
			}
			err = tx.Commit()
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := b.count(t, "true"); n != 2 {
		t.Fatalf("%d jobs, want 2", n)
	}
}

// Without the row lock taken by the merge, the waiting job could begin before
// the merging transaction commits, read the old state, and end: the wake-up
// would be lost.
func testMergeRunsAfterCommit(t *testing.T, db Database) {
	b := newBench(t, db)
	b.enqueue(t, keyed("woken"))
	tx := b.begin(t)
	b.enqueueTx(t, tx, keyed("merged"))
	started := make(chan struct{})
	go func() {
		defer close(started)
		b.start(t) // on SQLite it waits for tx
	}()
	if db.Dialect == jobs.Postgres {
		receive(t, started)
		b.enqueue(t, note("overtakes"))
		b.want(t, "overtakes")
		// The older job would have been fetched with it, at the latest.
		if n := b.count(t, "state = 'available'"); n != 1 {
			t.Fatal("the job began before the commit")
		}
	}
	commit(t, tx)
	b.want(t, "woken")
	receive(t, started)
	b.drained(t, 0)
}

func testDelayOrder(t *testing.T, db Database) {
	b := newBench(t, db, func(o *jobs.Options) { o.Workers = 1 })
	b.enqueue(t,
		later(note("fourth"), 6500*time.Millisecond), // beyond soon: through the runner
		later(note("third"), 1500*time.Millisecond),
		later(note("second"), 300*time.Millisecond),
		note("first"))
	b.start(t)
	begun := time.Now()
	for _, next := range []string{"first", "second", "third"} {
		b.want(t, next)
	}
	if took := time.Since(begun); took < time.Second {
		t.Errorf("third ran after %s", took)
	}
	b.want(t, "fourth")
	if took := time.Since(begun); took < 5*time.Second {
		t.Errorf("fourth ran after %s", took)
	}
}

func testAdvance(t *testing.T, db Database) {
	b := newBench(t, db)
	b.enqueue(t, later(note("in 30 minutes"), 30*time.Minute), later(note("in 2 hours"), 2*time.Hour))
	b.start(t)
	b.drained(t, 2)
	tx := b.begin(t)
	err := jobs.Advance(t.Context(), tx, db.Dialect, 31*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, tx)
	b.want(t, "in 30 minutes")
	b.drained(t, 1)
}
