package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/simulator"
)

type simulateCommand struct {
	Listen string        `default:"127.0.0.1:8090" env:"FAREBRIDGE_SIMULATOR_LISTEN" help:"Loopback address to listen on."`
	World  string        `env:"FAREBRIDGE_SIMULATOR_WORLD" help:"A world file with exact flights and fares."`
	Data   string        `default:".farebridge" env:"FAREBRIDGE_DATA_DIR" help:"Where to remember what was booked; empty forgets."`
	Seed   int64         `default:"1" help:"The same seed makes the same world."`
	Slow   time.Duration `default:"5s" help:"How late a slow supplier answers."`
}

// Run serves the simulated world until it is told to stop.
func (s *simulateCommand) Run(e *environment) error {
	journal := ""
	if s.Data != "" {
		journal = filepath.Join(s.Data, "simulator.jsonl")
	}
	world, err := app.StartSimulator(e.ctx, app.SimulatorConfig{
		Listen: s.Listen, Journal: journal, World: s.World, Seed: s.Seed, SlowDelay: s.Slow, Logger: e.logger("info"),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "Farebridge simulator\n  Duffel v2      %[1]s/air\n  IATA NDC 21.3  %[1]s/ndc\n  Amadeus        %[1]s/v1, %[1]s/v2\n  Card gateway   %[1]s/pay/card\n  Suppliers, on each of the three (tokens are at %[1]s/):\n", world.URL())
	for _, p := range simulator.Personas() {
		fmt.Fprintf(e.stdout, "    %-18s %s; a server here speaks %s to it\n", p.ID, p.Name, p.Protocol)
	}
	fmt.Fprintf(e.stdout, "Point a server at it: FAREBRIDGE_SIMULATOR_URL=%s\n", world.URL())
	<-e.ctx.Done()
	ending, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return world.Close(ending)
}
