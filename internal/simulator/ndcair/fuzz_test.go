package ndcair_test

import (
	"encoding/xml"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/ndcair"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// FuzzMessage: whatever is sent, the answer is NDC's, and never "our fault".
func FuzzMessage(f *testing.F) {
	st := stage.New(func() time.Time { return morning })
	j, err := journal.Open("")
	if err != nil {
		f.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	surface := ndcair.New(world.New(world.Config{Stage: st, Journal: j, Seed: 7, Logger: log}), st, time.Second, log)
	f.Cleanup(surface.Close)
	send := func(body string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(http.MethodPost, "/ndc", strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+ndcair.Token("skytrip"))
		request.Header.Set("Content-Type", "application/xml")
		recorder := httptest.NewRecorder()
		surface.ServeHTTP(recorder, request)
		return recorder
	}
	shopping := message("AirShopping", flightRequest(oneWay.legs...)+paxList("ADT"))
	var shopped answer
	if err := xml.Unmarshal(send(shopping).Body.Bytes(), &shopped.node); err != nil {
		f.Fatal(err)
	}
	p := pick(oneWay, shopped.all(offersPath)[0])
	h := held{id: "ord_0000x", owner: "CA"}
	for _, body := range []string{
		shopping,
		message("OfferPrice", `<PricedOffer><SelectedOfferList><SelectedOffer>`+p.selected()+`</SelectedOffer></SelectedOfferList></PricedOffer>`),
		message("OfferPrice", `<PricedOffer><SelectedOfferList><SelectedOffer><OfferRefID>`+p.id+`</OfferRefID><OwnerCode>`+p.owner+`</OwnerCode>`+p.items+
			item("SEAT.0.6000", "<PaxRefID>PAX1</PaxRefID>", "<SelectedSeat><ColumnID>A</ColumnID><SeatRowNumber>12</SeatRowNumber></SelectedSeat>")+
			item("PLACE.0.PAX1.12A", "<PaxRefID>PAX1</PaxRefID>", "")+`</SelectedOffer></SelectedOfferList></PricedOffer>`),
		message("OrderCreate", p.wish("ord_1", payment(p.total))),
		message("ServiceList", `<ServiceListCoreRequest>`+offerRequest(p)+`</ServiceListCoreRequest>`),
		message("SeatAvailability", `<SeatAvailCoreRequest>`+offerRequest(p)+`</SeatAvailCoreRequest>`),
		message("OrderRetrieve", `<OrderValidationFilterCriteria><BookingRefFilterCriteria><BookingID>ord_1</BookingID></BookingRefFilterCriteria></OrderValidationFilterCriteria>`),
		message("OrderList", `<OrderSearchFilterCriteria/>`),
		message("OrderQuote", `<RepricedOrder>`+h.key()+`</RepricedOrder>`),
		message("OrderReshop", `<OrderRefID>`+h.id+`</OrderRefID><UpdateOrder><CancelOrderRef><OrderRefID>`+h.id+`</OrderRefID></CancelOrderRef></UpdateOrder>`),
		message("OrderChange", `<ChangeOrderChoice>`+unpaid(h)+`</ChangeOrderChoice><Order>`+h.key()+`</Order>`),
		`<a><b/></a>`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		recorder := send(body)
		var a answer
		if err := xml.Unmarshal(recorder.Body.Bytes(), &a.node); err != nil {
			t.Fatalf("%d %s: %v", recorder.Code, recorder.Body, err)
		}
		refused := a.text("Error/Code") != "" || a.XMLName.Local == "IATA_Acknowledgement"
		if recorder.Code >= 500 || a.text("Error/Code") == "911" || refused == (a.first("Response") != nil) {
			t.Fatalf("%d %s", recorder.Code, recorder.Body)
		}
	})
}
