package amadeusair

type wireOffer struct {
	Type                     string                `json:"type"`
	ID                       string                `json:"id"`
	Source                   string                `json:"source"`
	Reference                string                `json:"offerReference,omitempty"`
	InstantTicketingRequired bool                  `json:"instantTicketingRequired"`
	NonHomogeneous           bool                  `json:"nonHomogeneous"`
	OneWay                   bool                  `json:"oneWay"`
	IsUpsellOffer            bool                  `json:"isUpsellOffer"`
	PaymentCardRequired      bool                  `json:"paymentCardRequired"`
	LastTicketingDate        string                `json:"lastTicketingDate,omitempty"`
	LastTicketingDateTime    string                `json:"lastTicketingDateTime,omitempty"` // local at the origin
	NumberOfBookableSeats    int                   `json:"numberOfBookableSeats,omitempty"`
	Itineraries              []wireItinerary       `json:"itineraries"`
	Price                    wirePrice             `json:"price"`
	PricingOptions           wirePricingOptions    `json:"pricingOptions"`
	ValidatingAirlineCodes   []string              `json:"validatingAirlineCodes"`
	TravelerPricings         []wireTravelerPricing `json:"travelerPricings"`
	FareRules                *wireFareRules        `json:"fareRules,omitempty"`
}

type wireItinerary struct {
	Duration string        `json:"duration"`
	Segments []wireSegment `json:"segments"`
}

type wireSegment struct {
	Departure       wireEndPoint   `json:"departure"`
	Arrival         wireEndPoint   `json:"arrival"`
	CarrierCode     string         `json:"carrierCode"`
	Number          string         `json:"number"`
	Aircraft        *wireAircraft  `json:"aircraft,omitempty"`
	Operating       *wireOperating `json:"operating,omitempty"`
	Duration        string         `json:"duration"`
	BookingStatus   string         `json:"bookingStatus,omitempty"` // of an order: CONFIRMED, CANCELLED
	ID              string         `json:"id"`
	NumberOfStops   int            `json:"numberOfStops"`
	BlacklistedInEU bool           `json:"blacklistedInEU"`
	Co2Emissions    []wireCo2      `json:"co2Emissions,omitempty"`
}

type wireEndPoint struct {
	IataCode string `json:"iataCode"`
	Terminal string `json:"terminal,omitempty"`
	At       string `json:"at"` // local, without a zone
}

type wireAircraft struct {
	Code string `json:"code"`
}

type wireOperating struct {
	CarrierCode string `json:"carrierCode"`
	Number      string `json:"number,omitempty"`
}

type wireCo2 struct {
	Weight     int    `json:"weight"`
	WeightUnit string `json:"weightUnit"`
	Cabin      string `json:"cabin"`
}

// wirePrice: total is fares and taxes, grandTotal has the additional services too.
type wirePrice struct {
	Currency           string           `json:"currency"`
	Total              string           `json:"total"`
	Base               string           `json:"base"`
	Fees               []wireFee        `json:"fees"`
	GrandTotal         string           `json:"grandTotal"`
	BillingCurrency    string           `json:"billingCurrency,omitempty"`
	AdditionalServices []wireServiceFee `json:"additionalServices,omitempty"`
}

type wireFee struct {
	Amount string `json:"amount"`
	Type   string `json:"type"`
}

type wireServiceFee struct {
	Amount string `json:"amount"`
	Type   string `json:"type"` // CHECKED_BAGS, SEATS
}

type wirePricingOptions struct {
	FareType                []string `json:"fareType"`
	IncludedCheckedBagsOnly bool     `json:"includedCheckedBagsOnly"`
}

type wireTravelerPricing struct {
	TravelerID        string            `json:"travelerId"`
	FareOption        string            `json:"fareOption"`
	TravelerType      string            `json:"travelerType"`
	AssociatedAdultID string            `json:"associatedAdultId,omitempty"`
	Price             wireTravelerPrice `json:"price"`
	FareDetails       []wireFareDetail  `json:"fareDetailsBySegment"`
}

type wireTravelerPrice struct {
	Currency string    `json:"currency"`
	Total    string    `json:"total"`
	Base     string    `json:"base"`
	Taxes    []wireTax `json:"taxes,omitempty"`
}

type wireTax struct {
	Amount string `json:"amount"`
	Code   string `json:"code"`
}

type wireFareDetail struct {
	SegmentID           string                  `json:"segmentId"`
	Cabin               string                  `json:"cabin"`
	FareBasis           string                  `json:"fareBasis"`
	BrandedFare         string                  `json:"brandedFare,omitempty"`
	BrandedFareLabel    string                  `json:"brandedFareLabel,omitempty"`
	Class               string                  `json:"class"`
	IncludedCheckedBags wireBagAllowance        `json:"includedCheckedBags"`
	IncludedCabinBags   wireBagAllowance        `json:"includedCabinBags"`
	AdditionalServices  *wireAdditionalServices `json:"additionalServices,omitempty"`
}

// wireBagAllowance says pieces, or of a bag for sale its weight too.
type wireBagAllowance struct {
	Quantity   int    `json:"quantity"`
	Weight     int    `json:"weight,omitempty"`
	WeightUnit string `json:"weightUnit,omitempty"`
}

// wireAdditionalServices is what a traveler adds on a segment. The seat can be
// named in either of two fields.
type wireAdditionalServices struct {
	ChargeableCheckedBags *wireBagAllowance   `json:"chargeableCheckedBags,omitempty"`
	ChargeableSeatNumber  string              `json:"chargeableSeatNumber,omitempty"`
	ChargeableSeat        *wireChargeableSeat `json:"chargeableSeat,omitempty"`
	OtherServices         []string            `json:"otherServices,omitempty"`
}

type wireChargeableSeat struct {
	Number string `json:"number"`
}

type wireFareRules struct {
	Currency string     `json:"currency"`
	Rules    []wireRule `json:"rules"`
}

// wireRule: maxPenaltyAmount is per traveler.
type wireRule struct {
	Category         string            `json:"category"` // EXCHANGE, REFUND, REVALIDATION
	Circumstances    string            `json:"circumstances,omitempty"`
	NotApplicable    bool              `json:"notApplicable,omitempty"`
	MaxPenaltyAmount string            `json:"maxPenaltyAmount,omitempty"`
	Descriptions     []wireDescription `json:"descriptions,omitempty"`
}

type wireDescription struct {
	DescriptionType string `json:"descriptionType"`
	Text            string `json:"text"`
}

type wireMeta struct {
	Count int        `json:"count"`
	Links *wireLinks `json:"links,omitempty"`
}

type wireLinks struct {
	Self string `json:"self"`
}

type wireOffers struct {
	Meta         wireMeta         `json:"meta"`
	Data         []wireOffer      `json:"data"`
	Dictionaries wireDictionaries `json:"dictionaries"`
}

type wireDictionaries struct {
	Locations  map[string]wireLocation `json:"locations"`
	Aircraft   map[string]string       `json:"aircraft"`
	Currencies map[string]string       `json:"currencies"`
	Carriers   map[string]string       `json:"carriers"`
}

type wireLocation struct {
	CityCode    string `json:"cityCode"`
	CountryCode string `json:"countryCode"`
}
