package ndc

// What is received. Names are the standard's; namespaces are not looked at, and
// only what is used is here. A list inside a list element is always a slice:
// suppliers repeat what may stand once.

type wireError struct {
	Code       token
	TypeCode   token
	TagText    token
	DescText   token
	StatusText token
	OwnerName  token
}

type wireAmount struct {
	CurCode token `xml:",attr"`
	Value   token `xml:",chardata"`
}

type wirePrice struct {
	BaseAmount   *wireAmount
	EquivAmount  *wireAmount
	TotalAmount  *wireAmount
	TaxSummary   []wireTaxSummary
	Fee          []wireFee
	Surcharge    []wireSurcharge
	Discount     *wireDiscount
	DueByAirline *wireAmount `xml:"DueByAirlineAmount"`
	DueToAirline *wireAmount `xml:"DueToAirlineAmount"`
}

type wireTaxSummary struct {
	Tax            []wireTax
	TotalTaxAmount *wireAmount
}

type wireTax struct {
	Amount  wireAmount
	TaxCode token
}

type wireFee struct {
	Amount    wireAmount
	DesigText token
}

type wireSurcharge struct {
	TotalAmount *wireAmount
	Breakdown   []wireFee
}

type wireDiscount struct {
	DiscountAmount *wireAmount
}

// wireLists is DataLists, the graph all else refers into.
type wireLists struct {
	BaggageAllowances  listed[wireBaggage]           `xml:"BaggageAllowanceList>BaggageAllowance"`
	Disclosures        listed[wireDisclosure]        `xml:"DisclosureList>Disclosure"`
	Legs               listed[wireLeg]               `xml:"DatedOperatingLegList>DatedOperatingLeg"`
	Marketing          listed[wireMarketing]         `xml:"DatedMarketingSegmentList>DatedMarketingSegment"`
	Operating          listed[wireOperating]         `xml:"DatedOperatingSegmentList>DatedOperatingSegment"`
	Journeys           listed[wireJourney]           `xml:"PaxJourneyList>PaxJourney"`
	Pax                listed[wirePax]               `xml:"PaxList>Pax"`
	Segments           listed[wireSegment]           `xml:"PaxSegmentList>PaxSegment"`
	Penalties          listed[wirePenalty]           `xml:"PenaltyList>Penalty"`
	PriceClasses       listed[wirePriceClass]        `xml:"PriceClassList>PriceClass"`
	SeatProfiles       listed[wireSeatProfile]       `xml:"SeatProfileList>SeatProfile"`
	ServiceDefinitions listed[wireServiceDefinition] `xml:"ServiceDefinitionList>ServiceDefinition"`
}

type wireBaggage struct {
	BaggageAllowanceID token
	TypeCode           token
	PieceAllowance     *struct{ TotalQty token }
	WeightAllowance    []wireWeight
}

type wireWeight struct {
	MaximumWeightMeasure      token
	TotalMaximumWeightMeasure token
	WeightUnitOfMeasurement   token
}

type wireDisclosure struct {
	DisclosureID token
	Desc         []wireText
}

type wireText struct {
	DescText token
}

type wireLeg struct {
	DatedOperatingLegID token
	Aircraft            token `xml:"IATA_AircraftType>IATA_AircraftTypeCode"`
}

type wirePoint struct {
	Time     token `xml:"AircraftScheduledDateTime"`
	Airport  token `xml:"IATA_LocationCode"`
	Terminal token `xml:"TerminalName"`
}

type wireMarketing struct {
	ID        token `xml:"DatedMarketingSegmentId"`
	Carrier   token `xml:"CarrierDesigCode"`
	Number    token `xml:"MarketingCarrierFlightNumberText"`
	Suffix    token `xml:"OperationalSuffixText"`
	Dep       wirePoint
	Arrival   wirePoint
	Operating token `xml:"DatedOperatingSegmentRefId"`
}

type wireOperating struct {
	ID      token   `xml:"DatedOperatingSegmentId"`
	Carrier token   `xml:"CarrierDesigCode"`
	Number  token   `xml:"OperatingCarrierFlightNumberText"`
	Legs    []token `xml:"DatedOperatingLegRefID"`
}

type wireJourney struct {
	PaxJourneyID    token
	PaxSegmentRefID []token
}

type wireSegment struct {
	PaxSegmentID token
	Marketing    token     `xml:"DatedMarketingSegmentRefId"`
	Cabin        wireCabin `xml:"CabinTypeAssociationChoice>SegmentCabinType"`
	RBD          token     `xml:"MarketingCarrierRBD_Code"`
}

type wireCabin struct {
	CabinTypeCode token
	CabinTypeName token
}

type wirePax struct {
	PaxID      token
	PTC        token
	Individual *wireIndividual
}

type wireIndividual struct {
	GivenName []token
	Surname   token
}

type wirePenalty struct {
	PenaltyID token
	TypeCode  token
	Price     struct{ TotalAmount *wireAmount }
	DescText  []token
}

type wirePriceClass struct {
	PriceClassID token
	Name         token
	CabinType    []wireCabin
}

type wireSeatProfile struct {
	SeatProfileID          token
	SeatCharacteristicCode []token
}

type wireServiceDefinition struct {
	ServiceDefinitionID token
	Name                token
	ServiceCode         token
	RFIC                token
	RFISC               token
	Baggage             []token `xml:"ServiceDefinitionAssociation>BaggageAllowanceRef>BaggageAllowanceRefID"`
	SeatProfile         []token `xml:"ServiceDefinitionAssociation>SeatProfileRef>SeatProfileRefID"`
}

// wireFlights is any of the standard's ways to say which flights are meant.
type wireFlights struct {
	Journeys []token `xml:"PaxJourneyRef>PaxJourneyRefID"`
	Segments []token `xml:"PaxSegmentReferences>PaxSegmentRefID"`
	Segment  []token `xml:"PaxSegmentRef>PaxSegmentRefID"`
	Legs     []token `xml:"DatedOperatingLegRef>DatedOperatingLegRefID"`
}

// wireRestriction is CancelRestrictions or ChangeRestrictions.
type wireRestriction struct {
	Allowed        token `xml:"AllowedModificationInd"`
	ChangeTypeCode token
	DescText       token
	Effective      token `xml:"EffectiveDateTime"`
	Expiration     token `xml:"ExpirationDateTime"`
	Fee            *struct {
		Amount  *wireAmount
		Percent token
	}
	JourneyStageCode token
	PaxRefID         token
}
