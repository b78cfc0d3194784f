package ndcair

import "time"

type wireShoppingResponse struct {
	Lists  wireLists       `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DataLists"`
	Offers wireOffersGroup `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes OffersGroup"`
}

type wireOffersGroup struct {
	Carriers []wireCarrierOffers `xml:"CarrierOffers"`
}

type wireCarrierOffers struct {
	Offers []wireOffer `xml:"Offer"`
}

type wirePriceResponse struct {
	Lists    wireLists          `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DataLists"`
	Payments []wireOfferPayment `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes PaymentFunctions"`
	Offer    wireOffer          `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes PricedOffer"`
}

// wireOfferPayment is a way the offer may be paid.
type wireOfferPayment struct {
	Type string `xml:"PaymentSupportedMethod>PaymentTypeCode"`
}

type wireOffer struct {
	Baggage    []wireBaggageAssociation `xml:"BaggageAssociations"`
	Overview   wireOverview             `xml:"JourneyOverview"`
	Match      string                   `xml:"MatchTypeCode,omitempty"`
	ExpiresAt  time.Time                `xml:"OfferExpirationTimeLimitDateTime"`
	ID         string                   `xml:"OfferID"`
	Items      []wireOfferItem          `xml:"OfferItem"`
	Owner      string                   `xml:"OwnerCode"`
	Penalties  []string                 `xml:"PenaltyRefID"`
	PTCs       []wirePTC                `xml:"PTC_OfferParameters"`
	Total      *wirePrice               `xml:"TotalPrice"`
	Validating string                   `xml:"ValidatingCarrierCode"`
}

type wirePTC struct {
	Pax       []string `xml:"PaxRefID"`
	Priced    int      `xml:"PricedPaxNumber"`
	PTC       string   `xml:"PTC_PricedCode"`
	Requested string   `xml:"PTC_RequestedCode"`
}

type wireBaggageAssociation struct {
	Allowances []string     `xml:"BaggageAllowanceRefID"`
	Flights    *wireFlights `xml:"OfferFlightAssociations"`
	Pax        []string     `xml:"PaxRefID"`
}

type wireOverview struct {
	Journeys []wireJourneyClass `xml:"JourneyPriceClass"`
}

type wireJourneyClass struct {
	Journey string `xml:"PaxJourneyRefID"`
	Class   string `xml:"PriceClassRefID"`
}

type wireOfferItem struct {
	Fares     []wireFareDetail     `xml:"FareDetail"`
	Mandatory bool                 `xml:"MandatoryInd,omitempty"`
	ID        string               `xml:"OfferItemID"`
	Owner     string               `xml:"OwnerCode"`
	PayBy     *wirePaymentLimit    `xml:"PaymentTimeLimit"`
	Price     *wirePrice           `xml:"Price"`
	PriceHeld *time.Time           `xml:"PriceGuaranteeTimeLimitDateTime"`
	Services  []wireOfferedService `xml:"Service"`
}

// wirePaymentLimit is a moment, or how long after booking.
type wirePaymentLimit struct {
	At     *time.Time `xml:"PaymentTimeLimitDate>PaymentTimeLimitDateTime"`
	Within *string    `xml:"PaymentTimeLimitDuration>PaymentTimeLimitDuration"`
}

type wireFareDetail struct {
	Components []wireFareComponent `xml:"FareComponent"`
	Pax        []string            `xml:"PaxRefID"`
}

type wireFareComponent struct {
	Cabin    wireCabin         `xml:"CabinType"`
	Cancel   []wireRestriction `xml:"CancelRestrictions"`
	Change   []wireRestriction `xml:"ChangeRestrictions"`
	Basis    string            `xml:"FareBasisCode"`
	Rules    []wireFareRule    `xml:"FareRule"`
	Segments []string          `xml:"PaxSegmentRefID"`
	Price    *wirePrice        `xml:"Price"`
	Class    string            `xml:"PriceClassRefID"`
	RBD      string            `xml:"RBD>RBD_Code"`
}

type wireFareRule struct {
	Remarks []wireRemark `xml:"Remark"`
	Code    string       `xml:"RuleCode,omitempty"`
}

type wireRemark struct {
	Text string `xml:"RemarkText"`
}

// wireRestriction is what cancelling or changing costs at one stage. Kind is of
// changes only, Refund of cancellations only.
type wireRestriction struct {
	Allowed bool                `xml:"AllowedModificationInd"`
	Kind    string              `xml:"ChangeTypeCode,omitempty"`
	Desc    string              `xml:"DescText,omitempty"`
	From    *time.Time          `xml:"EffectiveDateTime"`
	Until   *time.Time          `xml:"ExpirationDateTime"`
	Fee     *wireRestrictionFee `xml:"Fee"`
	Stage   string              `xml:"JourneyStageCode,omitempty"`
	Refund  *wireRefund         `xml:"Refund"`
}

type wireRestrictionFee struct {
	Amount *wireAmount `xml:"Amount"`
}

type wireRefund struct {
	Level string `xml:"LevelTypeCode"`
}

type wireOfferedService struct {
	Association wireOfferAssociation `xml:"OfferServiceAssociation"`
	Pax         []string             `xml:"PaxRefID"`
	ID          string               `xml:"ServiceID"`
}

// wireOfferAssociation is one of the three.
type wireOfferAssociation struct {
	Journeys   *wireJourneyRefs    `xml:"PaxJourneyRef"`
	Seat       *wireSeatAssignment `xml:"SeatAssignment"`
	Definition *wireOfferedExtra   `xml:"ServiceDefinitionRef"`
}

type wireOfferedExtra struct {
	Flights    *wireFlights `xml:"OfferFlightAssociations"`
	Definition string       `xml:"ServiceDefinitionRefID"`
}

type wireSeatAssignment struct {
	Seat    wireSeatName    `xml:"Seat"`
	Flights wireSeatFlights `xml:"SeatAssignmentAssociations"`
}

type wireSeatName struct {
	Column string `xml:"ColumnID"`
	Row    int    `xml:"RowNumber"`
}

type wireSeatFlights struct {
	Segment wireSegmentRef `xml:"PaxSegmentRef"`
}
