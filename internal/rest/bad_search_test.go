package rest_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// bad is an input that no verb may ever see. found lists "pointer code" of
// every finding, or "parameter code" with a leading "?".
type bad struct {
	name, method, path, body string
	header                   []string
	status                   int
	code                     string
	found                    []string
}

// runBad puts every input to one server, which is slow to make.
func runBad(t *testing.T, tests []bad) {
	t.Helper()
	b := newBench(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, b.of(t)) })
	}
}

func (c bad) run(t *testing.T, b *bench) {
	header := c.header
	if c.method == "POST" && (c.path == "/v1/orders" || strings.HasSuffix(c.path, "/payments")) && !slices.Contains(header, "Idempotency-Key") {
		header = append(header, "Idempotency-Key", "key-1")
	}
	w := b.call(c.method, c.path, c.body, header...)
	c.check(t, b, w)
}

func (c bad) check(t *testing.T, b *bench, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code != c.status {
		t.Fatalf("status %d, want %d: %s", w.Code, c.status, w.Body)
	}
	p := problemOf(t, w)
	if string(p.Code) != c.code || p.Status != c.status {
		t.Errorf("code %s (%d), want %s", p.Code, p.Status, c.code)
	}
	var found []string
	for _, f := range p.Errors {
		where := f.Pointer
		if f.Parameter != nil {
			where = "?" + *f.Parameter
		}
		if f.Detail == "" || strings.Contains(f.Detail, "{") && f.Code != "pattern" {
			t.Errorf("%s %s: detail %q", where, f.Code, f.Detail)
		}
		found = append(found, strings.TrimSpace(where+" "+f.Code))
	}
	slices.Sort(found)
	want := slices.Sorted(slices.Values(c.found))
	if !slices.Equal(found, want) {
		t.Errorf("findings\n %s\nwant\n %s", strings.Join(found, "\n "), strings.Join(want, "\n "))
	}
	if calls := b.verbs.called(); len(calls) > 0 {
		t.Errorf("called %v", calls)
	}
}

