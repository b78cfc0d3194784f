package ndcair

import (
	"encoding/xml"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// The namespaces of every message of 21.3: the root and its children are in the
// first, everything below in the second. Fields carry the second where it
// begins; what they hold inherits it.
const (
	messageNamespace = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage"
	currency         = "CNY"
)

// The schema wants the children of everything in alphabetical order: so are the
// fields of every struct here.

// wireMessage is any answer. Response is one of the wire…Response, nil with errors.
type wireMessage struct {
	XMLName  xml.Name
	Errors   []wireError     `xml:"Error"`
	Response any             `xml:"Response"`
	Payload  wirePayload     `xml:"PayloadAttributes"`
	Payments []wireOrderPaid `xml:"PaymentFunctions"`
}

type wirePayload struct {
	CorrelationID string    `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes CorrelationID,omitempty"`
	Retransmitted bool      `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes RetransmissionInd,omitempty"`
	Timestamp     time.Time `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes Timestamp"`
	TrxID         string    `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes TrxID,omitempty"`
	Version       string    `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes VersionNumber"`
}

type wireError struct {
	Code     string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes Code"`
	DescText string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DescText"`
	LangCode string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes LangCode"`
	Owner    string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes OwnerName,omitempty"`
	TagText  string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes TagText,omitempty"`
	TypeCode string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes TypeCode"`
}

// wireAcknowledgement answers what has no RS of its own: what could not be read.
type wireAcknowledgement struct {
	XMLName      xml.Name         `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage IATA_Acknowledgement"`
	Notification wireNotification `xml:"Notification"`
	Payload      wirePayload      `xml:"PayloadAttributes"`
}

type wireNotification struct {
	StatusCode string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes StatusCode"`
	Message    string `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes StatusMessageText"`
}

type wireAmount struct {
	Currency string `xml:"CurCode,attr"`
	Value    string `xml:",chardata"`
}

func amountOf(f world.Fen) *wireAmount { return &wireAmount{Currency: currency, Value: f.Amount()} }

type wirePrice struct {
	Base  *wireAmount     `xml:"BaseAmount"`
	Fees  []wireFee       `xml:"Fee"`
	Taxes *wireTaxSummary `xml:"TaxSummary"`
	Total *wireAmount     `xml:"TotalAmount"`
}

type wireFee struct {
	Amount   *wireAmount `xml:"Amount"`
	DescText string      `xml:"DescText"`
}

type wireTaxSummary struct {
	Taxes []wireTax   `xml:"Tax"`
	Total *wireAmount `xml:"TotalTaxAmount"`
}

// wireTax has IATA's code of the tax.
type wireTax struct {
	Amount *wireAmount `xml:"Amount"`
	Code   string      `xml:"TaxCode"`
}

// priceOf is a price of base and taxes.
func priceOf(s world.Share) *wirePrice {
	taxes := &wireTaxSummary{Total: amountOf(s.Tax())}
	for _, t := range s.Taxes {
		taxes.Taxes = append(taxes.Taxes, wireTax{Amount: amountOf(t.Amount), Code: t.Code})
	}
	return &wirePrice{Base: amountOf(s.Base), Taxes: taxes, Total: amountOf(s.Total())}
}

// flatPrice is the price of what bears no tax.
func flatPrice(total world.Fen) *wirePrice {
	return &wirePrice{Base: amountOf(total), Total: amountOf(total)}
}

func totalPrice(total world.Fen) *wirePrice { return &wirePrice{Total: amountOf(total)} }

type wireCabin struct {
	Code string `xml:"CabinTypeCode"`
	Name string `xml:"CabinTypeName,omitempty"`
}

type wireDesc struct {
	Text string `xml:"DescText"`
}

type wireCarrier struct {
	Code string `xml:"AirlineDesigCode"`
	Name string `xml:"Name,omitempty"`
}

type wireSegmentRefs struct {
	IDs []string `xml:"PaxSegmentRefID"`
}

type wireSegmentRef struct {
	ID string `xml:"PaxSegmentRefID"`
}

type wireJourneyRefs struct {
	IDs []string `xml:"PaxJourneyRefID"`
}

// wireFlights says which flights something is for: exactly one of the two.
type wireFlights struct {
	Journeys *wireJourneyRefs `xml:"PaxJourneyRef"`
	Segments *wireSegmentRefs `xml:"PaxSegmentReferences"`
}

type wireBookingRef struct {
	Entity    *wireBookingEntity `xml:"BookingEntity"`
	BookingID string             `xml:"BookingID"`
}

// wireBookingEntity is one of the two.
type wireBookingEntity struct {
	Carrier *wireCarrier `xml:"Carrier"`
	Org     *wireOrg     `xml:"Org"`
}

type wireOrg struct {
	Name string `xml:"Name"`
	ID   string `xml:"OrgID"`
}
