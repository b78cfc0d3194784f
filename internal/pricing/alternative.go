package pricing

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	// maxAlternatives are shown; of each search twice as many are asked about, at
	// once, because some will have gone the way of the offer itself.
	maxAlternatives = 3
	maxAsked        = 2 * maxAlternatives
	// patience is how long better alternatives are waited for when there are enough.
	patience = 2 * time.Second
	// leastForSearch is the time a new search is worth beginning with.
	leastForSearch = 2 * time.Second
)

// Searcher finds offers anew, for the days around those asked for as well.
type Searcher interface {
	// Search remembers what it finds within the budget and gives the id Memory
	// knows it by. Search.Contract is that of the offer asked about.
	Search(ctx context.Context, agencyID, program string, search travel.Search, budget time.Duration) (string, error)
}

// hunt looks for alternatives to one offer.
type hunt struct {
	*Service
	rules   fare.Program
	was     travel.Offer // as its buyer knows it
	outline Outline
	now     time.Time

	around  Neighbourhood // of the search the offer came from; empty: not known any more
	answers chan answer
	asked   []near
	open    map[int]bool // places in asked whose answer has not come
	found   []answer
}

// answer is a supplier's word on one alternative.
type answer struct {
	place  int          // in hunt.asked
	offer  travel.Offer // without an id
	why    Why          // "": it is none any more
	origin string
}

// alternatives are offers to buy instead of the one its buyer knows, each
// verified just now. What cannot be verified until then is left out, and so is
// whatever goes wrong.
func (s *Service) alternatives(ctx context.Context, rules fare.Program, known recalled, until time.Time) []Alternative {
	ctx = s.aside(ctx)
	bounded, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	h := &hunt{
		Service: s, rules: rules, was: known.Offer, outline: OutlineOf(known.Offer), now: known.now,
		answers: make(chan answer, 2*maxAsked), // nobody is stuck with an answer that comes too late
		open:    map[int]bool{},
	}
	h.around = h.ask(bounded, known.Origin)
	if s.searcher == nil || time.Until(until) < leastForSearch {
		h.collect(bounded)
		return h.keep(ctx)
	}
	// A supplier that is slow to answer must not use up the time to look elsewhere.
	half, stop := context.WithTimeout(bounded, time.Until(until)/2)
	h.collect(half)
	stop()
	if len(h.best()) < maxAlternatives {
		if left := time.Until(until); left >= leastForSearch {
			h.search(bounded, left/2)
		}
		h.collect(bounded)
	}
	return h.keep(ctx)
}

// search asks the same again, on the same days and those around them: what was
// remembered may be as old as the offer, and is of the days asked for.
func (h *hunt) search(ctx context.Context, budget time.Duration) {
	search := travel.Search{
		Pax: h.was.Pax, Contract: h.was.Contract,
		Preferences: h.around.Preferences, Loyalty: h.around.Loyalty, AccountCodes: h.around.AccountCodes,
	}
	for _, journey := range h.was.Journeys {
		first, last := journey.Segments[0].Departure, journey.Segments[len(journey.Segments)-1].Arrival
		search.OriginDestinations = append(search.OriginDestinations, travel.OriginDestination{
			Origin: first.Airport, Destination: last.Airport, Date: first.Time.Date(),
		})
	}
	found, err := h.searcher.Search(ctx, h.was.AgencyID, h.was.Program, search, budget)
	if err != nil {
		h.logger.InfoContext(ctx, "no search for alternatives", slog.Any("error", err))
		return
	}
	h.ask(ctx, found)
}

