package app_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/farebridge/farebridge/internal/config"
)

// Two who want one seat are both told that it is free, and one is first: the other
// is told that it is the seat that is gone, not the flight, and nothing is booked.
func TestOneSeatTwoBuyers(t *testing.T) {
	t.Parallel()
	world := playedWorld(t)
	var first atomic.Pointer[func()]
	target, err := url.Parse(world)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(target)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		if bytes.Contains(body, []byte("OrderCreateRQ")) {
			if buy := first.Swap(nil); buy != nil {
				(*buy)()
			}
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(door.Close)
	s := start(t, func(c *config.Config) {
		c.Simulator.URL = world
		c.Suppliers = []config.Supplier{{
			ID: "air-china", Connector: "ndc", BaseURL: door.URL + "/ndc", Credentials: config.Credentials{Token: "ndc_test_air-china"}, Settlement: "bsp",
		}}
	})
	seat, segment := "", ""
	// with is an offer with the seat, as it may be ordered.
	with := func() (string, map[string]any) {
		offerID, _ := s.offerOf("air-china", s.shop())
		if seat == "" {
			maps := s.want(s.get("/v1/offers/"+offerID+"/seat-maps"), 200)
			seat, _, _ = seats(maps, "p1")
			segment = maps.text("seatMaps", 0, "paxSegmentId")
		}
		priced := s.want(s.post("/v1/offers/"+offerID+"/price", fmt.Sprintf(`{"seats":[{"paxId":"p1","paxSegmentId":%q,"seat":%q}]}`, segment, seat)), 200)
		return priced.text("offer", "offerId"), priced.get("offer", "totalPrice").(map[string]any)
	}
	one, total := with()
	other, _ := with()
	var bought answer
	buy := func() { bought = s.post("/v1/orders", orderBody(other, "", total), key("first")) }
	first.Store(&buy)
	late := s.refused(s.post("/v1/orders", orderBody(one, "", total), key("late")), 422, "seatUnavailable")
	s.want(bought, 201)
	if late.text("outcome") != "notDone" || late.get("retryable") != false {
		t.Errorf("%s", late.raw)
	}
	if failed := s.want(s.get("/v1/orders/"+late.text("orderId")), 200); failed.text("cancelReason") != "serviceSoldOut" {
		t.Errorf("%s", failed.raw)
	}
	// The same key tells the same, the seat is on one order only, and the flight
	// is sold still.
	s.refused(s.post("/v1/orders", orderBody(one, "", total), key("late")), 422, "seatUnavailable")
	offerID, price := s.offerOf("air-china", s.shop())
	s.want(s.post("/v1/orders", orderBody(offerID, "", price), key("without")), 201)
}
