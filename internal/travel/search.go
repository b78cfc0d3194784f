package travel

import (
	"slices"

	"github.com/farebridge/farebridge/internal/money"
)

// PTC is an IATA passenger type code.
type PTC string

// The passenger types sold. An INF travels on an adult's lap, an INS has a seat.
const (
	PTCAdult        PTC = "ADT"
	PTCChild        PTC = "CHD"
	PTCInfant       PTC = "INF"
	PTCInfantSeated PTC = "INS"
)

// Cabin is a cabin of travel.
type Cabin string

// The cabins.
const (
	CabinEconomy        Cabin = "economy"
	CabinPremiumEconomy Cabin = "premiumEconomy"
	CabinBusiness       Cabin = "business"
	CabinFirst          Cabin = "first"
)

// cabinOrder is from low to high.
var cabinOrder = []Cabin{CabinEconomy, CabinPremiumEconomy, CabinBusiness, CabinFirst}

// Cabins are all there are, from low to high.
func Cabins() []Cabin { return slices.Clone(cabinOrder) }

// Known reports one of the cabins above.
func (c Cabin) Known() bool { return slices.Contains(cabinOrder, c) }

// LowerCabin is the lower of two cabins; an unknown one does not count.
func LowerCabin(a, b Cabin) Cabin {
	at, bt := slices.Index(cabinOrder, a), slices.Index(cabinOrder, b)
	if at < 0 || (bt >= 0 && bt < at) {
		return b
	}
	return a
}

// Pax is a traveller before a name is known: the caller's own id, and a type.
type Pax struct {
	ID  string
	PTC PTC
}

// OriginDestination is one leg of what is asked for. Origin and Destination
// are airport or metropolitan codes.
type OriginDestination struct {
	Origin      string
	Destination string
	Date        Date
}

// Preferences narrow a search. Zero values do not. What a supplier does not say
// is no reason to leave its offer out, but it is none to keep it either where
// CheckedBags or Refundable ask for a certainty.
type Preferences struct {
	Cabin       Cabin
	Carriers    []string // airline designators; empty: all
	MaxStops    *int
	Departure   *TimeWindow  // in which every journey begins, local time
	MaxPrice    *money.Money // for all passengers, all-in
	CheckedBags int          // at least so many for everybody with a seat, on every flight
	Refundable  bool         // before departure, if for a fee
}

// TimeWindow is a part of a day, in minutes after midnight, both ends included.
type TimeWindow struct{ From, To int }

// Holds reports a time of day within the window.
func (w TimeWindow) Holds(at LocalTime) bool {
	minute := at.Minute()
	return w.From <= minute && minute <= w.To
}

// Allow reports whether every flight is sold by one of the carriers and no
// journey has more stops than wanted. Cabins are not looked at.
func (p Preferences) Allow(journeys []PaxJourney) bool {
	for _, journey := range journeys {
		if p.MaxStops != nil && journey.Stops() > *p.MaxStops {
			return false
		}
		for _, s := range journey.Segments {
			if len(p.Carriers) > 0 && !slices.Contains(p.Carriers, s.MarketingCarrier) {
				return false
			}
		}
	}
	return true
}

// Search is one shopping question, the same for every supplier. Contract names
// the agency's terms with the supplier it is put to; it is part of every key
// under which an answer is shared. AccountCodes and Loyalty are passed on to the
// suppliers that can read them and ignored by the others.
type Search struct {
	OriginDestinations []OriginDestination
	Pax                []Pax
	Preferences        Preferences
	Loyalty            []LoyaltyAccount
	Contract           string
	// AccountCodes are the negotiated terms airlines are asked for: the agency's
	// own, and those of the travellers' company.
	AccountCodes []AccountCode
}

// AccountCode is a code under which an airline knows an agency's negotiated
// or a company's negotiated fares. Contract is our own name for the terms, ""
// for a code the caller gave.
type AccountCode struct {
	Contract string
	Carrier  string // airline designator
	Code     string
}

// LoyaltyAccount is a passenger's number in an airline's programme, and the name
// it is registered under: both names, or neither.
type LoyaltyAccount struct {
	PaxID     string
	Carrier   string
	Number    string
	Surname   string
	GivenName string
}
