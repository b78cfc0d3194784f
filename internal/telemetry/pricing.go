package telemetry

import "github.com/prometheus/client_golang/prometheus"

func newPriceChecks() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "farebridge_supplier_price_checks_total",
		Help: "Shopped offers that were asked about again, by what became of them; " +
			"the share of result=\"unchanged\" is the accuracy of a supplier's prices.",
	}, []string{"supplier", "result"})
}

// PriceCheck counts what became of an offer that shopping had shown; result is
// one of pricing's outcomes.
func (t *Telemetry) PriceCheck(supplierID, result string) {
	t.priceChecks.WithLabelValues(supplierID, result).Inc()
}
