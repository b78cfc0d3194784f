package jobs_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

// victimEnv makes this test binary a process that enqueues a job, begins it,
// says so, and waits to be killed. It holds a database URL or a directory.
const victimEnv = "FAREBRIDGE_TEST_JOBS_VICTIM"

const deadAfter = 2 * time.Second

func TestMain(m *testing.M) {
	if at := os.Getenv(victimEnv); at != "" {
		err := victim(at)
		fmt.Println("victim:", err)
		os.Exit(1)
	}
	storagetest.Main(m)
}

func config(at string) storage.Config {
	c := storage.Config{Sandbox: true, Logger: slog.New(slog.DiscardHandler), DataDir: at}
	if strings.HasPrefix(at, "postgres://") {
		c.DatabaseURL, c.DataDir = at, ""
	}
	return c
}

func queue(s *storage.Store, handler jobs.Handler) (*jobs.Queue, error) {
	q, err := jobs.New(jobs.Options{DB: s.DB(), Dialect: s.Dialect(), Logger: slog.New(slog.DiscardHandler), Poll: 10 * time.Millisecond, DeadAfter: deadAfter})
	if err != nil {
		return nil, err
	}
	q.Handle("test.fatal", handler)
	return q, nil
}

func victim(at string) error {
	ctx := context.Background()
	s, err := storage.Open(ctx, config(at))
	if err != nil {
		return err
	}
	q, err := queue(s, func(context.Context, json.RawMessage) error {
		fmt.Println("began")
		select {}
	})
	if err != nil {
		return err
	}
	tx, err := s.DB().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = q.EnqueueTx(ctx, tx, jobs.Job{Kind: "test.fatal", Args: "x"})
	if err != nil {
		return err
	}
	err = tx.Commit()
	if err != nil {
		return err
	}
	err = q.Start(ctx)
	if err != nil {
		return err
	}
	select {}
}

// A job whose process is killed in the middle runs again in the next one.
func TestKilled(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		testKilled(t, t.TempDir())
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		testKilled(t, storagetest.Postgres(t))
	})
}

func testKilled(t *testing.T, at string) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"="+at)
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
	if err != nil || killErr != nil || line != "began\n" {
		t.Fatalf("victim said %q: %v, %v", line, err, killErr)
	}
	died := time.Now()
	s := storagetest.Open(t, config(at))
	ran := make(chan struct{}, 10)
	q, err := queue(s, func(context.Context, json.RawMessage) error {
		ran <- struct{}{}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = q.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := q.Stop(context.Background())
		if err != nil {
			t.Error(err)
		}
	})
	select {
	case <-ran:
		t.Logf("taken over %s after the kill", time.Since(died).Round(time.Millisecond))
	case <-time.After(time.Minute):
		t.Fatal("nobody finished the job")
	}
}
