package ndcair_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/ndcair"
)

// TestMessagesThatCannotBeTaken are answered before their matter is looked at.
func TestMessagesThatCannotBeTaken(t *testing.T) {
	t.Parallel()
	box := start(t)
	good := message("OrderList", "<OrderSearchFilterCriteria/>")
	for name, c := range map[string]struct {
		method, media, token, body string
		status                     int
		code                       string
	}{
		"get":               {method: http.MethodGet, status: http.StatusMethodNotAllowed, code: "915"},
		"JSON":              {media: "application/json", status: http.StatusUnsupportedMediaType, code: "903"},
		"no token":          {token: "-", status: http.StatusUnauthorized, code: "305"},
		"another's token":   {token: "duffel_test_air-china", status: http.StatusUnauthorized, code: "305"},
		"no XML":            {body: "{}", status: http.StatusBadRequest, code: "903"},
		"nothing":           {body: " ", status: http.StatusBadRequest, code: "903"},
		"unknown message":   {body: "<IATA_OrderDreamRQ/>", status: http.StatusBadRequest, code: "903"},
		"broken":            {body: strings.TrimSuffix(good, ">"), status: http.StatusBadRequest, code: "903"},
		"too large":         {body: good + strings.Repeat(" ", 1<<20), status: http.StatusRequestEntityTooLarge, code: "903"},
		"another namespace": {body: strings.ReplaceAll(good, "OffersAndOrdersMessage", "Other"), status: http.StatusOK, code: "916"},
		"another version":   {body: strings.ReplaceAll(good, ">21.3<", ">17.2<"), status: http.StatusOK, code: "916"},
		"nobody asks":       {body: strings.ReplaceAll(good, "DistributionChain", "Chain"), status: http.StatusOK, code: "914"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.body == "" {
				c.body = good
			}
			if c.method == "" {
				c.method = http.MethodPost
			}
			req, err := http.NewRequestWithContext(t.Context(), c.method, box.url, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "text/xml; charset=utf-8")
			if c.media != "" {
				req.Header.Set("Content-Type", c.media)
			}
			req.Header.Set("Authorization", "Bearer "+ndcair.Token("air-china"))
			if c.token != "" {
				req.Header.Set("Authorization", "Bearer "+c.token)
			}
			a, err := box.do(req)
			if err != nil {
				t.Fatal(err)
			}
			if a.status != c.status || a.text("Error/Code")+a.text("Notification/StatusCode") != c.code {
				t.Fatalf("%d %s", a.status, clip(a.raw))
			}
		})
	}
}

// TestFindings: everything that is wrong is said, with its code.
func TestFindings(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	p := s.priced(familyAbroad)
	wish := p.wish("ord_1", "")
	for name, c := range map[string]struct {
		kind, body string
		codes      []string
	}{
		"nothing to shop for": {"AirShopping", "", []string{"914"}},
		"no such place":       {"AirShopping", flightRequest(leg("PEK", "XXX", travelDay)) + paxList("ADT"), []string{"4"}},
		"yesterday":           {"AirShopping", flightRequest(leg("PEK", "SHA", "2026-11-30")) + paxList("ADT"), []string{"102"}},
		"an unknown type":     {"AirShopping", flightRequest(leg("PEK", "SHA", travelDay)) + paxList("DOG"), []string{"143"}},
		"a seat, alone":       {"AirShopping", flightRequest(leg("PEK", "SHA", travelDay)) + paxList("INS"), []string{"143"}},
		"three of one adult":  {"AirShopping", flightRequest(leg("PEK", "SHA", travelDay)) + paxList("ADT", "INS", "INS", "INF"), []string{"143"}},
		"infants alone":       {"AirShopping", flightRequest(leg("PEK", "SHA", travelDay)) + paxList("INF"), []string{"143"}},
		"too many": {
			"AirShopping", flightRequest(leg("PEK", "SHA", "")) + paxList(strings.Fields(strings.Repeat("ADT ", 10))...),
			[]string{"102", "145"},
		},
		"an unknown cabin": {
			"AirShopping", strings.Replace(flightRequest(leg("PEK", "SHA", travelDay)), "<OriginDestCriteria>",
				"<OriginDestCriteria><CabinType><CabinTypeCode>9</CabinTypeCode></CabinType>", 1) + paxList("ADT"),
			[]string{"914"},
		},
		"no offer":      {"OfferPrice", "", []string{"914"}},
		"unknown offer": {"OfferPrice", priceOf("off_0000" + strings.Repeat("x", 18)), []string{"913"}},
		"nameless": {
			"OrderCreate", strings.ReplaceAll(wish, "<Surname>MUSTER</Surname></Individual>", "<Surname/></Individual>"), []string{"151"},
		},
		"not in Latin":         {"OrderCreate", strings.Replace(wish, "ANNA", "安娜", 1), []string{"914"}},
		"born in the future":   {"OrderCreate", strings.Replace(wish, "1990-03-04", "2030-03-04", 1), []string{"73"}},
		"no birthday":          {"OrderCreate", strings.Replace(wish, "1990-03-04", "", 1), []string{"73"}},
		"another type":         {"OrderCreate", strings.Replace(wish, "<PTC>CHD</PTC></Pax>", "<PTC>ADT</PTC></Pax>", 1), []string{"143"}},
		"somebody else":        {"OrderCreate", strings.ReplaceAll(wish, "<PaxID>PAX2", "<PaxID>PAX9"), []string{"146"}},
		"twice the same":       {"OrderCreate", strings.Replace(wish, "BORIS", "ANNA", 1), []string{"399"}},
		"no passport":          {"OrderCreate", strings.ReplaceAll(strings.ReplaceAll(wish, "<IdentityDoc>", "<Doc>"), "</IdentityDoc>", "</Doc>"), []string{"914"}},
		"a lap that is no lap": {"OrderCreate", strings.Replace(wish, "<PaxRefID>PAX1</PaxRefID><PTC>INF", "<PaxRefID>PAX3</PaxRefID><PTC>INF", 1), []string{"914"}},
		"an item of nothing":   {"OrderCreate", strings.Replace(wish, ">FLIGHTS.", ">HOTEL.", 1), []string{"913"}},
		"another's offer":      {"OrderCreate", strings.Replace(wish, "<OwnerCode>CA<", "<OwnerCode>MU<", 1), []string{"913"}},
		"dollars":              {"OrderCreate", strings.Replace(wish, `TotalOfferPriceAmount CurCode="CNY"`, `TotalOfferPriceAmount CurCode="USD"`, 1), []string{"727"}},
		"no way to pay":        {"OrderCreate", strings.Replace(p.wish("ord_1", payment(p.total)), "SettlementPlan", "Beads", 2), []string{"466"}},
		"no order":             {"OrderRetrieve", "", []string{"914"}},
		"unknown order":        {"OrderRetrieve", `<OrderValidationFilterCriteria><OrderFilterCriteria><OrderID>x</OrderID><OwnerCode>CA</OwnerCode></OrderFilterCriteria></OrderValidationFilterCriteria>`, []string{"129"}},
		"no seats of nothing":  {"SeatAvailability", "", []string{"915"}},
		"no change":            {"OrderChange", "", []string{"914"}},
		"nothing to quote":     {"OrderQuote", "", []string{"914"}},
		"a bad instant":        {"OrderList", "<OrderSearchFilterCriteria><CreationDateTimeFilterCriteria><FromDateTime>then</FromDateTime></CreationDateTimeFilterCriteria></OrderSearchFilterCriteria>", []string{"914"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.ask(c.kind, c.body)
			for _, code := range c.codes {
				a.refused(code)
			}
		})
	}
	s.byReference("ord_1").refused("129")
	s.ask("OrderCreate", wish).ok()
}

