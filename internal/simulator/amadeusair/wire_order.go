package amadeusair

import "encoding/json"

type wireOrderReply struct {
	Warnings     []wireIssue      `json:"warnings,omitempty"`
	Data         wireOrder        `json:"data"`
	Dictionaries wireDictionaries `json:"dictionaries"`
}

type wireOrder struct {
	Type               string            `json:"type"`
	ID                 string            `json:"id"` // URL-encoded already, as Amadeus gives it
	QueuingOfficeID    string            `json:"queuingOfficeId"`
	AssociatedRecords  []wireRecord      `json:"associatedRecords"`
	FlightOffers       []wireOffer       `json:"flightOffers"`
	Travelers          []json.RawMessage `json:"travelers"` // as they were sent
	Remarks            json.RawMessage   `json:"remarks,omitempty"`
	FormOfPayments     []wirePayment     `json:"formOfPayments,omitempty"`
	TicketingAgreement wireAgreement     `json:"ticketingAgreement"`
	AutomatedProcess   json.RawMessage   `json:"automatedProcess,omitempty"`
	Contacts           json.RawMessage   `json:"contacts,omitempty"`
	Tickets            []wireTicket      `json:"tickets,omitempty"`
}

// wireRecord has the booking reference. Its time is UTC, without saying so.
type wireRecord struct {
	Reference        string `json:"reference"`
	CreationDate     string `json:"creationDate"`
	OriginSystemCode string `json:"originSystemCode"`
	FlightOfferID    string `json:"flightOfferId"`
}

type wirePayment struct {
	Other wireOtherPayment `json:"other"`
}

type wireOtherPayment struct {
	Method         string   `json:"method"`
	FlightOfferIDs []string `json:"flightOfferIds,omitempty"`
}

// wireAgreement: dateTime is the day by which a hold must be ticketed.
type wireAgreement struct {
	Option   string `json:"option"`
	Delay    string `json:"delay,omitempty"`
	DateTime string `json:"dateTime,omitempty"`
}

// wireTicket: documentNumber is the airline's three digits, a hyphen, ten digits.
type wireTicket struct {
	DocumentType   string   `json:"documentType"`
	DocumentNumber string   `json:"documentNumber"`
	DocumentStatus string   `json:"documentStatus"`
	TravelerID     string   `json:"travelerId"`
	SegmentIDs     []string `json:"segmentIds"`
}
