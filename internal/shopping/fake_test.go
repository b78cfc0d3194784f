package shopping_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/fare/faretest"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// clock is a time that stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
	err error
}

func (c *clock) Now(context.Context) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now, c.err
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// shop answers after a delay; one with until answers when that is closed, and
// does not care that nobody waits any more.
type shop struct {
	calls  atomic.Int64
	delay  time.Duration
	until  chan struct{}
	cut    error // what it says when it is cut off; nil: that it was
	answer func(travel.Search) (supplier.ShopAnswer, error)
}

func (s *shop) Shop(ctx context.Context, search travel.Search) (supplier.ShopAnswer, error) {
	s.calls.Add(1)
	if s.until != nil {
		<-s.until
		return s.answer(search)
	}
	timer := time.NewTimer(s.delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return s.answer(search)
	case <-ctx.Done():
		if s.cut != nil {
			return supplier.ShopAnswer{}, s.cut
		}
		return supplier.ShopAnswer{}, supplier.Fail(supplier.Unavailable, "", "", ctx.Err())
	}
}

func sells(offers ...travel.SupplierOffer) *shop {
	return &shop{answer: func(travel.Search) (supplier.ShopAnswer, error) {
		return supplier.ShopAnswer{Offers: offers}, nil
	}}
}

func fails(err error) *shop {
	return &shop{answer: func(travel.Search) (supplier.ShopAnswer, error) { return supplier.ShopAnswer{}, err }}
}

func named(id string, s *shop) *supplier.Connector { return &supplier.Connector{ID: id, Shop: s} }

// memory is a map, or the error it was told to give.
type memory struct {
	mu    sync.Mutex
	sets  map[string]shopping.Set
	pages map[string][]byte
	early int // offers remembered before their search was finished
	err   error
}

func (m *memory) Remember(_ context.Context, set shopping.Set) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	if m.sets == nil {
		m.sets = map[string]shopping.Set{}
	}
	m.sets[set.SearchID] = set
	return nil
}

func (m *memory) set(agencyID, searchID string) (shopping.Set, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	set, ok := m.sets[searchID]
	if m.err != nil {
		return shopping.Set{}, m.err
	}
	if !ok || set.AgencyID != agencyID {
		return shopping.Set{}, travel.NewError(travel.CodeNotFound)
	}
	return set, nil
}

func (m *memory) RememberOffers(ctx context.Context, set shopping.Set, from int) error {
	m.mu.Lock()
	m.early += len(set.Offers) - from
	m.mu.Unlock()
	return m.Remember(ctx, set)
}

func (m *memory) Page(_ context.Context, agencyID, searchID, name string) ([]byte, error) {
	set, err := m.set(agencyID, searchID)
	if err == nil && name == shopping.FirstPage {
		return set.FirstPage, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	page, kept := m.pages[searchID+name]
	if err == nil && !kept {
		err = travel.NewError(travel.CodeNotFound)
	}
	return page, err
}

func (m *memory) KeepPage(_ context.Context, _, searchID, name string, gzipped []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pages == nil {
		m.pages = map[string][]byte{}
	}
	m.pages[searchID+name] = gzipped
	return m.err
}

func (m *memory) Index(_ context.Context, agencyID, searchID string) (shopping.Index, error) {
	set, err := m.set(agencyID, searchID)
	index := shopping.Index{Summary: set.Summary}
	for _, offer := range set.Offers {
		index.Offers = append(index.Offers, offer.Indexed)
	}
	for _, entry := range set.Entries {
		index.Lists = append(index.Lists, entry.EntryName)
	}
	return index, err
}

func (m *memory) Fragments(_ context.Context, agencyID, searchID string, ordinals, entries []int) (shopping.Fragments, error) {
	set, err := m.set(agencyID, searchID)
	var parts shopping.Fragments
	for _, ordinal := range ordinals {
		parts.Offers = append(parts.Offers, set.Offers[ordinal].Fragment)
	}
	for _, number := range entries {
		parts.Entries = append(parts.Entries, set.Entries[number].Body)
	}
	return parts, err
}

// encoder writes just enough to see what was put together.
type encoder struct{}

type shownOffer struct {
	ID       string
	Supplier string
	Total    string
	Expires  time.Time
	Refs     []string
}

type shownPage struct {
	ShoppingID string
	Offers     []shownOffer
	Entries    []string
	After      string
	Total      int
}

func (encoder) Offer(o travel.Offer, _ func(shopping.EntryName) bool) (shopping.Fragment, error) {
	shown := shownOffer{ID: o.ID, Supplier: o.SupplierID, Total: o.Total.Amount(), Expires: o.Clocks.OfferExpiresAt}
	var f shopping.Fragment
	for _, journey := range o.Journeys {
		shown.Refs = append(shown.Refs, journey.ID())
		f.Entries = append(f.Entries, shopping.Entry{
			EntryName: shopping.EntryName{List: "paxJourneys", ID: journey.ID()}, Body: []byte(strconv.Quote(journey.ID())),
		})
	}
	body, err := json.Marshal(shown)
	f.Body = body
	return f, err
}

func (encoder) Page(c shopping.PageContent) ([]byte, error) {
	var b bytes.Buffer
	head, err := json.Marshal(shownPage{ShoppingID: c.Summary.ShoppingID, After: c.After, Total: c.Total})
	b.Write(head[:len(head)-1])
	b.WriteString(`,"Offers":[`)
	b.Write(bytes.Join(c.Offers, []byte(",")))
	b.WriteString(`],"Entries":[`)
	for i, entry := range c.Entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(entry.Body)
	}
	b.WriteString("]}")
	return b.Bytes(), err
}

