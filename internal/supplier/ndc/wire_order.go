package ndc

type wireOrderView struct {
	DataLists     wireLists
	Order         []wireOrder
	TicketDocInfo []wireTicketDoc
	Warning       []wireError
}

type wireOrder struct {
	OrderID            token
	OrderItem          []wireOrderItem
	OrderVersionNumber token
	OwnerCode          token
	StatusCode         token
	TotalPrice         *wirePrice
}

type wireOrderItem struct {
	CancelRestrictions  []wireRestriction
	ChangeRestrictions  []wireRestriction
	ExistingOrderItemID token
	FareDetail          []wireFareDetail
	OrderItemID         token
	PayBy               token `xml:"PaymentTimeLimitDateTime"`
	PenaltyRefID        []token
	Price               *wirePrice
	PriceGuarantee      token         `xml:"PriceGuaranteeTimeLimitDateTime"`
	FollowUp            *wireFollowUp `xml:"SellerFollowUpAction"`
	Service             []wireOrderedService
	StatusCode          token
}

type wireFollowUp struct {
	ActionCode []token
	ActionInd  token
}

type wireOrderedService struct {
	BookingRef []wireBookingRef
	Flight     token `xml:"OrderServiceAssociation>PaxSegmentRef>PaxSegmentRefID"`
	Seat       *struct {
		Seat    wireSeatName
		Flights wireFlights `xml:"SeatAssignmentAssociations"`
	} `xml:"OrderServiceAssociation>SeatOnLeg"`
	PaxRefID   token
	ServiceID  token
	StatusCode token
}

type wireBookingRef struct {
	BookingID token
	Carrier   token  `xml:"BookingEntity>Carrier>AirlineDesigCode"`
	Org       *token `xml:"BookingEntity>Org>OrgID"`
}

type wireTicketDoc struct {
	PaxRefID   token
	BookingRef []wireBookingRef
	Order      token `xml:"ReferencedOrder>OrderID"`
	Ticket     []struct {
		TicketNumber      token
		TicketDocTypeCode token
		Coupon            []struct{ CouponStatusCode token }
	}
}

// wirePayment is a PaymentFunctions beside an order.
type wirePayment struct {
	Order   token `xml:"OrderAssociation>OrderRefID"`
	Summary *struct {
		Amount            *wireAmount
		PaymentStatusCode token
	} `xml:"PaymentProcessingSummary"`
}

type wireReshopped struct {
	ChangeFees *struct {
		Price struct{ TotalAmount *wireAmount }
	}
	DataLists     wireLists
	ReshopResults wireReshopResults
}

type wireReshopResults struct {
	NoChange *struct {
		NoChangeInd token
	} `xml:"NoChangeInd"`
	RepricedOffer *wireRepriced
	Offer         []wireChangedOffer `xml:"ReshopOffers>Offer"`
}

type wireRepriced struct {
	OfferRefID        token
	OwnerCode         token
	TotalPrice        *wirePrice
	RepricedOfferItem []struct{ TotalPrice *wirePrice }
}

type wireChangedOffer struct {
	AddedOfferItem  []wireAddedItem
	DeleteOrderItem []wireDeletedItem
	Expires         token `xml:"OfferExpirationTimeLimitDateTime"`
	JourneyOverview wireOverview
	OfferID         token
	OwnerCode       token
	PenaltyRefID    []token
	TotalPrice      *wirePrice
}

type wireAddedItem struct {
	PenaltyRefID []token
	OfferItemID  token
	Differential *wireDifferential `xml:"ReshopPrice>PriceDifferential"`
	Plain        *wirePrice        `xml:"ReshopPrice>PriceAndFareDetails>Price"`
	Service      []wireOfferedService
}

type wireDeletedItem struct {
	PenaltyRefID []token
	OfferItemID  token
	Differential *wireDifferential `xml:"PriceDifferential"`
}

type wireDifferential struct {
	TypeCode token      `xml:"DifferentialTypeCode"`
	Diff     wirePrice  `xml:"DiffPrice>Price"`
	New      *wirePrice `xml:"NewPrice>Price"`
	Old      *wirePrice `xml:"OldPrice>Price"`
}

// wireNotice is an OrderChangeNotifRQ.
type wireNotice struct {
	CorrelationID token           `xml:"PayloadAttributes>CorrelationID"`
	TrxID         token           `xml:"PayloadAttributes>TrxID"`
	Operations    []wireOperation `xml:"Notification>ChangeGroup>ChangeOperationGroup>ChangeOperation"`
	Orders        []wireOrder     `xml:"Notification>CurrentOrder>Order"`
	Baseline      []wireOrder     `xml:"Notification>OrderBaseline>Order"`
}

type wireOperation struct {
	ChangeDateTime token
	ChangeTypeCode token
	ReasonCode     token
}
