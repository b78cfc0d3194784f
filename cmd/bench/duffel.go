package main

import (
	"fmt"
	"time"
)

// What a Duffel search answer holds, read or not: the yardstick decodes and
// encodes all of it.
type duffelSearch struct {
	Data struct {
		ID         string            `json:"id"`
		LiveMode   bool              `json:"live_mode"`
		CreatedAt  string            `json:"created_at"`
		CabinClass string            `json:"cabin_class"`
		Passengers []duffelPassenger `json:"passengers"`
		Offers     []duffelOffer     `json:"offers"`
	} `json:"data"`
}

type duffelPassenger struct {
	ID         string  `json:"id"`
	Type       string  `json:"type"`
	Age        *int    `json:"age"`
	GivenName  *string `json:"given_name"`
	FamilyName *string `json:"family_name"`
}

type duffelCarrier struct {
	ID         string `json:"id"`
	IATACode   string `json:"iata_code"`
	Name       string `json:"name"`
	LogoURL    string `json:"logo_symbol_url"`
	Conditions string `json:"conditions_of_carriage_url"`
}

type duffelPlace struct {
	ID       string  `json:"id"`
	Type     string  `json:"type"`
	IATACode string  `json:"iata_code"`
	ICAOCode string  `json:"icao_code"`
	Country  string  `json:"iata_country_code"`
	Name     string  `json:"name"`
	CityName string  `json:"city_name"`
	CityCode string  `json:"iata_city_code"`
	Latitude float64 `json:"latitude"`
	TimeZone string  `json:"time_zone"`
}

type duffelCondition struct {
	Allowed         bool   `json:"allowed"`
	PenaltyAmount   string `json:"penalty_amount"`
	PenaltyCurrency string `json:"penalty_currency"`
}

type duffelConditions struct {
	Refund *duffelCondition `json:"refund_before_departure"`
	Change *duffelCondition `json:"change_before_departure"`
}

type duffelOffer struct {
	ID            string            `json:"id"`
	LiveMode      bool              `json:"live_mode"`
	Partial       bool              `json:"partial"`
	Owner         duffelCarrier     `json:"owner"`
	CreatedAt     string            `json:"created_at"`
	UpdatedAt     string            `json:"updated_at"`
	ExpiresAt     string            `json:"expires_at"`
	BaseAmount    string            `json:"base_amount"`
	BaseCurrency  string            `json:"base_currency"`
	TaxAmount     string            `json:"tax_amount"`
	TaxCurrency   string            `json:"tax_currency"`
	TotalAmount   string            `json:"total_amount"`
	TotalCurrency string            `json:"total_currency"`
	Emissions     string            `json:"total_emissions_kg"`
	Requirements  duffelRequirement `json:"payment_requirements"`
	Documents     bool              `json:"passenger_identity_documents_required"`
	Conditions    duffelConditions  `json:"conditions"`
	Passengers    []duffelPassenger `json:"passengers"`
	Slices        []duffelSlice     `json:"slices"`
}

type duffelRequirement struct {
	Instant    bool   `json:"requires_instant_payment"`
	Guaranteed string `json:"price_guarantee_expires_at"`
	RequiredBy string `json:"payment_required_by"`
}

type duffelSlice struct {
	ID          string           `json:"id"`
	Brand       string           `json:"fare_brand_name"`
	Duration    string           `json:"duration"`
	Origin      duffelPlace      `json:"origin"`
	Destination duffelPlace      `json:"destination"`
	Conditions  duffelConditions `json:"conditions"`
	Segments    []duffelSegment  `json:"segments"`
}

type duffelSegment struct {
	ID                  string          `json:"id"`
	Origin              duffelPlace     `json:"origin"`
	Destination         duffelPlace     `json:"destination"`
	OriginTerminal      string          `json:"origin_terminal"`
	DestinationTerminal string          `json:"destination_terminal"`
	DepartingAt         string          `json:"departing_at"`
	ArrivingAt          string          `json:"arriving_at"`
	Duration            string          `json:"duration"`
	Distance            string          `json:"distance"`
	Aircraft            duffelCarrier   `json:"aircraft"`
	Marketing           duffelCarrier   `json:"marketing_carrier"`
	MarketingNumber     string          `json:"marketing_carrier_flight_number"`
	Operating           duffelCarrier   `json:"operating_carrier"`
	OperatingNumber     string          `json:"operating_carrier_flight_number"`
	Passengers          []duffelSeating `json:"passengers"`
}

type duffelSeating struct {
	PassengerID string      `json:"passenger_id"`
	Cabin       string      `json:"cabin_class"`
	Marketing   string      `json:"cabin_class_marketing_name"`
	FareBasis   string      `json:"fare_basis_code"`
	Bags        []duffelBag `json:"baggages"`
}