func priceOf(id string) string {
	return `<PricedOffer><SelectedOfferList><SelectedOffer><OfferRefID>` + id + `</OfferRefID><OwnerCode>CA</OwnerCode>` +
		item("FLIGHTS.PAX1", "<PaxRefID>PAX1</PaxRefID>", "") + `</SelectedOffer></SelectedOfferList></PricedOffer>`
}

// TestOthersSeeNothing: a token sees only what was made with it.
func TestOthersSeeNothing(t *testing.T) {
	t.Parallel()
	box := start(t)
	s, other := box.seller("air-china"), box.seller("skytrip")
	p := s.priced(oneWay)
	other.price(p).refused("913")
	h := heldOf(s.create(p, "ord_1", "").ok())
	other.retrieve(h).refused("129")
	other.byReference("ord_1").refused("129")
	other.change(h, unpaid(h), "").refused("129")
	other.cancelQuote(h).refused("129")
}

// TestOrderList finds orders by what they are about.
func TestOrderList(t *testing.T) {
	t.Parallel()
	s := start(t).seller("air-china")
	first, second := s.held(oneWay, "ord_1"), s.ticketed(oneWay, "ord_2")
	list := func(criteria string) []string {
		return s.ask("OrderList", `<OrderSearchFilterCriteria>`+criteria+`</OrderSearchFilterCriteria>`).ok().texts("Response/MatchedOrder/OrderRefID")
	}
	ticket := s.retrieve(second).ok().text("Response/TicketDocInfo/Ticket/TicketNumber")
	for criteria, want := range map[string][]string{
		"": {second.id, first.id},
		"<BookingRefFilterCriteria><BookingID>ord_1</BookingID></BookingRefFilterCriteria>":                                  {first.id},
		"<TicketFilterCriteria><TicketNumber>" + ticket + "</TicketNumber></TicketFilterCriteria>":                           {second.id},
		"<PaxFilterCriteria><Individual><Surname>Muster</Surname></Individual></PaxFilterCriteria>":                          {second.id, first.id},
		"<PaxFilterCriteria><Individual><Surname>Other</Surname></Individual></PaxFilterCriteria>":                           nil,
		"<CreationDateTimeFilterCriteria><ToDateTime>2026-11-30T00:00:00Z</ToDateTime></CreationDateTimeFilterCriteria>":     nil,
		"<CreationDateTimeFilterCriteria><FromDateTime>2026-11-30T00:00:00Z</FromDateTime></CreationDateTimeFilterCriteria>": {second.id, first.id},
	} {
		if got := list(criteria); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v instead of %v", criteria, got, want)
		}
	}
}
