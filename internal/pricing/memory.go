package pricing

import (
	"context"
	"time"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/travel"
)

// Memory keeps single offers, those shopping found and those made here. It
// judges no deadline.
//
// Every failure is a *travel.Error: CodeNotFound when this very offer is not
// there for this agency (forgotten, or no longer readable as it), and
// CodeOfferStoreUnavailable when it could not be asked.
type Memory interface {
	// Offer reads the offer of an id that was verified; place is what the id says.
	Offer(ctx context.Context, agencyID, offerID string, place offerid.Offer) (Remembered, error)
	// RememberOffer keeps an offer that is no part of a search.
	RememberOffer(ctx context.Context, place offerid.Offer, r Remembered, keepFor time.Duration) error
	// Neighbours outlines a finished search, decoding none of its offers.
	Neighbours(ctx context.Context, agencyID, searchID string) (Neighbourhood, error)
	// Found reads offers of a search by their ordinals, in that order.
	Found(ctx context.Context, agencyID, searchID string, ordinals []int) ([]travel.Offer, error)
}

// Remembered is an offer and the consent it waits for.
type Remembered struct {
	Offer travel.Offer
	// InPlaceOf is the id of the offer that this one differs from and that its
	// buyer has not yet given up in its favour. "": nobody has to accept anything.
	InPlaceOf string
	// Chosen says that its extras were chosen together with the change: that the
	// offer InPlaceOf has others is no part of it.
	Chosen bool
	// Origin is the search that found it first, however often it was priced
	// since: where to look for alternatives. "": the one its own id names.
	Origin string
}
