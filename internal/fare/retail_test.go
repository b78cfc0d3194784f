package fare_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

const terms = `program: retail
retail:
  markups:
    - { carriers: [CA], routes: [BJS-SHA], percent: 2.5, from: 2026-01-01, to: 2026-06-30 }
    - { suppliers: [globalfares], flat: 30.00, currency: CNY }
  serviceFees:
    - { flat: 15.00, currency: CNY, code: OB }
  commissions:
    - { carriers: [CA], percent: 1 }
  contracts:
    - { id: acme, agencies: [agy_acme], codes: [{ carrier: CA, code: ACME01 }, { carrier: MU, code: ACME }], from: 2026-01-01 }
    - { id: all, codes: [{ carrier: CZ, code: FB }], from: 2026-05-01 }
`

func withTerms(t testing.TB) fare.Program { t.Helper(); return loaded(t, terms) }

func loaded(t testing.TB, text string) fare.Program {
	t.Helper()
	all, err := fare.Load([]fare.File{{Name: "retail.yaml", Text: []byte(text)}}, filed(t))
	if err != nil {
		t.Fatal(err)
	}
	program, _ := all.Find("retail")
	return program
}

func TestRetailTerms(t *testing.T) {
	t.Parallel()
	program := withTerms(t)
	for name, tc := range map[string]struct {
		flight, supplier string
		at               time.Time
		total            string
		rules            []string
	}{
		"by airline and route":      {"CA PEK-SHA", "air-china", now.At, "1725.00", []string{fare.RuleRetail, fare.RuleMarkup, fare.RuleServiceFee, fare.RuleCommission}},
		"the first that fits":       {"CA SHA-PKX", "globalfares", now.At, "1725.00", []string{fare.RuleRetail, fare.RuleMarkup, fare.RuleServiceFee, fare.RuleCommission}},
		"by supplier":               {"MU PEK-SHA", "globalfares", now.At, "1715.00", []string{fare.RuleRetail, fare.RuleMarkup, fare.RuleServiceFee}},
		"after its time":            {"CA PEK-SHA", "air-china", time.Date(2026, 6, 30, 16, 0, 0, 0, time.UTC), "1685.00", []string{fare.RuleRetail, fare.RuleServiceFee, fare.RuleCommission}},
		"nothing but the fee's due": {"CZ CAN-SHA", "china-southern", now.At, "1685.00", []string{fare.RuleRetail, fare.RuleServiceFee}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			offer := trip(t, 1, leg{flight: tc.flight, adult: "1600"})
			priced, err := program.Apply(offer, fare.Sale{At: tc.at, SupplierID: tc.supplier})
			if err != nil || !priced.Total.Equal(cny(tc.total)) || priced.Published != nil || !offer.Total.Equal(cny("1670")) {
				t.Fatalf("%v, %v, want %s", priced.Total, err, tc.total)
			}
			for i, step := range priced.Trace {
				if i >= len(tc.rules) || step.Rule != tc.rules[i] {
					t.Fatalf("trace %+v", priced.Trace)
				}
			}
			last := priced.Trace[len(priced.Trace)-1]
			if last.Rule == fare.RuleCommission && (!last.Amount.Equal(cny("16")) || !last.Before.Equal(last.After)) {
				t.Errorf("commission %+v", last)
			}
		})
	}
}

func TestServiceFeeIsALineAndInfantsAreFree(t *testing.T) {
	t.Parallel()
	offer := trip(t, 2, leg{flight: "CZ CAN-SHA", adult: "1600"})
	infant := travel.OfferItem{PaxIDs: []string{"i"}, PTC: travel.PTCInfant, Price: travel.Price{Base: cny("160"), Total: cny("160")}}
	bag := travel.OfferItem{PaxIDs: []string{"p1"}, Service: &travel.SoldService{Type: travel.ServiceBaggage}, Price: travel.Price{Base: cny("80"), Total: cny("80")}}
	offer.Items, offer.Total = append(offer.Items, infant, bag), cny("3580")
	priced, err := withTerms(t).Apply(offer, now)
	if err != nil || !priced.Total.Equal(cny("3610")) {
		t.Fatalf("%v, %v", priced.Total, err)
	}
	fees := priced.Items[0].Price.Fees
	if len(fees) != 1 || fees[0].Code != "OB" || !fees[0].Amount.Equal(cny("30")) || len(priced.Items[1].Price.Fees)+len(priced.Items[2].Price.Fees) != 0 {
		t.Errorf("%+v", priced.Items)
	}
}

