package suppliertest

import (
	"testing"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// CheckSound is what must hold of every offer that is sold, whoever made it.
func CheckSound(t testing.TB, o travel.SupplierOffer) {
	t.Helper()
	sum := money.Zero(o.Total.Currency)
	for _, item := range o.Items {
		if !item.Price.Adds() || item.Price.Base.IsNegative() {
			t.Fatalf("item %+v", item)
		}
		next, err := sum.Add(item.Price.Total)
		if err != nil {
			t.Fatal(err)
		}
		sum = next
	}
	if !sum.Equal(o.Total) || o.Total.IsNegative() || o.Total.IsZero() {
		t.Fatalf("items make %s of %s: %+v", sum, o.Total, o)
	}
	if o.PaxRules.NameLimit <= 0 {
		t.Fatalf("how long names may be is not said: %+v", o.PaxRules)
	}
	for _, journey := range o.Journeys {
		for _, s := range journey.Segments {
			if s.Duration <= 0 || s.FlightNumber == "" || s.Departure.Zone == "" || s.Arrival.Zone == "" {
				t.Fatalf("segment %+v", s)
			}
		}
	}
	for _, fee := range []*money.Money{o.Terms.Refund.Fee, o.Terms.Change.Fee} {
		if fee != nil && (fee.IsNegative() || !fee.Currency.Valid()) {
			t.Fatalf("fee %+v", fee)
		}
	}
}
