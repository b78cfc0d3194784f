package ndcair

import (
	"encoding/xml"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

type wireChangeNotice struct {
	XMLName xml.Name         `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage IATA_OrderChangeNotifRQ"`
	Chain   wireChain        `xml:"DistributionChain"`
	Notice  wireChangeReport `xml:"Notification"`
	Payload wirePayload      `xml:"PayloadAttributes"`
}

type wireChain struct {
	Links []wireLink `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes DistributionChainLink"`
}

type wireLink struct {
	Ordinal int    `xml:"Ordinal"`
	Role    string `xml:"OrgRole"`
	Org     wireBy `xml:"ParticipatingOrg"`
}

type wireBy struct {
	Name string `xml:"Name,omitempty"`
	ID   string `xml:"OrgID"`
}

type wireChangeReport struct {
	Change wireChangeGroup `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes ChangeGroup"`
	Order  wireSnapshot    `xml:"http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes CurrentOrder"`
}

type wireChangeGroup struct {
	Operations wireOperationGroup `xml:"ChangeOperationGroup"`
}

type wireOperationGroup struct {
	Operation wireOperation `xml:"ChangeOperation"`
	Version   int           `xml:"OrderVersionNumber"`
}

type wireOperation struct {
	At     time.Time `xml:"ChangeDateTime"`
	Type   string    `xml:"ChangeTypeCode"`
	Reason string    `xml:"ReasonCode"`
}

// wireSnapshot is the order as it is when the notice is sent.
type wireSnapshot struct {
	Lists   wireLists       `xml:"DataLists"`
	Order   wireOrder       `xml:"Order"`
	Tickets []wireTicketDoc `xml:"TicketDocInfo"`
}

// notice is the message that tells of an event. Its TrxID is the same at every
// attempt.
func (s *Surface) notice(e world.Event, again bool) ([]byte, error) {
	order, err := s.world.Recorded(e.Supplier, e.OrderID)
	if err != nil {
		return nil, err
	}
	g := newGraph(s.world.Now())
	snapshot := wireSnapshot{Order: s.order(g, order), Tickets: g.tickets(order)}
	snapshot.Lists = g.lists
	out := wireChangeNotice{
		Chain: wireChain{[]wireLink{{Ordinal: 1, Role: "Carrier", Org: wireBy{airlineOf(order.Offer.Owner), order.Offer.Owner}}}},
		Notice: wireChangeReport{Order: snapshot, Change: wireChangeGroup{wireOperationGroup{
			Operation: operationOf(e, order), Version: order.Version + 1,
		}}},
		Payload: wirePayload{
			CorrelationID: order.Metadata[world.ReferenceKey], Retransmitted: again, Timestamp: s.world.Now(), Version: "21.3",
			TrxID: world.Token("evt", e.OrderID, string(e.Kind), e.At.Format(time.RFC3339Nano)),
		},
	}
	if id := order.Metadata[orgIDKey]; id != "" {
		out.Chain.Links = append(out.Chain.Links, wireLink{Ordinal: 2, Role: "Seller", Org: wireBy{order.Metadata[orgNameKey], id}})
	}
	return encode(out)
}

// operationOf names what happened, by IATA's code sets CHT and CHR.
func operationOf(e world.Event, order world.Order) wireOperation {
	out := wireOperation{At: e.At.UTC(), Type: "21", Reason: "112"} // other, as the passenger asked
	switch e.Kind {
	case world.EventTicketed:
		out.Type, out.Reason = "10", "117" // documents issued, payment committed
	case world.EventChanged:
		out.Type = "18" // item added
	case world.EventCancelled:
		out.Type = "22" // order cancelled
		if order.Expired {
			out.Reason = "104" // payment time limit
		}
	case world.EventDisrupted:
		out.Type, out.Reason = "2", "100" // retimed, schedule
	case world.EventCreated:
	}
	return out
}
