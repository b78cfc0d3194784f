package amadeusair

import (
	"slices"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

const (
	mostTravelers   = 9
	mostLegs        = 6
	mostOffers      = 250
	defaultMaxStops = 1
)

// query is a validated search: what the world is asked, and what Amadeus sorts
// out or adds by itself.
type query struct {
	request   world.Request
	travelers []namedTraveler
	cabins    map[int]string // by leg, where legs differ
	included  []string       // carriers
	excluded  []string
	maxPrice  world.Fen // per traveler; 0: any
	most      int

	bagsIncluded, refundable, noPenalty bool // only such fares
	showRules, showBags                 bool
}

func (s *Surface) searchByQuery(c *call) (reply, error) {
	var f findings
	q := queryFrom(c.URL.Query(), s.world.Now(), &f)
	return s.answer(c, q, &f)
}

func (s *Surface) searchByBody(c *call) (reply, error) {
	var body readQuery
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	q := body.query(s.world.Now(), &f)
	return s.answer(c, q, &f)
}

func (s *Surface) answer(c *call, q query, f *findings) (reply, error) {
	if err := f.err(); err != nil {
		return reply{}, err
	}
	_, offers, err := s.world.Search(c.supplier.ID, q.request, c.scenario)
	if err != nil {
		return reply{}, err
	}
	offers = q.choose(offers)
	out := wireOffers{
		Meta: wireMeta{Count: len(offers), Links: &wireLinks{c.self()}},
		Data: make([]wireOffer, 0, len(offers)), Dictionaries: dictionariesOf(offers...),
	}
	segments := segmentNames{}
	for i, o := range offers {
		n := naming{Offer: itoa(i + 1), Segments: segments.of(o), Travelers: q.travelers}
		wire := s.wireOffer(o, n, world.Extras{})
		if q.showRules {
			wire.FareRules = fareRulesOf(o, s.world.Now())
		}
		if q.showBags {
			wire.Price.AdditionalServices, err = s.firstBag(c, o)
			if err != nil {
				return reply{}, err
			}
		}
		out.Data = append(out.Data, wire)
	}
	return ok(out), nil
}

// firstBag is what one more bag costs, for information.
func (s *Surface) firstBag(c *call, o world.Offer) ([]wireServiceFee, error) {
	bags, err := s.shelf(c, o, world.Bag)
	if err != nil || len(bags) == 0 {
		return nil, err
	}
	return []wireServiceFee{{bags[0].Price.Amount(), "CHECKED_BAGS"}}, nil
}

// choose drops what the filters exclude, and what is too many.
func (q query) choose(offers []world.Offer) []world.Offer {
	var chosen []world.Offer
	for _, o := range offers {
		if len(chosen) < q.most && q.admits(o) {
			chosen = append(chosen, o)
		}
	}
	return chosen
}

func (q query) admits(o world.Offer) bool {
	if q.maxPrice > 0 && slices.ContainsFunc(o.Shares(), func(s world.Share) bool { return s.Total() > q.maxPrice }) {
		return false
	}
	for i, s := range o.Slices {
		cabin := q.cabins[i]
		if (cabin != "" && s.Fare.Cabin != cabin) || (q.bagsIncluded && s.Fare.Checked == 0) || (q.refundable && !s.Fare.Refund.Allowed) {
			return false
		}
		for _, f := range s.Flights {
			if slices.Contains(q.excluded, f.Carrier) || (len(q.included) > 0 && !slices.Contains(q.included, f.Carrier)) {
				return false
			}
		}
	}
	if q.noPenalty {
		refund, change := o.Refund(o.CreatedAt), o.Change(o.CreatedAt)
		return refund.Allowed && change.Allowed && refund.Penalty+change.Penalty == 0
	}
	return true
}

// harmless is the scenario without what changes offers: those act once, and an
// offer that is found again has them behind it.
func harmless(s stage.Scenario) stage.Scenario {
	if slices.Contains([]string{stage.PriceUp, stage.PriceDown, stage.TermsChanged, stage.SoldOut}, s.Name) {
		return stage.Scenario{Name: stage.None}
	}
	return s
}
