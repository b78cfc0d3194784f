package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

// victimEnv makes this test binary a process that creates an order, says where
// it is, and waits to be killed: "inside" its transaction, or after it.
const victimEnv = "FAREBRIDGE_TEST_STORAGE_VICTIM"

func TestMain(m *testing.M) {
	if where, at, ok := strings.Cut(os.Getenv(victimEnv), " "); ok {
		err := victim(where, at)
		fmt.Println("victim:", err)
		os.Exit(1)
	}
	storagetest.Main(m)
}

func configAt(at string) storage.Config {
	c := storage.Config{Sandbox: true, Logger: slog.New(slog.DiscardHandler), DataDir: at}
	if strings.HasPrefix(at, "postgres://") {
		c.DatabaseURL, c.DataDir = at, ""
	}
	return c
}

func victim(where, at string) error {
	ctx := account.AsAgency(context.Background(), "agy_x")
	s, err := storage.Open(ctx, configAt(at))
	if err != nil {
		return err
	}
	queue, err := jobs.New(jobs.Options{DB: s.DB(), Dialect: s.Dialect(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	orders := s.Orders(queue)
	key := ordering.Key{Operation: "OrderCreate", Value: "k"}
	draft := storagetest.Draft("agy_x")
	err = orders.Create(ctx, func(now time.Time) (ordering.Change, error) {
		o, record, err := order.Apply(order.Order{}, order.Created{Order: draft, Lease: now, Settle: now}, now)
		return ordering.Change{Order: o, Events: []order.Record{record}, Claim: &key, Jobs: []jobs.Job{{Kind: "order.advance", Args: o.ID}}}, err
	})
	if err != nil {
		return err
	}
	if where == "after" {
		fmt.Println("after", draft.ID)
		select {}
	}
	return orders.Update(ctx, draft.ID, func(order.Order, time.Time) (ordering.Change, error) {
		fmt.Println("inside", draft.ID)
		select {}
	})
}

// A process killed after a transaction has left all of it; killed inside
// another, nothing of that, and no lock either.
func TestKilled(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"inside", "after"} {
		t.Run(where, func(t *testing.T) { t.Parallel(); testKilled(t, where) })
	}
}

func testKilled(t *testing.T, where string) {
	each(t, func(t *testing.T, config storage.Config) {
		at := config.DatabaseURL + config.DataDir
		id := kill(t, where, at)
		s := storagetest.Open(t, configAt(at))
		orders := s.Orders(noJobs{})
		ctx := account.AsAgency(t.Context(), "agy_x")
		o, err := orders.Order(ctx, id)
		if err != nil || o.Version != 1 || o.Status() != order.StatusPending {
			t.Fatalf("order %+v, %v", o, err)
		}
		claim, err := orders.Claimed(ctx, ordering.Key{Operation: "OrderCreate", Value: "k"})
		if err != nil || claim.OrderID != id || claim.Answer != nil {
			t.Errorf("claim %+v, %v", claim, err)
		}
		var waiting int
		err = s.DB().QueryRowContext(ctx, `SELECT count(*) FROM river_job WHERE state = 'available'`).Scan(&waiting)
		if err != nil || waiting != 1 {
			t.Errorf("%d jobs, %v", waiting, err)
		}
		due, err := orders.Due(ctx, 10)
		if err != nil || len(due) != 1 || due[0].OrderID != id {
			t.Errorf("due %v, %v", due, err)
		}
		limit, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		err = orders.Update(limit, id, func(o order.Order, now time.Time) (ordering.Change, error) {
			o.Version++
			return ordering.Change{Order: o, Events: []order.Record{{At: now, Kind: "goes on", Version: o.Version}}}, nil
		})
		if err != nil {
			t.Errorf("the order is stuck: %v", err)
		}
	})
}

// kill runs a victim, waits until it is there, kills it, and returns its order.
func kill(t *testing.T, where, at string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"="+where+" "+at)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	err = cmd.Start()
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	killErr := cmd.Process.Kill()
	_ = cmd.Wait() // "signal: killed"
	got, id, ok := strings.Cut(strings.TrimSpace(line), " ")
	if err != nil || killErr != nil || !ok || got != where {
		t.Fatalf("victim said %q: %v, %v", line, err, killErr)
	}
	return id
}
