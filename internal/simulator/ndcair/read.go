package ndcair

// What callers send. Only what this world goes by is read; all else of the
// schema is passed over. Absent is empty: no field needs to tell the two apart.

// readEnvelope is what every message has.
type readEnvelope struct {
	Chain []struct {
		Role string `xml:"OrgRole"`
		ID   string `xml:"ParticipatingOrg>OrgID"`
	} `xml:"DistributionChain>DistributionChainLink"`
	CorrelationID string `xml:"PayloadAttributes>CorrelationID"`
	Version       string `xml:"PayloadAttributes>VersionNumber"`
}

type readShopping struct {
	Legs        []readLeg        `xml:"Request>FlightRequest>FlightRequestOriginDestinationsCriteria>OriginDestCriteria"`
	Connections []readConnection `xml:"Request>FlightRelatedCriteria>ConnectionCriteria"`
	Carriers    []readCarrier    `xml:"Request>FlightRelatedCriteria>CarrierCriteria"`
	Programs    []readProgram    `xml:"Request>OfferCriteria>ProgramCriteria"`
	Pax         []readPax        `xml:"Request>PaxList>Pax"`
}

// readProgram is a company's agreement with an airline.
type readProgram struct {
	Accounts []string `xml:"ProgramAccount>AccountID"`
	Owner    string   `xml:"ProgramOwner>Carrier>AirlineDesigCode"`
}

type readLeg struct {
	Cabins      []string `xml:"CabinType>CabinTypeCode"`
	Destination string   `xml:"DestArrivalCriteria>IATA_LocationCode"`
	Date        string   `xml:"OriginDepCriteria>Date"`
	Origin      string   `xml:"OriginDepCriteria>IATA_LocationCode"`
}

type readConnection struct {
	Most string `xml:"MaximumConnectionQty"`
}

type readCarrier struct {
	Code  string `xml:"Carrier>AirlineDesigCode"`
	Level string `xml:"PrefLevel>PrefLevelCode"`
}

type readPricing struct {
	Offers []readSelection `xml:"Request>PricedOffer>SelectedOfferList>SelectedOffer"`
}

// readSelection is an offer and the items of it that are wanted.
type readSelection struct {
	OfferID string     `xml:"OfferRefID"`
	Owner   string     `xml:"OwnerCode"`
	Items   []readItem `xml:"SelectedOfferItem"`
	Total   readAmount `xml:"TotalOfferPriceAmount"`
}

type readItem struct {
	ID   string    `xml:"OfferItemRefID"`
	Pax  []string  `xml:"PaxRefID"`
	Qty  string    `xml:"SelectedALaCarteOfferItem>Qty"`
	Seat *readSeat `xml:"SelectedSeat"`
}

type readSeat struct {
	Column string `xml:"ColumnID"`
	Row    string `xml:"SeatRowNumber"`
}

type readAmount struct {
	Currency string `xml:"CurCode,attr"`
	Value    string `xml:",chardata"`
}

// readAbout names what seats or services are asked of: offers or an order.
type readAbout struct {
	SeatOffers    []readOfferKey `xml:"Request>SeatAvailCoreRequest>OfferRequest>Offer"`
	SeatOrder     *readOrderKey  `xml:"Request>SeatAvailCoreRequest>OrderRequest>Order"`
	ServiceOffers []readOfferKey `xml:"Request>ServiceListCoreRequest>OfferRequest>Offer"`
	ServiceOrder  *readOrderKey  `xml:"Request>ServiceListCoreRequest>OrderRequest>Order"`
}

type readOfferKey struct {
	ID    string `xml:"OfferID"`
	Owner string `xml:"OwnerCode"`
}

type readOrderKey struct {
	ID    string `xml:"OrderID"`
	Owner string `xml:"OwnerCode"`
}

type readCreate struct {
	Refs     []readBookingRef `xml:"Request>BookingRef"`
	Offers   []readSelection  `xml:"Request>CreateOrder>AcceptSelectedQuotedOfferList>SelectedPricedOffer"`
	Contacts []readContact    `xml:"Request>DataLists>ContactInfoList>ContactInfo"`
	Pax      []readPax        `xml:"Request>DataLists>PaxList>Pax"`
	Payments []readPayment    `xml:"Request>PaymentFunctions"`
}

type readBookingRef struct {
	ID      string `xml:"BookingID"`
	Carrier string `xml:"BookingEntity>Carrier>AirlineDesigCode"`
	OrgName string `xml:"BookingEntity>Org>Name"`
	OrgID   string `xml:"BookingEntity>Org>OrgID"`
}

type readContact struct {
	ID    string   `xml:"ContactInfoID"`
	Email []string `xml:"EmailAddress>EmailAddressText"`
	Phone []struct {
		Country string `xml:"CountryDialingCode"`
		Area    string `xml:"AreaCodeNumber"`
		Number  string `xml:"PhoneNumber"`
	} `xml:"Phone"`
}