func TestBadSearch(t *testing.T) {
	t.Parallel()
	search := func(name string, status int, code string, body string, found ...string) bad {
		return bad{name: name, method: "POST", path: "/v1/air-shopping", body: body, status: status, code: code, found: found}
	}
	leg := `{"origin":"PEK","destination":"SHA","departureDate":"2026-12-08"}`
	pax := `[{"paxId":"p1","ptc":"ADT"}]`
	seats := func(n int, ptc string) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"paxId":"%s%d","ptc":"%s"}`, strings.ToLower(ptc), i, ptc))
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	tests := []bad{
		search("no body", 400, "invalidJson", "", "empty"),
		search("no object", 400, "invalidJson", "[]", "notAnObject"),
		search("not closed", 400, "invalidJson", `{"pax":[`, "/pax/0 syntax"),
		search("trailing", 400, "invalidJson", goodSearch+"x", "trailingData"),
		search("the same member twice", 400, "invalidJson", with(goodSearch, `"currency":"CNY"`, `"currency":"CNY","currency":"USD"`), "/currency duplicateMember"),
		search("twice by case", 400, "invalidJson", with(goodSearch, `"paxId":"p1"`, `"paxId":"p1","PAXID":"p2"`), "/pax/0/PAXID duplicateMember"),
		search("lone surrogate", 400, "invalidJson", with(goodSearch, `"p1"`, `"\udc00"`), "/pax/0/paxId invalidUnicode"),
		search("invalid UTF-8", 400, "invalidJson", with(goodSearch, `"p1"`, "\"p\xff\""), "/pax/0/paxId invalidUnicode"),
		search("too deep", 400, "invalidJson", `{"pax":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+"}", "/pax"+strings.Repeat("/0", 31)+" tooDeep"),
		search("too many members", 400, "invalidJson", `{"pax":[`+strings.TrimSuffix(strings.Repeat(`{},`, 2000), ",")+"]}", "/pax tooManyMembers"),

		search("an empty object", 400, "invalidRequest", "{}", "/originDestinations required", "/pax required"),
		search("all schema findings at once", 400, "invalidRequest",
			`{"originDestinations":[{"origin":"PEKX","destination":7,"foo":1}],"pax":[{"paxId":"p1","ptc":"XXX"},{"paxId":"a b"}],"bar":1,"budgetMs":1}`,
			"/originDestinations/0/origin pattern", "/originDestinations/0/destination wrongType", "/originDestinations/0/departureDate required",
			"/originDestinations/0/foo unknownField", "/pax/0/ptc notOneOf", "/pax/1/paxId pattern", "/pax/1/ptc required", "/bar unknownField", "/budgetMs tooSmall"),
		search("a case variant of a field", 400, "invalidRequest", with(goodSearch, `"budgetMs"`, `"BudgetMs"`), "/BudgetMs unknownField"),
		search("null", 400, "invalidRequest", with(goodSearch, `"currency":"CNY"`, `"currency":null`), "/currency mustNotBeNull"),
		search("null in an enum", 400, "invalidRequest", with(goodSearch, `"ptc":"ADT"`, `"ptc":null`), "/pax/0/ptc mustNotBeNull"),
		search("a string for a number", 400, "invalidRequest", with(goodSearch, `2500`, `"2500"`), "/budgetMs wrongType"),
		search("a fraction for an integer", 400, "invalidRequest", with(goodSearch, `2500`, `2500.5`), "/budgetMs wrongType"),
		search("an exponent for an integer", 400, "invalidRequest", with(goodSearch, `2500`, `25e2`), "/budgetMs wrongType"),
		search("budget too long", 400, "invalidRequest", with(goodSearch, `2500`, `20001`), "/budgetMs tooLarge"),
		search("no pax", 400, "invalidRequest", with(goodSearch, pax, `[]`), "/pax tooFew"),
		search("19 pax", 400, "invalidRequest", with(goodSearch, pax, seats(19, "ADT")), "/pax tooMany"),
		search("a highest price in another currency, and nowhere to leave from", 422, "validationFailed",
			with(with(with(goodSearch, `"PEK"`, `"QQQ"`), `"currency":"CNY"`, `"currency":"USD"`), `"maxStops":1`, `"maxPrice":{"amount":"900.00","currency":"CNY"}`),
			"/originDestinations/0/origin unknownPlace", "/preferences/maxPrice/currency otherCurrency"),
		search("no legs", 400, "invalidRequest", with(goodSearch, "["+leg+"]", `[]`), "/originDestinations tooFew"),
		search("seven legs", 400, "invalidRequest", with(goodSearch, leg, strings.TrimSuffix(strings.Repeat(leg+",", 7), ",")), "/originDestinations tooMany"),
		search("lower case place", 400, "invalidRequest", with(goodSearch, `"PEK"`, `"pek"`), "/originDestinations/0/origin pattern"),
		search("a date with a time", 400, "invalidRequest", with(goodSearch, `2026-12-08`, `2026-12-08T00:00:00Z`), "/originDestinations/0/departureDate pattern"),
		search("no such cabin", 400, "invalidRequest", with(goodSearch, `"economy"`, `"ECONOMY"`), "/preferences/cabin notOneOf"),
		search("negative stops", 400, "invalidRequest", with(goodSearch, `"maxStops":1`, `"maxStops":-1`), "/preferences/maxStops tooSmall"),
		search("a price from the caller", 400, "invalidRequest", with(goodSearch, `"currency"`, `"totalPrice":{"amount":"1.00","currency":"CNY"},"currency"`), "/totalPrice unknownField"),

		search("unknown places", 422, "validationFailed", with(goodSearch, `"PEK"`, `"XXQ"`, `"SHA"`, `"QQX"`),
			"/originDestinations/0/origin unknownPlace", "/originDestinations/0/destination unknownPlace"),
		search("the same airport", 422, "validationFailed", with(goodSearch, `"SHA"`, `"PEK"`), "/originDestinations/0/destination sameCity"),
		search("the same city", 422, "validationFailed", with(goodSearch, `"PEK"`, `"PVG"`), "/originDestinations/0/destination sameCity"),
		search("a city and its airport", 422, "validationFailed", with(goodSearch, `"SHA"`, `"BJS"`), "/originDestinations/0/destination sameCity"),
		search("no such date", 422, "validationFailed", with(goodSearch, `2026-12-08`, `2027-02-29`), "/originDestinations/0/departureDate noSuchDate"),
		search("no such month", 422, "validationFailed", with(goodSearch, `2026-12-08`, `2026-13-01`), "/originDestinations/0/departureDate noSuchDate"),
		// 20:00 UTC on the 22nd is 04:00 on the 23rd in Beijing.
		search("yesterday at the origin", 422, "validationFailed", with(goodSearch, `2026-12-08`, `2026-11-22`), "/originDestinations/0/departureDate dateInPast"),
		search("362 days ahead", 422, "validationFailed", with(goodSearch, `2026-12-08`, `2027-11-20`), "/originDestinations/0/departureDate dateTooFar"),
		search("back before out", 422, "validationFailed",
			with(goodSearch, leg, leg+`,{"origin":"SHA","destination":"PEK","departureDate":"2026-12-07"}`), "/originDestinations/1/departureDate beforePreviousDeparture"),
		search("a programme and an agreement twice", 422, "validationFailed",
			with(goodSearch, `"currency"`, `"loyaltyAccounts":[{"paxId":"p1","carrier":"CA","number":"1"},{"paxId":"p1","carrier":"CA","number":"2"},{"paxId":"p1","carrier":"MU","number":"2"}],`+
				`"corporateCodes":[{"carrier":"CA","code":"ACME"},{"carrier":"MU","code":"ACME"},{"carrier":"CA","code":"OTHER"},{"carrier":"CA","code":"ACME"}],"currency"`),
			"/corporateCodes/3/code duplicate", "/loyaltyAccounts/1/carrier duplicate"),
		search("ten seats", 422, "tooManyPax", with(goodSearch, pax, seats(10, "ADT")), "/pax tooManySeats"),
		search("ten seats, one of an INS", 422, "tooManyPax", with(goodSearch, pax, strings.TrimSuffix(seats(9, "ADT"), "]")+`,{"paxId":"i","ptc":"INS"}]`), "/pax tooManySeats"),
		search("the same passenger twice", 422, "validationFailed", with(goodSearch, pax, `[{"paxId":"p1","ptc":"ADT"},{"paxId":"p1","ptc":"CHD"}]`), "/pax/1/paxId duplicate"),
		search("more laps than adults", 422, "validationFailed",
			with(goodSearch, pax, `[{"paxId":"a","ptc":"INF"},{"paxId":"b","ptc":"ADT"},{"paxId":"c","ptc":"INF"}]`), "/pax/2/ptc infantWithoutAdult"),
		search("an infant alone", 422, "validationFailed", with(goodSearch, `"ptc":"ADT"`, `"ptc":"INF"`), "/pax/0/ptc infantWithoutAdult"),
		search("a child alone", 422, "validationFailed", with(goodSearch, `"ptc":"ADT"`, `"ptc":"CHD"`), "/pax/0/ptc childWithoutAdult"),
		search("no such currency", 422, "validationFailed", with(goodSearch, `"CNY"`, `"XYZ"`), "/currency unknownCurrency"),
		search("a card number as an id", 422, "validationFailed", with(goodSearch, `"p1"`, `"4111111111111111"`), "/pax/0/paxId cardNumber"),
		search("all business findings at once", 422, "validationFailed",
			with(goodSearch, `"PEK"`, `"XXQ"`, `2026-12-08`, `2026-02-30`, `"CNY"`, `"ABC"`, pax, seats(10, "ADT")),
			"/originDestinations/0/origin unknownPlace", "/originDestinations/0/departureDate noSuchDate", "/currency unknownCurrency", "/pax tooManySeats"),
	}
	runBad(t, tests)
}

