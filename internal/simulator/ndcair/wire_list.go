package ndcair

// wireLists are what a message's references lead to. A list that would be empty
// is nil: the schema wants no list without elements.
type wireLists struct {
	Allowances        *[]wireAllowance         `xml:"BaggageAllowanceList>BaggageAllowance"`
	Contacts          *[]wireContact           `xml:"ContactInfoList>ContactInfo"`
	MarketingSegments *[]wireMarketingSegment  `xml:"DatedMarketingSegmentList>DatedMarketingSegment"`
	Legs              *[]wireOperatingLeg      `xml:"DatedOperatingLegList>DatedOperatingLeg"`
	OperatingSegments *[]wireOperatingSegment  `xml:"DatedOperatingSegmentList>DatedOperatingSegment"`
	OriginDests       *[]wireOriginDest        `xml:"OriginDestList>OriginDest"`
	Journeys          *[]wireJourney           `xml:"PaxJourneyList>PaxJourney"`
	Pax               *[]wirePax               `xml:"PaxList>Pax"`
	Segments          *[]wireSegment           `xml:"PaxSegmentList>PaxSegment"`
	Penalties         *[]wirePenalty           `xml:"PenaltyList>Penalty"`
	PriceClasses      *[]wirePriceClass        `xml:"PriceClassList>PriceClass"`
	Definitions       *[]wireServiceDefinition `xml:"ServiceDefinitionList>ServiceDefinition"`
}

type wireAllowance struct {
	ID     string       `xml:"BaggageAllowanceID"`
	Pieces *wirePieces  `xml:"PieceAllowance"`
	Type   string       `xml:"TypeCode"`
	Weight []wireWeight `xml:"WeightAllowance"`
}

type wirePieces struct {
	Total int `xml:"TotalQty"`
}

type wireWeight struct {
	Most int    `xml:"MaximumWeightMeasure"`
	Unit string `xml:"WeightUnitOfMeasurement"`
}

type wireContact struct {
	ID    string      `xml:"ContactInfoID"`
	Email []wireEmail `xml:"EmailAddress"`
	Phone []wirePhone `xml:"Phone"`
}

type wireEmail struct {
	Text string `xml:"EmailAddressText"`
}

type wirePhone struct {
	Number string `xml:"PhoneNumber"`
}

type wireMarketingSegment struct {
	Arrival          wireCall `xml:"Arrival"`
	Carrier          string   `xml:"CarrierDesigCode"`
	CarrierName      string   `xml:"CarrierName,omitempty"`
	ID               string   `xml:"DatedMarketingSegmentId"`
	OperatingSegment string   `xml:"DatedOperatingSegmentRefId"`
	Departure        wireCall `xml:"Dep"`
	FlightNumber     string   `xml:"MarketingCarrierFlightNumberText"`
}

// wireCall is an arrival or departure; the time is the airport's own.
type wireCall struct {
	At       string `xml:"AircraftScheduledDateTime"`
	Airport  string `xml:"IATA_LocationCode"`
	Station  string `xml:"StationName,omitempty"`
	Terminal string `xml:"TerminalName,omitempty"`
}

type wireOperatingSegment struct {
	Carrier      string   `xml:"CarrierDesigCode"`
	CarrierName  string   `xml:"CarrierName,omitempty"`
	Legs         []string `xml:"DatedOperatingLegRefID"`
	ID           string   `xml:"DatedOperatingSegmentId"`
	Duration     string   `xml:"Duration"`
	FlightNumber string   `xml:"OperatingCarrierFlightNumberText,omitempty"`
}

type wireOperatingLeg struct {
	Arrival      wireCall      `xml:"Arrival"`
	AircraftName *wireAircraft `xml:"CarrierAircraftType"`
	ID           string        `xml:"DatedOperatingLegID"`
	Departure    wireCall      `xml:"Dep"`
	Distance     *wireMeasure  `xml:"DistanceMeasure"`
	Aircraft     *wireEquip    `xml:"IATA_AircraftType"`
}

type wireAircraft struct {
	Name string `xml:"CarrierAircraftTypeName"`
}

type wireEquip struct {
	Code string `xml:"IATA_AircraftTypeCode"`
}

type wireMeasure struct {
	Unit  string `xml:"UnitCode,attr"`
	Value int    `xml:",chardata"`
}

type wireOriginDest struct {
	Destination string   `xml:"DestCode"`
	Origin      string   `xml:"OriginCode"`
	ID          string   `xml:"OriginDestID"`
	Journeys    []string `xml:"PaxJourneyRefID"`
}

type wireJourney struct {
	Duration string   `xml:"Duration"`
	ID       string   `xml:"PaxJourneyID"`
	Segments []string `xml:"PaxSegmentRefID"`
}

type wirePax struct {
	Birthdate  string          `xml:"Birthdate,omitempty"`
	Contact    string          `xml:"ContactInfoRefID,omitempty"`
	Documents  []wireDocument  `xml:"IdentityDoc"`
	Individual *wireIndividual `xml:"Individual"`
	ID         string          `xml:"PaxID"`
	RefID      string          `xml:"PaxRefID,omitempty"` // whose lap an infant is on
	PTC        string          `xml:"PTC"`
}

type wireDocument struct {
	Expires string `xml:"ExpiryDate,omitempty"`
	ID      string `xml:"IdentityDocID"`
	Type    string `xml:"IdentityDocTypeCode"`
	Country string `xml:"IssuingCountryCode,omitempty"`
	Surname string `xml:"Surname"`
}

type wireIndividual struct {
	Gender  string   `xml:"GenderCode,omitempty"`
	Given   []string `xml:"GivenName"`
	Surname string   `xml:"Surname"`
	Title   string   `xml:"TitleName,omitempty"`
}

// wireSegment is one flight; what cabin it is flown in is its fare's.
type wireSegment struct {
	MarketingSegment string `xml:"DatedMarketingSegmentRefId"`
	ID               string `xml:"PaxSegmentID"`
}

type wirePenalty struct {
	Desc  string     `xml:"DescText,omitempty"`
	ID    string     `xml:"PenaltyID"`
	Price *wirePrice `xml:"Price"`
	Type  string     `xml:"TypeCode"`
}

type wirePriceClass struct {
	Cabins    []wireCabin `xml:"CabinType"`
	Code      string      `xml:"Code,omitempty"`
	Desc      []wireDesc  `xml:"Desc"`
	FareBasis string      `xml:"FareBasisCode,omitempty"`
	Name      string      `xml:"Name"`
	ID        string      `xml:"PriceClassID"`
}

type wireServiceDefinition struct {
	Desc        []wireDesc             `xml:"Desc"`
	Name        string                 `xml:"Name"`
	Owner       string                 `xml:"OwnerCode"`
	RFIC        string                 `xml:"RFIC,omitempty"`
	RFISC       string                 `xml:"RFISC,omitempty"`
	SSR         string                 `xml:"ServiceCode,omitempty"`
	Association *wireDefinitionBaggage `xml:"ServiceDefinitionAssociation"`
	ID          string                 `xml:"ServiceDefinitionID"`
}

type wireDefinitionBaggage struct {
	Allowances []string `xml:"BaggageAllowanceRef>BaggageAllowanceRefID"`
}
