package duffel_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/duffel"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

const (
	batchRoute = "POST /air/batch_offer_requests"
	pollRoute  = "GET /air/batch_offer_requests/orq_b"
)

// batchOf is a poll's answer with the offers of search.json under a suffix.
func batchOf(t *testing.T, remaining int, suffix string) string {
	t.Helper()
	offers := "[]"
	if suffix != "" {
		whole := strings.ReplaceAll(file(t, "search.json"), `"off_`, `"off_`+suffix)
		from, to := strings.Index(whole, `"offers": [`)+len(`"offers": `), strings.LastIndex(whole, "]")
		offers = whole[from : to+1]
	}
	return fmt.Sprintf(`{"data":{"id":"orq_b","total_batches":3,"remaining_batches":%d,"offers":%s}}`, remaining, offers)
}

const batchMade = `{"data":{"id":"orq_b","client_key":"k","total_batches":3,"remaining_batches":3,"live_mode":false}}`

func batched(t *testing.T, answers map[string]http.HandlerFunc) (*supplier.Connector, *suppliertest.Script) {
	t.Helper()
	s := suppliertest.Serve(t, answers)
	return duffel.New(duffel.Config{ID: "sup", BaseURL: s.URL, Token: "token", BatchSearch: true}), s
}

func TestBatchesAreGathered(t *testing.T) {
	t.Parallel()
	c, s := batched(t, map[string]http.HandlerFunc{
		batchRoute: say(201, batchMade),
		pollRoute:  suppliertest.InTurn(say(200, batchOf(t, 2, "a")), say(200, batchOf(t, 2, "")), say(200, batchOf(t, 0, "b"))),
	})
	answer, err := c.Shop.Shop(t.Context(), familySearch(t))
	if err != nil || len(answer.Offers) != 4 || answer.Partial || len(answer.Dropped) != 0 {
		t.Fatalf("%d offers, partial %v, dropped %v, %v", len(answer.Offers), answer.Partial, answer.Dropped, err)
	}
	if !strings.Contains(s.Last(batchRoute).Query, "supplier_timeout=20000") {
		t.Errorf("query %s", s.Last(batchRoute).Query)
	}
	// The handle has the passengers the offer itself names.
	if ref := string(answer.Offers[3].Ref); !strings.Contains(ref, `["baby","pas_3"]`) || !strings.Contains(ref, `"q":"orq_b"`) {
		t.Errorf("handle %s", ref)
	}
}

func TestWhatHasComeIsKept(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]http.HandlerFunc{
		"refused":       refuse(500, "internal_server_error"),
		"severed":       suppliertest.Sever,
		"other batch":   say(200, `{"data":{"id":"orq_c","remaining_batches":0,"offers":[]}}`),
		"html":          say(502, "<html>"),
		"out of shape":  say(200, `{"data":{"id":"orq_b","remaining_batches":"none"}}`),
		"no remainder":  say(200, `{"data":{"id":"orq_b","offers":[]}}`),
		"limit reached": refuse(429, "rate_limit_exceeded"),
	} {
		c, _ := batched(t, map[string]http.HandlerFunc{
			batchRoute: say(201, batchMade), pollRoute: suppliertest.InTurn(say(200, batchOf(t, 1, "a")), end),
		})
		answer, err := c.Shop.Shop(t.Context(), familySearch(t))
		if err != nil || len(answer.Offers) != 2 || !answer.Partial {
			t.Errorf("%s: %d offers, partial %v, %v", name, len(answer.Offers), answer.Partial, err)
		}
		c, _ = batched(t, map[string]http.HandlerFunc{batchRoute: say(201, batchMade), pollRoute: suppliertest.InTurn(say(200, batchOf(t, 1, "")), end)})
		if _, err := c.Shop.Shop(t.Context(), familySearch(t)); err == nil {
			t.Errorf("%s: nothing at all is an answer", name)
		}
	}
}

// TestTheDeadlineEndsThePolling while the server holds a poll open: the caller
// gets what there is before its own time is over.
func TestTheDeadlineEndsThePolling(t *testing.T) {
	t.Parallel()
	hold := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	c, _ := batched(t, map[string]http.HandlerFunc{
		batchRoute: say(201, batchMade), pollRoute: suppliertest.InTurn(say(200, batchOf(t, 2, "a")), hold),
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	answer, err := c.Shop.Shop(ctx, familySearch(t))
	if err != nil || len(answer.Offers) != 2 || !answer.Partial || ctx.Err() != nil {
		t.Fatalf("%d offers, partial %v, %v, %v", len(answer.Offers), answer.Partial, err, ctx.Err())
	}
}

func TestOffersOfSeveralBatchesComeOnce(t *testing.T) {
	t.Parallel()
	c, _ := batched(t, map[string]http.HandlerFunc{
		batchRoute: say(201, batchMade), pollRoute: suppliertest.InTurn(say(200, batchOf(t, 1, "a")), say(200, batchOf(t, 0, "a"))),
	})
	answer, err := c.Shop.Shop(t.Context(), familySearch(t))
	if err != nil || len(answer.Offers) != 2 || len(answer.Dropped) != 2 || answer.Partial {
		t.Fatalf("%d offers, dropped %v, %v", len(answer.Offers), answer.Dropped, err)
	}
}

func TestBatchesThatCannotBeMade(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer http.HandlerFunc
		want   supplier.Kind
	}{
		"refused":    {refuse(422, "validation_inclusion"), supplier.Rejected},
		"no id":      {say(201, `{"data":{"remaining_batches":1}}`), supplier.Unavailable},
		"no batches": {say(201, `{"data":{"id":"orq_b"}}`), supplier.Unavailable},
	} {
		c, _ := batched(t, map[string]http.HandlerFunc{batchRoute: tc.answer})
		_, err := c.Shop.Shop(t.Context(), familySearch(t))
		if supplier.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