// TestGoodSearches: the edges of what may be asked for.
func TestGoodSearches(t *testing.T) {
	t.Parallel()
	shared := newBench(t)
	for name, body := range map[string]string{
		"all members":           goodSearch,
		"today at the origin":   with(goodSearch, "2026-12-08", "2026-11-23"),
		"361 days ahead":        with(goodSearch, "2026-12-08", "2027-11-19"),
		"yesterday there is ok": with(goodSearch, `"PEK"`, `"LAX"`, "2026-12-08", "2026-11-22"),
		"cities":                with(goodSearch, `"PEK"`, `"BJS"`),
		"a leap day":            with(goodSearch, "2026-12-08", "2027-02-28"),
		"the same day back":     with(goodSearch, `"2026-12-08"}`, `"2026-12-08"},{"origin":"SHA","destination":"PEK","departureDate":"2026-12-08"}`),
		"nine seats and a lap":  with(goodSearch, `[{"paxId":"p1","ptc":"ADT"}]`, nineAndLap()),
	} {
		t.Run(name, func(t *testing.T) {
			b := shared.of(t)
			before := len(b.verbs.called())
			w := b.call("POST", "/v1/air-shopping", body)
			if !slices.Equal(b.verbs.called()[before:], []string{"AirShopping"}) {
				t.Errorf("%d: %s", w.Code, w.Body)
			}
		})
	}
}

func nineAndLap() string {
	list := `{"paxId":"lap","ptc":"INF"}`
	for i := range 9 {
		list += `,{"paxId":"p` + strconv.Itoa(i) + `","ptc":"ADT"}`
	}
	return "[" + list + "]"
}
