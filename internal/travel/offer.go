package travel

import (
	"time"

	"github.com/farebridge/farebridge/internal/money"
)

// Tax is one tax, fee or charge, by its IATA code ("CN", "YQ"). A supplier that
// gives only a sum reports it under "XT", IATA's code for combined taxes.
type Tax struct {
	Code   string
	Amount money.Money
}

// TaxCombined is the code of a sum of taxes that nobody itemised.
const TaxCombined = "XT"

// Price is exact and adds up: Total = Base + Taxes + Fees.
type Price struct {
	Base  money.Money
	Taxes []Tax
	Fees  []Tax
	Total money.Money
}

// Adds reports whether the parts make the total.
func (p Price) Adds() bool {
	sum := p.Base
	for _, parts := range [][]Tax{p.Taxes, p.Fees} {
		for _, t := range parts {
			next, err := sum.Add(t.Amount)
			if err != nil {
				return false
			}
			sum = next
		}
	}
	return sum.Equal(p.Total)
}

// OfferItem prices some of the party. PTC is empty when the supplier prices
// passengers of several types as one sum and does not say the split. Service is
// what the item sells beside the flights; nil: the flights themselves.
type OfferItem struct {
	PaxIDs  []string
	PTC     PTC
	Price   Price // for all PaxIDs together
	Service *SoldService
	// Components say what of Price.Base each journey costs. None: the supplier
	// does not say; otherwise every journey has one and they make the base.
	Components []FareComponent
	// Published is the program's comparison price for the item, all-in; nil: none.
	Published *money.Money
}

// FareComponent is the part of an item's base that one journey costs.
type FareComponent struct {
	JourneyID string
	Base      money.Money // for all the item's PaxIDs together
}

// SoldService is a service that is part of an offer. A seat names its flight.
type SoldService struct {
	Type       ServiceType
	Code       string
	Name       string
	SegmentIDs []string
	Seat       string // row and column, "12A"; empty: no seat
	Quantity   int
}

// PriceClass is the fare product sold on a journey.
type PriceClass struct {
	Name      string // brand as the airline calls it; empty: not said
	Cabin     Cabin
	RBD       string // booking class; empty: not said
	FareBasis string
	JourneyID string
}

// BaggageType says where a bag travels.
type BaggageType string

// The baggage types.
const (
	BaggageChecked BaggageType = "checked"
	BaggageCarryOn BaggageType = "carryOn"
)

// BaggageAllowance is what each of PaxIDs may take on SegmentIDs.
type BaggageAllowance struct {
	Type       BaggageType
	Pieces     int // 0 is a fact: none included
	WeightKg   int // per piece; 0: not said
	PaxIDs     []string
	SegmentIDs []string
}

// Allowance is a three-valued permission: suppliers that say nothing are not
// read as "no", and an unknown fee is never read as free.
type Allowance string

// The values of Allowance.
const (
	AllowanceUnknown Allowance = "unknown"
	AllowanceYes     Allowance = "allowed"
	AllowanceNo      Allowance = "notAllowed"
)

// Penalty is what a refund or change before departure costs. Fee is nil when
// it is not known.
type Penalty struct {
	Allowed Allowance
	Fee     *money.Money
}

// Clocks are the deadlines of an offer or booking, never folded into one. A
// zero time is not guaranteed.
type Clocks struct {
	OfferExpiresAt           time.Time
	PriceGuaranteedUntil     time.Time
	InventoryGuaranteedUntil time.Time
	PayBy                    time.Time
	TicketBy                 time.Time
}

// Terms are everything about an offer besides its price that a buyer consents to.
type Terms struct {
	PriceClasses []PriceClass
	Baggage      []BaggageAllowance
	Refund       Penalty
	Change       Penalty
}

// SupplierOffer is what a supplier said. Ref is the supplier's own handle for
// this offer in the connector's private encoding; nobody else reads it.
type SupplierOffer struct {
	Owner     string // designator of the airline that owns the offer
	Ref       []byte
	Journeys  []PaxJourney
	Items     []OfferItem
	Total     money.Money
	Terms     Terms
	Clocks    Clocks
	SeatsLeft int  // 0: not said
	Holdable  bool // false: must be paid when booked
	// ChargesCard: the supplier charges the traveller's card itself, as merchant of
	// record. Nobody of us takes money, so it is sold at the supplier's price only.
	ChargesCard bool
	PaxRules    PaxRules
}

// Source says where a price comes from.
type Source string

// The sources.
const (
	SourceLive   Source = "live"
	SourceCached Source = "cached"
)

// FareLevel is where a fare stands on an airline's ladder.
type FareLevel string

// The fare levels.
const (
	FareFull        FareLevel = "full"
	FareDiscounted  FareLevel = "discounted"
	FarePromotional FareLevel = "promotional"
)

// TraceStep says which rule made a price from what. Before and After are of all
// PaxIDs together; what a rule did not look at is empty.
type TraceStep struct {
	Rule      string
	Before    money.Money
	After     money.Money
	PaxIDs    []string // none: everybody
	JourneyID string   // empty: all of the trip
	FareLevel FareLevel
	Rate      string       // what Before was multiplied with or raised by: "0.95", "2.5%"
	FiledFare *money.Money // the full fare of one adult the level was decided by
	LowerThan *money.Money // the price of the same flights it was compared with and beats
	Amount    *money.Money // what the step is about, where it is not After less Before
}

// Offer is what we own: a supplier's offer, priced under a program, remembered
// under our own id for one agency. The embedded Items and Total are ours; Net
// is what the supplier asks of us.
type Offer struct {
	ID         string
	AgencyID   string
	Program    string
	SupplierID string
	Contract   string
	Pax        []Pax
	SupplierOffer
	Net       money.Money
	Published *money.Money // the program's comparison price, nil: none
	Display   *money.Money // Total in the currency its buyer thinks in, nil: not asked for or not known
	Trace     []TraceStep
	PricedAt  time.Time
	Source    Source
	Verified  bool // true: made by OfferPrice from a live answer
	// NoLap is who has chosen a seat where nobody may hold an infant, as beside an
	// exit.
	NoLap []string
	// Scenario is what a sandbox caller had staged for what comes of the offer
	// when it was found or priced; empty: nothing, as always in production.
	Scenario string
}
