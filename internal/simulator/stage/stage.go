package stage

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// ScenarioHeader carries "name[;supplier=id]" on any call. OffsetHeader carries
// how far Farebridge's sandbox clock is ahead of the wall clock, in whole
// milliseconds, so that both sides agree on now.
const (
	ScenarioHeader = "Farebridge-Scenario"
	OffsetHeader   = "Farebridge-Clock-Offset"
)

// The scenarios there are.
const (
	PriceUp           = "price-up"
	PriceDown         = "price-down"
	TermsChanged      = "terms-changed"
	SoldOut           = "sold-out"
	SupplierSlow      = "supplier-slow"
	SupplierDown      = "supplier-down"
	BookedThenTimeout = "booked-then-timeout"
	TicketingFails    = "ticketing-fails"
	PaymentDeclined   = "payment-declined"
	TicketingSlow     = "ticketing-slow"
	ScheduleChange    = "schedule-change"
	PaymentPending    = "payment-pending"
	PaymentLostNotice = "payment-lost-notice"
	// None is no misfortune, said on purpose: it keeps away from one call what
	// is bound to the search or order it is about. Alternatives to an offer are
	// asked for so.
	None = "none"
)

var names = []string{
	PriceUp, PriceDown, TermsChanged, SoldOut, SupplierSlow, SupplierDown,
	BookedThenTimeout, TicketingFails, PaymentDeclined, TicketingSlow, ScheduleChange,
	PaymentPending, PaymentLostNotice, None,
}

// Scenario is one rehearsed misfortune. The zero value is none.
type Scenario struct {
	Name     string `json:"name"`
	Supplier string `json:"supplier,omitempty"` // empty: every supplier
}

// ParseScenario reads the header's value; an empty value is no scenario.
func ParseScenario(value string) (Scenario, error) {
	if value == "" {
		return Scenario{}, nil
	}
	name, rest, found := strings.Cut(value, ";")
	s := Scenario{Name: strings.TrimSpace(name)}
	if found {
		supplier, ok := strings.CutPrefix(strings.TrimSpace(rest), "supplier=")
		if !ok || supplier == "" {
			return Scenario{}, fmt.Errorf("stage: scenario %q: want name[;supplier=id]", value)
		}
		s.Supplier = supplier
	}
	if !slices.Contains(names, s.Name) {
		return Scenario{}, fmt.Errorf("stage: no scenario %q", s.Name)
	}
	return s, nil
}

// Is reports whether s is the named scenario and meant for supplier (or for all).
func (s Scenario) Is(name, supplier string) bool {
	return s.Name == name && (s.Supplier == "" || s.Supplier == supplier)
}

// Stage is safe for concurrent use.
type Stage struct {
	wall func() time.Time

	mu       sync.Mutex
	offset   time.Duration
	watchers []func()
	bindings map[string]Scenario
}

// New makes a stage whose clock follows wall until it is moved.
func New(wall func() time.Time) *Stage {
	return &Stage{wall: wall, bindings: map[string]Scenario{}}
}

// Begin sets the clock offset ahead of the wall clock, or behind it, before
// anybody has looked at it.
func (s *Stage) Begin(offset time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset = offset
}

// Now is the simulated time.
func (s *Stage) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wall().Add(s.offset).UTC()
}

// Offset is how far the simulated time is ahead of the wall clock.
func (s *Stage) Offset() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offset
}

// Advance moves the clock so that it is ahead of the wall clock by offset. A
// smaller offset than an earlier one is ignored: several servers share a
// simulator, and a late caller must not turn time back.
func (s *Stage) Advance(offset time.Duration) {
	s.mu.Lock()
	moved := offset > s.offset
	s.offset = max(s.offset, offset)
	watchers := s.watchers
	s.mu.Unlock()
	if !moved {
		return
	}
	for _, fn := range watchers {
		fn()
	}
}

// Watch has fn called after every jump of the clock, by the call that moved it
// and before that goes on. Time that merely passes calls nobody.
func (s *Stage) Watch(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers = append(s.watchers, fn)
}

// Bind ties a scenario to an order reference of the caller's, so that later
// steps of that order meet it without its being repeated. No scenario binds nothing.
func (s *Stage) Bind(orderReference string, scenario Scenario) {
	if orderReference == "" || scenario.Name == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bindings[orderReference] = scenario
}

// For is the scenario of this call: its own header's, else the one bound to
// the order. It also takes over the caller's clock. An unreadable header is an
// error for the caller to answer with 400.
func (s *Stage) For(header http.Header, orderReference string) (Scenario, error) {
	if ms := header.Get(OffsetHeader); ms != "" {
		offset, err := time.ParseDuration(ms + "ms")
		if err != nil {
			return Scenario{}, fmt.Errorf("stage: %s %q: %w", OffsetHeader, ms, err)
		}
		s.Advance(offset)
	}
	own, err := ParseScenario(header.Get(ScenarioHeader))
	if err != nil || own.Name != "" {
		return own, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bindings[orderReference], nil
}
