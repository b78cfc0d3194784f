package amadeusair

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// decode reads the body into a value. Fields that are not known are passed over.
func (c *call) decode(into any) error {
	if len(c.body) == 0 {
		return refuse(dataMissing, "The body is missing", pointer("/"))
	}
	if c.body[0] != '{' {
		return refuse(invalidFormat, "The body must be a JSON object", pointer("/"))
	}
	err := json.Unmarshal(c.body, into)
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mistyped):
		return refuse(invalidFormat, "A "+mistyped.Value+" is not allowed here", pointer("/"+strings.ReplaceAll(mistyped.Field, ".", "/")))
	case err != nil:
		return refuse(invalidFormat, "The body is not valid JSON", pointer("/"))
	}
	return nil
}

// encode is JSON as people would write it: no escapes for what HTML minds.
func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return b.Bytes(), err
}

// What callers send.

type readQuery struct {
	CurrencyCode       string                  `json:"currencyCode"`
	OriginDestinations []readOriginDestination `json:"originDestinations"`
	Travelers          []readSearchedTraveler  `json:"travelers"`
	Sources            []string                `json:"sources"`
	SearchCriteria     readCriteria            `json:"searchCriteria"`
}

type readOriginDestination struct {
	ID          string     `json:"id"`
	Origin      string     `json:"originLocationCode"`
	Destination string     `json:"destinationLocationCode"`
	Departure   *readRange `json:"departureDateTimeRange"`
	Arrival     *readRange `json:"arrivalDateTimeRange"`
}

type readRange struct {
	Date       string `json:"date"`
	Time       string `json:"time"`
	DateWindow string `json:"dateWindow"`
	TimeWindow string `json:"timeWindow"`
}

type readSearchedTraveler struct {
	ID                string `json:"id"`
	TravelerType      string `json:"travelerType"`
	AssociatedAdultID string `json:"associatedAdultId"`
}

type readCriteria struct {
	MaxFlightOffers       int `json:"maxFlightOffers"`
	MaxPrice              int `json:"maxPrice"`
	AdditionalInformation struct {
		ChargeableCheckedBags bool `json:"chargeableCheckedBags"`
		BrandedFares          bool `json:"brandedFares"`
		FareRules             bool `json:"fareRules"`
	} `json:"additionalInformation"`
	PricingOptions struct {
		IncludedCheckedBagsOnly bool `json:"includedCheckedBagsOnly"`
		RefundableFare          bool `json:"refundableFare"`
		RefundableFaresOnly     bool `json:"refundableFaresOnly"`
		NoPenaltyFare           bool `json:"noPenaltyFare"`
	} `json:"pricingOptions"`
	FlightFilters struct {
		CarrierRestrictions struct {
			Included []string `json:"includedCarrierCodes"`
			Excluded []string `json:"excludedCarrierCodes"`
		} `json:"carrierRestrictions"`
		CabinRestrictions     []readCabinRestriction `json:"cabinRestrictions"`
		ConnectionRestriction struct {
			MaxNumberOfConnections *int `json:"maxNumberOfConnections"`
		} `json:"connectionRestriction"`
	} `json:"flightFilters"`
}

type readCabinRestriction struct {
	Cabin                string   `json:"cabin"`
	OriginDestinationIDs []string `json:"originDestinationIds"`
}

// readOffer is the part of an echoed offer that is looked at.
type readOffer struct {
	ID               string                `json:"id"`
	Reference        string                `json:"offerReference"`
	Itineraries      []readItinerary       `json:"itineraries"`
	Price            *readPrice            `json:"price"`
	TravelerPricings []readTravelerPricing `json:"travelerPricings"`
}

type readItinerary struct {
	Segments []readSegment `json:"segments"`
}

type readSegment struct {
	ID          string       `json:"id"`
	Departure   readEndPoint `json:"departure"`
	Arrival     readEndPoint `json:"arrival"`
	CarrierCode string       `json:"carrierCode"`
	Number      string       `json:"number"`
}

type readEndPoint struct {
	IataCode string `json:"iataCode"`
	At       string `json:"at"`
}

type readPrice struct {
	Currency   string `json:"currency"`
	Total      string `json:"total"`
	GrandTotal string `json:"grandTotal"`
	Margin     string `json:"margin"`
}

type readTravelerPricing struct {
	TravelerID        string           `json:"travelerId"`
	TravelerType      string           `json:"travelerType"`
	AssociatedAdultID string           `json:"associatedAdultId"`
	FareDetails       []readFareDetail `json:"fareDetailsBySegment"`
}

type readFareDetail struct {
	SegmentID          string                  `json:"segmentId"`
	Cabin              string                  `json:"cabin"`
	FareBasis          string                  `json:"fareBasis"`
	BrandedFare        string                  `json:"brandedFare"`
	AdditionalServices *wireAdditionalServices `json:"additionalServices"`
}

type readPricing struct {
	Data struct {
		Type         string      `json:"type"`
		FlightOffers []readOffer `json:"flightOffers"`
		Payments     []struct {
			Brand          string            `json:"brand"`
			FlightOfferIDs []json.RawMessage `json:"flightOfferIds"` // strings, or numbers as in Amadeus' own example
		} `json:"payments"`
	} `json:"data"`
}

type readSeatMapQuery struct {
	Data []readOffer `json:"data"`
}

type readOrder struct {
	Data struct {
		Type               string            `json:"type"`
		FlightOffers       []readOffer       `json:"flightOffers"`
		Travelers          []json.RawMessage `json:"travelers"`
		Remarks            json.RawMessage   `json:"remarks"`
		FormOfPayments     []readPayment     `json:"formOfPayments"`
		TicketingAgreement *wireAgreement    `json:"ticketingAgreement"`
		AutomatedProcess   json.RawMessage   `json:"automatedProcess"`
		Contacts           json.RawMessage   `json:"contacts"`
	} `json:"data"`
}

// readPayment tells the forms apart; what is in a card is not read.
type readPayment struct {
	B2BWallet  *struct{}         `json:"b2bWallet"`
	CreditCard *struct{}         `json:"creditCard"`
	Other      *wireOtherPayment `json:"other"`
}

type readTraveler struct {
	ID          string         `json:"id"`
	DateOfBirth string         `json:"dateOfBirth"`
	Gender      string         `json:"gender"`
	Name        readName       `json:"name"`
	Documents   []readDocument `json:"documents"`
	Contact     *readContact   `json:"contact"`
}

type readName struct {
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
}

type readDocument struct {
	DocumentType    string `json:"documentType"`
	Number          string `json:"number"`
	ExpiryDate      string `json:"expiryDate"`
	IssuanceCountry string `json:"issuanceCountry"`
}

type readContact struct {
	Purpose      string      `json:"purpose"`
	EmailAddress string      `json:"emailAddress"`
	Phones       []readPhone `json:"phones"`
}

type readPhone struct {
	CountryCallingCode string `json:"countryCallingCode"`
	Number             string `json:"number"`
}

type readRemarks struct {
	General []struct {
		SubType string `json:"subType"`
		Text    string `json:"text"`
	} `json:"general"`
}
