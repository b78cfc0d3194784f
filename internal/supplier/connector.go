package supplier

import (
	"context"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Connector is one live source of offers. Each role stands alone; nil means
// the supplier cannot do it, and whoever asks gets Unsupported.
type Connector struct {
	ID       string // the supplier's id in our configuration, shown to callers
	Shop     Shopper
	Price    Pricer
	Book     Booker
	Ticket   Ticketer
	Retrieve Retriever
	Release  Releaser
	Check    Checker
}

// Shopper finds offers. The deadline is ctx's; what is not there by then is an
// error of the whole answer. Offers that cannot be understood are left out and
// counted in Dropped with a reason each, they never fail the search.
type Shopper interface {
	Shop(ctx context.Context, search travel.Search) (ShopAnswer, error)
}

// ShopAnswer is one supplier's answer to a search.
type ShopAnswer struct {
	Offers  []travel.SupplierOffer
	Dropped []string
}

// Pricer asks what one offer costs and says now. The answer's Ref replaces the
// one asked with. An offer that is gone is a SoldOut error.
type Pricer interface {
	Price(ctx context.Context, ref []byte, pax []travel.Pax) (travel.SupplierOffer, error)
}

// BookInput asks for seats. Reference is our own order id, stored with the
// supplier so that the booking can be found by it.
type BookInput struct {
	Reference string
	OfferRef  []byte
	Total     money.Money // what the supplier said it costs; a different price is a PriceChanged error
	Pax       []travel.Traveller
	Contact   travel.Contact
	Instant   bool // pay (from the settlement agreed with the supplier) and ticket at once; for offers that cannot be held
}

// Booker makes bookings. It is never retried after OutcomeUnknown.
type Booker interface {
	Book(ctx context.Context, in BookInput) (travel.Booking, error)
}

// TicketInput pays the supplier for a held booking, upon which it issues tickets.
type TicketInput struct {
	Reference  string
	BookingRef []byte
	Total      money.Money
	Pax        []travel.Traveller
}

// Ticketer issues tickets. A booking without tickets yet and without error
// means they are on their way: ask Retrieve.
type Ticketer interface {
	Ticket(ctx context.Context, in TicketInput) (travel.Booking, error)
}

// RetrieveInput names a booking: by our own reference, the offer it was made
// from, and, when known, the supplier's own handle.
type RetrieveInput struct {
	Reference  string
	OfferRef   []byte
	BookingRef []byte // nil: the booking call's answer never came
}

// Retriever finds a booking. A false answer is the supplier's firm statement that
// it has none under that reference now; a call still on its way may yet make one.
type Retriever interface {
	Retrieve(ctx context.Context, in RetrieveInput) (travel.Booking, bool, error)
}

// Releaser gives an unpaid booking's seats back. Releasing what is already
// released is no error.
type Releaser interface {
	Release(ctx context.Context, reference string, bookingRef []byte) error
}

// Checker knows by itself, before anybody is asked, whom the supplier cannot
// book. It does no I/O; nil means that nothing is known beforehand.
type Checker interface {
	CheckParty(pax []travel.Traveller) []Misfit
}

// Misfit is one thing about one traveller that the supplier cannot take. Field
// is the traveller's field in our vocabulary ("surname").
type Misfit struct {
	Pax   int // index
	Field string
	Code  MisfitCode
}

// MisfitCode says what is wrong with a field. The list is closed; rest has a
// text for each.
type MisfitCode string

// The codes.
const (
	MisfitLatinOnly    MisfitCode = "latinOnly"
	MisfitTooLong      MisfitCode = "longerThanBookable"
	MisfitMaleOrFemale MisfitCode = "maleOrFemale"
)