// ask asks about the nearest offers of a search, all at once, and gives back what
// is known of the search.
func (h *hunt) ask(ctx context.Context, searchID string) Neighbourhood {
	around, err := h.memory.Neighbours(ctx, h.was.AgencyID, searchID)
	if err != nil {
		// Nothing unusual: the search was forgotten, or is not finished yet.
		h.logger.DebugContext(ctx, "no neighbours", slog.String("search", searchID), slog.Any("error", err))
		return Neighbourhood{}
	}
	nearest := slices.DeleteFunc(h.outline.nearest(around.Offers), h.known)
	nearest = nearest[:min(maxAsked, len(nearest))]
	ordinals := make([]int, len(nearest))
	for i, n := range nearest {
		ordinals[i] = n.Ordinal
	}
	offers, err := h.memory.Found(ctx, h.was.AgencyID, searchID, ordinals)
	if err != nil || len(offers) != len(ordinals) {
		h.logger.WarnContext(ctx, "neighbours cannot be read", slog.String("search", searchID), slog.Any("error", err))
		return around
	}
	for i, offer := range offers {
		if offer.AgencyID != h.was.AgencyID || offer.Program != h.was.Program || !h.now.Before(offer.Clocks.OfferExpiresAt) {
			continue
		}
		place := len(h.asked)
		h.asked = append(h.asked, nearest[i])
		h.open[place] = true
		go func() { h.answers <- h.verify(ctx, place, offer, searchID) }()
	}
	return around
}

// known reports what is verified already, or being so.
func (h *hunt) known(n near) bool {
	for place := range h.open {
		if h.asked[place].key() == n.key() {
			return true
		}
	}
	return slices.ContainsFunc(h.found, func(a answer) bool { return h.asked[a.place].key() == n.key() })
}

// verify says what an offer is now, and whether that is an alternative.
func (h *hunt) verify(ctx context.Context, place int, offer travel.Offer, origin string) answer {
	said := answer{place: place, origin: origin}
	panicked := supplier.Contain(func() {
		is, err := h.live(ctx, ctx, h.rules, recalled{Remembered: Remembered{Offer: offer}, now: h.now}, nil)
		if err == nil {
			said.offer, said.why = is, h.outline.why(OutlineOf(is))
		}
	})
	if panicked != nil {
		h.logger.ErrorContext(ctx, "no price", slog.String("supplier", offer.SupplierID), slog.Any("error", panicked))
	}
	return said
}

// collect waits for answers until ctx ends, and with enough of them only a
// little longer for better ones.
func (h *hunt) collect(ctx context.Context) {
	var enough <-chan time.Time
	for len(h.open) > 0 && !h.settled() {
		if enough == nil && len(h.best()) == maxAlternatives {
			timer := time.NewTimer(patience)
			defer timer.Stop()
			enough = timer.C
		}
		select {
		case a := <-h.answers:
			delete(h.open, a.place)
			if a.why != "" {
				h.found = append(h.found, a)
			}
		case <-enough:
			return
		case <-ctx.Done():
			return
		}
	}
}

// best are the alternatives to show of those found so far: one of each kind.
func (h *hunt) best() []answer {
	best := slices.SortedFunc(slices.Values(h.found), func(a, b answer) int { return cmp.Compare(a.place, b.place) })
	seen := map[string]bool{}
	best = slices.DeleteFunc(best, func(a answer) bool {
		kind := OutlineOf(a.offer).kind(a.why)
		again := seen[kind]
		seen[kind] = true
		return again
	})
	slices.SortStableFunc(best, func(a, b answer) int {
		return cmp.Or(worth(a.why, b.why), cmp.Compare(a.offer.Total.Minor, b.offer.Total.Minor))
	})
	return best[:min(maxAlternatives, len(best))]
}

// settled reports that whatever is still to come was asked about after enough
// that has come.
func (h *hunt) settled() bool {
	best := h.best()
	last := 0
	for _, a := range best {
		last = max(last, a.place)
	}
	for place := range h.open {
		if place < last {
			return false
		}
	}
	return len(best) == maxAlternatives
}

// keep remembers the best, each under an id of its own.
func (h *hunt) keep(ctx context.Context) []Alternative {
	kept := []Alternative{}
	for _, a := range h.best() {
		flights, err := bare(h.was) // alternatives come without extras
		if err != nil {
			continue
		}
		delta, err := a.offer.Total.Sub(flights.Total)
		if err != nil {
			continue // beyond what can be written
		}
		a.offer.Display = h.worth(a.offer.Total, h.was.Display, h.now)
		offer, err := h.Service.keep(ctx, Remembered{Offer: a.offer, Origin: a.origin})
		if err != nil {
			h.logger.WarnContext(ctx, "alternative not remembered", slog.Any("error", err))
			continue
		}
		kept = append(kept, Alternative{Offer: offer, Why: a.why, Delta: delta})
	}
	return kept
}
