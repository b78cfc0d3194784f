// Command farebridge is the server, and everything an operator does beside it.
//
// Without a command it serves: a sandbox on 127.0.0.1:8080 that needs nothing
// but itself.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/farebridge/farebridge/internal/config"
)

// commands is the command line.
type commands struct {
	Serve    serveCommand    `cmd:"" default:"1" help:"Serve the API (the default)."`
	Demo     demoCommand     `cmd:"" help:"Buy a trip, step by step, in words."`
	Simulate simulateCommand `cmd:"" help:"Run only the simulated airlines and payment gateway."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database's schema up to date."`
	Keys     keysCommand     `cmd:"" help:"Make, list and revoke agencies' API keys."`
	Deposit  depositCommand  `cmd:"" help:"Agencies' prepaid balances."`
}

// environment is what a command gets from the process.
type environment struct {
	ctx    context.Context // ends with SIGINT or SIGTERM
	stdout io.Writer
	stderr io.Writer
	env    []string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	var c commands
	parsed := kong.Parse(&c,
		kong.Name("farebridge"),
		kong.Description("One API between the people who sell flights and the many systems that hold them."),
		kong.UsageOnError())
	err := parsed.Run(&environment{ctx: ctx, stdout: os.Stdout, stderr: os.Stderr, env: os.Environ()})
	if err != nil {
		fmt.Fprintln(os.Stderr, "farebridge:", err)
		os.Exit(1)
	}
}

// load reads the configuration and makes the logger it asks for.
func (e *environment) load() (config.Config, *slog.Logger, error) {
	c, err := config.Load(e.env)
	if err != nil {
		return c, nil, err
	}
	return c, e.logger(c.LogLevel), nil
}

func (e *environment) logger(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(e.stderr, &slog.HandlerOptions{Level: l}))
}