type readPax struct {
	Birthdate  string          `xml:"Birthdate"`
	Contact    string          `xml:"ContactInfoRefID"`
	Documents  []readDocument  `xml:"IdentityDoc"`
	Individual *readIndividual `xml:"Individual"`
	ID         string          `xml:"PaxID"`
	RefID      string          `xml:"PaxRefID"`
	PTC        string          `xml:"PTC"`
}

type readDocument struct {
	Expires string `xml:"ExpiryDate"`
	ID      string `xml:"IdentityDocID"`
	Type    string `xml:"IdentityDocTypeCode"`
	Country string `xml:"IssuingCountryCode"`
}

type readIndividual struct {
	Birthdate string   `xml:"Birthdate"`
	Gender    string   `xml:"GenderCode"`
	Given     []string `xml:"GivenName"`
	Surname   string   `xml:"Surname"`
	Title     string   `xml:"TitleName"`
}

// readPayment is one payment; Details is nil where only a method is asked about.
type readPayment struct {
	Details *readDetails `xml:"PaymentProcessingDetails"`
}

type readDetails struct {
	Amount readAmount `xml:"Amount"`
	Method struct {
		Card *struct {
			Token string `xml:"TokenizedCardID"`
		} `xml:"PaymentCard"`
		Plan *struct {
			Type string `xml:"PaymentTypeCode"`
		} `xml:"SettlementPlan"`
		Offline *struct{} `xml:"OfflinePayment"`
		EasyPay *struct{} `xml:"IATA_EasyPay"`
	} `xml:"PaymentMethod"`
}

type readRetrieve struct {
	Order   *readOrderKey `xml:"Request>OrderValidationFilterCriteria>OrderFilterCriteria"`
	Booking *struct {
		ID      string `xml:"BookingID"`
		Carrier string `xml:"Carrier>AirlineDesigCode"`
		OrgID   string `xml:"Org>OrgID"`
	} `xml:"Request>OrderValidationFilterCriteria>BookingRefFilterCriteria"`
	Doc *struct {
		Number string `xml:"DocNumber"`
	} `xml:"Request>OrderValidationFilterCriteria>DocFilterCriteria"`
}

type readList struct {
	Booking readBookingRef `xml:"Request>OrderSearchFilterCriteria>BookingRefFilterCriteria"`
	From    string         `xml:"Request>OrderSearchFilterCriteria>CreationDateTimeFilterCriteria>FromDateTime"`
	To      string         `xml:"Request>OrderSearchFilterCriteria>CreationDateTimeFilterCriteria>ToDateTime"`
	Surname string         `xml:"Request>OrderSearchFilterCriteria>PaxFilterCriteria>Individual>Surname"`
	Ticket  string         `xml:"Request>OrderSearchFilterCriteria>TicketFilterCriteria>TicketNumber"`
}

type readReshop struct {
	OrderID string            `xml:"Request>OrderRefID"`
	Cancel  *readCancelOrder  `xml:"Request>UpdateOrder>CancelOrderRef"`
	Service *readServiceOrder `xml:"Request>UpdateOrder>ReshopOrder>ReshopOrderChoice>ServiceOrder"`
}

type readCancelOrder struct {
	OrderID string `xml:"OrderRefID"`
}

type readServiceOrder struct {
	Add     []readLeg `xml:"AddOfferItems>FlightRequest>FlightRequestOriginDestinationsCriteria>OriginDestCriteria"`
	Deleted []struct {
		ID     string   `xml:"OrderItemRefID"`
		Retain []string `xml:"RetainServiceID"`
	} `xml:"DeleteOrderItem"`
}

type readQuote struct {
	Existing *readOrderKey   `xml:"Payload>ExistingOrder"`
	Repriced *readOrderKey   `xml:"Payload>RepricedOrder"`
	Selected []readSelection `xml:"Payload>SelectedOffers"`
}

type readChange struct {
	Order     readOrderKey    `xml:"Request>Order"`
	Cancelled *readOfferKey   `xml:"Request>ChangeOrderChoice>AcceptCancelledOffer"`
	Accept    *readItemRefs   `xml:"Request>ChangeOrderChoice>AcceptChange"`
	Repriced  *readOfferRefs  `xml:"Request>ChangeOrderChoice>AcceptRepricedOrder"`
	Offers    []readSelection `xml:"Request>ChangeOrderChoice>AcceptSelectedQuotedOfferList>SelectedPricedOffer"`
	Unpaid    *readUnpaid     `xml:"Request>ChangeOrderChoice>CancelUnpaidOrder"`
	ItemList  *struct{}       `xml:"Request>ChangeOrderChoice>AcceptOrderItemList"`
	Pax       *struct{}       `xml:"Request>ChangeOrderChoice>UpdatePax"`
	Payments  []readPayment   `xml:"Request>PaymentFunctions"`
}

type readItemRefs struct {
	IDs []string `xml:"OrderItemRefID"`
}

type readOfferRefs struct {
	IDs []string `xml:"OfferRefID"`
}

type readUnpaid struct {
	OrderID string `xml:"OrderRefID"`
	Owner   string `xml:"OwnerCode"`
}
