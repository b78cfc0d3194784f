package app_test

import (
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/config"
)

// Operators see what callers were answered, how suppliers did, and nothing that a
// caller made up.
func TestMetrics(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *config.Config) { c.AdminListen = "127.0.0.1:0" })
	id, _ := s.offer(s.shop())
	s.want(s.post("/v1/offers/"+id+"/price", `{}`), 200)
	s.refused(s.get("/v1/orders/ord_nobodys"), 404, "notFound")
	s.refused(s.get("/v1/nothing/here"), 404, "notFound")
	s.call("BREW", s.url+"/v1/orders", "")
	page := string(s.want(s.call("GET", s.app.AdminURL()+"/metrics", ""), 200).raw)
	for _, want := range []string{
		`farebridge_http_request_seconds_count{method="POST",route="/v1/air-shopping",status="200"} 1`,
		`farebridge_http_request_seconds_count{method="POST",route="/v1/offers/:offerId/price",status="200"} 1`,
		`farebridge_http_request_seconds_count{method="GET",route="/v1/orders/:orderId",status="404"} 1`,
		`farebridge_http_problems_total{code="notFound",route="/v1/orders/:orderId"} 1`,
		`farebridge_supplier_calls_total{code="",kind="ok",role="shop",supplier="air-china"} 1`,
		`farebridge_supplier_price_checks_total{result="unchanged",supplier=`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, invented := range []string{"BREW", "nothing", "nobodys"} {
		if strings.Contains(page, invented) {
			t.Errorf("a label says %s", invented)
		}
	}
	if t.Failed() {
		for line := range strings.Lines(page) {
			if strings.HasPrefix(line, "farebridge_http") && !strings.Contains(line, "_bucket") {
				t.Log(strings.TrimSpace(line))
			}
		}
	}
}
