package rest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/rest"
	"github.com/farebridge/farebridge/internal/travel"
)

func cny(amount string) money.Money { return money.MustParse(amount, money.CNY) }

func local(t testing.TB, s string) travel.LocalTime {
	t.Helper()
	read, err := travel.ParseLocalTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// anOffer is a return trip for two with everything an offer can say.
func anOffer(t testing.TB) travel.Offer {
	t.Helper()
	out := travel.PaxJourney{Duration: 135 * time.Minute, Segments: []travel.PaxSegment{{
		MarketingCarrier: "CA", FlightNumber: "1501", OperatingCarrier: "ZH", OperatingFlightNumber: "9501",
		Departure: travel.FlightPoint{Airport: "PEK", Terminal: "3", Time: local(t, "2026-12-08T07:30:00"), Zone: "Asia/Shanghai"},
		Arrival:   travel.FlightPoint{Airport: "SHA", Terminal: "2", Time: local(t, "2026-12-08T09:45:00"), Zone: "Asia/Shanghai"},
		Duration:  135 * time.Minute, Aircraft: "359",
	}}}
	back := travel.PaxJourney{Duration: 26*time.Hour + 5*time.Minute, Segments: []travel.PaxSegment{{
		MarketingCarrier: "MU", FlightNumber: "5100",
		Departure: travel.FlightPoint{Airport: "PVG", Time: local(t, "2026-12-12T22:00:00"), Zone: "Asia/Shanghai"},
		Arrival:   travel.FlightPoint{Airport: "PKX", Time: local(t, "2026-12-14T00:05:00"), Zone: "Asia/Shanghai"},
		Duration:  26*time.Hour + 5*time.Minute,
	}}}
	fee := cny("120.00")
	published := cny("1640.00")
	price := func(base string) travel.Price {
		total, err := money.Sum(money.CNY, cny(base), cny("50.00"), cny("20.00"))
		if err != nil {
			t.Fatal(err)
		}
		return travel.Price{Base: cny(base), Taxes: []travel.Tax{{Code: "CN", Amount: cny("50.00")}, {Code: "YQ", Amount: cny("20.00")}}, Total: total}
	}
	adult, child := price("750.00"), price("380.00")
	total, err := adult.Total.Add(child.Total)
	if err != nil {
		t.Fatal(err)
	}
	return travel.Offer{
		ID: "ofr_one", AgencyID: "agy_one", Program: "retail", SupplierID: "air-china", Contract: "house",
		Pax: []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}, {ID: "p2", PTC: travel.PTCChild}},
		SupplierOffer: travel.SupplierOffer{
			Owner: "CA", Ref: []byte("off_supplier_secret"), Journeys: []travel.PaxJourney{out, back},
			Items: []travel.OfferItem{{PaxIDs: []string{"p1"}, PTC: travel.PTCAdult, Price: adult}, {PaxIDs: []string{"p2"}, PTC: travel.PTCChild, Price: child}},
			Total: total,
			Terms: travel.Terms{
				PriceClasses: []travel.PriceClass{
					{Name: "Economy Flex", Cabin: travel.CabinEconomy, RBD: "Y", FareBasis: "YFLEX", JourneyID: out.ID()},
					{Cabin: travel.CabinBusiness, JourneyID: back.ID()},
				},
				Baggage: []travel.BaggageAllowance{
					{Type: travel.BaggageChecked, Pieces: 1, WeightKg: 23, PaxIDs: []string{"p1", "p2"}, SegmentIDs: []string{out.Segments[0].ID()}},
					{Type: travel.BaggageCarryOn, PaxIDs: []string{"p1", "p2"}, SegmentIDs: []string{back.Segments[0].ID()}},
				},
				Refund: travel.Penalty{Allowed: travel.AllowanceYes, Fee: &fee},
				Change: travel.Penalty{Allowed: travel.AllowanceUnknown},
			},
			Clocks:    travel.Clocks{OfferExpiresAt: now.Add(20 * time.Minute), PriceGuaranteedUntil: now.Add(2 * time.Hour), PayBy: now.Add(24 * time.Hour)},
			SeatsLeft: 4, Holdable: true,
			PaxRules: travel.PaxRules{Identity: true, NameLimit: 20, DocumentTypes: []string{travel.DocumentPassport}},
		},
		Net: total, Published: &published,
		Trace:    []travel.TraceStep{{Rule: "retail.supplierPrice", Before: total, After: total}},
		PricedAt: now, Source: travel.SourceLive,
	}
}

