package amadeus

import "encoding/json"

// What Amadeus sends. Only what is read is declared, and null is as good as
// absent everywhere, so that a field added or emptied on their side harms nothing
// here. Amounts are decimal strings.

// envelope is the wrapper of every answer. Data and Included are kept raw: a body
// that has neither data nor errors is not Amadeus'. So are Warnings, that one of
// another shape does not make an order unreadable.
type envelope struct {
	Data     json.RawMessage `json:"data"`
	Included json.RawMessage `json:"included"`
	Errors   wireErrors      `json:"errors"`
	Warnings json.RawMessage `json:"warnings"` // of what was done all the same

	// The token endpoint's own form of an error.
	Error            string   `json:"error"`
	ErrorDescription string   `json:"error_description"`
	Code             wireCode `json:"code"`
}

type wireOffer struct {
	ID                    string                `json:"id"`
	OneWay                bool                  `json:"oneWay"`
	LastTicketingDate     string                `json:"lastTicketingDate"`
	LastTicketingDateTime string                `json:"lastTicketingDateTime"`
	NumberOfBookableSeats int                   `json:"numberOfBookableSeats"`
	Itineraries           []wireItinerary       `json:"itineraries"`
	Price                 wireOfferPrice        `json:"price"`
	ValidatingAirlines    []string              `json:"validatingAirlineCodes"`
	TravelerPricings      []wireTravelerPricing `json:"travelerPricings"`
	FareRules             wireFareRules         `json:"fareRules"`
}

type wireItinerary struct {
	Segments []wireSegment `json:"segments"`
}

type wireSegment struct {
	ID          string       `json:"id"`
	Departure   wirePoint    `json:"departure"`
	Arrival     wirePoint    `json:"arrival"`
	CarrierCode string       `json:"carrierCode"`
	Number      string       `json:"number"`
	Aircraft    wireAircraft `json:"aircraft"`
	Operating   wireOperator `json:"operating"`
	Status      string       `json:"bookingStatus"` // of an order
}

type wirePoint struct {
	IATACode string `json:"iataCode"`
	Terminal string `json:"terminal"`
	At       string `json:"at"` // local, without offset
}

type wireAircraft struct {
	Code string `json:"code"`
}

type wireOperator struct {
	CarrierCode string `json:"carrierCode"`
	Number      string `json:"number"`
}

// wirePrice: taxes are itemised by pricing, rarely by search.
type wirePrice struct {
	Currency string       `json:"currency"`
	Total    string       `json:"total"`
	Base     string       `json:"base"`
	Taxes    []wireAmount `json:"taxes"`
	Fees     []wireAmount `json:"fees"`
}

// wireOfferPrice: the grand total includes fees and the services chosen. In a
// search additionalServices says what a first bag would cost at most; it is part
// of the total only in an offer that was priced with services.
type wireOfferPrice struct {
	Currency           string       `json:"currency"`
	Total              string       `json:"total"`
	GrandTotal         string       `json:"grandTotal"`
	Fees               []wireAmount `json:"fees"`
	AdditionalServices []wireAmount `json:"additionalServices"`
}

// wireAmount is a tax by code, or a fee or kind of service by type.
type wireAmount struct {
	Amount string `json:"amount"`
	Code   string `json:"code"`
	Type   string `json:"type"`
}

type wireTravelerPricing struct {
	TravelerID   string           `json:"travelerId"`
	TravelerType string           `json:"travelerType"`
	Price        wirePrice        `json:"price"`
	FareDetails  []wireFareDetail `json:"fareDetailsBySegment"`
}

type wireFareDetail struct {
	SegmentID           string         `json:"segmentId"`
	Cabin               string         `json:"cabin"`
	FareBasis           string         `json:"fareBasis"`
	BrandedFare         string         `json:"brandedFare"`
	BrandedFareLabel    string         `json:"brandedFareLabel"`
	Class               string         `json:"class"`
	IncludedCheckedBags *wireAllowance `json:"includedCheckedBags"`
	IncludedCabinBags   *wireAllowance `json:"includedCabinBags"`
	AdditionalServices  wireChosen     `json:"additionalServices"`
}

