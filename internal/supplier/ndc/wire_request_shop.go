package ndc

import "encoding/xml"

type sendShopping struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload         `xml:"PayloadAttributes"`
	Request sendShoppingRequest `xml:"Request"`
}

type sendShoppingRequest struct {
	Related *sendRelated      `xml:"c:FlightRelatedCriteria"`
	Flights sendFlightRequest `xml:"c:FlightRequest"`
	// Programs are negotiated terms.
	Programs *sendPrograms `xml:"c:OfferCriteria"`
	PaxList  sendPaxList   `xml:"c:PaxList"`
}

type sendPrograms struct {
	Criteria []sendProgram `xml:"c:ProgramCriteria"`
}

// sendProgram is an account with an airline, under which it sells at terms of its own.
type sendProgram struct {
	Account string `xml:"c:ProgramAccount>c:AccountID"`
	Owner   string `xml:"c:ProgramOwner>c:Carrier>c:AirlineDesigCode"`
}

type sendRelated struct {
	Carriers []sendCarrierWish `xml:"c:CarrierCriteria"`
	Flights  []sendFlightWish  `xml:"c:FlightCriteria"`
}

type sendCarrierWish struct {
	Code string    `xml:"c:Carrier>c:AirlineDesigCode"`
	Pref sendLevel `xml:"c:PrefLevel"`
}

type sendFlightWish struct {
	Character sendCharacter `xml:"c:FlightCharacteristicsCriteria"`
}

type sendCharacter struct {
	Code string    `xml:"c:CharacteristicCode"`
	Pref sendLevel `xml:"c:PrefLevel"`
}

type sendLevel struct {
	Code string `xml:"c:PrefLevelCode"`
}

type sendFlightRequest struct {
	OriginDests []sendOriginDest `xml:"c:FlightRequestOriginDestinationsCriteria>c:OriginDestCriteria"`
}

type sendOriginDest struct {
	Cabin       *sendCabinWish `xml:"c:CabinType"`
	Destination string         `xml:"c:DestArrivalCriteria>c:IATA_LocationCode"`
	Departure   sendDeparture  `xml:"c:OriginDepCriteria"`
	ID          string         `xml:"c:OriginDestID"`
}

type sendCabinWish struct {
	Code string    `xml:"c:CabinTypeCode"`
	Pref sendLevel `xml:"c:PrefLevel"`
}

type sendDeparture struct {
	Date    string `xml:"c:Date"`
	Airport string `xml:"c:IATA_LocationCode"`
}

type sendOfferPrice struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload      `xml:"PayloadAttributes"`
	Request sendPriceRequest `xml:"Request"`
}

type sendPriceRequest struct {
	Lists  sendLists      `xml:"c:DataLists"`
	Offers []sendSelected `xml:"c:PricedOffer>c:SelectedOfferList>c:SelectedOffer"`
}

type sendServiceList struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload `xml:"PayloadAttributes"`
	Request struct {
		Pax  []sendPax `xml:"c:Pax"`
		Core sendCore  `xml:"c:ServiceListCoreRequest"`
	} `xml:"Request"`
}

type sendSeatAvailability struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload `xml:"PayloadAttributes"`
	Request struct {
		Pax  []sendPax `xml:"c:Pax"`
		Core sendCore  `xml:"c:SeatAvailCoreRequest"`
	} `xml:"Request"`
}

// sendCore is what services and seats are asked of: one of the two.
type sendCore struct {
	Offer *sendCoreOffer `xml:"c:OfferRequest>c:Offer"`
	Order *sendCoreOrder `xml:"c:OrderRequest>c:Order"`
}

type sendCoreOffer struct {
	OfferID string         `xml:"c:OfferID"`
	Items   []sendCoreItem `xml:"c:OfferItem"`
	Owner   string         `xml:"c:OwnerCode"`
}

type sendCoreItem struct {
	ItemID string   `xml:"c:OfferItemID"`
	PaxIDs []string `xml:"c:PaxRefID"`
}

type sendCoreOrder struct {
	OrderID string `xml:"c:OrderID"`
	Owner   string `xml:"c:OwnerCode"`
}
