package ndc

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

// script is what was sent to a server that answers by the root of the message.
type script struct{ *suppliertest.Script }

// scripted answers each message with the next of what stands under its root, and
// the last for ever.
func scripted(t *testing.T, answers map[string][]string, also ...func(*Config)) (*supplier.Connector, script) {
	t.Helper()
	handlers := map[string]http.HandlerFunc{}
	for root, bodies := range answers {
		var turns []http.HandlerFunc
		for _, body := range bodies {
			turns = append(turns, suppliertest.Say("application/xml", http.StatusOK, body))
		}
		said := suppliertest.InTurn(turns...)
		handlers[root] = func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer token" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/xml") {
				t.Errorf("%v", r.Header)
			}
			said(w, r)
		}
	}
	s := suppliertest.ServeBy(t, rootOf, handlers)
	cfg := Config{ID: "sup", BaseURL: s.URL, Token: "token"}
	for _, change := range also {
		change(&cfg)
	}
	return New(cfg), script{s}
}

// rootOf is the name of the message that stands in a body, "" when none does.
func rootOf(_ *http.Request, body []byte) string {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		switch t, err := d.Token(); root := t.(type) {
		case xml.StartElement:
			return root.Name.Local
		default:
			if err != nil {
				return ""
			}
		}
	}
}

// changes are the OrderChangeRQ that were sent.
func (s script) changes() []string {
	var sent []string
	for _, c := range s.Calls("IATA_OrderChangeRQ") {
		sent = append(sent, c.Raw)
	}
	return sent
}

func failed(root, code string) string { return inMessage(root, "<Error><Code>"+code+"</Code></Error>") }

// ticketedAnswer is the order of orderAnswer, paid, a ticket for everybody.
func ticketedAnswer() string {
	docs := ""
	for i, id := range []string{"PAX1", "PAX2", "PAX3"} {
		docs += `<TicketDocInfo><PaxRefID>` + id + `</PaxRefID><Ticket><TicketNumber>999-240000000` + string(rune('0'+i)) + `</TicketNumber></Ticket></TicketDocInfo>`
	}
	return strings.Replace(orderAnswer("r"), "</Response>", docs+"</Response>", 1)
}

const (
	unchanged = `<Response><ReshopResults><NoChangeInd><NoChangeInd>true</NoChangeInd></NoChangeInd></ReshopResults></Response>`
	repriced  = `<Response><ReshopResults><RepricedOffer><OfferRefID>new price</OfferRefID><OwnerCode>CA</OwnerCode>` +
		`<TotalPrice><TotalAmount CurCode="CNY">1700</TotalAmount></TotalPrice></RepricedOffer></ReshopResults></Response>`
)

// TestPayingWhenTheGuaranteeIsOver: never another sum than was agreed to.
func TestPayingWhenTheGuaranteeIsOver(t *testing.T) {
	t.Parallel()
	refused := failed("IATA_OrderViewRS", padisToBeReshopped)
	for name, tc := range map[string]struct {
		total    string
		pay      []string
		quote    string
		kind     supplier.Kind // "": ticketed
		payments int
		accepts  bool
	}{
		"guaranteed":               {"1650", []string{ticketedAnswer()}, "", "", 1, false},
		"over and the same":        {"1650", []string{refused, ticketedAnswer()}, unchanged, "", 2, false},
		"over and dearer":          {"1650", []string{refused}, repriced, supplier.PriceChanged, 1, false},
		"the new price agreed to":  {"1700", []string{ticketedAnswer()}, repriced, "", 1, true},
		"some other price":         {"1800", nil, repriced, supplier.PriceChanged, 0, false},
		"another and none is new":  {"1700", nil, unchanged, supplier.PriceChanged, 0, false},
		"no word about the price":  {"1700", nil, "<Response/>", supplier.Unavailable, 0, false},
		"refused for other reason": {"1650", []string{failed("IATA_OrderViewRS", "118")}, "", supplier.Rejected, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := scripted(t, map[string][]string{
				"IATA_OrderRetrieveRQ": {orderAnswer("r")}, "IATA_OrderChangeRQ": tc.pay, "IATA_OrderQuoteRQ": {inMessage("IATA_OrderReshopRS", tc.quote)},
			})
			booking, err := c.Ticket.Ticket(t.Context(), supplier.TicketInput{
				Reference: "r", BookingRef: heldRef(t), Total: money.MustParse(tc.total, money.CNY), Pax: familyNamed(),
			})
			if tc.kind != "" {
				wantFailure(t, err, tc.kind, "")
			} else if err != nil || booking.Status != travel.BookingTicketed || len(booking.Tickets) != 3 || booking.Tickets[0].Number != "9992400000000" {
				t.Fatalf("%v: %+v", err, booking.Tickets)
			}
			changes := s.changes()
			if len(changes) != tc.payments {
				t.Fatalf("%d payments sent", len(changes))
			}
			for _, sent := range changes {
				if !strings.Contains(sent, `CurCode="CNY">`+tc.total+`.00<`) || strings.Contains(sent, "new price") != tc.accepts {
					t.Errorf("sent %s", sent)
				}
			}
		})
	}
}

