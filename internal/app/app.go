package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/cache"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/telemetry"
)

// Version is what this program says it is.
const Version = "0.1.0"

// sweepEvery is how often overdue orders are looked for. Jobs do the work on
// time; this is for those that got lost. purgeEvery is how often what is no
// longer needed (idempotency keys past their week) is deleted.
const (
	sweepEvery = 5 * time.Second
	purgeEvery = time.Hour
)

// App is one whole server.
type App struct {
	config    config.Config
	logger    *slog.Logger
	simulator *Simulator // nil: none of our own
	store     *storage.Store
	cache     *cache.Cache
	queue     *jobs.Queue
	ordering  *ordering.Service
	suppliers []*supplier.Connector
	telemetry *telemetry.Telemetry
	admin     *admin // nil: nobody sees the metrics
	handler   http.Handler

	listener net.Listener
	server   *http.Server
	failed   chan error
	stop     context.CancelFunc // ends the sweeper
	wake     chan chan struct{} // asks it to sweep now, and to say when it has
	swept    chan struct{}
	closers  []func(context.Context) error // what New opened, in that order
}

// New builds a server from a configuration. It listens for nobody yet, but an
// embedded simulator does.
func New(ctx context.Context, c config.Config, logger *slog.Logger) (*App, error) {
	a := &App{config: c, logger: logger, failed: make(chan error, 1), wake: make(chan chan struct{})}
	if err := a.build(ctx); err != nil {
		return nil, errors.Join(err, a.closeAll(ctx))
	}
	return a, nil
}

func (a *App) build(ctx context.Context) error {
	if err := a.listen(ctx); err != nil {
		return err
	}
	// The data directory is ours before anything in it is touched.
	if err := a.open(ctx); err != nil {
		return err
	}
	if err := a.stage(ctx); err != nil {
		return err
	}
	return a.wire(ctx)
}