// anOrder is that offer sold, paid and ticketed.
func anOrder(t testing.TB) order.Order {
	t.Helper()
	offer := anOffer(t)
	return order.Order{
		ID: "ord_one", AgencyID: "agy_one", Reference: "ABC234", Version: 7, ClientReference: "trip 42",
		Metadata: map[string]string{"costCentre": "4711"}, CreatedAt: now, Offer: offer, PayBy: now.Add(30 * time.Minute),
		Travellers: []travel.Traveller{
			{
				Pax: offer.Pax[0], Surname: "LI", GivenName: "LEI", Gender: travel.GenderMale, BirthDate: travel.Date{Year: 1990, Month: 2, Day: 28},
				Nationality: "CN", IdentityDocument: &travel.IdentityDocument{
					Type: "passport", Number: "E12345678", IssuingCountry: "CN", ExpiryDate: travel.Date{Year: 2030, Month: 1, Day: 31},
				},
			},
			{
				Pax: offer.Pax[1], Surname: "LI", GivenName: "MEI", Gender: travel.GenderFemale, BirthDate: travel.Date{Year: 2019, Month: 5, Day: 1},
				IdentityDocument: &travel.IdentityDocument{Type: "other", Number: "1234", IssuingCountry: "CN"},
			},
		},
		Contact: travel.Contact{Name: "Li Lei", Email: "li.lei@example.com", Phone: "+8613800138000"},
		Booking: order.Booking{
			Hold: order.Step{Stage: order.StageDone},
			Said: travel.Booking{
				Ref: []byte("ord_supplier_secret"), SupplierOrderID: "ord_supplier_secret", Status: travel.BookingTicketed, Total: offer.Total,
				RecordLocators: []travel.RecordLocator{{Carrier: "CA", Locator: "XYZ789"}}, PriceGuaranteedUntil: now.Add(time.Hour),
			},
		},
		Payments: []order.Payment{aPayment()},
		Ticketing: order.Ticketing{
			Issue:   order.Step{Stage: order.StageDone},
			Tickets: []travel.Ticket{{Number: "9992400000001", PaxID: "p1"}, {Number: "9992400000002", PaxID: "p2"}},
		},
	}
}

func aPayment() order.Payment {
	return order.Payment{
		ID: "pay_one", Method: order.MethodCard, Gateway: "card", GatewayRef: "gateway_secret", Amount: cny("1270.00"),
		Status: order.PaymentCaptured, CardToken: "tok_sandbox_ok", NextAction: order.NextAction{Type: order.ActionNone},
		CreatedAt: now, PaidAt: now.Add(time.Second), CapturedAt: now.Add(2 * time.Second), Accepted: true,
	}
}

// encodedOffer is an offer as callers see it.
func encodedOffer(t *testing.T, o travel.Offer) map[string]any {
	t.Helper()
	fragment, err := rest.NewEncoder(profiles).Offer(o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return unmarshalled(t, fragment.Body)
}

func unmarshalled(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var v map[string]any
	err := json.Unmarshal(body, &v)
	if err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return v
}

// at reads a value by path, nil when there is none.
func at(v any, path ...any) any {
	for _, step := range path {
		switch key := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			list, _ := v.([]any)
			if key >= len(list) {
				return nil
			}
			v = list[key]
		}
	}
	return v
}
