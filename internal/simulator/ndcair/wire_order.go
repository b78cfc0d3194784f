package ndcair

import "time"

type wireOrderResponse struct {
	Lists   wireLists       `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DataLists"`
	Orders  []wireOrder     `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes Order"`
	Tickets []wireTicketDoc `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes TicketDocInfo"`
}

type wireOrder struct {
	CreatedAt time.Time       `xml:"CreationDateTime"`
	ID        string          `xml:"OrderID"`
	Items     []wireOrderItem `xml:"OrderItem"`
	Version   int             `xml:"OrderVersionNumber"`
	Owner     string          `xml:"OwnerCode"`
	Status    string          `xml:"StatusCode"`
	Total     *wirePrice      `xml:"TotalPrice"`
}

type wireOrderItem struct {
	Fares        []wireFareDetail     `xml:"FareDetail"`
	ID           string               `xml:"OrderItemID"`
	Owner        string               `xml:"OwnerCode"`
	PayBy        *time.Time           `xml:"PaymentTimeLimitDateTime"`
	Price        *wirePrice           `xml:"Price"`
	Differential *wireDifferential    `xml:"PriceDifferential"`
	PriceHeld    *time.Time           `xml:"PriceGuaranteeTimeLimitDateTime"`
	FollowUp     *wireFollowUp        `xml:"SellerFollowUpAction"`
	Services     []wireOrderedService `xml:"Service"`
	Status       string               `xml:"StatusCode"`
}

type wireFollowUp struct {
	Actions []string `xml:"ActionCode"`
	Needed  bool     `xml:"ActionInd"`
}

type wireOrderedService struct {
	BookingRefs []wireBookingRef     `xml:"BookingRef"`
	Delivery    string               `xml:"DeliveryStatusCode,omitempty"`
	Association wireOrderAssociation `xml:"OrderServiceAssociation"`
	Pax         string               `xml:"PaxRefID"`
	ID          string               `xml:"ServiceID"`
	Status      string               `xml:"StatusCode"`
	Validating  *wireCarrier         `xml:"ValidatingCarrier"`
}

// wireOrderAssociation is one of the three.
type wireOrderAssociation struct {
	Segment    *wireSegmentRef     `xml:"PaxSegmentRef"`
	Seat       *wireSeatAssignment `xml:"SeatOnLeg"`
	Definition *wireOrderedExtra   `xml:"ServiceDefinitionRef"`
}

type wireOrderedExtra struct {
	Flights    *wireOrderFlights `xml:"OrderFlightAssociations"`
	Definition string            `xml:"ServiceDefinitionRefID"`
}

type wireOrderFlights struct {
	Segment wireSegmentRef `xml:"PaxSegmentRef"`
}

type wireTicketDoc struct {
	Issue   wireIssue    `xml:"IssueInfo"`
	Pax     string       `xml:"PaxRefID"`
	Order   *wireKey     `xml:"ReferencedOrder"`
	Tickets []wireTicket `xml:"Ticket"`
}

type wireIssue struct {
	Date    string      `xml:"IssueDate"`
	Carrier wireCarrier `xml:"IssuingCarrier"`
}

type wireTicket struct {
	Coupons   []wireCoupon `xml:"Coupon"`
	Primary   bool         `xml:"PrimaryDocInd"`
	Reporting string       `xml:"ReportingTypeCode"`
	Type      string       `xml:"TicketDocTypeCode"`
	Number    string       `xml:"TicketNumber"`
}

type wireCoupon struct {
	Number  int             `xml:"CouponNumber"`
	Status  string          `xml:"CouponStatusCode"`
	Basis   string          `xml:"FareBasisCode"`
	Flights wireSegmentRefs `xml:"SoldAirlineInfo"`
}

// wireOrderPaid is money received for an order.
type wireOrderPaid struct {
	Order   wirePaidOrder   `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes OrderAssociation"`
	Payment wirePaidSummary `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes PaymentProcessingSummary"`
}

type wirePaidOrder struct {
	ID string `xml:"OrderRefID"`
}

type wirePaidSummary struct {
	Amount *wireAmount    `xml:"Amount"`
	At     time.Time      `xml:"PaymentCommitmentDateTime"`
	ID     string         `xml:"PaymentID"`
	Method wirePaidMethod `xml:"PaymentProcessingSummaryPaymentMethod"`
	Status string         `xml:"PaymentStatusCode"`
}

type wirePaidMethod struct {
	Plan string `xml:"SettlementPlan>PaymentTypeCode"`
}

// wireKey names an order.
type wireKey struct {
	ID     string `xml:"OrderID"`
	Owner  string `xml:"OwnerCode"`
	Status string `xml:"StatusCode,omitempty"`
}

type wireOrderListResponse struct {
	Orders []wireMatchedOrder `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes MatchedOrder"`
}

type wireMatchedOrder struct {
	Arrival   wireArrivalDay   `xml:"Arrival"`
	CreatedAt time.Time        `xml:"CreationDateTime"`
	Departure wireDepartureDay `xml:"Dep"`
	ID        string           `xml:"OrderRefID"`
	Status    string           `xml:"OrderStatusCode"`
	Pax       []wirePax        `xml:"PaxList>Pax"`
}

type wireArrivalDay struct {
	Date    string `xml:"ArrivalDate"`
	Station string `xml:"StationCode"`
}

type wireDepartureDay struct {
	Date    string `xml:"DepDate"`
	Station string `xml:"StationCode"`
}
