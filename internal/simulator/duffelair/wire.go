package duffelair

import "time"

// What this server says, in Duffel's v2 shapes. A pointer is a field that
// Duffel sends as null.

type wireList struct {
	Data any      `json:"data"`
	Meta wireMeta `json:"meta"`
}

type wireMeta struct {
	Limit  int     `json:"limit"`
	After  *string `json:"after"`
	Before *string `json:"before"`
}

type wireAirline struct {
	ID                      string  `json:"id"`
	IATACode                string  `json:"iata_code"`
	Name                    string  `json:"name"`
	LogoSymbolURL           *string `json:"logo_symbol_url"`
	LogoLockupURL           *string `json:"logo_lockup_url"`
	ConditionsOfCarriageURL *string `json:"conditions_of_carriage_url"`
}

type wireAircraft struct {
	ID       string `json:"id"`
	IATACode string `json:"iata_code"`
	Name     string `json:"name"`
}

type wireCity struct {
	ID              string `json:"id"`
	IATACode        string `json:"iata_code"`
	IATACountryCode string `json:"iata_country_code"`
	Name            string `json:"name"`
}

// wirePlace is an airport or, in an offer request's slice, a city. The fields
// that only airports have are null for cities.
type wirePlace struct {
	ID              string      `json:"id"`
	Type            string      `json:"type"`
	IATACode        string      `json:"iata_code"`
	IATACountryCode string      `json:"iata_country_code"`
	ICAOCode        *string     `json:"icao_code"`
	Name            string      `json:"name"`
	CityName        *string     `json:"city_name"`
	IATACityCode    *string     `json:"iata_city_code"`
	Latitude        *float64    `json:"latitude"`
	Longitude       *float64    `json:"longitude"`
	TimeZone        *string     `json:"time_zone"`
	City            *wireCity   `json:"city"`
	Airports        []wirePlace `json:"airports,omitempty"`
}

type wireSearchSlice struct {
	Origin          wirePlace   `json:"origin"`
	OriginType      string      `json:"origin_type"`
	Destination     wirePlace   `json:"destination"`
	DestinationType string      `json:"destination_type"`
	DepartureDate   string      `json:"departure_date"`
	DepartureTime   *wireWindow `json:"departure_time"`
	ArrivalTime     *wireWindow `json:"arrival_time"`
}

type wireWindow struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type wirePassenger struct {
	ID         string        `json:"id"`
	Type       string        `json:"type"`
	Age        *int          `json:"age"`
	FareType   *string       `json:"fare_type"`
	GivenName  *string       `json:"given_name"`
	FamilyName *string       `json:"family_name"`
	Loyalty    []wireLoyalty `json:"loyalty_programme_accounts"`
}

// wireLoyalty is read and written.
type wireLoyalty struct {
	Airline string `json:"airline_iata_code"`
	Number  string `json:"account_number"`
}

type wireOfferRequest struct {
	ID         string            `json:"id"`
	LiveMode   bool              `json:"live_mode"`
	ClientKey  string            `json:"client_key"`
	CreatedAt  time.Time         `json:"created_at"`
	CabinClass *string           `json:"cabin_class"`
	Slices     []wireSearchSlice `json:"slices"`
	Passengers []wirePassenger   `json:"passengers"`
	Offers     *[]wireOffer      `json:"offers,omitempty"`
}

type wireOffer struct {
	ID                     string                  `json:"id"`
	LiveMode               bool                    `json:"live_mode"`
	Partial                bool                    `json:"partial"`
	Owner                  wireAirline             `json:"owner"`
	CreatedAt              time.Time               `json:"created_at"`
	UpdatedAt              time.Time               `json:"updated_at"`
	ExpiresAt              time.Time               `json:"expires_at"`
	BaseAmount             string                  `json:"base_amount"`
	BaseCurrency           string                  `json:"base_currency"`
	TaxAmount              string                  `json:"tax_amount"`
	TaxCurrency            string                  `json:"tax_currency"`
	TotalAmount            string                  `json:"total_amount"`
	TotalCurrency          string                  `json:"total_currency"`
	TotalEmissionsKg       string                  `json:"total_emissions_kg"`
	PaymentRequirements    wirePaymentRequirements `json:"payment_requirements"`
	DocumentsRequired      bool                    `json:"passenger_identity_documents_required"`
	DocumentTypes          []string                `json:"supported_passenger_identity_document_types"`
	LoyaltyProgrammes      []string                `json:"supported_loyalty_programmes"`
	PrivateFares           []wirePrivateFare       `json:"private_fares"`
	Conditions             wireConditions          `json:"conditions"`
	Passengers             []wirePassenger         `json:"passengers"`
	Slices                 []wireSlice             `json:"slices"`
	AvailableServices      *[]wireService          `json:"available_services"`
	IntendedPaymentMethods []any                   `json:"intended_payment_methods"`
	IntendedServices       []wireIntendedService   `json:"intended_services,omitempty"`
	AirlineCredits         []string                `json:"available_airline_credit_ids"`
}

