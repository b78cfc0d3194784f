package shopping

import "github.com/farebridge/farebridge/internal/travel"

// Encoder makes the bytes callers see. It is total: an error is a defect, not a
// bad offer. It keeps no reference to what it is given and changes nothing in it.
type Encoder interface {
	// Offer encodes one offer and every data-list entry it refers to. Of those that
	// are known already the Body may be missing; a nil known knows none.
	Offer(offer travel.Offer, known func(EntryName) bool) (Fragment, error)
	// Page puts a whole answer together.
	Page(content PageContent) ([]byte, error)
	// Part makes one line of an answer that is given as it comes (NDJSON): what one
	// supplier just said.
	Part(content PartContent) ([]byte, error)
	// End makes the last line of such an answer; it has no offers.
	End(content PageContent) ([]byte, error)
}

// Fragment is an encoded offer.
type Fragment struct {
	Body    []byte
	Entries []Entry
}

// EntryName says which list an entry belongs to ("paxSegments") and its id
// there. Entries of one name are the same entry.
type EntryName struct {
	List string
	ID   string
}

// Entry is one encoded entry of a data list.
type Entry struct {
	EntryName
	Body []byte
}

// PageContent is what a page is made of: Entries are those the Offers refer to,
// each once, in the order of first use. After is the cursor of the next page,
// "" on the last.
type PageContent struct {
	Summary Summary
	Offers  [][]byte
	Entries []Entry
	After   string
	Total   int // offers on all pages
}

// PartContent is one supplier's answer: Entries are those that no part before
// had.
type PartContent struct {
	Report  SupplierReport
	Offers  [][]byte
	Entries []Entry
}
