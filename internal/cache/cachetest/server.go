package cachetest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// EnvURL names a Redis on which tests may write under prefixes of their own.
const EnvURL = "FAREBRIDGE_TEST_REDIS_URL"

const (
	startLimit = 20 * time.Second
	startPoll  = 10 * time.Millisecond
	stopLimit  = 5 * time.Second
)

// shared is the server of this test process, started by the first test that
// asks and stopped by Main.
//
//nolint:gochecknoglobals // a test process has one server, whoever asks first.
var shared struct {
	once   sync.Once
	url    string
	server *Server
	err    error
}

// Main is the TestMain of a package that uses Redis: it runs the tests and
// stops the server they started.
func Main(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// Stop stops the shared Redis, for a TestMain that has more to stop.
func Stop() {
	if shared.server != nil {
		shared.server.Stop()
	}
}

// Redis is the URL of a Redis that all tests of this process share. Where there
// is none the test is skipped, or fails with CI=true.
func Redis(t testing.TB) string {
	t.Helper()
	shared.once.Do(func() {
		if given := os.Getenv(EnvURL); given != "" {
			shared.url = given
			return
		}
		shared.server, shared.err = start()
		if shared.err == nil {
			shared.url = shared.server.URL
		}
	})
	missing(t, shared.err)
	return shared.url
}

// Server is a Redis of a test's own, which it may stop.
type Server struct {
	URL    string
	run    *exec.Cmd
	exited chan struct{}
	dir    string
}

// Own starts a Redis for one test. Where there is no redis-server on PATH the
// test is skipped, or fails with CI=true.
func Own(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	missing(t, err)
	t.Cleanup(s.Stop)
	return s
}

func missing(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("Redis: %v", err)
	default:
		t.Skipf("no Redis: %v", err)
	}
}

// Stop ends the server at once, as a failing machine would. Once is enough.
func (s *Server) Stop() {
	_ = s.run.Process.Kill()
	select {
	case <-s.exited:
	case <-time.After(stopLimit):
	}
	_ = os.RemoveAll(s.dir)
}

// start runs a redis-server that keeps nothing, on a free loopback port.
func start() (*Server, error) {
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, fmt.Errorf("%s is not set and redis-server is not on PATH", EnvURL)
	}
	dir, err := os.MkdirTemp("", "farebridge-redis-")
	if err != nil {
		return nil, err
	}
	s, err := launch(binary, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func launch(binary, dir string) (*Server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	var log bytes.Buffer
	run := exec.Command(binary, "--bind", addr.IP.String(), "--port", strconv.Itoa(addr.Port), "--dir", dir, "--save", "", "--appendonly", "no")
	run.Dir, run.Stdout, run.Stderr, run.SysProcAttr = dir, &log, &log, orphanless()
	err = run.Start()
	if err != nil {
		return nil, fmt.Errorf("redis-server: %w", err)
	}
	s := &Server{URL: "redis://" + addr.String(), run: run, exited: make(chan struct{}), dir: dir}
	go func() {
		defer close(s.exited)
		_ = run.Wait() // whatever it is, its log says more
	}()
	deadline := time.After(startLimit)
	ticker := time.NewTicker(startPoll)
	defer ticker.Stop()
	for !answers(addr.String()) {
		select {
		case <-ticker.C:
		case <-s.exited:
			return nil, fmt.Errorf("redis-server did not start:\n%s", log.String())
		case <-deadline:
			s.Stop()
			return nil, errors.New("redis-server does not answer")
		}
	}
	return s, nil
}

func answers(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	_, err = conn.Write([]byte("PING\r\n"))
	if err != nil {
		return false
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	return err == nil && line == "+PONG\r\n"
}

func freeAddr() (*net.TCPAddr, error) {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	addr, _ := l.Addr().(*net.TCPAddr)
	return addr, l.Close()
}
