package ndc

type wireShopped struct {
	DataLists wireLists
	Offers    listed[wireOffer] `xml:"OffersGroup>CarrierOffers>Offer"`
	Warning   []wireError
}

type wirePriced struct {
	DataLists   wireLists
	PricedOffer *wireOffer
}

type wireOffer struct {
	BaggageAssociations []wireBaggageAssociation
	DisclosureRefID     token
	JourneyOverview     wireOverview
	Expires             token `xml:"OfferExpirationTimeLimitDateTime"`
	OfferID             token
	OfferItem           listed[wireOfferItem]
	OwnerCode           token
	PenaltyRefID        []token
	TotalPrice          *wirePrice
}

type wireBaggageAssociation struct {
	BaggageAllowanceRefID []token
	Flights               wireFlights `xml:"OfferFlightAssociations"`
	PaxRefID              []token
}

type wireOverview struct {
	JourneyPriceClass []struct {
		PaxJourneyRefID token
		PriceClassRefID token
	}
	PriceClassRefID token
}

type wireOfferItem struct {
	CancelRestrictions []wireRestriction
	ChangeRestrictions []wireRestriction
	FareDetail         []wireFareDetail
	OfferItemID        token
	PaymentTimeLimit   *wirePaymentLimit
	Price              *wirePrice
	PriceGuarantee     token `xml:"PriceGuaranteeTimeLimitDateTime"`
	PenaltyRefID       []token
	Service            []wireOfferedService
}

type wirePaymentLimit struct {
	At  token `xml:"PaymentTimeLimitDate>PaymentTimeLimitDateTime"`
	For token `xml:"PaymentTimeLimitDuration>PaymentTimeLimitDuration"`
}

type wireFareDetail struct {
	FareComponent []wireFareComponent
	PaxRefID      []token
	PenaltyRefID  []token
}

type wireFareComponent struct {
	CabinType          wireCabin
	CancelRestrictions []wireRestriction
	ChangeRestrictions []wireRestriction
	FareBasisCode      token
	FareRule           []struct {
		Remark []struct{ RemarkText token }
	}
	PaxSegmentRefID []token
	Price           *wirePrice
	PriceClassRefID token
	RBD             token `xml:"RBD>RBD_Code"`
}

type wireOfferedService struct {
	Inventory   token                `xml:"InventoryGuaranteeDateTime"`
	Association wireOfferAssociation `xml:"OfferServiceAssociation"`
	PaxRefID    []token
	ServiceID   token
}

type wireOfferAssociation struct {
	Journeys []token `xml:"PaxJourneyRef>PaxJourneyRefID"`
	Seat     *struct {
		Seat       wireSeatName
		Flights    wireFlights `xml:"SeatAssignmentAssociations"`
		Definition token       `xml:"ServiceDefinitionRefID"`
	} `xml:"SeatAssignment"`
	Service *struct {
		Flights    wireFlights `xml:"OfferFlightAssociations"`
		Definition token       `xml:"ServiceDefinitionRefID"`
	} `xml:"ServiceDefinitionRef"`
}

type wireSeatName struct {
	ColumnID  token
	RowNumber token
}

// wireALaCarte is what is sold beside the flights, in ServiceListRS and
// SeatAvailabilityRS.
type wireALaCarte struct {
	OfferID   token
	OwnerCode token
	OfferItem []wireALaCarteItem
}

type wireALaCarteItem struct {
	OfferItemID token
	Flights     wireFlights `xml:"Eligibility>OfferFlightAssociations"`
	PaxRefID    []token     `xml:"Eligibility>PaxRefID"`
	Definition  token       `xml:"Service>ServiceDefinitionRefID"`
	UnitPrice   *wirePrice
}

type wireServiceList struct {
	ALaCarteOffer *wireALaCarte
	DataLists     wireLists
}

type wireSeatAvailability struct {
	ALaCarteOffer *wireALaCarte
	DataLists     wireLists
	SeatMap       []wireSeatMap
}

type wireSeatMap struct {
	PaxSegmentRefID  token
	CabinCompartment []wireCompartment
}

type wireCompartment struct {
	CabinType  wireCabin
	SeatColumn []struct {
		ColumnID               token
		SeatCharacteristicCode []token
	}
	SeatRow []wireSeatRow
}

type wireSeatRow struct {
	RowCharacteristicCode []token
	RowNumber             token
	Seat                  []wireSeat
}

type wireSeat struct {
	ColumnID               token
	OccupationStatusCode   token
	OfferItemRefID         []token
	SeatCharacteristicCode []token
	SeatProfileRefID       token
}
