package ndcair

import "time"

type wireServicesResponse struct {
	Offer *wireALaCarte `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes ALaCarteOffer"`
	Lists wireLists     `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DataLists"`
}

type wireSeatsResponse struct {
	Offer *wireALaCarte `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes ALaCarteOffer"`
	Lists wireLists     `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DataLists"`
	Maps  []wireSeatMap `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes SeatMap"`
}

type wireALaCarte struct {
	ExpiresAt *time.Time         `xml:"OfferExpirationTimeLimitDateTime"`
	ID        string             `xml:"OfferID"`
	Items     []wireALaCarteItem `xml:"OfferItem"`
	Owner     string             `xml:"OwnerCode"`
}

type wireALaCarteItem struct {
	Eligible wireEligibility     `xml:"Eligibility"`
	ID       string              `xml:"OfferItemID"`
	Owner    string              `xml:"OwnerCode"`
	Service  wireALaCarteService `xml:"Service"`
	Price    *wirePrice          `xml:"UnitPrice"`
}

type wireEligibility struct {
	Flights *wireFlights `xml:"OfferFlightAssociations"`
	Pax     []string     `xml:"PaxRefID"`
}

type wireALaCarteService struct {
	Definition string `xml:"ServiceDefinitionRefID"`
	ID         string `xml:"ServiceID"`
}

type wireSeatMap struct {
	Cabins  []wireCompartment `xml:"CabinCompartment"`
	Segment string            `xml:"PaxSegmentRefID"`
}

type wireCompartment struct {
	Cabin    wireCabin        `xml:"CabinType"`
	Deck     string           `xml:"DeckCode"`
	FirstRow int              `xml:"FirstRowNumber"`
	LastRow  int              `xml:"LastRowNumber"`
	Columns  []wireSeatColumn `xml:"SeatColumn"`
	Rows     []wireSeatRow    `xml:"SeatRow"`
}

type wireSeatColumn struct {
	ID   string   `xml:"ColumnID"`
	Like []string `xml:"SeatCharacteristicCode"`
}

type wireSeatRow struct {
	Like   []string   `xml:"RowCharacteristicCode"`
	Number int        `xml:"RowNumber"`
	Seats  []wireSeat `xml:"Seat"`
}

type wireSeat struct {
	Column string   `xml:"ColumnID"`
	State  string   `xml:"OccupationStatusCode"`
	Items  []string `xml:"OfferItemRefID"`
	Row    int      `xml:"RowNumber"`
	Like   []string `xml:"SeatCharacteristicCode"`
}
