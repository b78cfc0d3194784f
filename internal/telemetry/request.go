package telemetry

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type requestMetrics struct {
	seconds  *prometheus.HistogramVec
	problems *prometheus.CounterVec
}

func newRequestMetrics() requestMetrics {
	return requestMetrics{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "farebridge_http_request_seconds", Help: "How long calls of the API took to be answered; status 499 is a caller who left.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"method", "route", "status"}),
		problems: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "farebridge_http_problems_total", Help: "Calls of the API that were answered with a problem, by its code.",
		}, []string{"route", "code"}),
	}
}

// Request counts one answered call of the API: the method and the pattern that
// matched, and the problem's code, empty for none. All must be of closed lists.
func (t *Telemetry) Request(method, route string, status int, code string, took time.Duration) {
	t.requests.seconds.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
	if code != "" {
		t.requests.problems.WithLabelValues(route, code).Inc()
	}
}
