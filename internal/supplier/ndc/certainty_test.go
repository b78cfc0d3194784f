package ndc

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// TestACrashIsNotMadeCertainByItsCode: what was written may have happened,
// whatever stands in the answer that broke down.
func TestACrashIsNotMadeCertainByItsCode(t *testing.T) {
	t.Parallel()
	about := supplier.BookingInput{Reference: "r", BookingRef: heldRef(t)}
	quote, err := answering(200, refundAnswer(`<DueByAirlineAmount CurCode="CNY">1200</DueByAirlineAmount>`)).Refund.QuoteRefund(t.Context(), about)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{padisNotFound, padisToBeReshopped} {
		crash := failed("IATA_OrderViewRS", code)
		in := supplier.BookInput{Reference: "r", OfferRef: familyRef(t), Total: agreed, Pax: familyNamed()}
		_, err := answering(500, crash).Book.Book(t.Context(), in)
		wantFailure(t, err, supplier.OutcomeUnknown, code)
		broken := suppliertest.ServeBy(t, rootOf, map[string]http.HandlerFunc{
			"IATA_OrderRetrieveRQ": suppliertest.Say("application/xml", 200, ticketedAnswer()),
			"IATA_OrderChangeRQ":   suppliertest.Say("application/xml", 500, crash),
		})
		_, err = New(Config{ID: "sup", BaseURL: broken.URL, Token: "token"}).Refund.Refund(t.Context(), about, quote)
		wantFailure(t, err, supplier.OutcomeUnknown, code)
	}
}

// TestNothingIsFirmInABrokenAnswer: that there is no order, no offer or no service
// is believed of a supplier that works and has let us in.
func TestNothingIsFirmInABrokenAnswer(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403, 500, 502, 504} {
		for _, code := range []string{padisNoMatch, padisNotFound} {
			for name, in := range map[string]supplier.RetrieveInput{
				"by reference": {Reference: "r", OfferRef: familyRef(t)}, "by id": {Reference: "r", BookingRef: heldRef(t)},
			} {
				_, found, err := answering(status, failed("IATA_OrderViewRS", code)).Retrieve.Retrieve(t.Context(), in)
				if err == nil || found {
					t.Errorf("%s, HTTP %d with %s: found=%v, %v", name, status, code, found, err)
				}
			}
		}
		_, err := answering(status, failed("IATA_AirShoppingRS", padisNoOffers)).Shop.Shop(t.Context(), familySearch)
		wantFailure(t, err, supplier.Unavailable, "")
		about := supplier.About{OfferRef: familyRef(t), Pax: family}
		_, err = answering(status, failed("IATA_ServiceListRS", padisNoOffers)).Services.Services(t.Context(), about)
		wantFailure(t, err, supplier.Unavailable, "")
		_, err = answering(status, failed("IATA_SeatAvailabilityRS", padisNoOffers)).Seats.SeatMaps(t.Context(), about)
		wantFailure(t, err, supplier.Unavailable, "")
		_, err = answering(status, failed("IATA_OfferPriceRS", padisNoOffers)).Price.Price(t.Context(), supplier.PriceInput{OfferRef: about.OfferRef, Pax: family})
		wantFailure(t, err, supplier.Unavailable, "")
	}
}

// TestACrashedPaymentIsNotMadeAgain: it may have been taken, whatever the code.
func TestACrashedPaymentIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	for _, code := range []string{padisAmount, padisToBeReshopped, padisTicketed} {
		var payments atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			raw, _ := io.ReadAll(r.Body)
			switch {
			case strings.Contains(string(raw), "<IATA_OrderRetrieveRQ "):
				_, _ = io.WriteString(w, orderAnswer("r"))
			case strings.Contains(string(raw), "<IATA_OrderQuoteRQ "):
				_, _ = io.WriteString(w, inMessage("IATA_OrderReshopRS", unchanged))
			case payments.Add(1) == 1:
				w.WriteHeader(http.StatusInternalServerError)
				_, _ = io.WriteString(w, failed("IATA_OrderViewRS", code))
			default:
				_, _ = io.WriteString(w, ticketedAnswer())
			}
		}))
		c := New(Config{ID: "sup", BaseURL: server.URL, Token: "token"})
		_, err := c.Ticket.Ticket(t.Context(), supplier.TicketInput{Reference: "r", BookingRef: heldRef(t), Total: agreed, Pax: familyNamed()})
		server.Close()
		if payments.Load() != 1 || supplier.KindOf(err) != supplier.OutcomeUnknown {
			t.Errorf("%s: %d payments sent, %v", code, payments.Load(), err)
		}
	}
}

// TestPaidOnce: what is paid, may be paid or is being paid is not paid again, nor
// given back as if it were not.
func TestPaidOnce(t *testing.T) {
	t.Parallel()
	status := func(s string) string {
		return `<PaymentProcessingSummary><PaymentStatusCode>` + s + `</PaymentStatusCode></PaymentProcessingSummary>`
	}
	for summary, want := range map[string]int{
		status("SUCCESSFUL"): 0, status("PENDING"): 0, status("CAPTURED"): 0, status(""): 0, "<PaymentProcessingSummary/>": 0, "": 0,
		status("FAILED"): 1, status("declined"): 1,
	} {
		payments := `<PaymentFunctions>` + summary + `</PaymentFunctions></IATA_OrderViewRS>`
		answers := map[string][]string{
			"IATA_OrderRetrieveRQ": {strings.Replace(orderAnswer("r"), "</IATA_OrderViewRS>", payments, 1)}, "IATA_OrderChangeRQ": {ticketedAnswer()},
		}
		c, s := scripted(t, answers)
		_, err := c.Ticket.Ticket(t.Context(), supplier.TicketInput{Reference: "r", BookingRef: heldRef(t), Total: agreed, Pax: familyNamed()})
		if err != nil || len(s.changes()) != want {
			t.Errorf("%s: %v, %d payments", summary, err, len(s.changes()))
		}
		c, s = scripted(t, answers)
		err = c.Release.Release(t.Context(), "r", heldRef(t))
		if err == nil || len(s.changes()) != want {
			t.Errorf("%s: %v, %d releases", summary, err, len(s.changes()))
		}
	}
}
