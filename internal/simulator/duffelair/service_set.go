package duffelair

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// serviceSets know which ids of services are good. As with Duffel, every list
// has ids of its own and only those of the last list can be bought. An id follows
// from what is listed and the number of the list, so that the number is all there
// is to remember.
type serviceSets struct {
	journal *journal.Journal

	mu      sync.Mutex
	last    int64
	current map[string]int64
	order   []serviceSet // oldest first; superseded ones too
}

// serviceSet is one list. About is an offer or order, for seats with a word more.
type serviceSet struct {
	About  string `json:"about"`
	Number int64  `json:"number"`
}

const (
	recordServices = "duffel.services"
	// mostSets is more lists than anybody reads while their offers live.
	mostSets = 20_000
)

func newServiceSets(j *journal.Journal) *serviceSets {
	return &serviceSets{journal: j, current: map[string]int64{}}
}

// next starts a new list; the ids of the one before are no longer good.
func (s *serviceSets) next(about string) (int64, error) {
	s.mu.Lock()
	set := serviceSet{About: about, Number: s.last + 1}
	s.add(set)
	s.mu.Unlock()
	if err := s.journal.Note(recordServices, set); err != nil {
		return 0, fmt.Errorf("duffelair: services: %w", err)
	}
	return set.Number, nil
}

// of is the last list; 0: there was none.
func (s *serviceSets) of(about string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current[about]
}

// add is called with the lock held.
func (s *serviceSets) add(set serviceSet) {
	s.last = max(s.last, set.Number)
	s.current[set.About] = set.Number
	s.order = append(s.order, set)
	if len(s.order) <= mostSets {
		return
	}
	oldest := s.order[0]
	s.order = s.order[1:]
	if s.current[oldest.About] == oldest.Number {
		delete(s.current, oldest.About)
	}
}

func (s *serviceSets) replay(data json.RawMessage) error {
	var set serviceSet
	if err := json.Unmarshal(data, &set); err != nil {
		return fmt.Errorf("duffelair: %s: %w", recordServices, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(set)
	return nil
}

// Seats are listed apart from bags, so that reading a seat map leaves the
// offer's services good.
func seatsOf(offerID string) string { return offerID + "/seats" }

func ancillaryID(prefix, about string, set int64, a world.Ancillary) string {
	return world.Token(prefix, about, strconv.FormatInt(set, 10), a.ID)
}

func seatServiceID(offerID string, set int64, c world.SeatChoice) string {
	return world.Token("ase", offerID, strconv.FormatInt(set, 10), strconv.Itoa(c.Flight), c.Designator, c.PassengerID)
}
