package ndc

import (
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
)

func charging(c *Config) { c.Settlement = CustomerCard }

// declinedOrder is the order of orderAnswer, whose payment was not taken.
func declinedOrder(reference string) string {
	return strings.Replace(orderAnswer(reference), "</IATA_OrderViewRS>",
		`<PaymentFunctions><PaymentProcessingSummary><PaymentStatusCode>DECLINED</PaymentStatusCode></PaymentProcessingSummary></PaymentFunctions></IATA_OrderViewRS>`, 1)
}

// However an airline puts it, a card that is not taken is told as that, and as the
// refusal it is to those who pay otherwise.
func TestADeclineInManyWords(t *testing.T) {
	t.Parallel()
	in := supplier.TicketInput{Reference: "r", BookingRef: heldRef(t), Total: agreed, Pax: familyNamed(), CardToken: "tok_1"}
	for name, answer := range map[string]string{
		"PADIS":                  failed("IATA_OrderViewRS", padisPayment),
		"a large host's":         failed("IATA_OrderViewRS", "E29"),
		"IATA's payment errors":  inMessage("IATA_OrderViewRS", "<Error><Code>00C8</Code><DescText>Payment Failure, card brand mismatch</DescText></Error>"),
		"an order with a status": declinedOrder("r"),
	} {
		answers := map[string][]string{"IATA_OrderRetrieveRQ": {orderAnswer("r")}, "IATA_OrderChangeRQ": {answer}}
		c, s := scripted(t, answers, charging)
		_, err := c.Ticket.Ticket(t.Context(), in)
		wantFailure(t, err, supplier.Rejected, supplier.CodeCardDeclined)
		if sent := s.changes(); len(sent) != 1 || !strings.Contains(sent[0], "<c:TokenizedCardID>tok_1</c:TokenizedCardID>") {
			t.Errorf("%s: sent %v", name, sent)
		}
		c, _ = scripted(t, answers)
		_, err = c.Ticket.Ticket(t.Context(), in)
		wantFailure(t, err, supplier.Rejected, codeNotPaid)
	}
}

// An order made although its payment was refused is taken back, or in doubt.
func TestAnUnpaidPurchaseIsTakenBack(t *testing.T) {
	t.Parallel()
	in := supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: familyNamed(), Instant: true, CardToken: "tok_1"}
	cancelled := strings.NewReplacer("OPENED", "CLOSED", ">ACTIVE<", ">CANCELLED<", ">CONFIRMED<", ">CANCELLED<").Replace(orderAnswer("r"))
	for name, tc := range map[string]struct {
		after string
		want  supplier.Kind
		code  string
	}{
		"taken back":     {cancelled, supplier.Rejected, supplier.CodeCardDeclined},
		"not taken back": {orderAnswer("r"), supplier.OutcomeUnknown, codeNotPaid},
	} {
		c, _ := scripted(t, map[string][]string{"IATA_OrderCreateRQ": {declinedOrder("r")}, "IATA_OrderChangeRQ": {tc.after}}, charging)
		_, err := c.Book.Book(t.Context(), in)
		if supplier.KindOf(err) != tc.want || supplier.CodeOf(err) != tc.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
