package telemetry

import (
	"context"
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Config is what telemetry needs to know.
type Config struct {
	Version   string
	TracesURL string // an OTLP/HTTP collector, e.g. http://127.0.0.1:4318; empty: no spans are made
}

// Telemetry is one program's metrics and spans.
type Telemetry struct {
	registry *prometheus.Registry
	traces   *sdktrace.TracerProvider // nil: none
	supplier supplierMetrics
	requests requestMetrics

	priceChecks *prometheus.CounterVec
}

// New prepares metrics and, if there is a collector, spans. A collector that is
// not there costs spans and nothing else.
func New(ctx context.Context, c Config) (*Telemetry, error) {
	t := &Telemetry{registry: prometheus.NewRegistry(), supplier: newSupplierMetrics(), requests: newRequestMetrics(), priceChecks: newPriceChecks()}
	t.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	t.registry.MustRegister(t.supplier.all()...)
	t.registry.MustRegister(t.requests.seconds, t.requests.problems, t.priceChecks)
	if c.TracesURL == "" {
		return t, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(c.TracesURL))
	if err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	t.traces = sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exporter),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "farebridge"), attribute.String("service.version", c.Version),
		)),
	)
	return t, nil
}

// Handler serves the metrics in Prometheus' text format.
func (t *Telemetry) Handler() http.Handler {
	return promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{})
}

// Tracer makes spans of one part of the program.
func (t *Telemetry) Tracer(part string) trace.Tracer {
	if t.traces == nil {
		return noop.NewTracerProvider().Tracer(part)
	}
	return t.traces.Tracer(part)
}

// Close sends what spans are left.
func (t *Telemetry) Close(ctx context.Context) error {
	if t.traces == nil {
		return nil
	}
	return t.traces.Shutdown(ctx)
}
