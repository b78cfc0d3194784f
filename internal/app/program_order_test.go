package app_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

// party is an OrderCreate for adults, each with an identity card number.
func party(offerID, token, total string, numbers []string) string {
	selected := map[string]any{"offerId": offerID}
	if token != "" {
		selected["acceptanceToken"] = token
	}
	var pax []any
	for i, number := range numbers {
		one := map[string]any{
			"paxId": fmt.Sprintf("p%d", i+1), "surname": "ZHANG", "givenName": "SAN" + string(rune('A'+i)), "gender": "male", "birthDate": "1990-03-07",
		}
		if number != "" {
			one["identityDocument"] = map[string]any{"type": "passport", "number": number, "issuingCountry": "CN", "expiryDate": "2030-01-01"}
		}
		pax = append(pax, one)
	}
	body, err := json.Marshal(map[string]any{
		"offers": []any{selected}, "acceptedTotal": map[string]any{"amount": total, "currency": "CNY"}, "pax": pax,
		"contact": map[string]any{"name": "Zhang San", "email": "zhang@example.com", "phone": "+8613800138000"},
	})
	if err != nil {
		panic(err)
	}
	return string(body)
}

func documents(n int) []string {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("E1234567%d", i)
	}
	return numbers
}

// Scenario 9: nine buy at nine times one's price; one document is one person.
func TestNineBuyOfficially(t *testing.T) {
	t.Parallel()
	eachPairOf(t, staged(spring), func(t *testing.T, s *sandbox) {
		gov := s.as("fb_test_gov")
		offer := gov.ask("PEK-SHA@"+leaving, adults(9)...).on("CA1501").offers["V36"]
		s.costs(offer, "7299.00", "7650.00")
		numbers := documents(9)
		numbers[8] = numbers[0]
		twice := s.refused(gov.post("/v1/orders", party(offer.text("offerId"), "", "7299.00", numbers), key("twice")), 422, "validationFailed")
		if twice.text("errors", 0, "pointer") != "/pax/8/identityDocument/number" || twice.text("errors", 0, "code") != "duplicate" {
			t.Errorf("%s", twice.raw)
		}
		created := s.want(gov.post("/v1/orders", party(offer.text("offerId"), "", "7299.00", documents(9)), key("nine")), 201)
		if created.text("status") != "awaitingPayment" || created.text("totalPrice", "amount") != "7299.00" {
			t.Fatalf("%s", created.raw)
		}
		// Official orders are paid by official card, and by nothing else.
		orderID := created.text("orderId")
		refused := s.refused(gov.post("/v1/orders/"+orderID+"/payments", cardOK, key("card")), 422, "paymentMethodNotAllowed")
		if refused.text("errors", 0, "code") != "methodNotOfProgram" || refused.text("outcome") != "notDone" {
			t.Errorf("%s", refused.raw)
		}
		unbuilt := s.refused(gov.post("/v1/orders/"+orderID+"/payments", `{"method":"officialCard"}`, key("official")), 422, "paymentMethodNotAllowed")
		if unbuilt.text("errors", 0, "code") != "notOffered" {
			t.Errorf("%s", unbuilt.raw)
		}
		if moved := gov.ledger(orderID); len(moved) != 0 {
			t.Errorf("money moved: %v", moved)
		}
	})
}

// Scenario 16: shown at 741, verified at 788.50: accepted or left, and a token is
// for one price.
func TestOfficialPriceChanges(t *testing.T) {
	t.Parallel()
	eachPairOf(t, staged(spring), func(t *testing.T, s *sandbox) {
		gov := s.as("fb_test_gov")
		offer := gov.ask("PEK-SHA@" + leaving).on("CA1501").offers["V36"]
		s.costs(offer, "811.00", "850.00")
		shown := offer.text("offerId")
		priced := s.want(gov.post("/v1/offers/"+shown+"/price", `{}`), 200)
		if priced.text("result") != "unchanged" {
			t.Fatalf("%s", priced.raw)
		}

		s.advance("PT5M")
		refused := s.refused(gov.post("/v1/orders", party(shown, "", "811.00", documents(1)), key("1")), 409, "priceChanged")
		s.costs(answer{body: refused.get("offer").(map[string]any)}, "858.50", "900.00")
		if moved := refused.text("changes", 0, "old", "amount") + " to " + refused.text("changes", 0, "new", "amount"); moved != "811.00 to 858.50" {
			t.Errorf("%s: %s", moved, refused.raw)
		}
		if l := gov.get("/v1/orders").list("orders"); len(l) != 0 {
			t.Fatalf("an order was left behind: %v", l)
		}
		token := refused.text("acceptance", "token")
		created := s.want(gov.post("/v1/orders", party(shown, token, "858.50", documents(1)), key("2")), 201)
		if created.text("totalPrice", "amount") != "858.50" {
			t.Fatalf("%s", created.raw)
		}

		s.advance("PT5M")
		again := s.refused(gov.post("/v1/orders", party(shown, token, "858.50", documents(1)), key("3")), 409, "priceChanged")
		s.costs(answer{body: again.get("offer").(map[string]any)}, "887.00", "930.00")
	})
}

