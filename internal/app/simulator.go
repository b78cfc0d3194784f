package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/simulator"
	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/supplier"
)

// SimulatorConfig says how to run a simulated world.
type SimulatorConfig struct {
	Listen    string // a loopback address; port 0: any
	Journal   string // where it remembers what was booked; "": nowhere
	World     string // a world file; "": the built-in one
	Seed      int64
	SlowDelay time.Duration
	Offset    time.Duration     // how far its clock is ahead of the wall clock
	Balances  map[string]string // what was paid in with suppliers, by persona, in CNY; absent: no end of it
	Logger    *slog.Logger
}

// Simulator is a simulated world behind its own listener.
type Simulator struct {
	world    *simulator.Simulator
	server   *http.Server
	listener net.Listener
	served   chan error
	memory   io.Closer // the journal is ours until then
}

// StartSimulator serves a simulated world. It speaks to this machine only, and
// no two of them share a journal: storage.ErrInUse.
func StartSimulator(ctx context.Context, c SimulatorConfig) (*Simulator, error) {
	var memory io.Closer = io.NopCloser(nil)
	if c.Journal != "" {
		held, err := storage.Hold(c.Journal + ".lock")
		if err != nil {
			return nil, fmt.Errorf("app: simulator: %w", err)
		}
		memory = held
	}
	s, err := serveWorld(ctx, c)
	if err != nil {
		return nil, errors.Join(err, memory.Close())
	}
	s.memory = memory
	return s, nil
}

func serveWorld(ctx context.Context, c SimulatorConfig) (*Simulator, error) {
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("app: simulator: %w", err)
	}
	if address, ok := listener.Addr().(*net.TCPAddr); !ok || !address.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("app: simulator: %s is not a loopback address", c.Listen), listener.Close())
	}
	world, err := simulator.New(simulator.Config{
		Journal: c.Journal, World: c.World, Seed: c.Seed, SlowDelay: c.SlowDelay,
		Balances: c.Balances, Wall: time.Now, Offset: c.Offset, Logger: c.Logger,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("app: simulator: %w", err), listener.Close())
	}
	s := &Simulator{
		world: world, listener: listener, served: make(chan error, 1),
		server: &http.Server{
			Handler: world.Handler(), ReadHeaderTimeout: 10 * time.Second,
			ErrorLog: slog.NewLogLogger(c.Logger.Handler(), slog.LevelDebug),
		},
	}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// URL is where it listens.
func (s *Simulator) URL() string { return "http://" + s.listener.Addr().String() }

// Close stops serving; a slow answer is not waited for beyond ctx.
func (s *Simulator) Close(ctx context.Context) error {
	err := s.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.server.Close()
	}
	<-s.served
	return errors.Join(err, s.world.Close(), s.memory.Close())
}

// embed starts the sandbox's own simulator and returns where it is. Its port
// is kept in the data directory, so that what was booked stays reachable.
func embed(ctx context.Context, c config.Config, offset time.Duration, logger *slog.Logger) (*Simulator, error) {
	start := SimulatorConfig{
		Listen: c.Simulator.Listen, World: c.Simulator.World, Seed: c.Simulator.Seed,
		SlowDelay: c.Simulator.SlowDelay, Balances: c.Simulator.Balances, Offset: offset, Logger: logger,
	}
	if c.DataDir == "" {
		start.Listen = cmp.Or(start.Listen, "127.0.0.1:0")
		return StartSimulator(ctx, start)
	}
	start.Journal = filepath.Join(c.DataDir, "simulator.jsonl")
	kept := filepath.Join(c.DataDir, "simulator.address")
	if start.Listen == "" {
		if address, err := os.ReadFile(kept); err == nil {
			start.Listen = strings.TrimSpace(string(address))
			s, err := StartSimulator(ctx, start)
			if err == nil || errors.Is(err, storage.ErrInUse) {
				return s, err
			}
			logger.WarnContext(ctx, "the simulator's port is taken; choosing another", "address", start.Listen)
		}
		start.Listen = "127.0.0.1:0"
	}
	s, err := StartSimulator(ctx, start)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(kept, []byte(s.listener.Addr().String()+"\n"), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("app: %w", err), s.Close(ctx))
	}
	return s, nil
}

// simulated fills in the suppliers and the gateway that a simulator at url plays.
func simulated(c config.Config, url string) config.Config {
	if len(c.Suppliers) == 0 {
		for _, p := range simulator.Personas() {
			c.Suppliers = append(c.Suppliers, played(p, url))
		}
	}
	if len(c.Gateways) == 0 {
		c.Gateways = []config.Gateway{{
			ID: "card", Connector: "card", BaseURL: url + cardpay.APIPath,
			Credentials: config.Credentials{Token: cardpay.SecretKey, NoticeSecret: cardpay.NoticeSecret},
		}}
	}
	return c
}

// played is the way to a persona in the protocol a sandbox speaks to it.
func played(p simulator.Persona, url string) config.Supplier {
	s := config.Supplier{ID: p.ID, Connector: p.Protocol, BaseURL: url}
	switch p.Protocol {
	case "ndc":
		s.BaseURL += ndcPath
		s.Credentials = config.Credentials{Token: p.NDCToken, NoticeSecret: "notices_" + p.ID}
		s.Seller = config.Seller{Name: "Farebridge Sandbox", AgencyID: "FBSANDBOX"}
	case "amadeus":
		s.Credentials = config.Credentials{ClientID: p.ClientID, ClientSecret: p.ClientSecret}
	default:
		s.Credentials = config.Credentials{Token: p.Token}
	}
	return s
}

const ndcPath = "/ndc"

// players are the suppliers whose misfortunes can be staged, if they are known:
// those the simulator within plays. Another Farebridge may sell what others play.
func players(c config.Config, sold []supplier.Profile) []string {
	if !c.Simulator.Embedded || slices.ContainsFunc(sold, func(p supplier.Profile) bool { return p.Protocol == "farebridge" }) {
		return nil
	}
	var ids []string
	for _, p := range simulator.Personas() {
		ids = append(ids, p.ID)
	}
	return ids
}
