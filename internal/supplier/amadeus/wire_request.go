package amadeus

import "encoding/json"

// What we send.

type wireData struct {
	Data any `json:"data"`
}

type sendSearch struct {
	CurrencyCode       string             `json:"currencyCode,omitempty"`
	OriginDestinations []sendOriginDest   `json:"originDestinations"`
	Travelers          []sendSearched     `json:"travelers"`
	Sources            []string           `json:"sources"`
	Criteria           sendSearchCriteria `json:"searchCriteria"`
}

type sendOriginDest struct {
	ID          string   `json:"id"`
	Origin      string   `json:"originLocationCode"`
	Destination string   `json:"destinationLocationCode"`
	Departure   sendDate `json:"departureDateTimeRange"`
}

type sendDate struct {
	Date string `json:"date"`
}

type sendSearched struct {
	ID                string `json:"id"`
	TravelerType      string `json:"travelerType"`
	AssociatedAdultID string `json:"associatedAdultId,omitempty"`
}

type sendSearchCriteria struct {
	MaxFlightOffers       int            `json:"maxFlightOffers"`
	AdditionalInformation sendAdditional `json:"additionalInformation"`
	FlightFilters         *sendFilters   `json:"flightFilters,omitempty"`
}

type sendAdditional struct {
	BrandedFares bool `json:"brandedFares"`
	FareRules    bool `json:"fareRules"`
}

type sendFilters struct {
	Cabins      []sendCabin      `json:"cabinRestrictions,omitempty"`
	Carriers    *sendCarriers    `json:"carrierRestrictions,omitempty"`
	Connections *sendConnections `json:"connectionRestriction,omitempty"`
}

type sendCabin struct {
	Cabin                string   `json:"cabin"`
	Coverage             string   `json:"coverage"`
	OriginDestinationIDs []string `json:"originDestinationIds"`
}

type sendCarriers struct {
	Included []string `json:"includedCarrierCodes"`
}

type sendConnections struct {
	Max int `json:"maxNumberOfConnections"`
}

// sendOffers is an offer sent back, for pricing, upselling or its seat maps.
type sendOffers struct {
	Type         string            `json:"type"`
	FlightOffers []json.RawMessage `json:"flightOffers"`
	Payments     []sendPayment     `json:"payments,omitempty"`
}

// sendPayment asks what paying with a card of the brand would cost.
type sendPayment struct {
	Brand string `json:"brand"`
}

type sendOrder struct {
	Type         string            `json:"type"`
	FlightOffers []json.RawMessage `json:"flightOffers"`
	Travelers    []sendTraveler    `json:"travelers"`
	Remarks      sendRemarks       `json:"remarks"`
	Agreement    sendAgreement     `json:"ticketingAgreement"`
	Contacts     []sendContact     `json:"contacts"`
}

type sendTraveler struct {
	ID          string            `json:"id"`
	DateOfBirth string            `json:"dateOfBirth,omitempty"`
	Name        sendName          `json:"name"`
	Gender      string            `json:"gender,omitempty"`
	Contact     *sendReachable    `json:"contact,omitempty"`
	Documents   []sendDocumentary `json:"documents,omitempty"`
}

type sendName struct {
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
}

type sendReachable struct {
	EmailAddress string      `json:"emailAddress,omitempty"`
	Phones       []sendPhone `json:"phones,omitempty"`
}

type sendPhone struct {
	DeviceType         string `json:"deviceType"`
	CountryCallingCode string `json:"countryCallingCode"`
	Number             string `json:"number"`
}

type sendDocumentary struct {
	DocumentType    string `json:"documentType"`
	Number          string `json:"number"`
	ExpiryDate      string `json:"expiryDate,omitempty"`
	IssuanceCountry string `json:"issuanceCountry,omitempty"`
	Nationality     string `json:"nationality,omitempty"`
	Holder          bool   `json:"holder"`
}

type sendRemarks struct {
	General []sendRemark `json:"general"`
}

type sendRemark struct {
	SubType string `json:"subType"`
	Text    string `json:"text"`
}

type sendAgreement struct {
	Option string `json:"option"`
}

type sendContact struct {
	AddresseeName sendName    `json:"addresseeName"`
	Purpose       string      `json:"purpose"`
	EmailAddress  string      `json:"emailAddress,omitempty"`
	Phones        []sendPhone `json:"phones,omitempty"`
}
