package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebridge/farebridge/internal/supplier"
)

type supplierMetrics struct {
	calls   *prometheus.CounterVec
	seconds *prometheus.HistogramVec
	retries *prometheus.CounterVec
	offers  *prometheus.CounterVec
	dropped *prometheus.CounterVec
	leftOut *prometheus.CounterVec
	circuit *prometheus.GaugeVec
}

func newSupplierMetrics() supplierMetrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "farebridge_supplier_" + name, Help: help}, labels)
	}
	return supplierMetrics{
		calls: counter("calls_total", "Calls of suppliers' roles by how they ended; kind is ok or a supplier error kind, "+
			"code says which rule of ours ended it, if one did.", "supplier", "role", "kind", "code"),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "farebridge_supplier_call_seconds", Help: "How long calls of suppliers' roles took, retry included.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 130},
		}, []string{"supplier", "role"}),
		retries: counter("retries_total", "Calls that were made once more.", "supplier", "role"),
		offers:  counter("offers_total", "Offers that searches brought.", "supplier"),
		dropped: counter("offers_dropped_total", "Offers that could not be understood and were left out.", "supplier"),
		leftOut: counter("items_left_out_total", "Services, seats and change offers that could not be understood, or came twice.", "supplier", "role"),
		circuit: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "farebridge_supplier_circuit_open", Help: "1 while a supplier is left alone because it failed too often.",
		}, []string{"supplier", "lane"}),
	}
}

func (m supplierMetrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.calls, m.seconds, m.retries, m.offers, m.dropped, m.leftOut, m.circuit}
}

// Supplier counts one call of a supplier's role.
func (t *Telemetry) Supplier(o supplier.Observation) {
	if o.Rehearsal {
		return
	}
	kind := string(o.Kind)
	if kind == "" {
		kind = "ok"
	}
	m := t.supplier
	m.calls.WithLabelValues(o.Supplier, o.Role, kind, o.Code).Inc()
	m.seconds.WithLabelValues(o.Supplier, o.Role).Observe(o.Took.Seconds())
	if o.Attempts > 1 {
		m.retries.WithLabelValues(o.Supplier, o.Role).Add(float64(o.Attempts - 1))
	}
	m.offers.WithLabelValues(o.Supplier).Add(float64(o.Offers))
	m.dropped.WithLabelValues(o.Supplier).Add(float64(o.Dropped))
	if o.LeftOut > 0 {
		m.leftOut.WithLabelValues(o.Supplier, o.Role).Add(float64(o.LeftOut))
	}
}

// Circuit notes that a supplier is left alone, or is not any more.
func (t *Telemetry) Circuit(supplierID, lane, state string) {
	open := 0.0
	if state == "open" {
		open = 1
	}
	t.supplier.circuit.WithLabelValues(supplierID, lane).Set(open)
}
