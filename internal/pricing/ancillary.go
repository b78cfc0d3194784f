package pricing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// ListedService is a service that can be bought with an offer. ID is ours: it
// is made of what is sold to whom and where, so that the same service has the
// same id however often the offer is priced anew.
type ListedService struct {
	ID string
	travel.Service
}

// Ancillaries is what a supplier says about an offer besides its price.
// Supported is false where its protocol cannot say it at all, which is not the
// same as that there is nothing.
type Ancillaries[T any] struct {
	Offer     travel.Offer
	Supported bool
	Said      T
}

// Services asks what can be bought beside the flights, seats excepted; what is
// paid only where the program sells it (R-002-12). Errors
// are those of OfferPrice, and CodeOfferExpired for an offer past its expiry.
func (s *Service) Services(ctx context.Context, agencyID, programName, offerID string) (Ancillaries[[]ListedService], error) {
	return ancillaries(ctx, s, agencyID, programName, offerID, s.services)
}

// SeatMaps asks for the seats of an offer's flights. A seat has an offer for
// each passenger who may sit there: nobody without a seat of his own, in an exit
// row adults only, and none where all of them hold infants (R-002-7). Errors are
// those of Services.
func (s *Service) SeatMaps(ctx context.Context, agencyID, programName, offerID string) (Ancillaries[[]travel.SeatMap], error) {
	return ancillaries(ctx, s, agencyID, programName, offerID, s.seatMaps)
}

// Rules asks what a refund or change of an offer costs at each stage of the
// journey. Where the supplier cannot say, what the offer itself says stands.
// Errors are those of Services.
func (s *Service) Rules(ctx context.Context, agencyID, programName, offerID string) (Ancillaries[travel.Rules], error) {
	return ancillaries(ctx, s, agencyID, programName, offerID, s.rules)
}

// ancillaries asks one thing about one offer within the default budget.
func ancillaries[T any](ctx context.Context, s *Service, agencyID, programName, offerID string, ask func(context.Context, fare.Program, *supplier.Connector, travel.Offer) (T, bool, error)) (Ancillaries[T], error) {
	r, err := s.recall(ctx, s.clock, agencyID, offerID)
	if err != nil {
		return Ancillaries[T]{}, err
	}
	if r.expired {
		return Ancillaries[T]{}, travel.NewError(travel.CodeOfferExpired)
	}
	program, err := s.program(programName, r.Offer)
	if err != nil {
		return Ancillaries[T]{}, err
	}
	bounded, cancel := context.WithTimeout(ctx, DefaultBudget)
	defer cancel()
	said, supported, err := ask(bounded, program, s.suppliers[r.Offer.SupplierID], r.Offer)
	if err != nil {
		return Ancillaries[T]{}, s.notSaid(ctx, r.Offer, err)
	}
	return Ancillaries[T]{Offer: r.Offer, Supported: supported, Said: said}, nil
}

// notSaid is a failure to be told about an offer: one that is gone is as gone as
// one that was priced.
func (s *Service) notSaid(ctx context.Context, offer travel.Offer, err error) error {
	failure := s.failed(ctx, offer, err)
	if failure == errGone {
		return travel.NewError(travel.CodeOfferUnavailable).Because(err)
	}
	return failure
}

func about(offer travel.Offer) supplier.About {
	return supplier.About{OfferRef: offer.Ref, Pax: offer.Pax}
}

func (s *Service) services(ctx context.Context, program fare.Program, c *supplier.Connector, offer travel.Offer) ([]ListedService, bool, error) {
	if c == nil || c.Services == nil {
		return nil, false, nil
	}
	said, err := c.Services.Services(ctx, about(offer))
	if err != nil {
		return nil, false, err
	}
	if !program.SellsExtras() {
		said = slices.DeleteFunc(slices.Clone(said), func(one travel.Service) bool { return !one.Price.IsZero() })
	}
	return listed(said), true, nil
}

// listed names services. Of several that are the same but for their price the
// cheapest comes first.
func listed(said []travel.Service) []ListedService {
	said = slices.Clone(said)
	slices.SortStableFunc(said, func(a, b travel.Service) int {
		return cmp.Or(strings.Compare(string(a.Type), string(b.Type)), cmp.Compare(a.Price.Minor, b.Price.Minor))
	})
	seen := make(map[string]int, len(said))
	all := make([]ListedService, 0, len(said))
	for _, service := range said {
		service.MaxQuantity = max(service.MaxQuantity, 1)
		what := fmt.Sprintf("%q %q %q %q %q %d %q", service.Type, service.Code, service.Name,
			slices.Sorted(slices.Values(service.PaxIDs)), slices.Sorted(slices.Values(service.SegmentIDs)), service.WeightKg, service.Bag)
		sum := sha256.Sum256([]byte(what))
		id := "svc_" + hex.EncodeToString(sum[:10])
		seen[id]++
		if n := seen[id]; n > 1 {
			id += "_" + strconv.Itoa(n)
		}
		all = append(all, ListedService{ID: id, Service: service})
	}
	return all
}

func (s *Service) seatMaps(ctx context.Context, program fare.Program, c *supplier.Connector, offer travel.Offer) ([]travel.SeatMap, bool, error) {
	if c == nil || c.Seats == nil {
		return nil, false, nil
	}
	maps, err := c.Seats.SeatMaps(ctx, about(offer))
	if err != nil {
		return nil, false, err
	}
	types := make(map[string]travel.PTC, len(offer.Pax))
	for _, pax := range offer.Pax {
		types[pax.ID] = pax.PTC
	}
	for _, m := range maps {
		for _, cabin := range m.Cabins {
			for _, row := range cabin.Rows {
				for i := range row.Seats {
					seat := &row.Seats[i]
					seat.Offers = slices.DeleteFunc(slices.Clone(seat.Offers), func(o travel.SeatOffer) bool {
						return !maySit(types[o.PaxID], *seat) || forAdultsAlone(*seat) && freeLaps(offer.Pax) <= 0 || !program.SellsExtras() && !o.Price.IsZero()
					})
				}
			}
		}
	}
	return maps, true, nil
}

func (s *Service) rules(ctx context.Context, _ fare.Program, c *supplier.Connector, offer travel.Offer) (travel.Rules, bool, error) {
	if c != nil && c.Rules != nil {
		said, err := c.Rules.Rules(ctx, about(offer))
		return said, err == nil, err
	}
	first := offer.Journeys[0].Segments[0].Departure
	leaves := time.Time{}
	if zone, err := time.LoadLocation(first.Zone); err == nil {
		leaves = first.Time.In(zone)
	}
	said := travel.Rules{Penalties: []travel.FareRule{
		{Kind: travel.RuleRefund, Until: leaves, Allowed: offer.Terms.Refund.Allowed, Fee: offer.Terms.Refund.Fee},
		{Kind: travel.RuleChange, Until: leaves, Allowed: offer.Terms.Change.Allowed, Fee: offer.Terms.Change.Fee},
	}}
	return said, false, nil
}
