package duffelair_test

import (
	"net/http"
	"testing"
	"time"
)

// Batches count down and bring every offer of the search once.
func TestBatches(t *testing.T) {
	t.Parallel()
	a := open(t, "").as("skytrip")
	started := a.post("/air/batch_offer_requests/?supplier_timeout=5000", searchOf("BJS", "SHA")).must(http.StatusCreated)
	id, total := started.text("data.id"), started.at("data.total_batches").(float64)
	if total < 3 || started.at("data.remaining_batches") != total || started.at("data.offers") != nil {
		t.Fatalf("%s", started.raw)
	}
	a.as("air-china").call(http.MethodGet, "/air/batch_offer_requests/"+id, "").must(http.StatusNotFound)
	seen := map[string]bool{}
	for remaining := total; remaining > 0; {
		next := a.get("/air/batch_offer_requests/" + id)
		if next.at("data.remaining_batches") != remaining-1 || next.at("data.total_batches") != total {
			t.Fatalf("%v of %v remain after %v", next.at("data.remaining_batches"), next.at("data.total_batches"), remaining)
		}
		remaining--
		for _, offer := range next.list("data.offers") {
			if seen[word(offer, "id")] {
				t.Errorf("%s came twice", word(offer, "id"))
			}
			seen[word(offer, "id")] = true
		}
	}
	if last := a.get("/air/batch_offer_requests/" + id); last.at("data.remaining_batches") != 0.0 || len(last.list("data.offers")) != 0 {
		t.Errorf("after the last: %.300s", last.raw)
	}
	// The batches are over after a minute; the offers are not.
	a.stage.Advance(time.Minute + time.Millisecond)
	a.call(http.MethodGet, "/air/batch_offer_requests/"+id, "").must(http.StatusNotFound)
	if all := a.get("/air/offer_requests/" + id); len(all.list("data.offers")) != len(seen) {
		t.Errorf("%d offers in batches, %d in all", len(seen), len(all.list("data.offers")))
	}
	a.post("/air/batch_offer_requests", `{}`).refused("validation_required", "/slices")
}
