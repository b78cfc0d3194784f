package supplier

import (
	"context"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Connector is one live source of offers. Each role stands alone; nil means
// the supplier cannot do it, and whoever asks gets Unsupported.
type Connector struct {
	ID string // the supplier's id in our configuration, shown to callers
	// AccountCodes says that Shop asks under the account codes of a search.
	AccountCodes bool
	Shop         Shopper
	Price        Pricer
	Services     ServiceLister
	Seats        SeatMapper
	Rules        RuleReader
	Book         Booker
	Ticket       Ticketer
	Retrieve     Retriever
	Release      Releaser
	Refund       Refunder
	Change       Changer
	Accept       Accepter
	Notify       Notifier
	Funds        Funder
}

// Shopper finds offers. The deadline is ctx's; what is not there by then is an
// error of the whole answer. Offers that cannot be understood are left out and
// counted in Dropped with a reason each, they never fail the search.
type Shopper interface {
	Shop(ctx context.Context, search travel.Search) (ShopAnswer, error)
}

// ShopAnswer is one supplier's answer to a search. Partial says that there may be
// more: the time was over, or the supplier broke down, before all of its offers had
// come, or more came than are read; Cut says why, in words for the log.
type ShopAnswer struct {
	Offers  []travel.SupplierOffer
	Dropped []string
	Partial bool
	Cut     []string
}

// PriceInput names an offer, for whom it was made, and what is wanted with it.
// Services that OfferRef already includes are left as they are when Services is
// nil, and replaced by what it lists otherwise, be it nothing.
type PriceInput struct {
	OfferRef []byte
	Pax      []travel.Pax
	Services []travel.ServiceChoice // handles listed for this offer by Services and Seats
}

// Pricer asks what one offer costs and says now, with the services wanted: one
// item each beside the flights' items, all in the total. The answer's Ref
// replaces the one asked with, and books them too. An offer that is gone is a
// SoldOut error, and so is a service or seat of it (CodeServiceGone).
type Pricer interface {
	Price(ctx context.Context, in PriceInput) (travel.SupplierOffer, error)
}

// CodeServiceGone is the Error.Code of a SoldOut that concerns a service or
// seat, not the flights.
const CodeServiceGone = "serviceGone"

// About names what seats, services and rules are asked of: an offer or, when
// BookingRef is set, a booking.
type About struct {
	OfferRef   []byte
	BookingRef []byte
	Reference  string
	Pax        []travel.Pax
}

// ServiceLister lists what can be bought beside the flights, seats excepted.
type ServiceLister interface {
	Services(ctx context.Context, about About) ([]travel.Service, error)
}

// SeatMapper shows the seats of every flight whose airline shows them; a flight
// without a map is left out.
type SeatMapper interface {
	SeatMaps(ctx context.Context, about About) ([]travel.SeatMap, error)
}

// RuleReader says what refunds and changes cost by stage of the journey.
type RuleReader interface {
	Rules(ctx context.Context, about About) (travel.Rules, error)
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
	// CardToken is the traveller's card as the supplier knows it, for Instant with
	// a supplier that charges cards (SettleCard); a declined one is CodeCardDeclined.
	CardToken string
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
	CardToken  string // as BookInput's
}

// Ticketer issues tickets. A booking without tickets yet and without error
// means they are on their way: ask Retrieve.
type Ticketer interface {
	Ticket(ctx context.Context, in TicketInput) (travel.Booking, error)
}

// RetrieveInput names a booking: by our own reference, the offer it was made
// from, and, when known, the supplier's own handle. Pax are the people it was
// made for: a supplier that numbers them anew in every answer is told apart by
// their names, so that nobody gets another's ticket.
type RetrieveInput struct {
	Reference  string
	OfferRef   []byte
	BookingRef []byte // nil: the booking call's answer never came
	Pax        []travel.Traveller
}

// Retriever finds a booking. A false answer is the supplier's firm statement that
// it has none under that reference now; a call still on its way may yet make one.
type Retriever interface {
	Retrieve(ctx context.Context, in RetrieveInput) (travel.Booking, bool, error)
}

// CodeCannotLookUp is the Error.Code of an Unavailable from Retrieve of a supplier
// whose protocol cannot find a booking by our reference, when the answer with its
// own handle was lost. It says neither that there is a booking nor that there is
// none, and asking again does not change it: somebody has to look.
const CodeCannotLookUp = "cannotLookUp"

// Releaser gives an unpaid booking's seats back. Releasing what is already
// released is no error.
type Releaser interface {
	Release(ctx context.Context, reference string, bookingRef []byte) error
}
