package travel

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

// Preferences narrow a search. Zero values do not.
type Preferences struct {
	Cabin    Cabin
	Carriers []string // airline designators; empty: all
	MaxStops *int
}

// Search is one shopping question, the same for every supplier. Contract names
// the agency's terms with the supplier it is put to; it is part of every key
// under which an answer is shared.
type Search struct {
	OriginDestinations []OriginDestination
	Pax                []Pax
	Preferences        Preferences
	Contract           string
}
