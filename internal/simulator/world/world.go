package world

import (
	"fmt"
	"log/slog"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// Config is what a world is made of. File may be nil.
type Config struct {
	Stage   *stage.Stage
	Journal *journal.Journal
	File    *File
	Seed    int64
	Logger  *slog.Logger
	// Balances are what buyers paid in with suppliers (by id) before anything was
	// sold; a supplier that is not here trusts without limit.
	Balances map[string]Fen
}

// World is safe for concurrent use. Nothing slow happens under its lock: what
// it must not forget is written to the journal first, outside the lock, and
// only then shown to others.
type World struct {
	timetable
	stage     *stage.Stage
	journal   *journal.Journal
	file      *File
	log       *slog.Logger
	suppliers map[string]Supplier
	balances  map[string]Fen // paid in; never changes

	mu       sync.Mutex
	watchers []func(Event)
	untold   []Event
	searches searchMemory
	bends    map[string]string // offer id → scenario
	struck   map[string]string // search id → the offer its scenario happened to
	book     orderBook
}

// New makes a world as it was before anybody booked; Replay brings back what
// happened in it.
func New(c Config) *World {
	w := &World{
		timetable: timetable{dice: dice{c.Seed}, network: newNetwork()},
		stage:     c.Stage,
		journal:   c.Journal,
		file:      c.File,
		log:       c.Logger,
		suppliers: map[string]Supplier{},
		balances:  maps.Clone(c.Balances),
		searches:  newSearchMemory(),
		bends:     map[string]string{},
		struck:    map[string]string{},
		book:      newOrderBook(),
	}
	for _, s := range Suppliers() {
		w.suppliers[s.ID] = s
	}
	w.stage.Watch(w.Settle)
	return w
}

// Now is the simulated time, to the microsecond as the wire gives times.
func (w *World) Now() time.Time { return w.stage.Now().Truncate(time.Microsecond) }

// The kinds of record the world keeps in the journal.
const (
	recordSearch  = "air.search"
	recordBend    = "air.bend"
	recordBooking = "air.booking"
)

// Search remembers a request and answers with its offers, cheapest first. The
// request has been validated; its passengers get their ids here.
func (w *World) Search(supplier string, request Request, scenario stage.Scenario) (Search, []Offer, error) {
	s := Search{Supplier: supplier, Request: request, CreatedAt: w.Now(), Scenario: scenario}
	w.mu.Lock()
	s.Number = w.searches.next()
	w.mu.Unlock()
	made := s.CreatedAt.Format(time.RFC3339Nano)
	s.ID = searchPrefix + w.token(searchPart+8, "search", strconv.FormatInt(s.Number, 10), made)
	for i := range s.Request.Party {
		s.Request.Party[i].ID = Token("pas", s.ID, strconv.Itoa(i))
	}
	legs := w.legs(s)
	s.Gone = w.soldOut(legs, request.seats())
	offers := w.offersOf(s, legs)
	if err := w.journal.Note(recordSearch, s); err != nil {
		return Search{}, nil, fmt.Errorf("world: search: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remember(s, offers)
	return s, offers, nil
}

// soldOut are the fares with too few seats for the party.
func (w *World) soldOut(legs [][]Slice, seats int) []string {
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	var gone []string
	for _, options := range legs {
		for _, option := range options {
			if !w.book.room(option, seats) {
				gone = append(gone, option.fareKey())
			}
		}
	}
	return gone
}

// SearchByID finds a search and the offers it still has.
func (w *World) SearchByID(supplier, id string) (Search, []Offer, error) {
	s, ok := w.lookup(supplier, id)
	if !ok {
		return Search{}, nil, ErrNotFound
	}
	if w.Now().After(s.ExpiresAt()) {
		return s, nil, nil
	}
	var left []Offer
	for _, o := range w.offersMade(s) {
		o, err := w.current(o)
		if err == nil {
			left = append(left, o)
		}
	}
	return s, left, nil
}

func (w *World) lookup(supplier, searchID string) (Search, bool) {
	if len(searchID) < len(searchPrefix)+searchPart {
		return Search{}, false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := w.searches.find(searchID[len(searchPrefix):][:searchPart])
	return s, ok && s.ID == searchID && s.Supplier == supplier
}

// offersMade are the offers as they were made.
func (w *World) offersMade(s Search) []Offer {
	w.mu.Lock()
	offers, ok := w.searches.offers(s.ID)
	w.mu.Unlock()
	if ok {
		return offers
	}
	offers = w.offersOf(s, w.legs(s))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.searches.keep(s.ID, offers)
	return offers
}

// Offer finds an offer and the search it came from, as it was made.
func (w *World) Offer(supplier, id string) (Offer, Search, error) {
	part, ok := searchOf(id)
	if !ok {
		return Offer{}, Search{}, ErrNotFound
	}
	w.mu.Lock()
	s, ok := w.searches.find(part)
	w.mu.Unlock()
	if !ok || s.Supplier != supplier {
		return Offer{}, Search{}, ErrNotFound
	}
	for _, o := range w.offersMade(s) {
		if o.ID == id {
			return o, s, nil
		}
	}
	return Offer{}, Search{}, ErrNotFound
}

// Reverify reads an offer again, as it is now. A scenario that changes offers
// happens here: scenario is the call's own; without one, that of the search
// happens to the first of its offers that is read again, and to no other.
func (w *World) Reverify(supplier, id string, scenario stage.Scenario) (Offer, error) {
	o, s, err := w.Offer(supplier, id)
	if err != nil {
		return Offer{}, err
	}
	if w.Now().After(o.ExpiresAt) {
		return Offer{}, ErrOfferExpired
	}
	if err := w.strike(o, s, scenario); err != nil {
		return Offer{}, err
	}
	return w.current(o)
}

// strike records the scenario that happens to an offer, once and for good; so
// does none, where the search would have had another one happen.
func (w *World) strike(o Offer, s Search, scenario stage.Scenario) error {
	own := scenario.Name != ""
	if !own {
		scenario = s.Scenario
	}
	// What was looked at on purpose with nothing happening is spared for good: an
	// alternative that was shown is not gone when it is bought.
	spared := scenario.Name == stage.None && bends(s.Scenario.Name)
	if !spared && (!bends(scenario.Name) || !scenario.Is(scenario.Name, o.Supplier)) {
		return nil
	}
	w.mu.Lock()
	_, done := w.bends[o.ID]
	if done || (!own && w.struck[s.ID] != "") {
		w.mu.Unlock()
		return nil
	}
	b := bend{Offer: o.ID, Search: s.ID, Scenario: scenario.Name, Own: own}
	w.bendOffer(b)
	w.mu.Unlock()
	if err := w.journal.Note(recordBend, b); err != nil {
		return fmt.Errorf("world: bend: %w", err)
	}
	return nil
}

// bend is a scenario that happened to an offer.
type bend struct {
	Offer    string
	Search   string
	Scenario string
	Own      bool // asked for by the call itself, not by the search
}

func (w *World) bendOffer(b bend) {
	w.bends[b.Offer] = b.Scenario
	if !b.Own {
		w.struck[b.Search] = b.Offer
	}
}

// current is the offer after what happened to it, if it still has seats.
func (w *World) current(o Offer) (Offer, error) {
	w.settle(w.Now())
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.roomFor(o) {
		return Offer{}, ErrOfferGone
	}
	return w.befallen(o)
}

// befallen is the offer after the scenario that happened to it, if one did, at
// the fares of its age. The lock is held.
func (w *World) befallen(o Offer) (Offer, error) {
	o = w.aged(o, w.Now().Sub(o.CreatedAt))
	name, ok := w.bends[o.ID]
	if name == stage.SoldOut {
		return Offer{}, ErrOfferGone
	}
	if ok && name != stage.None {
		o = o.bent(name)
	}
	o.UpdatedAt = w.Now()
	return o, nil
}