func (s *sandbox) advance(by string) {
	s.t.Helper()
	s.want(s.post("/v1/sandbox/clock", `{"advance":"`+by+`"}`), 200)
}

// Scenario 20: what a child and an infant pay at retail.
func TestChildAndInfant(t *testing.T) {
	t.Parallel()
	eachPairOf(t, staged(spring), func(t *testing.T, s *sandbox) {
		offer := s.ask("PEK-SHA@"+leaving, "ADT", "CHD", "INF").on("CA1501").offers["Y"]
		want := map[string][2]string{"ADT": {"2150.00", "2220.00"}, "CHD": {"1080.00", "1090.00"}, "INF": {"220.00", "220.00"}}
		for _, each := range offer.list("offerItems") {
			item := answer{body: each.(map[string]any)}
			if got := [2]string{item.text("price", "base", "amount"), item.text("price", "total", "amount")}; got != want[item.text("ptc")] {
				t.Errorf("%s pays %v", item.text("ptc"), got)
			}
			delete(want, item.text("ptc"))
		}
		if len(want) != 0 || offer.text("totalPrice", "amount") != "3530.00" {
			t.Errorf("%v", offer.body)
		}
	})
}

// Scenario 21: age counts on each day of travel, and every lap holds one.
func TestAgeOnTheDayOfTravel(t *testing.T) {
	t.Parallel()
	eachPairOf(t, staged("2026-06-01T10:00:00+08:00"), func(t *testing.T, s *sandbox) {
		crowded := s.refused(s.post("/v1/air-shopping", quest("PEK-SHA@2027-02-20", "ADT", "ADT", "INF", "INF", "INF")), 422, "validationFailed")
		if crowded.text("errors", 0, "pointer") != "/pax/4/ptc" || crowded.text("errors", 0, "code") != "infantWithoutAdult" {
			t.Errorf("%s", crowded.raw)
		}
		offer := s.ask("PEK-SHA@2027-02-20 SHA-PEK@2027-03-05", "ADT", "INF").on("CA1501").offers["Y+T46"]
		total := offer.text("totalPrice", "amount")
		family := func(infantBorn string) string {
			return `{"offers":[{"offerId":"` + offer.text("offerId") + `"}],"acceptedTotal":{"amount":"` + total + `","currency":"CNY"},
				"contact":{"name":"Zhang San","email":"zhang@example.com","phone":"+8613800138000"},
				"pax":[{"paxId":"p1","surname":"ZHANG","givenName":"SAN","gender":"male","birthDate":"1990-03-07"},
				{"paxId":"p2","surname":"ZHANG","givenName":"XIAO","gender":"female","birthDate":"` + infantBorn + `","accompaniedBy":"p1"}]}`
		}
		// One year old on the way out, two on the way back: it needs a seat.
		grown := s.refused(s.post("/v1/orders", family("2025-03-01"), key("1")), 422, "validationFailed")
		if grown.text("errors", 0, "pointer") != "/pax/1/birthDate" || grown.text("errors", 0, "code") != "ageDoesNotFit" {
			t.Errorf("%s", grown.raw)
		}
		// Two on the very day is two.
		s.refused(s.post("/v1/orders", family("2025-03-05"), key("2")), 422, "validationFailed")
		s.want(s.post("/v1/orders", family("2025-03-06"), key("3")), 201)
	})
}

// Scenario 22: the fuel surcharge by filed distance and day of issue.
func TestFuelByDistanceAndDay(t *testing.T) {
	t.Parallel()
	for day, want := range map[string][2]string{ // at 800 km and at 801
		"2025-12-04": {"10.00", "20.00"},
		"2025-12-05": {"20.00", "40.00"},
		"2026-01-05": {"10.00", "20.00"},
	} {
		t.Run(day, func(t *testing.T) {
			t.Parallel()
			eachPairOf(t, staged(day+"T10:00:00+08:00"), func(t *testing.T, s *sandbox) {
				found := s.ask("PEK-XIY@"+leaving, "ADT", "CHD")
				half := map[string]string{"40.00": "20.00", "20.00": "10.00", "10.00": ""}
				for i, flight := range []string{"CA1201", "CA1203"} {
					fuel := map[string]string{}
					offer := found.on(flight).offers["Y"]
					for _, each := range offer.list("offerItems") {
						item := answer{body: each.(map[string]any)}
						for _, tax := range item.list("price", "taxes") {
							if line := (answer{body: tax.(map[string]any)}); line.text("code") == "YQ" {
								fuel[item.text("ptc")] = line.text("amount", "amount")
							}
						}
					}
					if fuel["ADT"] != want[i] || fuel["CHD"] != half[want[i]] {
						t.Errorf("%s: fuel %v, want %s", flight, fuel, want[i])
					}
				}
			})
		})
	}
}
