package shopping

import (
	"context"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Memory keeps finished searches, by Set.SearchID. It judges no deadline: what it still has it
// gives back, and Service decides by its own clock.
//
// Every failure is a *travel.Error: CodeNotFound when there is nothing under
// that id for that agency (never kept, forgotten, another agency's, or no
// longer readable: all the same), CodeOfferStoreUnavailable when it could not
// be asked.
type Memory interface {
	// Remember keeps a search whole or not at all.
	Remember(ctx context.Context, set Set) error
	// FirstPage reads the encoded first page, and nothing else.
	FirstPage(ctx context.Context, agencyID, searchID string) ([]byte, error)
	// Index reads what is needed to choose offers for a page.
	Index(ctx context.Context, agencyID, searchID string) (Index, error)
	// Fragments reads encoded offers by ordinal and data-list entries by number,
	// in the order asked for.
	Fragments(ctx context.Context, agencyID, searchID string, ordinals, entries []int) (Fragments, error)
}

// Set is a search to be remembered. An offer's ordinal is its index in Offers;
// an entry's number is its index in Entries. SearchID is what memory and offer
// ids call the search; callers know it as Summary.ShoppingID, a signed form.
type Set struct {
	AgencyID  string
	SearchID  string
	Summary   Summary
	KeepFor   time.Duration
	Offers    []Remembered
	Entries   []Entry
	FirstPage []byte
}

// Remembered is one offer of a set, in each form it is read in.
type Remembered struct {
	Offer    travel.Offer
	Fragment []byte // ready for the wire
	Indexed  Indexed
}

// Indexed is what can be known of an offer without decoding it: by what it is
// sorted and filtered, and which data-list entries it needs, by number.
type Indexed struct {
	SupplierID string
	Total      money.Money
	Duration   time.Duration // of all journeys
	Departure  travel.LocalTime
	Stops      int // of the journey with the most
	Carriers   []string
	Cabins     []travel.Cabin
	Refund     travel.Allowance
	Entries    []int
}

// Index is the table of contents of a remembered search.
type Index struct {
	Summary Summary
	Offers  []Indexed
	Lists   []EntryName // by number
}

// Fragments are ready pieces of an answer.
type Fragments struct {
	Offers  [][]byte
	Entries [][]byte
}
