package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

func TestLines(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	encoder := rest.NewEncoder(profiles)
	fragment, err := encoder.Offer(anOffer(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	part, err := encoder.Part(shopping.PartContent{Report: shopping.SupplierReport{SupplierID: "air-china", Status: shopping.StatusOK, Offers: 1}, Offers: [][]byte{fragment.Body}, Entries: fragment.Entries})
	if err != nil {
		t.Fatal(err)
	}
	end, err := encoder.End(shopping.PageContent{Total: 1, Summary: shopping.Summary{ShoppingID: "shp_one", ExpiresAt: now, Complete: true, Calendar: []shopping.CalendarDay{
		{Dates: []travel.Date{{Year: 2026, Month: 12, Day: 8}}, Offers: 1, Lowest: cny("850.00"), OfferID: "ofr_one", Complete: true},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	var failure error
	b.verbs.stream = func(_ context.Context, in shopping.Input, line func([]byte) error) error {
		if in.AgencyID != "agy_one" || in.Program != "retail" {
			t.Errorf("asked for %+v", in)
		}
		if err := line(part); err != nil {
			return err
		}
		if failure != nil {
			return failure
		}
		return line(end)
	}
	w := b.call("POST", "/v1/air-shopping", goodSearch, "Accept", "application/x-ndjson")
	said := strings.SplitAfter(w.Body.String(), "\n")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/x-ndjson" || len(said) != 3 || said[2] != "" || !w.Flushed {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	conform(t, "AirShoppingPart", said[0])
	conform(t, "AirShoppingSummary", said[1])
	if at(unmarshalled(t, []byte(said[1])), "priceCalendar", 0, "departureDates", 0) != "2026-12-08" || at(unmarshalled(t, []byte(said[0])), "supplier", "supplierId") != "air-china" {
		t.Errorf("%s", w.Body)
	}

	failure = errors.New("secret: the database is down")
	w = b.call("POST", "/v1/air-shopping", goodSearch, "Accept", "application/x-ndjson, application/json;q=0.5")
	said = strings.SplitAfter(w.Body.String(), "\n")
	if w.Code != 200 || len(said) != 3 || strings.Contains(w.Body.String(), "secret") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	conform(t, "AirShoppingFailure", said[1])
}

// conform holds a line against a schema of the specification.
func conform(t *testing.T, schema, line string) {
	t.Helper()
	spec, err := specification()
	if err != nil {
		t.Fatal(err)
	}
	var value any
	err = json.Unmarshal([]byte(line), &value)
	if err == nil {
		err = spec.Components.Schemas[schema].Value.VisitJSON(value)
	}
	if err != nil {
		t.Errorf("%s: %v: %s", schema, err, line)
	}
}

// Before the first line a failure is a problem like any other; and who likes
// JSON better is answered in one piece.
func TestLinesAreForThoseWhoAskAndOnlyWhenThereAreSome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	w := b.call("POST", "/v1/air-shopping", goodSearch, "Accept", "application/x-ndjson")
	if p := problemOf(t, w); w.Code != 503 || p.Code != "suppliersUnavailable" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, accept := range []string{"", "*/*", "application/*", "application/json", "application/x-ndjson;q=0.5, application/json", "application/x-ndjson;q=0, */*"} {
		b.call("POST", "/v1/air-shopping", goodSearch, "Accept", accept)
	}
	if calls := b.verbs.called(); len(calls) != 7 || calls[0] != "Stream" || strings.Contains(strings.Join(calls[1:], " "), "Stream") {
		t.Errorf("called %v", calls)
	}
	if w := b.call("GET", "/v1/air-shopping/shp_one", "", "Accept", "application/x-ndjson"); w.Code != 406 {
		t.Errorf("a page line by line: %d", w.Code)
	}
}

func TestPagesAreSentAsTheyAreKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body, err := rest.NewEncoder(profiles).Page(shopping.PageContent{Summary: shopping.Summary{ShoppingID: "shp_one", ExpiresAt: now, Complete: true}})
	if err != nil {
		t.Fatal(err)
	}
	var kept bytes.Buffer
	w := gzip.NewWriter(&kept)
	_, _ = w.Write(body)
	_ = w.Close()
	b.verbs.retrieve = func(context.Context, shopping.Page) (shopping.Encoded, error) {
		return shopping.Encoded{Gzip: kept.Bytes()}, nil
	}
	for accept, packed := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "*": true, "identity": false, "gzip;q=0": false, "gzip;q=0, *": false, "br": false,
	} {
		w := b.call("GET", "/v1/air-shopping/shp_one", "", "Accept-Encoding", accept)
		got := w.Body.Bytes()
		if packed {
			if !bytes.Equal(got, kept.Bytes()) || w.Header().Get("Content-Encoding") != "gzip" {
				t.Errorf("%q: not as it is kept", accept)
			}
			r, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			got, _ = io.ReadAll(r)
		} else if w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%q: %v", accept, w.Header())
		}
		if w.Code != 200 || !bytes.Equal(got, body) || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %d %v %s", accept, w.Code, w.Header(), got)
		}
	}
}

func TestPagesAreSortedAndFilteredAsAsked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var asked shopping.Page
	b.verbs.retrieve = func(_ context.Context, page shopping.Page) (shopping.Encoded, error) {
		asked = page
		return shopping.Encoded{}, travel.NewError(travel.CodeOfferExpired)
	}
	w := b.call("GET", "/v1/air-shopping/shp_one?sort=-departure&cabin=business&carriers=CA,MU&maxStops=1&departureFrom=06:00&departureTo=11:59&departureDate=2026-12-08&maxPrice=900&currency=CNY&checkedBags=1&refundable=true&suppliers=air-china,skytrip", "")
	f := asked.Filter
	if w.Code != 410 || asked.Order != "-departure" || f.Cabin != travel.CabinBusiness || strings.Join(f.Carriers, " ") != "CA MU" || *f.MaxStops != 1 ||
		*f.Departure != (travel.TimeWindow{From: 360, To: 719}) || f.Day != (travel.Date{Year: 2026, Month: 12, Day: 8}) || !f.MaxPrice.Equal(money.MustParse("900.00", money.CNY)) ||
		f.CheckedBags != 1 || !f.Refundable || strings.Join(f.Suppliers, " ") != "air-china skytrip" {
		t.Errorf("%d, asked for %+v", w.Code, asked)
	}
	w = b.call("GET", "/v1/air-shopping/shp_one?departureFrom=12:00&departureTo=11:59&departureDate=2026-02-30&maxPrice=900&after=nowhere", "")
	p := problemOf(t, w)
	if w.Code != 400 && w.Code != 422 || len(p.Errors) != 4 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, query := range []string{"sort=cheapest", "cabin=roof", "carriers=!", "maxStops=9", "departureFrom=25:00", "maxPrice=-1&currency=CNY", "maxPrice=1.001&currency=CNY", "maxPrice=1&currency=QQQ", "checkedBags=99", "refundable=perhaps", "flexibleDays=1"} {
		if w := b.call("GET", "/v1/air-shopping/shp_one?"+query, ""); w.Code != 400 && w.Code != 422 {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
}
