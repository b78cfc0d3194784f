package jobstest

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/jobs"
)

func testRetry(t *testing.T, db Database) {
	b := newBench(t, db)
	tries := 0
	at := []time.Time{}
	b.Handle("test.flaky", func(context.Context, json.RawMessage) error {
		tries++
		at = append(at, time.Now())
		if tries < 3 {
			return errors.New("not yet")
		}
		b.ran <- "try " + strconv.Itoa(tries)
		return nil
	})
	b.start(t)
	b.enqueue(t, jobs.Job{Kind: "test.flaky", Args: ""})
	b.want(t, "try 3")
	// Half a second, then one, each give or take a fifth.
	if first, second := at[1].Sub(at[0]), at[2].Sub(at[1]); first < 350*time.Millisecond || second < 700*time.Millisecond {
		t.Errorf("tried again after %s and %s", first, second)
	}
	eventually(t, "it completes", func() bool { return b.count(t, "kind = 'test.flaky' AND state = 'completed'") == 1 })
}

func testPanic(t *testing.T, db Database) {
	b := newBench(t, db)
	tries := 0
	b.Handle("test.panics", func(context.Context, json.RawMessage) error {
		tries++
		if tries == 1 {
			panic("on purpose")
		}
		b.ran <- "again"
		return nil
	})
	b.start(t)
	b.enqueue(t, jobs.Job{Kind: "test.panics", Args: ""})
	b.want(t, "again")
}

func testSnooze(t *testing.T, db Database) {
	b := newBench(t, db)
	tries := 0
	b.Handle("test.waits", func(context.Context, json.RawMessage) error {
		tries++
		if tries < 4 {
			return jobs.Snooze(50 * time.Millisecond)
		}
		b.ran <- "try " + strconv.Itoa(tries)
		return nil
	})
	b.start(t)
	begun := time.Now()
	b.enqueue(t, jobs.Job{Kind: "test.waits", Args: ""})
	b.want(t, "try 4")
	if took := time.Since(begun); took < 150*time.Millisecond {
		t.Errorf("took %s", took)
	}
}

func testCancel(t *testing.T, db Database) {
	b := newBench(t, db)
	tries := 0
	b.Handle("test.hopeless", func(context.Context, json.RawMessage) error {
		tries++
		return jobs.Cancel(errors.New("can never succeed"))
	})
	b.start(t)
	b.enqueue(t, jobs.Job{Kind: "test.hopeless", Args: ""})
	eventually(t, "it is cancelled", func() bool { return b.count(t, "state = 'cancelled'") == 1 })
	b.drained(t, 0)
	if tries != 1 {
		t.Errorf("%d tries", tries)
	}
}

type carried struct{}

func testCarry(t *testing.T, db Database) {
	b := newBench(t, db, func(o *jobs.Options) {
		o.Carry = jobs.Carry{
			Capture: func(ctx context.Context) map[string]string {
				id, _ := ctx.Value(carried{}).(string)
				return map[string]string{"request": id}
			},
			Restore: func(ctx context.Context, m map[string]string) context.Context {
				return context.WithValue(ctx, carried{}, m["request"])
			},
		}
	})
	b.Handle("test.carries", func(ctx context.Context, _ json.RawMessage) error {
		id, _ := ctx.Value(carried{}).(string)
		b.ran <- id
		return nil
	})
	b.start(t)
	tx := b.begin(t)
	err := b.EnqueueTx(context.WithValue(t.Context(), carried{}, "req-张三"), tx, jobs.Job{Kind: "test.carries", Args: ""})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, tx)
	b.want(t, "req-张三")
}

func testStop(t *testing.T, db Database) {
	first := newBench(t, db)
	began, release := make(chan string, 1), make(chan struct{})
	first.Handle("test.hold", func(_ context.Context, args json.RawMessage) error {
		began <- text(args)
		<-release
		first.ran <- "finished"
		return nil
	})
	first.start(t)
	first.enqueue(t, jobs.Job{Kind: "test.hold", Args: "at work"})
	receive(t, began)
	go close(release)
	first.stop(t)
	first.want(t, "finished")
	first.enqueue(t, note("for the next"))
	second := newBench(t, db)
	second.start(t)
	second.want(t, "for the next")
	second.drained(t, 0)
}

// A job that outlasts the shutdown is cancelled, and is not taken for a failure.
func testInterrupted(t *testing.T, db Database) {
	first := newBench(t, db)
	began := make(chan string, 1)
	first.Handle("test.endless", func(ctx context.Context, args json.RawMessage) error {
		began <- text(args)
		<-ctx.Done()
		return ctx.Err()
	})
	first.start(t)
	first.enqueue(t, jobs.Job{Kind: "test.endless", Args: "x"})
	receive(t, began)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	err := first.Stop(gone)
	if err != nil {
		t.Fatalf("stop: %v", err)
	}
	second := newBench(t, db)
	second.Handle("test.endless", func(context.Context, json.RawMessage) error {
		second.ran <- "taken over"
		return nil
	})
	second.start(t)
	second.want(t, "taken over")
}

// On SQLite there is never a second process to take it over.
func testAlive(t *testing.T, db Database) {
	if db.Dialect != jobs.Postgres {
		t.Skip("one process at a time")
	}
	const deadAfter = 400 * time.Millisecond
	impatient := func(o *jobs.Options) { o.DeadAfter = deadAfter }
	first, second := newBench(t, db, impatient), newBench(t, db, impatient)
	began, release := make(chan string, 10), make(chan struct{})
	for _, b := range []*bench{first, second} {
		b.Handle("test.long", func(_ context.Context, args json.RawMessage) error {
			began <- text(args)
			<-release
			return nil
		})
	}
	first.start(t)
	first.enqueue(t, jobs.Job{Kind: "test.long", Args: "x"})
	receive(t, began)
	second.start(t)
	eventually(t, "the job is older than a dead process's would get", func() bool {
		return first.count(t, "state = 'running' AND attempted_at < now() - interval '1.2 seconds'") == 1
	})
	close(release)
	eventually(t, "it completes", func() bool { return first.count(t, "state = 'completed'") == 1 })
	select {
	case <-began:
		t.Fatal("it ran twice")
	default:
	}
}

func testKinds(t *testing.T, db Database) {
	for name, register := range map[string]func(b *bench){
		"twice":     func(b *bench) { b.Handle("test.note", nil) },
		"badly":     func(b *bench) { b.Handle("no spaces", nil) },
		"empty dot": func(b *bench) { b.Handle("test..note", nil) },
	} {
		b := newBench(t, db)
		register(b)
		err := b.Start(t.Context())
		if err == nil || !strings.Contains(err.Error(), "kind") {
			t.Errorf("%s: start: %v", name, err)
		}
	}
	b := newBench(t, db)
	tx := b.begin(t)
	err := b.EnqueueTx(t.Context(), tx, jobs.Job{Kind: "no spaces"})
	if err == nil {
		t.Error("a kind nobody can handle was enqueued")
	}
}
