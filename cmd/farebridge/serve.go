package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/travel"
)

type serveCommand struct{}

// grace is how long a stopping server waits for what it has begun. What is not
// done by then is finished by the next process.
const grace = 30 * time.Second

// Run serves until it is told to stop.
func (*serveCommand) Run(e *environment) error {
	c, logger, err := e.load()
	if err != nil {
		return err
	}
	server, err := app.New(e.ctx, c, logger)
	if err != nil {
		return err
	}
	if err := server.Start(e.ctx); err != nil {
		return err
	}
	if c.Mode == config.Sandbox {
		greet(e.stdout, server)
	}
	var failed error
	select {
	case <-e.ctx.Done():
	case failed = <-server.Failed():
	}
	ending, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := server.Close(ending); err != nil {
		return err
	}
	return failed
}

// greet tells a newcomer where they are and what to paste.
func greet(out io.Writer, server *app.App) {
	date := travel.DateOf(time.Now()).AddDays(30)
	fmt.Fprintf(out, `Farebridge sandbox
  API        %[1]s
  Docs       %[1]s/docs
  Simulator  %[2]s
  Keys       fb_test_agency (retail), fb_test_ota (another agency), fb_test_gov (gov-cn)
  Suppliers  %[3]s

A first call:

curl -s %[1]s/v1/air-shopping -H 'Authorization: Bearer fb_test_agency' -H 'Content-Type: application/json' \
  -d '{"originDestinations":[{"origin":"PEK","destination":"SHA","departureDate":"%[4]s"}],"pax":[{"paxId":"p1","ptc":"ADT"}]}'

`, server.URL(), server.SimulatorURL(), strings.Join(server.SupplierIDs(), ", "), date)
}