// What a supplier charges to the traveller's card is its own price: where the
// program wants another, or no card, there is nothing to sell.
func TestASupplierThatChargesCardsIsSoldAsItIs(t *testing.T) {
	t.Parallel()
	plain := loaded(t, "program: retail\nretail: {markups: [], serviceFees: [], commissions: [], contracts: []}\n")
	cardless := loaded(t, "program: retail\npayment: {methods: [deposit]}\nretail: {markups: [], serviceFees: [], commissions: [], contracts: []}\n")
	offer := trip(t, 1, leg{flight: "MU PEK-SHA", adult: "1600"})
	for name, tc := range map[string]struct {
		program fare.Program
		charges bool
		sold    bool
	}{
		"as it is":             {plain, true, true},
		"with a fee":           {withTerms(t), true, false},
		"with a fee, to us":    {withTerms(t), false, true},
		"not by card":          {cardless, true, false},
		"not by card, paid us": {cardless, false, true},
	} {
		offer.ChargesCard = tc.charges
		_, err := tc.program.Apply(offer, now)
		var unsold *fare.NotSold
		if sold := err == nil; sold != tc.sold || !sold && (!errors.As(err, &unsold) || unsold.Reason != fare.ReasonCardElsewhere) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A supplier that prices a party as one sum has the infant in it: it sits on a lap
// there too.
func TestAnInfantInASumIsFreeToo(t *testing.T) {
	t.Parallel()
	offer := trip(t, 1, leg{flight: "CZ CAN-SHA", adult: "1600"})
	offer.Items[0].PaxIDs, offer.Items[0].PTC = append(offer.Items[0].PaxIDs, "i"), ""
	sale := now
	sale.Pax = []travel.Pax{{ID: offer.Items[0].PaxIDs[0], PTC: travel.PTCAdult}, {ID: "i", PTC: travel.PTCInfant}}
	priced, err := withTerms(t).Apply(offer, sale)
	if fees := priced.Items[0].Price.Fees; err != nil || len(fees) != 1 || !fees[0].Amount.Equal(cny("15")) {
		t.Errorf("%+v, %v", fees, err)
	}
}

func TestNegotiatedCodes(t *testing.T) {
	t.Parallel()
	program := withTerms(t)
	codes := program.AccountCodes("agy_acme", now.At)
	if len(codes) != 2 || codes[0] != (travel.AccountCode{Contract: "acme", Carrier: "CA", Code: "ACME01"}) {
		t.Errorf("%+v", codes)
	}
	if others := program.AccountCodes("agy_other", now.At); len(others) != 0 {
		t.Errorf("another agency's terms: %+v", others)
	}
	later := program.AccountCodes("agy_other", time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
	if len(later) != 1 || later[0].Carrier != "CZ" {
		t.Errorf("%+v", later)
	}
	sale := now
	sale.AccountCodes = codes
	priced, err := program.Apply(trip(t, 1, leg{flight: "MU PEK-SHA", adult: "900"}), sale)
	if err != nil || priced.Trace[1].Rule != "retail.contract.acme" {
		t.Errorf("%+v, %v", priced.Trace, err)
	}
}

// Whatever is marked up adds up, and the trace leads from what the supplier asks
// to what we do.
func TestMarkupProperty(t *testing.T) {
	t.Parallel()
	program := withTerms(t)
	rapid.Check(t, func(rt *rapid.T) {
		adult := money.New(rapid.Int64Range(1, 90_000_00).Draw(rt, "fen"), money.CNY).Amount()
		offer := trip(t, rapid.IntRange(1, 9).Draw(rt, "pax"), leg{flight: "CA PEK-SHA", adult: adult})
		priced, err := program.Apply(offer, now)
		if err != nil {
			rt.Fatal(err)
		}
		last := offer.Total
		for _, step := range priced.Trace {
			if !step.Before.Equal(last) {
				rt.Fatalf("%+v does not go on from %v", step, last)
			}
			last = step.After
		}
		if !last.Equal(priced.Total) || !priced.Items[0].Price.Adds() || priced.Total.Minor < offer.Total.Minor {
			rt.Fatalf("%v, %v", last, priced.Total)
		}
	})
}
