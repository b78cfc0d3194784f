package farebridge_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/farebridge"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func serve(t *testing.T, answers map[string]http.HandlerFunc) (*supplier.Connector, *suppliertest.Script) {
	t.Helper()
	s := suppliertest.Serve(t, answers)
	return connect(s.URL, nil), s
}

func connect(baseURL string, client *http.Client) *supplier.Connector {
	return farebridge.New(farebridge.Config{ID: "sky", BaseURL: baseURL + "/", Token: "fb_live_x", HTTPClient: client})
}

func say(status int, body string) http.HandlerFunc {
	return suppliertest.Say("application/json", status, body)
}

// problem answers with a problem document.
func problem(status int, code, outcome string) http.HandlerFunc {
	return say(status, fmt.Sprintf(`{"title":"T","code":%q,"outcome":%q,"requestId":"req_9"}`, code, outcome))
}

// order is one at the peer; extra is more of its members.
func order(status, extra string) string {
	if extra != "" {
		extra = "," + extra
	}
	return fmt.Sprintf(`{"orderId":"ord_theirs","reference":"ABC234","status":%q,"clientReference":"ord_ours",
		"totalPrice":{"amount":"1962.00","currency":"CNY"},"payBy":"2026-12-01T10:00:00+08:00",
		"recordLocators":[{"carrier":"CA","locator":"XYZ789"}],"tickets":[],"payments":[]%s}`, status, extra)
}

const (
	bookRoute = "POST /v1/orders"
	listRoute = "GET /v1/orders"
	readRoute = "GET /v1/orders/ord_theirs"
	payRoute  = "POST /v1/orders/ord_theirs/payments"
)

var agreed = money.MustParse("1962.00", money.CNY)

func offerRef(instant bool) []byte {
	return fmt.Appendf(nil, `{"v":1,"o":"ofr_1","c":"CNY","t":"acc_1","i":%t,"p":["p1"]}`, instant)
}

func bookingRef() []byte { return []byte(`{"v":1,"b":"ord_theirs"}`) }

func bookInput() supplier.BookInput {
	return supplier.BookInput{
		Reference: "ord_ours", OfferRef: offerRef(false), Total: agreed,
		Pax: []travel.Traveller{{
			Pax: travel.Pax{ID: "p1", PTC: travel.PTCAdult}, Surname: "LI", GivenName: "LEI", Gender: travel.GenderMale,
			BirthDate: travel.Date{Year: 1990, Month: time.March, Day: 7},
		}},
		Contact: travel.Contact{Name: "LI LEI", Email: "li@example.com", Phone: "+8613800138000"},
	}
}

func ticketInput() supplier.TicketInput {
	return supplier.TicketInput{Reference: "ord_ours", BookingRef: bookingRef(), Total: agreed}
}

func kindOf(t *testing.T, err error, want supplier.Kind, code string) {
	t.Helper()
	suppliertest.Failed(t, err, want, code)
}

func has(t *testing.T, c suppliertest.Call, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(c.Raw, part) {
			t.Errorf("%q is not in %s", part, c.Raw)
		}
	}
}
