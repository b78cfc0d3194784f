package ndc

import "encoding/xml"

type sendOrderCreate struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload       `xml:"PayloadAttributes"`
	Request sendCreateRequest `xml:"Request"`
}

type sendCreateRequest struct {
	BookingRef sendBookingRef `xml:"c:BookingRef"`
	Offers     []sendSelected `xml:"c:CreateOrder>c:AcceptSelectedQuotedOfferList>c:SelectedPricedOffer"`
	Lists      sendLists      `xml:"c:DataLists"`
	Payments   []sendPayment  `xml:"c:PaymentFunctions"`
}

type sendOrderRetrieve struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload `xml:"PayloadAttributes"`
	Request struct {
		Filter sendOrderFilters `xml:"c:OrderValidationFilterCriteria"`
	} `xml:"Request"`
}

// sendOrderFilters is one of the two.
type sendOrderFilters struct {
	Reference *sendReferenceFilter `xml:"c:BookingRefFilterCriteria"`
	Order     *sendOrderKey        `xml:"c:OrderFilterCriteria"`
}

type sendReferenceFilter struct {
	ID  string  `xml:"c:BookingID"`
	Org sendOrg `xml:"c:Org"`
}

type sendOrderKey struct {
	OrderID string `xml:"c:OrderID"`
	Owner   string `xml:"c:OwnerCode"`
}

type sendOrderChange struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload       `xml:"PayloadAttributes"`
	Request sendChangeRequest `xml:"Request"`
}

type sendChangeRequest struct {
	Choice   *sendChangeChoice `xml:"c:ChangeOrderChoice"`
	Order    sendOrderKey      `xml:"c:Order"`
	Payments []sendPayment     `xml:"c:PaymentFunctions"`
}

// sendChangeChoice is one of its fields.
type sendChangeChoice struct {
	Cancelled *sendCancelledOffer `xml:"c:AcceptCancelledOffer"`
	Change    *sendOrderItems     `xml:"c:AcceptChange"`
	Repriced  *sendRepriced       `xml:"c:AcceptRepricedOrder"`
	Selected  *sendSelectedList   `xml:"c:AcceptSelectedQuotedOfferList"`
	Unpaid    *sendUnpaid         `xml:"c:CancelUnpaidOrder"`
}

// sendSelectedList is a pointer's worth: of a nil list with a path the encoder
// writes the path.
type sendSelectedList struct {
	Offers []sendSelected `xml:"c:SelectedPricedOffer"`
}

type sendCancelledOffer struct {
	OfferID string `xml:"c:OfferID"`
	Owner   string `xml:"c:OwnerCode"`
}

type sendOrderItems struct {
	IDs []string `xml:"c:OrderItemRefID"`
}

type sendRepriced struct {
	OfferIDs []string `xml:"c:OfferRefID"`
}

type sendUnpaid struct {
	OrderID string `xml:"c:OrderRefID"`
	Owner   string `xml:"c:OwnerCode"`
}

type sendOrderQuote struct {
	XMLName xml.Name
	sendHead
	Payload struct {
		Repriced sendOrderKey `xml:"c:RepricedOrder"`
	} `xml:"Payload"`
	Attributes sendPayload `xml:"PayloadAttributes"`
}

type sendOrderReshop struct {
	XMLName xml.Name
	sendHead
	Payload sendPayload       `xml:"PayloadAttributes"`
	Request sendReshopRequest `xml:"Request"`
}

type sendReshopRequest struct {
	OrderID string           `xml:"c:OrderRefID"`
	Update  sendReshopUpdate `xml:"c:UpdateOrder"`
}

// sendReshopUpdate is one of the two.
type sendReshopUpdate struct {
	Cancel *sendCancelRef  `xml:"c:CancelOrderRef"`
	Reshop *sendReshopping `xml:"c:ReshopOrder>c:ReshopOrderChoice>c:ServiceOrder"`
}

type sendCancelRef struct {
	OrderID string `xml:"c:OrderRefID"`
}

type sendReshopping struct {
	Add    *sendAdded        `xml:"c:AddOfferItems"`
	Delete []sendDeletedItem `xml:"c:DeleteOrderItem"`
}

type sendAdded struct {
	Flights sendFlightRequest `xml:"c:FlightRequest"`
	PaxList sendPaxList       `xml:"c:PaxList"`
}

// sendDeletedItem names an item that goes, and the services of it that stay.
type sendDeletedItem struct {
	ItemID string   `xml:"c:OrderItemRefID"`
	Retain []string `xml:"c:RetainServiceID"`
}

// sendAcknowledgement answers a notice.
type sendAcknowledgement struct {
	XMLName      xml.Name
	Message      string `xml:"xmlns,attr"`
	Common       string `xml:"xmlns:c,attr"`
	Notification struct {
		StatusCode string `xml:"c:StatusCode"`
	} `xml:"Notification"`
	Payload sendPayload `xml:"PayloadAttributes"`
}