type duffelBag struct {
	Type     string `json:"type"`
	Quantity int    `json:"quantity"`
}

// duffelAnswer is a supplier's answer for one adult from Beijing to Shanghai:
// flights all day, and some brands of each.
func duffelAnswer(supplier, offers int, date string) duffelSearch {
	now := time.Now().UTC()
	var a duffelSearch
	a.Data.ID, a.Data.CabinClass, a.Data.CreatedAt = "orq_0000AwEE7XosOlx8huuz1D", "economy", now.Format(time.RFC3339Nano)
	a.Data.Passengers = []duffelPassenger{{ID: "pas_0000AwEE7XosOlx8huuz1E", Type: "adult"}}
	a.Data.Offers = make([]duffelOffer, 0, offers)
	for i := range offers {
		a.Data.Offers = append(a.Data.Offers, offerAt(supplier, i, date, now, a.Data.Passengers))
	}
	return a
}

const brands = 3

func offerAt(supplier, i int, date string, now time.Time, pax []duffelPassenger) duffelOffer {
	carrier := duffelCarrier{
		ID: "arl_00009VME7DDSWSIAygCT2J", IATACode: "CA", Name: "Invented Airways",
		LogoURL: "https://assets.example.com/img/air/CA.svg", Conditions: "https://www.example.com/conditions",
	}
	flight, brand := i/brands, i%brands
	leaves := time.Date(2000, 1, 1, 6, 0, 0, 0, time.UTC).Add(time.Duration(flight*7%900) * time.Minute)
	number := fmt.Sprint(1 + (supplier*1700+flight)%9999)
	terms := duffelConditions{
		Refund: &duffelCondition{Allowed: brand > 0, PenaltyAmount: "120.00", PenaltyCurrency: "CNY"},
		Change: &duffelCondition{Allowed: true, PenaltyAmount: "60.00", PenaltyCurrency: "CNY"},
	}
	if brand == 0 {
		terms.Refund = &duffelCondition{}
	}
	base := 500 + supplier + flight*3%700 + brand*150
	from, to := place("PEK", "Beijing", "BJS"), place("SHA", "Shanghai", "SHA")
	name := fmt.Sprintf("%02d%05d", supplier, i)
	return duffelOffer{
		ID: "off_0000AwEE7m8BBniD" + name, Owner: carrier, Emissions: "142",
		CreatedAt: now.Format(time.RFC3339Nano), UpdatedAt: now.Format(time.RFC3339Nano), ExpiresAt: now.Add(6 * time.Hour).Format(time.RFC3339Nano),
		BaseAmount: fmt.Sprintf("%d.00", base), BaseCurrency: "CNY", TaxAmount: "50.00", TaxCurrency: "CNY",
		TotalAmount: fmt.Sprintf("%d.00", base+50), TotalCurrency: "CNY",
		Requirements: duffelRequirement{Guaranteed: now.Add(12 * time.Hour).Format(time.RFC3339), RequiredBy: now.Add(24 * time.Hour).Format(time.RFC3339)},
		Conditions:   terms, Passengers: pax,
		Slices: []duffelSlice{{
			ID: "sli_0000AwEE7m8BBniD" + name, Brand: []string{"Basic", "Standard", "Flex"}[brand], Duration: "PT2H15M",
			Origin: from, Destination: to, Conditions: terms,
			Segments: []duffelSegment{{
				ID: "seg_0000AwEE7m8BBniD" + name, Origin: from, Destination: to, OriginTerminal: "3", DestinationTerminal: "2",
				DepartingAt: date + leaves.Format("T15:04:05"), ArrivingAt: date + leaves.Add(135*time.Minute).Format("T15:04:05"),
				Duration: "PT2H15M", Distance: "1075.5", Aircraft: duffelCarrier{ID: "arc_1", IATACode: "789", Name: "Boeing 787-9"},
				Marketing: carrier, MarketingNumber: number, Operating: carrier, OperatingNumber: number,
				Passengers: []duffelSeating{{
					PassengerID: pax[0].ID, Cabin: "economy", Marketing: "Economy Standard", FareBasis: "YSALE4CN",
					Bags: []duffelBag{{"checked", brand}, {"carry_on", 1}},
				}},
			}},
		}},
	}
}

func place(code, city, cityCode string) duffelPlace {
	return duffelPlace{
		ID: "arp_" + code + "_cn", Type: "airport", IATACode: code, ICAOCode: "Z" + code, Country: "CN", Name: city + " Invented International Airport",
		CityName: city, CityCode: cityCode, Latitude: 40.080111, TimeZone: "Asia/Shanghai",
	}
}