type wirePaymentRequirements struct {
	RequiresInstantPayment bool       `json:"requires_instant_payment"`
	PriceGuaranteeExpires  *time.Time `json:"price_guarantee_expires_at"`
	PaymentRequiredBy      *time.Time `json:"payment_required_by"`
}

type wireConditions struct {
	Refund *wireCondition `json:"refund_before_departure"`
	Change *wireCondition `json:"change_before_departure"`
}

type wireCondition struct {
	Allowed         bool    `json:"allowed"`
	PenaltyAmount   *string `json:"penalty_amount"`
	PenaltyCurrency *string `json:"penalty_currency"`
}

type wireSliceConditions struct {
	Change               *wireCondition `json:"change_before_departure"`
	AdvanceSeatSelection *bool          `json:"advance_seat_selection"`
	PriorityBoarding     *bool          `json:"priority_boarding"`
	PriorityCheckIn      *bool          `json:"priority_check_in"`
}

type wireSlice struct {
	ID              string              `json:"id"`
	Origin          wirePlace           `json:"origin"`
	OriginType      string              `json:"origin_type"`
	Destination     wirePlace           `json:"destination"`
	DestinationType string              `json:"destination_type"`
	Duration        string              `json:"duration"`
	FareBrandName   string              `json:"fare_brand_name"`
	ComparisonKey   string              `json:"comparison_key"`
	NGSShelf        int                 `json:"ngs_shelf"`
	Conditions      wireSliceConditions `json:"conditions"`
	Segments        []wireSegment       `json:"segments"`
}

type wireSegment struct {
	ID                    string                 `json:"id"`
	Origin                wirePlace              `json:"origin"`
	OriginTerminal        *string                `json:"origin_terminal"`
	Destination           wirePlace              `json:"destination"`
	DestinationTerminal   *string                `json:"destination_terminal"`
	DepartingAt           string                 `json:"departing_at"`
	ArrivingAt            string                 `json:"arriving_at"`
	Duration              string                 `json:"duration"`
	Distance              string                 `json:"distance"`
	Aircraft              *wireAircraft          `json:"aircraft"`
	MarketingCarrier      wireAirline            `json:"marketing_carrier"`
	MarketingFlightNumber string                 `json:"marketing_carrier_flight_number"`
	OperatingCarrier      wireAirline            `json:"operating_carrier"`
	OperatingFlightNumber string                 `json:"operating_carrier_flight_number"`
	Stops                 []string               `json:"stops"`
	Passengers            []wireSegmentPassenger `json:"passengers"`
}

type wireSegmentPassenger struct {
	PassengerID   string    `json:"passenger_id"`
	CabinClass    string    `json:"cabin_class"`
	CabinName     string    `json:"cabin_class_marketing_name"`
	FareBasisCode string    `json:"fare_basis_code"`
	Cabin         wireCabin `json:"cabin"`
	Baggages      []wireBag `json:"baggages"`
	Seat          *wireSeat `json:"seat"`
}

type wireCabin struct {
	Name          string  `json:"name"`
	MarketingName string  `json:"marketing_name"`
	Amenities     *string `json:"amenities"`
}

type wireBag struct {
	Type     string `json:"type"`
	Quantity int    `json:"quantity"`
}

// wirePrivateFare says by whose terms an offer has its price.
type wirePrivateFare struct {
	CorporateCode string `json:"corporate_code"`
	Type          string `json:"type"`
}
