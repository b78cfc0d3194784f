package simulator

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/amadeusair"
	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/simulator/duffelair"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/ndcair"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// Config is how a simulator is made; the zero value works.
type Config struct {
	Journal string // path of its memory; empty: it forgets everything with the process
	World   string // path of a world file; empty: the built-in world only
	Seed    int64  // worlds of one seed are the same
	// Balances are what buyers paid in with suppliers, by persona: decimal CNY.
	// Absent: as much as anybody wants.
	Balances  map[string]string
	SlowDelay time.Duration    // how late a supplier-slow supplier answers (stage.Share of it per call about an order); 0: five seconds
	Wall      func() time.Time // nil: time.Now
	Offset    time.Duration    // how far its clock is ahead of Wall when it begins; negative: behind
	Logger    *slog.Logger     // nil: silent
}

const defaultSlowDelay = 5 * time.Second

// Simulator is everything outside of Farebridge, behind one handler.
type Simulator struct {
	stage   *stage.Stage
	journal *journal.Journal
	skies   *world.World
	air     *duffelair.Surface
	ndc     *ndcair.Surface
	settled chan struct{} // closed when nobody looks after what is due any more
	stop    chan struct{}
	cards   *cardpay.Gateway
	mux     *http.ServeMux
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
	balances, err := balancesOf(c.Balances)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("simulator: %w", err), j.Close())
	}
	st := stage.New(c.Wall)
	st.Begin(c.Offset)
	skies := world.New(world.Config{Stage: st, Journal: j, File: file, Seed: c.Seed, Balances: balances, Logger: c.Logger})
	s := &Simulator{
		stage: st, journal: j, skies: skies, cards: cardpay.New(st, j, c.Logger), mux: http.NewServeMux(),
		ndc: ndcair.New(skies, st, c.SlowDelay, c.Logger), settled: make(chan struct{}), stop: make(chan struct{}),
		air: duffelair.New(duffelair.Config{World: skies, Stage: st, Journal: j, SlowDelay: c.SlowDelay, Logger: c.Logger}),
	}
	s.ndc.Remember(j)
	err = j.Replay(func(r journal.Record) error {
		return errors.Join(skies.Replay(r), s.air.Replay(r), s.ndc.Replay(r), s.cards.Replay(r))
	})
	if err != nil {
		close(s.settled)
		return nil, errors.Join(fmt.Errorf("simulator: %w", err), s.Close())
	}
	s.cards.Resume()
	s.air.Resume()
	s.ndc.Resume()
	go s.settle()
	s.mux.Handle("/air/", s.air)
	s.mux.Handle("/payments/", s.air)
	s.mux.Handle("/ndc", s.ndc)
	s.mux.Handle("/ndc/", s.ndc)
	s.mux.HandleFunc("PUT /ndc/subscription", s.subscribe)
	gds := amadeusair.New(skies, st, c.SlowDelay, c.Logger)
	s.mux.Handle("/v1/", gds)
	s.mux.Handle("/v2/", gds)
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

// Close stops what runs in the background and releases the journal.
func (s *Simulator) Close() error {
	close(s.stop)
	<-s.settled
	s.air.Close()
	s.ndc.Close()
	s.cards.Close()
	return s.journal.Close()
}

// showClock tells a server that comes later how far time was moved already.
func (s *Simulator) showClock(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, "{\"offset_ms\":%d}\n", s.stage.Offset().Milliseconds())
}

// settleEvery is how often the world looks after what time brings: holds that
// lapse, tickets that come late. Whoever asks sees them at once; this is for
// those who wait to be told.
const settleEvery = 2 * time.Second

func (s *Simulator) settle() {
	defer close(s.settled)
	tick := time.NewTicker(settleEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
			s.skies.Settle()
		}
	}
}

func (s *Simulator) greet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(w, "Farebridge's sandbox simulator: invented airlines, an invented card gateway, real wire protocols.\n\n"+
		"Simulated time: %s\n\nEvery supplier sells the same flights over each of three protocols:\n"+
		"  Duffel v2 under /air, IATA NDC 21.3 at /ndc, Amadeus Self-Service under /v1 and /v2.\n\n"+
		"%-18s %-34s %-30s %s\n", s.stage.Now().Format(time.RFC3339), "supplier", "Duffel token", "NDC token", "Amadeus client id, secret")
	for _, p := range Personas() {
		_, _ = fmt.Fprintf(w, "%-18s %-34s %-30s %s %s\n", p.ID, p.Token, p.NDCToken, p.ClientID, p.ClientSecret)
	}
	_, _ = fmt.Fprintf(w, "\nCard gateway under %s, its checkout pages under %s.\n", cardpay.APIPath, cardpay.CheckoutPath)
}
