package ndc

import (
	"encoding/xml"

	"github.com/farebridge/farebridge/internal/money"
)

// What is sent. The root and its children are of the message namespace, all
// below of the common types: "c:" is declared on the root. Fields stand in the
// order of the schema, which is alphabetical almost everywhere; another order is
// invalid.

const (
	messageNamespace = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage"
	commonNamespace  = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes"
	schemaVersion    = "21.3"
)

// sendHead is what every message begins with.
type sendHead struct {
	Message string    `xml:"xmlns,attr"`
	Common  string    `xml:"xmlns:c,attr"`
	Chain   sendChain `xml:"DistributionChain"`
}

type sendChain struct {
	Links []sendLink `xml:"c:DistributionChainLink"`
}

type sendLink struct {
	Ordinal int           `xml:"c:Ordinal"`
	Role    string        `xml:"c:OrgRole"`
	Org     sendPartyOrg  `xml:"c:ParticipatingOrg"`
	Branch  *sendBranchID `xml:"c:SalesBranch"`
}

type sendPartyOrg struct {
	Name  string `xml:"c:Name,omitempty"`
	OrgID string `xml:"c:OrgID"`
}

type sendBranchID struct {
	ID string `xml:"c:SalesBranchID"`
}

// sendPayload carries our reference where a message is about an order.
type sendPayload struct {
	CorrelationID string `xml:"c:CorrelationID,omitempty"`
	Version       string `xml:"c:VersionNumber"`
}

// sendAmount is written with the currency's own decimals.
type sendAmount struct {
	Currency string `xml:"CurCode,attr"`
	Value    string `xml:",chardata"`
}

func amountOf(m money.Money) sendAmount {
	return sendAmount{Currency: string(m.Currency), Value: m.Amount()}
}

// sendPax is a Pax of a PaxList.
type sendPax struct {
	Birthdate  string          `xml:"c:Birthdate,omitempty"`
	Citizen    string          `xml:"c:CitizenshipCountryCode,omitempty"`
	ContactRef string          `xml:"c:ContactInfoRefID,omitempty"`
	Documents  []sendDocument  `xml:"c:IdentityDoc"`
	Individual *sendIndividual `xml:"c:Individual"`
	Loyalty    []sendLoyalty   `xml:"c:LoyaltyProgramAccount"`
	PaxID      string          `xml:"c:PaxID"`
	LapOf      string          `xml:"c:PaxRefID,omitempty"`
	PTC        string          `xml:"c:PTC"`
}

type sendLoyalty struct {
	Number  string `xml:"c:AccountNumber"`
	Airline string `xml:"c:LoyaltyProgram>c:Carrier>c:AirlineDesigCode"`
}

type sendIndividual struct {
	Birthdate string `xml:"c:Birthdate,omitempty"`
	Gender    string `xml:"c:GenderCode,omitempty"`
	GivenName string `xml:"c:GivenName,omitempty"`
	Surname   string `xml:"c:Surname"`
	Title     string `xml:"c:TitleName,omitempty"`
}

type sendDocument struct {
	Birthdate string `xml:"c:Birthdate,omitempty"`
	Citizen   string `xml:"c:CitizenshipCountryCode,omitempty"`
	Expires   string `xml:"c:ExpiryDate,omitempty"`
	Gender    string `xml:"c:GenderCode,omitempty"`
	GivenName string `xml:"c:GivenName,omitempty"`
	Number    string `xml:"c:IdentityDocID"`
	Type      string `xml:"c:IdentityDocTypeCode"`
	Issuer    string `xml:"c:IssuingCountryCode,omitempty"`
	Surname   string `xml:"c:Surname"`
}

type sendPaxList struct {
	Pax []sendPax `xml:"c:Pax"`
}

type sendLists struct {
	Contacts *sendContacts `xml:"c:ContactInfoList"`
	PaxList  sendPaxList   `xml:"c:PaxList"`
}

type sendContacts struct {
	Contact []sendContact `xml:"c:ContactInfo"`
}

type sendContact struct {
	ID         string          `xml:"c:ContactInfoID"`
	Email      *sendEmail      `xml:"c:EmailAddress"`
	Individual *sendIndividual `xml:"c:Individual"`
	Phone      *sendPhone      `xml:"c:Phone"`
}

