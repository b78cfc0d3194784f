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
	// RememberOffers keeps the offers of an unfinished search from a place in
	// Offers on, so that they can be priced; nothing else of it can be read yet.
	// Their ordinals are their places. Remember follows.
	RememberOffers(ctx context.Context, set Set, from int) error
	// Page reads a page that is kept as callers see it, compressed (RFC 1952), and
	// nothing else.
	Page(ctx context.Context, agencyID, searchID, name string) ([]byte, error)
	// KeepPage keeps such a page of a remembered search for as long as the search.
	KeepPage(ctx context.Context, agencyID, searchID, name string, gzipped []byte) error
	// Index reads what is needed to choose offers for a page.
	Index(ctx context.Context, agencyID, searchID string) (Index, error)
	// Fragments reads encoded offers by place in Index.Offers and data-list entries
	// by number, in the order asked for.
	Fragments(ctx context.Context, agencyID, searchID string, places, entries []int) (Fragments, error)
}

// Answers keeps what suppliers said for a short time, whoever asked. What is
// not there, cannot be read or cannot be reached was never said.
type Answers interface {
	Answer(ctx context.Context, key string) (Answer, bool)
	KeepAnswer(ctx context.Context, key string, answer Answer, keepFor time.Duration)
}

// Answer is what a supplier said to a search, and when.
type Answer struct {
	Offers  []travel.SupplierOffer
	Dropped []string
	At      time.Time
}

// FirstPage is the name of the first page at the default limit.
const FirstPage = "r0+50"

// Set is a search to be remembered, its Offers as they are ranked. An offer is
// called by its ordinal in offer ids and by its place in Offers in pages; an
// entry's number is its index in Entries. SearchID is what memory and offer
// ids call the search; callers know it as Summary.ShoppingID, a signed form.
type Set struct {
	AgencyID  string
	SearchID  string
	Asked     travel.Search // without what a program adds to it by itself
	Summary   Summary
	KeepFor   time.Duration
	Offers    []Remembered
	Entries   []Entry
	FirstPage []byte // compressed
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
	Ordinal    int
	SupplierID string
	Total      money.Money
	Display    money.Money        // in the caller's currency; zero: not asked for, or no rate
	Duration   time.Duration      // of all journeys
	Departures []travel.LocalTime // of each journey
	Arrival    travel.LocalTime   // of the first journey
	Stops      int                // of the journey with the most
	Carriers   []string           // that sell the flights
	Cabins     []travel.Cabin     // in which the whole trip may be
	Bags       int                // checked, for everybody with a seat, at least
	Refund     travel.Allowance
	Entries    []int
}

// shown is the price that offers are compared by.
func (i Indexed) shown() money.Money {
	if i.Display.Currency != "" {
		return i.Display
	}
	return i.Total
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