func TestRefundQuotes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ diff, want, kept string }{
		"due by the airline":  {`<DueByAirlineAmount CurCode="CNY">1200</DueByAirlineAmount>`, "1200.00", "450.00"},
		"both ways":           {`<DueByAirlineAmount CurCode="CNY">1200</DueByAirlineAmount><DueToAirlineAmount CurCode="CNY">200</DueToAirlineAmount>`, "1000.00", "650.00"},
		"a sum":               {`<TotalAmount CurCode="CNY">1200</TotalAmount>`, "1200.00", "450.00"},
		"a signed sum":        {`<TotalAmount CurCode="CNY">-1200</TotalAmount>`, "1200.00", "450.00"},
		"nothing":             {`<DueByAirlineAmount CurCode="CNY">0</DueByAirlineAmount>`, "0.00", "1650.00"},
		"to be paid":          {`<DueToAirlineAmount CurCode="CNY">1</DueToAirlineAmount>`, "", ""},
		"more than was paid":  {`<DueByAirlineAmount CurCode="CNY">1650.01</DueByAirlineAmount>`, "", ""},
		"other than was paid": {`<DueByAirlineAmount CurCode="JPY">1200</DueByAirlineAmount>`, "", ""},
		"two currencies":      {`<DueByAirlineAmount CurCode="CNY">1</DueByAirlineAmount><DueToAirlineAmount CurCode="USD">1</DueToAirlineAmount>`, "", ""},
		"not said":            {``, "", ""},
	} {
		in := supplier.BookingInput{Reference: "r", BookingRef: heldRef(t)}
		quote, err := answering(200, refundAnswer(tc.diff)).Refund.QuoteRefund(t.Context(), in)
		if tc.want == "" {
			wantFailure(t, err, supplier.Unavailable, "")
			continue
		}
		if err != nil || quote.Refund.Amount() != tc.want || quote.Penalty.Amount() != tc.kept || quote.To != travel.RefundOriginal {
			t.Errorf("%s: %+v, %v", name, quote, err)
		}
		c, _ := scripted(t, map[string][]string{"IATA_OrderRetrieveRQ": {ticketedAnswer()}, "IATA_OrderChangeRQ": {failed("IATA_OrderViewRS", "490")}})
		_, err = c.Refund.Refund(t.Context(), in, quote)
		wantFailure(t, err, supplier.PriceChanged, "490")
		_, err = answering(200, orderAnswer("r")).Refund.Refund(t.Context(), in, quote)
		wantFailure(t, err, supplier.OutcomeUnknown, "")
	}
}

func TestExtras(t *testing.T) {
	t.Parallel()
	about := supplier.About{OfferRef: familyRef(t), Pax: family}
	services, err := answering(200, serviceAnswer()).Services.Services(t.Context(), about)
	if err != nil || len(services) != 1 || services[0].Type != travel.ServiceBaggage || services[0].Code != "0CC" ||
		services[0].WeightKg != 23 || services[0].PaxIDs[0] != "mum" || services[0].Price.Amount() != "80.00" {
		t.Fatalf("%v: %+v", err, services)
	}
	maps, err := answering(200, seatAnswer()).Seats.SeatMaps(t.Context(), about)
	if err != nil || len(maps) != 1 {
		t.Fatalf("%v: %+v", err, maps)
	}
	cabin := maps[0].Cabins[0]
	if !slices.Equal(cabin.Columns, []string{"A", "C", "", "D", "F"}) || len(cabin.Rows) != 1 || len(cabin.Rows[0].Seats) != 3 {
		t.Fatalf("cabin %+v", cabin)
	}
	seat := cabin.Rows[0].Seats[0]
	if seat.State != travel.SeatAvailable || !slices.Equal(seat.Characteristics, []travel.SeatCharacteristic{travel.SeatExitRow, travel.SeatWindow}) ||
		len(seat.Offers) != 1 || seat.Offers[0].PaxID != "mum" || cabin.Rows[0].Seats[1].State != travel.SeatOccupied || cabin.Rows[0].Seats[2].State != travel.SeatBlocked {
		t.Fatalf("seat %+v", cabin.Rows[0].Seats)
	}
	c, s := scripted(t, map[string][]string{"IATA_OfferPriceRQ": {pricedWith("12A")}})
	_, err = c.Price.Price(t.Context(), supplier.PriceInput{OfferRef: about.OfferRef, Pax: family, Services: []travel.ServiceChoice{
		{Ref: services[0].Ref, Quantity: 1}, {Ref: seat.Offers[0].Ref, Quantity: 1},
	}})
	want := `<c:OfferRefID>alc 1</c:OfferRefID><c:OwnerCode>CA</c:OwnerCode><c:SelectedOfferItem><c:OfferItemRefID>alc item</c:OfferItemRefID><c:PaxRefID>PAX1</c:PaxRefID>` +
		`<c:SelectedALaCarteOfferItem><c:Qty>1</c:Qty></c:SelectedALaCarteOfferItem></c:SelectedOfferItem><c:SelectedOfferItem><c:OfferItemRefID>alc item</c:OfferItemRefID>` +
		`<c:PaxRefID>PAX1</c:PaxRefID><c:SelectedSeat><c:ColumnID>A</c:ColumnID><c:SeatRowNumber>12</c:SeatRowNumber></c:SelectedSeat></c:SelectedOfferItem>`
	wantFailure(t, err, supplier.SoldOut, supplier.CodeServiceGone) // the seat alone is priced
	if !strings.Contains(s.Calls()[0].Raw, want) {
		t.Fatalf("sent %s", s.Calls()[0].Raw)
	}
}