// listen takes the address first: gateways are told where to send notices.
func (a *App) listen(ctx context.Context) error {
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", a.config.Listen)
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	a.listener = listener
	a.onClose(func(context.Context) error {
		if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	return nil
}

// stage finds the simulated world, if the sandbox has one.
func (a *App) stage(ctx context.Context) error {
	if a.config.Mode != config.Sandbox {
		return nil
	}
	if url := a.config.Simulator.URL; url != "" {
		a.config = simulated(a.config, url)
		return nil
	}
	if !a.config.Simulator.Embedded {
		return nil
	}
	offset, err := a.store.ClockOffset(ctx)
	if err != nil {
		return err
	}
	world, err := embed(ctx, a.config, offset, a.logger)
	if err != nil {
		return err
	}
	a.simulator = world
	a.onClose(world.Close)
	a.config = simulated(a.config, world.URL())
	return nil
}

func (a *App) open(ctx context.Context) error {
	told, err := telemetry.New(ctx, telemetry.Config{Version: Version, TracesURL: a.config.TracesURL})
	if err != nil {
		return err
	}
	a.telemetry = told
	a.onClose(told.Close)
	a.admin, err = openAdmin(ctx, a.config.AdminListen, told.Handler(), a.logger)
	if err != nil {
		return err
	}
	a.onClose(a.admin.close)
	store, err := openStore(ctx, a.config, a.logger)
	if err != nil {
		return err
	}
	a.store = store
	a.onClose(func(context.Context) error { return a.store.Close() })
	if begin := a.config.Sandbox.Begin(); !begin.IsZero() {
		if err := a.store.BeginClock(ctx, begin); err != nil {
			return err
		}
	}
	a.cache, err = cache.Open(ctx, cache.Config{URL: a.config.RedisURL, Logger: a.logger})
	if err != nil {
		return err
	}
	a.onClose(func(context.Context) error { return a.cache.Close() })
	a.queue, err = jobs.New(jobs.Options{
		DB: a.store.DB(), Dialect: a.store.Dialect(), Logger: a.logger, Workers: a.config.Workers,
		Timeout: jobTime(a.config.Limits),
		Carry:   jobs.Carry{Capture: capture, Restore: restore},
	})
	return err
}

func (a *App) wire(ctx context.Context) error {
	sandbox := a.config.Mode == config.Sandbox
	travelPrograms, err := programs(a.config)
	if err != nil {
		return err
	}
	client := outbound(a.config.Mode, a.store.ClockOffset)
	a.listenToDuffel(ctx, client)
	connectors, profiles, err := suppliers(a.config, client, a.telemetry, a.logger)
	if err != nil {
		return err
	}
	a.suppliers = connectors
	acquirers, err := gateways(a.config, client, a.store, a.logger)
	if err != nil {
		return err
	}
	secret, err := a.store.Secret(ctx)
	if err != nil {
		return err
	}
	signer, err := offerid.NewSigner(secret)
	if err != nil {
		return err
	}
	a.agreeOnTime(ctx)
	a.listenToNDC(ctx)
	accounts := account.NewService(account.Options{Store: a.store, Sandbox: sandbox, Now: time.Now})
	if sandbox {
		if err := accounts.SeedSandbox(ctx); err != nil {
			return err
		}
	}
	rates, err := a.config.Shopping.Rates()
	if err != nil {
		return err
	}
	recent := storage.NewRecentClock(a.store, time.Now)
	searches := shopping.New(shopping.Options{
		Suppliers: connectors, Programs: travelPrograms, Clock: recent, Wall: time.Now, Memory: a.cache, Encoder: rest.NewEncoder(profiles),
		Signer: signer, Logger: a.logger, MaxOffers: a.config.Limits.OffersPerSearch,
		Rates: rates, Answers: a.cache, ReuseFor: a.config.Shopping.ReuseAnswers,
	})
	prices := pricing.New(pricing.Options{
		// What is shown may be judged by a time of a second ago, what is ordered is
		// judged by the one clock that all processes have.
		Suppliers: connectors, Programs: travelPrograms, Clock: recent, SaleClock: a.store, Memory: a.cache, Signer: signer, Logger: a.logger,
		Rates: rates, Searcher: nearby{shopping: searches, signer: signer}, Aside: asideIn(a.config.Mode), Rehearsal: rehearses,
		Observe: func(supplierID string, outcome pricing.Outcome) { a.telemetry.PriceCheck(supplierID, string(outcome)) },
	})
	a.ordering = ordering.New(ordering.Config{
		Store: a.store.Orders(a.queue), Verifier: prices, Programs: travelPrograms, Suppliers: connectors, Gateways: acquirers,
		Limits: ordering.Limits{
			Book: a.config.Limits.Book, Supplier: a.config.Limits.Supplier,
			Gateway: a.config.Limits.Gateway, Answer: a.config.Limits.Answer,
		},
		NoticeURL:  func(gateway string) string { return a.URL() + "/v1/notices/payments/" + gateway },
		Logger:     a.logger,
		Checkpoint: failpoint(a.config.Mode),
	})
	a.queue.Handle(ordering.JobAdvance, a.ordering.HandleAdvance)
	a.queue.Handle(ordering.JobPayment, a.ordering.HandlePayment)
	a.queue.Handle(ordering.JobBooking, a.ordering.HandleBooking)
	deps := rest.Deps{
		Shopping: searches, Pricing: prices, Ordering: a.ordering, Keys: accounts, Agencies: accounts, Programs: travelPrograms, Suppliers: profiles, Clock: a.store,
		Wall: time.Now, Logger: a.logger, Version: Version, Ready: a.store.Ready,
		Observe: func(r rest.Answered) {
			a.telemetry.Request(r.Method, r.Route, r.Status, string(r.Code), r.Took)
		},
		Limiter: a.cache.Limiter(),
		Limits: rest.Limits{
			Calls:    account.Limit{Calls: a.config.Limits.CallsPerMinute, Per: time.Minute},
			Searches: account.Limit{Calls: a.config.Limits.SearchesPerMinute, Per: time.Minute},
		},
	}
	if sandbox {
		deps.Sandbox = &sandboxClock{Store: a.store, recent: recent, sweep: a.sweepNow}
		deps.Players = players(a.config, profiles)
	}
	handler, err := rest.New(deps)
	if err != nil {
		return err
	}
	a.handler = handler
	return nil
}

// jobTime is enough for everything one job may do: ticket, capture or give
// back, release, each with the question that may follow it.
func jobTime(l config.Limits) time.Duration {
	return 2*(l.Book+2*l.Supplier) + 4*2*l.Gateway + time.Minute
}

// Start begins to answer calls and to do what is due.
func (a *App) Start(ctx context.Context) error {
	if err := a.queue.Start(ctx); err != nil {
		return err
	}
	sweeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stop, a.swept = stop, make(chan struct{})
	go a.sweep(sweeping)
	a.server = rest.Server(a.handler)
	a.server.ErrorLog = slog.NewLogLogger(a.logger.Handler(), slog.LevelWarn)
	go func() {
		if err := a.server.Serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
			a.failed <- err
		}
	}()
	return nil
}

// sweep finishes at once what a dead process left, and then looks now and again.
func (a *App) sweep(ctx context.Context) {
	defer close(a.swept)
	tick, purge := time.NewTicker(sweepEvery), time.NewTicker(purgeEvery)
	defer tick.Stop()
	defer purge.Stop()
	var told chan struct{}
	for {
		a.sweepOnce(ctx)
		if told != nil {
			close(told)
			told = nil
		}
		select {
		case <-ctx.Done():
			return
		case told = <-a.wake:
		case <-tick.C:
		case <-purge.C:
			if _, err := a.store.Purge(ctx); err != nil {
				a.logger.WarnContext(ctx, "purge", "error", err)
			}
		}
	}
}

// sweepNow has the sweeper sweep and waits for it, but not for the slowest
// supplier: what takes longer goes on without anybody waiting.
func (a *App) sweepNow(ctx context.Context) {
	patience, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	done := make(chan struct{})
	select {
	case a.wake <- done:
	case <-patience.Done():
		return
	}
	select {
	case <-done:
	case <-patience.Done():
	}
}

func (a *App) sweepOnce(ctx context.Context) {
	defer func() {
		if broken := recover(); broken != nil {
			a.logger.ErrorContext(ctx, "panic in sweep", "panic", broken, "stack", string(debug.Stack()))
		}
	}()
	if err := a.ordering.Sweep(ctx); err != nil && ctx.Err() == nil {
		a.logger.WarnContext(ctx, "sweep", "error", err)
	}
}

// Failed delivers the error of a server that stopped by itself.
func (a *App) Failed() <-chan error { return a.failed }

// URL is where callers and gateways reach the server.
func (a *App) URL() string {
	return cmp.Or(a.config.PublicURL, "http://"+a.listener.Addr().String())
}

// Handler answers every call, for who measures it without a network between.
func (a *App) Handler() http.Handler { return a.handler }

// SimulatorURL is where the simulated world is, "" for none.
func (a *App) SimulatorURL() string {
	if a.simulator != nil {
		return a.simulator.URL()
	}
	return a.config.Simulator.URL
}

// SupplierIDs lists who is asked for offers.
func (a *App) SupplierIDs() []string {
	var ids []string
	for _, s := range a.suppliers {
		ids = append(ids, s.ID)
	}
	return ids
}

// Close ends the server: no new calls, then the end of those at work and of
// what outlived its call, then the jobs, then the stores.
func (a *App) Close(ctx context.Context) error {
	var errs []error
	if a.server != nil {
		errs = append(errs, a.server.Shutdown(ctx))
		a.stop()
		select {
		case <-a.swept:
		case <-ctx.Done():
		}
		errs = append(errs, a.ordering.Wait(ctx), a.queue.Stop(ctx))
	}
	return errors.Join(append(errs, a.closeAll(ctx))...)
}

func (a *App) onClose(f func(context.Context) error) { a.closers = append(a.closers, f) }

func (a *App) closeAll(ctx context.Context) error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i](ctx))
	}
	a.closers = nil
	return errors.Join(errs...)
}