// wireAllowance is so many pieces, or so much weight.
type wireAllowance struct {
	Quantity   *int   `json:"quantity"`
	Weight     int    `json:"weight"`
	WeightUnit string `json:"weightUnit"`
}

// wireChosen are the services an offer was priced or booked with. The seat's
// second form is the older one; Amadeus answers with either.
type wireChosen struct {
	Bags       *wireAllowance `json:"chargeableCheckedBags"`
	Seat       *wireSeatName  `json:"chargeableSeat"`
	SeatNumber string         `json:"chargeableSeatNumber"`
	Others     []string       `json:"otherServices"`
}

type wireSeatName struct {
	Number string `json:"number"`
}

func (c wireChosen) seat() string {
	if c.Seat != nil && c.Seat.Number != "" {
		return c.Seat.Number
	}
	return c.SeatNumber
}

type wireFareRules struct {
	Currency string         `json:"currency"`
	Rules    []wireFareRule `json:"rules"`
}

type wireFareRule struct {
	Category         string            `json:"category"`
	Circumstances    string            `json:"circumstances"`
	NotApplicable    bool              `json:"notApplicable"`
	MaxPenaltyAmount string            `json:"maxPenaltyAmount"`
	Descriptions     []wireDescription `json:"descriptions"`
}

type wireDescription struct {
	Type string `json:"descriptionType"`
	Text string `json:"text"`
}

type wirePriced struct {
	FlightOffers        []json.RawMessage `json:"flightOffers"`
	BookingRequirements struct {
		Travelers []struct {
			DocumentRequired bool `json:"documentRequired"`
		} `json:"travelerRequirements"`
	} `json:"bookingRequirements"`
}

// wireIncluded is what was asked for beside a price, by ids of Amadeus'. What is
// asked for beside the main thing is kept raw: its shape must not cost that.
type wireIncluded struct {
	Bags     map[string]json.RawMessage `json:"bags"`
	Others   json.RawMessage            `json:"other-services"`
	Rules    map[string]json.RawMessage `json:"detailed-fare-rules"`
	CardFees json.RawMessage            `json:"credit-card-fees"`
}

// wireOtherService is for each of the travelers and itineraries it is bookable
// by, else for all of them together.
type wireOtherService struct {
	Name                string       `json:"name"`
	Price               wireBagPrice `json:"price"`
	BookableByTraveler  bool         `json:"bookableByTraveler"`
	BookableByItinerary bool         `json:"bookableByItinerary"`
	SegmentIDs          []string     `json:"segmentIds"`
	TravelerIDs         []string     `json:"travelerIds"`
}

type wireCardFee struct {
	Brand    string `json:"brand"`
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	OfferID  string `json:"flightOfferId"`
}

type wireBag struct {
	Name                string       `json:"name"`
	Quantity            int          `json:"quantity"`
	Weight              int          `json:"weight"`
	WeightUnit          string       `json:"weightUnit"`
	Price               wireBagPrice `json:"price"`
	BookableByItinerary bool         `json:"bookableByItinerary"`
	SegmentIDs          []string     `json:"segmentIds"`
	TravelerIDs         []string     `json:"travelerIds"`
}

type wireBagPrice struct {
	Amount   string `json:"amount"`
	Currency string `json:"currencyCode"`
}

type wireDetailedRule struct {
	FareBasis string       `json:"fareBasis"`
	SegmentID string       `json:"segmentId"`
	Notes     wireFareRule `json:"fareNotes"`
}

type wireOrder struct {
	ID                string            `json:"id"`
	AssociatedRecords []wireRecord      `json:"associatedRecords"`
	FlightOffers      []json.RawMessage `json:"flightOffers"`
	Agreement         wireAgreement     `json:"ticketingAgreement"`
	Tickets           []wireDocument    `json:"tickets"`
}

type wireRecord struct {
	Reference        string `json:"reference"`
	OriginSystemCode string `json:"originSystemCode"`
}

type wireAgreement struct {
	Option   string `json:"option"`
	DateTime string `json:"dateTime"`
}

type wireDocument struct {
	Type       string `json:"documentType"`
	Number     string `json:"documentNumber"`
	Status     string `json:"documentStatus"`
	TravelerID string `json:"travelerId"`
}
