package shopping_test

import (
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/fare/faretest"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// openUnder is a house with every shipped program.
func openUnder(t *testing.T, suppliers ...*supplier.Connector) *house {
	t.Helper()
	h := open(t, 0)
	h.Service = shopping.New(shopping.Options{
		Suppliers: suppliers, Programs: faretest.Programs(t), Clock: h.clock, Wall: time.Now, Memory: h.memory,
		Encoder: encoder{}, Signer: h.signer, Logger: slog.New(slog.DiscardHandler),
	})
	return h
}

// taxed is an offer with a fare, a class and taxes.
func taxed(number, operating, basis, brand string, base, fuel int64) travel.SupplierOffer {
	offer := flight("CA", number, "08:00", "1.00", 135)
	offer.Journeys[0].Segments[0].OperatingCarrier = operating
	offer.Ref = []byte(number + basis)
	price := travel.Price{Base: money.New(base*100, money.CNY), Total: money.New((base+50+fuel)*100, money.CNY), Taxes: []travel.Tax{
		{Code: "CN", Amount: money.New(5000, money.CNY)}, {Code: "YQ", Amount: money.New(fuel*100, money.CNY)},
	}}
	offer.Items[0].Price, offer.Total = price, price.Total
	offer.Terms.PriceClasses = []travel.PriceClass{{JourneyID: offer.Journeys[0].ID(), Name: brand, Cabin: travel.CabinEconomy, RBD: basis[:1], FareBasis: basis}}
	return offer
}

// What a program does not sell is counted by reason and leaves the answer
// complete; levies that are not as the tables say are counted and sold.
func TestProgramsSortOffers(t *testing.T) {
	t.Parallel()
	airline := named("air-china", sells(
		taxed("1501", "", "Y", "", 2150, 20),
		taxed("1503", "ZH", "V36", "", 780, 20),
		taxed("1505", "", "V36", "", 780, 20),
		taxed("1505", "", "V33", "Web Promo", 700, 20),
		taxed("1507", "", "V36", "", 780, 40),
	))
	h := openUnder(t, airline)
	in := question()
	in.Program = "gov-cn"
	result, err := h.AirShopping(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	report := result.Summary.Suppliers[0]
	report.Latency = 0
	want := shopping.SupplierReport{
		SupplierID: "air-china", Status: shopping.StatusOK, Offers: 3, LeviesDiffer: 1,
		NotSold: []shopping.NotSold{{Reason: fare.ReasonCodeshare, Offers: 1}, {Reason: fare.ReasonPromotionWins, Offers: 1}},
	}
	if !reflect.DeepEqual(report, want) || !result.Summary.Complete || len(result.Summary.Warnings) != 0 {
		t.Errorf("%+v, %+v", report, result.Summary)
	}
}

// A search the program has nothing for asks nobody.
func TestProgramsRefuseBeforeAsking(t *testing.T) {
	t.Parallel()
	airline := sells()
	h := openUnder(t, named("air-china", airline))
	in := question()
	in.Program, in.Search.OriginDestinations[0].Destination = "gov-cn", "SIN"
	_, err := h.AirShopping(t.Context(), in)
	var refusal *travel.Error
	if !errors.As(err, &refusal) || refusal.Code != travel.CodeInternationalNotSold || airline.calls.Load() != 0 {
		t.Errorf("asked %d times, %v", airline.calls.Load(), err)
	}
}

// A negotiated contract is traced where it was asked for: in offers of suppliers
// that are asked under its code.
func TestNegotiatedTermsAreTracedWhereTheyWereAskedFor(t *testing.T) {
	t.Parallel()
	filed, err := reference.SampleFiledFares()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := fare.Load([]fare.File{{Name: "retail.yaml", Text: []byte("program: retail\n" +
		"retail: {markups: [], serviceFees: [], commissions: [], contracts: [{id: acme, codes: [{carrier: CA, code: ACME}], from: 2026-01-01}]}\n")}}, filed)
	if err != nil {
		t.Fatal(err)
	}
	asked, notAsked := named("asked", sells(flight("CA", "1", "08:00", "900.00", 120))), named("notAsked", sells(flight("CA", "2", "09:00", "900.00", 120)))
	asked.AccountCodes = true
	h := open(t, 0, asked, notAsked)
	service := h.with(func(o *shopping.Options) { o.Programs = programs })
	if _, err := service.AirShopping(t.Context(), question()); err != nil {
		t.Fatal(err)
	}
	for _, remembered := range h.memory.only(t).Offers {
		o := remembered.Offer
		traced := slices.ContainsFunc(o.Trace, func(step travel.TraceStep) bool { return step.Rule == fare.RuleContract+".acme" })
		if traced != (o.SupplierID == "asked") {
			t.Errorf("%s: %+v", o.SupplierID, o.Trace)
		}
	}
}
