package simulator

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/simulator/duffelair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Config is how a simulator is made; the zero value works.
type Config struct {
	Journal   string           // path of its memory; empty: it forgets everything with the process
	World     string           // path of a world file; empty: the built-in world only
	Seed      int64            // worlds of one seed are the same
	SlowDelay time.Duration    // how late a supplier-slow supplier answers; 0: five seconds
	Wall      func() time.Time // nil: time.Now
	Logger    *slog.Logger     // nil: silent
}

const defaultSlowDelay = 5 * time.Second

// Simulator is everything outside of Farebridge, behind one handler.
type Simulator struct {
	stage   *stage.Stage
	journal *journal.Journal
	cards   *cardpay.Gateway
	mux     *http.ServeMux
}

// Persona is one supplier the simulator plays.
type Persona struct {
	ID       string   // supplier id, as scenarios name it
	Name     string   // for people
	Token    string   // its access token
	Airlines []string // designators it sells; empty: every airline (a reseller)
}

// New makes a simulator that remembers what its journal says happened before.
func New(c Config) (*Simulator, error) {
	if c.SlowDelay == 0 {
		c.SlowDelay = defaultSlowDelay
	}
	if c.Wall == nil {
		c.Wall = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	file, err := worldFile(c.World)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	j, err := journal.Open(c.Journal)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	st := stage.New(c.Wall)
	air := world.New(world.Config{Stage: st, Journal: j, File: file, Seed: c.Seed, Logger: c.Logger})
	s := &Simulator{stage: st, journal: j, cards: cardpay.New(st, j, c.Logger), mux: http.NewServeMux()}
	err = j.Replay(func(r journal.Record) error {
		return errors.Join(air.Replay(r), s.cards.Replay(r))
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("simulator: %w", err), s.Close())
	}
	s.cards.Resume()
	s.mux.Handle("/air/", duffelair.New(air, st, c.SlowDelay, c.Logger))
	s.mux.Handle(cardpay.APIPath+"/", s.cards)
	s.mux.Handle(cardpay.CheckoutPath+"/", s.cards)
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok\n")
	})
	s.mux.HandleFunc("GET /clock", s.showClock)
	s.mux.HandleFunc("GET /{$}", s.greet)
	return s, nil
}

func worldFile(path string) (*world.File, error) {
	if path == "" {
		return nil, nil
	}
	return world.ReadFile(path)
}

// Handler serves all of the simulator's wires.
func (s *Simulator) Handler() http.Handler { return s.mux }

// Stage is the clock and the scenarios, for whoever drives the simulator in
// the same process.
func (s *Simulator) Stage() *stage.Stage { return s.stage }

// Personas lists the suppliers every simulator plays.
func Personas() []Persona {
	var personas []Persona
	for _, supplier := range world.Suppliers() {
		personas = append(personas, Persona{
			ID: supplier.ID, Name: supplier.Name, Token: supplier.Token(), Airlines: supplier.Airlines,
		})
	}
	return personas
}

// Close stops what runs in the background and releases the journal.
func (s *Simulator) Close() error {
	s.cards.Close()
	return s.journal.Close()
}

// showClock tells a server that comes later how far time was moved already.
func (s *Simulator) showClock(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, "{\"offset_ms\":%d}\n", s.stage.Offset().Milliseconds())
}

func (s *Simulator) greet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(w, "Farebridge's sandbox simulator: invented airlines, an invented card gateway, real wire protocols.\n\n"+
		"Simulated time: %s\n\nAirlines and a reseller, speaking Duffel v2 under /air. Access tokens:\n", s.stage.Now().Format(time.RFC3339))
	for _, p := range Personas() {
		_, _ = fmt.Fprintf(w, "  %-18s %s\n", p.ID, p.Token)
	}
	_, _ = fmt.Fprintf(w, "\nCard gateway under %s, its checkout pages under %s.\n", cardpay.APIPath, cardpay.CheckoutPath)
}