// Part and End are pages to everybody who reads these.
func (e encoder) Part(c shopping.PartContent) ([]byte, error) {
	return e.Page(shopping.PageContent{Summary: shopping.Summary{ShoppingID: c.Report.SupplierID}, Offers: c.Offers, Entries: c.Entries})
}

func (e encoder) End(c shopping.PageContent) ([]byte, error) { return e.Page(c) }

func plain(t *testing.T, e shopping.Encoded) []byte {
	t.Helper()
	body, err := e.Plain()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func read(t *testing.T, body []byte) shownPage {
	t.Helper()
	var page shownPage
	err := json.Unmarshal(body, &page)
	if err != nil {
		t.Fatalf("page %s: %v", body, err)
	}
	return page
}

// house is a Service with everything around it in hand.
type house struct {
	*shopping.Service
	clock   *clock
	memory  *memory
	signer  *offerid.Signer
	options shopping.Options
}

func open(t *testing.T, maxOffers int, suppliers ...*supplier.Connector) *house {
	t.Helper()
	signer, err := offerid.NewSigner(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{clock: &clock{now: start}, memory: &memory{}, signer: signer}
	h.options = shopping.Options{
		Suppliers: suppliers, Programs: faretest.Programs(t, "retail"), Clock: h.clock, Wall: time.Now, Memory: h.memory, Encoder: encoder{}, Signer: signer,
		Logger: slog.New(slog.DiscardHandler), MaxOffers: maxOffers,
	}
	h.Service = shopping.New(h.options)
	return h
}

var day = travel.Date{Year: 2026, Month: 12, Day: 8}

func question() shopping.Input {
	return shopping.Input{
		AgencyID: "agy_1", Program: "retail",
		Search: travel.Search{
			OriginDestinations: []travel.OriginDestination{{Origin: "BJS", Destination: "SHA", Date: day}},
			Pax:                []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}},
		},
	}
}

// flight is an offer for one adult on one flight, leaving at "07:30".
func flight(carrier, number, at, amount string, minutes int) travel.SupplierOffer {
	leaves, err := travel.ParseLocalTime("2026-12-08T" + at)
	if err != nil {
		panic(err)
	}
	total := money.MustParse(amount, money.CNY)
	return travel.SupplierOffer{
		Owner: carrier, Ref: []byte(carrier + number), Total: total, Holdable: true,
		Journeys: []travel.PaxJourney{{
			Duration: time.Duration(minutes) * time.Minute,
			Segments: []travel.PaxSegment{{
				MarketingCarrier: carrier, FlightNumber: number, Duration: time.Duration(minutes) * time.Minute,
				Departure: travel.FlightPoint{Airport: "PEK", Time: leaves, Zone: "Asia/Shanghai"},
				Arrival:   travel.FlightPoint{Airport: "SHA", Time: leaves, Zone: "Asia/Shanghai"},
			}},
		}},
		Items: []travel.OfferItem{{PaxIDs: []string{"p1"}, PTC: travel.PTCAdult, Price: travel.Price{Base: total, Total: total}}},
	}
}

// with is the same house with other options.
func (h *house) with(change func(*shopping.Options)) *shopping.Service {
	o := h.options
	change(&o)
	return shopping.New(o)
}

// remembered is how many offers were kept before their search was finished.
func (m *memory) remembered() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.early
}

// only is the one search that is remembered.
func (m *memory) only(t *testing.T) shopping.Set {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.sets) != 1 {
		t.Fatalf("%d searches", len(m.sets))
	}
	for _, set := range m.sets {
		return set
	}
	return shopping.Set{}
}

func (a *answers) Answer(_ context.Context, key string) (shopping.Answer, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	answer, ok := a.kept[key]
	return answer, ok
}

func (a *answers) KeepAnswer(_ context.Context, key string, answer shopping.Answer, _ time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kept == nil {
		a.kept = map[string]shopping.Answer{}
	}
	a.kept[key] = answer
}
