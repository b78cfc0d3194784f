package ndcair

import "time"

type wireReshopResponse struct {
	Fees    *wirePenalty      `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes ChangeFees"`
	Lists   wireLists         `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DataLists"`
	Order   wireKey           `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes Order"`
	Results wireReshopResults `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes ReshopResults"`
}

// wireReshopResults are one of the three.
type wireReshopResults struct {
	NoChange *wireNoChange     `xml:"NoChangeInd"`
	Repriced *wireRepriced     `xml:"RepricedOffer"`
	Offers   *wireReshopOffers `xml:"ReshopOffers"`
}

type wireNoChange struct {
	Same bool `xml:"NoChangeInd"`
}

type wireReshopOffers struct {
	Offers   []wireChangedOffer `xml:"Offer"`
	Requoted *wireChangedOffer  `xml:"RequotedOffer"`
}

type wireChangedOffer struct {
	Added     []wireAddedItem   `xml:"AddedOfferItem"`
	Deleted   []wireDeletedItem `xml:"DeleteOrderItem"`
	Overview  *wireOverview     `xml:"JourneyOverview"`
	ExpiresAt *time.Time        `xml:"OfferExpirationTimeLimitDateTime"`
	ID        string            `xml:"OfferID"`
	Owner     string            `xml:"OwnerCode"`
	Penalties []string          `xml:"PenaltyRefID"`
	Total     *wirePrice        `xml:"TotalPrice"`
}

type wireAddedItem struct {
	Existing []wireExistingItem   `xml:"ExistingOrderItem"`
	Fares    []wireFareDetail     `xml:"FareDetail"`
	ID       string               `xml:"OfferItemID"`
	Owner    string               `xml:"OwnerCode"`
	Penalty  []string             `xml:"PenaltyRefID"`
	Price    wireReshopPrice      `xml:"ReshopPrice"`
	Services []wireOfferedService `xml:"Service"`
}

type wireDeletedItem struct {
	Existing     []wireExistingItem `xml:"ExistingOrderItem"`
	ID           string             `xml:"OfferItemID"`
	Penalties    []string           `xml:"PenaltyRefID"`
	Differential *wireDifferential  `xml:"PriceDifferential"`
}

type wireExistingItem struct {
	ID string `xml:"OrderItemRefID"`
}

type wireReshopPrice struct {
	Differential *wireDifferential `xml:"PriceDifferential"`
}

type wireDifferential struct {
	Type string          `xml:"DifferentialTypeCode"`
	Diff wireDiffAmounts `xml:"DiffPrice>Price"`
	New  *wirePrice      `xml:"NewPrice>Price"`
	Old  *wirePrice      `xml:"OldPrice>Price"`
}

// wireDiffAmounts is what one side owes the other.
type wireDiffAmounts struct {
	DueBy *wireAmount `xml:"DueByAirlineAmount"`
	DueTo *wireAmount `xml:"DueToAirlineAmount"`
}

type wireRepriced struct {
	ExpiresAt *time.Time         `xml:"OfferExpirationTimeLimitDateTime"`
	ID        string             `xml:"OfferRefID"`
	Owner     string             `xml:"OwnerCode"`
	Items     []wireRepricedItem `xml:"RepricedOfferItem"`
	Total     *wirePrice         `xml:"TotalPrice"`
}

type wireRepricedItem struct {
	Original  wireOriginalItem `xml:"OriginalOrderItem"`
	PriceHeld *time.Time       `xml:"PriceGuaranteeTimeLimitDateTime"`
	Total     *wirePrice       `xml:"TotalPrice"`
}

type wireOriginalItem struct {
	ID    string     `xml:"OrderItemRefID"`
	Total *wirePrice `xml:"TotalPrice"`
}
