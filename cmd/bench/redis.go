package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// redisServer is the Redis of a run; the zero one is inside each server.
type redisServer struct {
	url     string
	version string
}

const redisStart = 10 * time.Second

// startRedis runs a redis-server that keeps nothing, if there is one on PATH.
func (b *bench) startRedis(ctx context.Context) (redisServer, error) {
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		return redisServer{version: "Redis in process (no redis-server on PATH)"}, nil
	}
	version, err := exec.CommandContext(ctx, binary, "--version").Output()
	if err != nil {
		return redisServer{}, fmt.Errorf("redis-server: %w", err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return redisServer{}, err
	}
	address := free.Addr().String()
	_, port, _ := strings.Cut(address, ":")
	err = free.Close()
	if err != nil {
		return redisServer{}, err
	}
	dir := filepath.Join(b.dir, "redis")
	err = os.Mkdir(dir, 0o700)
	if err != nil {
		return redisServer{}, err
	}
	server := exec.Command(binary, "--bind", "127.0.0.1", "--port", port, "--dir", dir, "--save", "", "--appendonly", "no")
	err = server.Start()
	if err != nil {
		return redisServer{}, fmt.Errorf("redis-server: %w", err)
	}
	b.onClose(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	fields := strings.Fields(string(version))
	name := "redis-server"
	for _, field := range fields {
		if number, ok := strings.CutPrefix(field, "v="); ok {
			name += " " + number
		}
	}
	return redisServer{url: "redis://" + address, version: name}, reachable(ctx, address)
}

func reachable(ctx context.Context, address string) error {
	patience, cancel := context.WithTimeout(ctx, redisStart)
	defer cancel()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-poll.C:
		case <-patience.Done():
			return errors.Join(err, patience.Err())
		}
	}
}
