package storagetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"github.com/farebridge/farebridge/internal/storage"
)

// EnvURL names a Postgres server on which tests may create databases.
const EnvURL = "FAREBRIDGE_TEST_DATABASE_URL"

const (
	startLimit = 60 * time.Second
	startPoll  = 20 * time.Millisecond
	stopLimit  = 10 * time.Second
)

// shared is the server of this test process, started by the first test that
// asks and stopped by Main.
//
//nolint:gochecknoglobals // a test process has one server, whoever asks first.
var shared struct {
	once   sync.Once
	server *server
	err    error
}

// server is a Postgres to make databases on.
type server struct {
	url  *url.URL
	stop func()

	template    sync.Once // a database with the schema, from which others are cloned
	templateErr error
}

const namePrefix = "fbtest_"

// Main is the TestMain of a package that uses Postgres: it runs the tests and
// stops the server they started.
func Main(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// Stop stops the shared Postgres, for a TestMain that has more to stop.
func Stop() {
	if shared.server != nil {
		shared.server.stop()
	}
}

// Postgres is the URL of a database that is this test's alone, with the schema
// up to date and nothing in it. Where there is no Postgres the test is skipped,
// or fails with CI=true.
func Postgres(t testing.TB) string {
	t.Helper()
	s := running(t)
	s.template.Do(func() { s.templateErr = s.makeTemplate() })
	if s.templateErr != nil {
		t.Fatalf("Postgres: %v", s.templateErr)
	}
	return s.database(t, " TEMPLATE "+s.templateName())
}

// Empty is Postgres without even the schema.
func Empty(t testing.TB) string {
	t.Helper()
	return running(t).database(t, "")
}

func running(t testing.TB) *server {
	t.Helper()
	shared.once.Do(func() { shared.server, shared.err = start() })
	if shared.err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("Postgres: %v", shared.err)
		}
		t.Skipf("no Postgres: %v", shared.err)
	}
	return shared.server
}

func (s *server) database(t testing.TB, from string) string {
	t.Helper()
	name := namePrefix + strings.ToLower(rand.Text())
	err := s.exec(`CREATE DATABASE ` + name + from)
	if err != nil {
		t.Fatalf("Postgres: %v", err)
	}
	t.Cleanup(func() {
		err := s.exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`)
		if err != nil {
			t.Errorf("Postgres: %v", err)
		}
	})
	return s.at(name)
}

func (s *server) at(database string) string {
	u := *s.url
	u.Path = "/" + database
	return u.String()
}

// templateName differs between test processes that share a server.
func (s *server) templateName() string {
	return namePrefix + "template_" + strconv.Itoa(os.Getpid())
}

// makeTemplate migrates once for all tests. The secret that was made up on the
// way does not stay: each clone is a sandbox of its own.
func (s *server) makeTemplate() error {
	err := s.exec(`DROP DATABASE IF EXISTS ` + s.templateName())
	if err != nil {
		return err
	}
	err = s.exec(`CREATE DATABASE ` + s.templateName())
	if err != nil {
		return err
	}
	ctx := context.Background()
	store, err := storage.Open(ctx, storage.Config{DatabaseURL: s.at(s.templateName()), Sandbox: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = store.DB().ExecContext(ctx, `DELETE FROM secrets`)
	return errors.Join(err, store.Close())
}

func (s *server) exec(statement string) error {
	db, err := sql.Open("pgx", s.url.String())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(context.Background(), statement)
	if err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func start() (*server, error) {
	if given := os.Getenv(EnvURL); given != "" {
		u, err := url.Parse(given)
		if err != nil {
			return nil, fmt.Errorf("%s: not a URL", EnvURL)
		}
		s := &server{url: u}
		s.stop = func() { _ = s.exec(`DROP DATABASE IF EXISTS ` + s.templateName() + ` WITH (FORCE)`) }
		return s, s.await(func() error { return nil })
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return nil, fmt.Errorf("%s is not set and initdb is not on PATH", EnvURL)
	}
	postgres, err := exec.LookPath("postgres")
	if err != nil {
		return nil, fmt.Errorf("%s is not set and postgres is not on PATH", EnvURL)
	}
	dir, err := os.MkdirTemp("", "farebridge-postgres-")
	if err != nil {
		return nil, err
	}
	s, err := launch(initdb, postgres, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// launch makes a cluster in dir and runs it on a free loopback port, without
// the disk's guarantees: it does not outlive the tests.
func launch(initdb, postgres, dir string) (*server, error) {
	as, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	create := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	create.Dir, create.SysProcAttr = dir, as
	out, err := create.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	var log bytes.Buffer
	run := exec.Command(postgres, "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "logging_collector=off")
	run.Dir, run.SysProcAttr, run.Stdout, run.Stderr = dir, as, &log, &log
	err = run.Start()
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		_ = run.Wait() // whatever it is, its log says more
	}()
	s := &server{
		url:  &url.URL{Scheme: "postgres", User: url.User("postgres"), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Path: "/postgres", RawQuery: "sslmode=disable"},
		stop: func() { shutDown(run.Process, exited, dir) },
	}
	err = s.await(func() error {
		select {
		case <-exited:
			return fmt.Errorf("postgres did not start:\n%s", log.String())
		default:
			return nil
		}
	})
	if err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// await polls until the server answers, or alive says that it never will.
func (s *server) await(alive func() error) error {
	db, err := sql.Open("pgx", s.url.String())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	ticker := time.NewTicker(startPoll)
	defer ticker.Stop()
	for {
		err = db.PingContext(ctx)
		if err == nil {
			return nil
		}
		dead := alive()
		if dead != nil {
			return dead
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-ticker.C:
		}
	}
}

// shutDown asks for a fast shutdown (SIGINT, as Postgres reads it) and insists.
func shutDown(process *os.Process, exited <-chan struct{}, dir string) {
	_ = process.Signal(os.Interrupt)
	select {
	case <-exited:
	case <-time.After(stopLimit):
		_ = process.Kill()
	}
	_ = os.RemoveAll(dir)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