type sendEmail struct {
	Address string `xml:"c:EmailAddressText"`
}

type sendPhone struct {
	Number string `xml:"c:PhoneNumber"`
}

// sendSelected is an offer that is priced, ordered or added to an order. Total
// is what the seller agreed to; pricing has none.
type sendSelected struct {
	OfferID string             `xml:"c:OfferRefID"`
	Owner   string             `xml:"c:OwnerCode"`
	Items   []sendSelectedItem `xml:"c:SelectedOfferItem"`
	Total   *sendAmount        `xml:"c:TotalOfferPriceAmount"`
}

type sendSelectedItem struct {
	ItemID   string        `xml:"c:OfferItemRefID"`
	PaxIDs   []string      `xml:"c:PaxRefID"`
	ALaCarte *sendQuantity `xml:"c:SelectedALaCarteOfferItem"`
	Seat     *sendSeat     `xml:"c:SelectedSeat"`
}

type sendQuantity struct {
	Quantity int `xml:"c:Qty"`
}

type sendSeat struct {
	Column string `xml:"c:ColumnID"`
	Row    int    `xml:"c:SeatRowNumber"`
}

type sendBookingRef struct {
	Entity sendEntity `xml:"c:BookingEntity"`
	ID     string     `xml:"c:BookingID"`
}

type sendEntity struct {
	Org sendOrg `xml:"c:Org"`
}

type sendOrg struct {
	Name  string `xml:"c:Name"`
	OrgID string `xml:"c:OrgID"`
}

// sendPayment is a PaymentFunctions that pays.
type sendPayment struct {
	Details sendPaymentDetails `xml:"c:PaymentProcessingDetails"`
}

type sendPaymentDetails struct {
	Amount sendAmount        `xml:"c:Amount"`
	Method sendPaymentMethod `xml:"c:PaymentMethod"`
}

// sendPaymentMethod has one of its fields.
type sendPaymentMethod struct {
	Card *sendCard `xml:"c:PaymentCard"`
	Plan *sendPlan `xml:"c:SettlementPlan"`
}

// sendCard names a card by the token the supplier knows it by. Numbers, of which
// the schema has a place, are never sent: they do not reach us.
type sendCard struct {
	Token string `xml:"c:TokenizedCardID"`
}

type sendPlan struct {
	IATANumber string `xml:"c:IATA_Number,omitempty"`
	TypeCode   string `xml:"c:PaymentTypeCode"`
}

func (c *connector) head() sendHead {
	seller := sendLink{Ordinal: 1, Role: "Seller", Org: sendPartyOrg{Name: c.seller.Name, OrgID: c.seller.AgencyID}}
	if c.seller.IATANumber != "" {
		seller.Branch = &sendBranchID{ID: c.seller.IATANumber}
	}
	chain := sendChain{Links: []sendLink{seller}}
	if c.carrier != "" {
		chain.Links = append(chain.Links, sendLink{Ordinal: 2, Role: "Carrier", Org: sendPartyOrg{OrgID: c.carrier}})
	}
	return sendHead{Message: messageNamespace, Common: commonNamespace, Chain: chain}
}

func payloadOf(reference string) sendPayload {
	return sendPayload{CorrelationID: reference, Version: schemaVersion}
}

// sellerRef is our order id as a booking reference of the seller's.
func (c *connector) sellerRef(reference string) sendBookingRef {
	return sendBookingRef{Entity: sendEntity{Org: c.org()}, ID: reference}
}

func (c *connector) org() sendOrg { return sendOrg{Name: c.seller.Name, OrgID: c.seller.AgencyID} }

// payment pays by the settlement agreed with the supplier, the traveller's card
// being one.
func (c *connector) payment(total money.Money, card string) []sendPayment {
	method := sendPaymentMethod{Plan: &sendPlan{IATANumber: c.seller.IATANumber, TypeCode: c.settlement}}
	if c.settlement == CustomerCard {
		method = sendPaymentMethod{Card: &sendCard{Token: card}}
	}
	return []sendPayment{{Details: sendPaymentDetails{Amount: amountOf(total), Method: method}}}
}

// root names a document.
func root(name string) xml.Name { return xml.Name{Local: name} }
