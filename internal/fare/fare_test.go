package fare_test

import (
	"errors"
	"reflect"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

func cny(amount string) money.Money { return money.MustParse(amount, money.CNY) }

// fullY is scenario 1 of the requirements at the market price: 2150.00 + 50 + 20.
func fullY() travel.SupplierOffer {
	return travel.SupplierOffer{
		Total: cny("2220.00"),
		Items: []travel.OfferItem{{PaxIDs: []string{"p1"}, PTC: travel.PTCAdult, Price: travel.Price{
			Base: cny("2150.00"), Total: cny("2220.00"),
			Taxes: []travel.Tax{{Code: "CN", Amount: cny("50.00")}, {Code: "YQ", Amount: cny("20.00")}},
		}}},
	}
}

func retail(t *testing.T) fare.Program {
	t.Helper()
	return shipped(t, "retail")
}

func TestRetailSellsAtTheSuppliersPrice(t *testing.T) {
	t.Parallel()
	offer := fullY()
	priced, err := retail(t).Apply(offer, now)
	if err != nil {
		t.Fatal(err)
	}
	if !priced.Total.Equal(cny("2220.00")) || !reflect.DeepEqual(priced.Items, offer.Items) || priced.Published != nil {
		t.Errorf("priced %+v", priced)
	}
	want := []travel.TraceStep{{Rule: fare.RuleRetail, Before: cny("2220.00"), After: cny("2220.00")}}
	if !reflect.DeepEqual(priced.Trace, want) {
		t.Errorf("trace %+v", priced.Trace)
	}
}

func TestNobodyIsPricedUnderAProgramThatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"gov", "", "Retail", "retail "} {
		program, ok := programs(t).Find(name)
		if ok {
			t.Errorf("%q is a program", name)
		}
		_, err := program.Apply(fullY(), now)
		if !errors.Is(err, fare.ErrNoProgram) {
			t.Errorf("%q priced: %v", name, err)
		}
	}
}

func TestPricesThatContradictEachOtherAreNotSold(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*travel.SupplierOffer){
		"total differs from items":  func(o *travel.SupplierOffer) { o.Total = cny("2220.01") },
		"item does not add up":      func(o *travel.SupplierOffer) { o.Items[0].Price.Base = cny("2149.99") },
		"a tax in another currency": func(o *travel.SupplierOffer) { o.Items[0].Price.Taxes[0].Amount = money.MustParse("50.00", money.USD) },
		"total in another currency": func(o *travel.SupplierOffer) { o.Total.Currency = money.USD },
		"an unknown currency":       func(o *travel.SupplierOffer) { o.Total.Currency = "XXX" },
		"no currency":               func(o *travel.SupplierOffer) { o.Total = money.Money{} },
		"free":                      func(o *travel.SupplierOffer) { o.Items, o.Total = nil, money.Zero(money.CNY) },
		"no items":                  func(o *travel.SupplierOffer) { o.Items = nil },
		"an item that is nobody's":  func(o *travel.SupplierOffer) { o.Items[0].PaxIDs = nil },
		"a tax that gives money back": func(o *travel.SupplierOffer) {
			o.Items[0].Price.Taxes[0].Amount, o.Items[0].Price.Base = cny("-50.00"), cny("2250.00")
		},
		"a negative total": func(o *travel.SupplierOffer) {
			o.Items[0].Price = travel.Price{Base: cny("-1.00"), Total: cny("-1.00")}
			o.Total = cny("-1.00")
		},
		"more than fits": func(o *travel.SupplierOffer) {
			huge := money.New(1<<62, money.CNY)
			item := travel.OfferItem{PaxIDs: []string{"p1"}, Price: travel.Price{Base: huge, Total: huge}}
			o.Items = []travel.OfferItem{item, item, item}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			offer := fullY()
			spoil(&offer)
			_, err := retail(t).Apply(offer, now)
			if !errors.Is(err, fare.ErrInconsistent) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestEverybodyIsPricedOnce(t *testing.T) {
	t.Parallel()
	party := []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}, {ID: "p2", PTC: travel.PTCChild}}
	item := func(ptc travel.PTC, ids ...string) travel.OfferItem {
		return travel.OfferItem{PaxIDs: ids, PTC: ptc}
	}
	for name, tc := range map[string]struct {
		items []travel.OfferItem
		ok    bool
	}{
		"one item each":            {[]travel.OfferItem{item(travel.PTCAdult, "p1"), item(travel.PTCChild, "p2")}, true},
		"one sum, split not said":  {[]travel.OfferItem{item("", "p2", "p1")}, true},
		"somebody left out":        {[]travel.OfferItem{item(travel.PTCAdult, "p1")}, false},
		"somebody twice":           {[]travel.OfferItem{item("", "p1", "p2"), item(travel.PTCAdult, "p1")}, false},
		"a stranger":               {[]travel.OfferItem{item("", "p1", "p2", "p3")}, false},
		"a child as an adult":      {[]travel.OfferItem{item(travel.PTCAdult, "p1", "p2")}, false},
		"nobody":                   {nil, false},
		"stranger for a left-out":  {[]travel.OfferItem{item("", "p1", "p3")}, false},
		"the same twice in a list": {[]travel.OfferItem{item("", "p1", "p1")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := fare.Covers(tc.items, party)
			if (err == nil) != tc.ok || (err != nil && !errors.Is(err, fare.ErrInconsistent)) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// Whatever a supplier asks, as long as it adds up, retail asks exactly that;
// and one fen anywhere that does not add up is seen.
func TestRetailProperty(t *testing.T) {
	t.Parallel()
	program := retail(t)
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 1_000_000_00)
		var offer travel.SupplierOffer
		total := int64(0)
		for i := range rapid.IntRange(1, 9).Draw(t, "pax") {
			base, sum := amount.Draw(t, "base"), int64(0)
			price := travel.Price{Base: money.New(base+1, money.CNY)}
			for range rapid.IntRange(0, 4).Draw(t, "taxes") {
				tax := amount.Draw(t, "tax")
				sum += tax
				price.Taxes = append(price.Taxes, travel.Tax{Code: "YQ", Amount: money.New(tax, money.CNY)})
			}
			price.Total = money.New(base+1+sum, money.CNY)
			total += price.Total.Minor
			offer.Items = append(offer.Items, travel.OfferItem{PaxIDs: []string{strconv.Itoa(i)}, Price: price})
		}
		offer.Total = money.New(total, money.CNY)
		priced, err := program.Apply(offer, now)
		if err != nil || !priced.Total.Equal(offer.Total) {
			t.Fatalf("%v, %v", priced.Total, err)
		}
		spoilt := &offer.Items[rapid.IntRange(0, len(offer.Items)-1).Draw(t, "spoilt")].Price
		rapid.SampledFrom([]*money.Money{&spoilt.Base, &spoilt.Total, &offer.Total}).Draw(t, "amount").Minor++
		_, err = program.Apply(offer, now)
		if !errors.Is(err, fare.ErrInconsistent) {
			t.Fatalf("a fen too much was not seen: %v", err)
		}
	})
}
