package ndcair_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

// schemas is the folder of the 21.3.5 schemas: NDC_XSD_DIR, or the folder of
// that name in it. The test is skipped without one.
func schemas(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NDC_XSD_DIR")
	if dir == "" {
		t.Skip("NDC_XSD_DIR is not set")
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Fatal("xmllint is not installed")
	}
	for _, candidate := range []string{dir, filepath.Join(dir, "21.3.5")} {
		if _, err := os.Stat(filepath.Join(candidate, "IATA_AirShoppingRS.xsd")); err == nil {
			return candidate
		}
	}
	t.Fatalf("no schemas in %s", dir)
	return ""
}

// validate runs all messages through xmllint, those of one kind at once.
func validate(t *testing.T, dir string, messages [][]byte, roots []string) {
	t.Helper()
	files := map[string][]string{}
	for i, raw := range messages {
		file := filepath.Join(t.TempDir(), fmt.Sprintf("%03d.xml", i))
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		files[roots[i]] = append(files[roots[i]], file)
	}
	for root, list := range files {
		args := append([]string{"--nonet", "--noout", "--schema", filepath.Join(dir, root+".xsd")}, list...)
		out, err := exec.CommandContext(t.Context(), "xmllint", args...).CombinedOutput()
		if err == nil {
			t.Logf("%d valid %s", len(list), root)
			continue
		}
		var wrong []string
		for line := range strings.Lines(string(out)) {
			if !strings.HasSuffix(strings.TrimSpace(line), " validates") {
				wrong = append(wrong, line)
			}
		}
		t.Errorf("%s: %v\n%s", root, err, strings.Join(wrong[:min(20, len(wrong))], ""))
	}
}

// TestAnswersAreValid: the simulator does not lie about its schema.
func TestAnswersAreValid(t *testing.T) {
	t.Parallel()
	dir := schemas(t)
	s := start(t)
	notices := subscriber(t, s, "air-china")
	for _, supplier := range []string{"air-china", "china-eastern"} {
		s.seller(supplier).liveALong(oneWay)
	}
	s.seller("sichuan-airlines").liveALong(trip{legs: []string{leg("PEK", "CTU", travelDay)}, ptcs: []string{"ADT"}})
	s.seller("air-china").liveALong(familyAbroad)
	s.seller("hainan-airlines").liveALong(twins)
	s.seller("china-eastern").liveALong(trip{
		legs: []string{leg("URC", "HRB", travelDay), leg("HRB", "SYX", "2026-12-24"), leg("SYX", "URC", "2026-12-30")},
		ptcs: []string{"ADT", "CHD"},
	})
	s.seller("china-southern").upgraded(oneWay)
	s.seller("skytrip").shop(trip{legs: familyAbroad.legs, ptcs: []string{"ADT", "INF"}}).ok()
	reseller := s.seller("skytrip")
	instant := pick(oneWay, *reseller.price(reseller.shopped(oneWay)).ok().first("Response/PricedOffer"))
	reseller.create(instant, "ord_i", payment(instant.total)).ok()
	reseller.post("<nothing/>")
	reseller.ask("OrderCreate", "")
	reseller.under("supplier-down").shop(oneWay).refused("304")

	var messages [][]byte
	var roots []string
	for _, a := range s.answers {
		messages, roots = append(messages, a.raw), append(roots, a.XMLName.Local)
	}
	for range 4 {
		n := <-notices
		messages, roots = append(messages, n.body), append(roots, "IATA_OrderChangeNotifRQ")
	}
	if len(messages) < 100 {
		t.Errorf("only %d messages", len(messages))
	}
	validate(t, dir, messages, roots)
}

// liveALong goes through everything an order can see.
func (s seller) liveALong(what trip) {
	s.t.Helper()
	reference := func(n int) string { return fmt.Sprintf("ord_%s_%d_%d", s.supplier, len(what.legs), n) }
	h := s.held(what, reference(1))
	s.services(orderRequest(h)).ok()
	s.seats(orderRequest(h)).ok()
	s.ask("OrderQuote", `<RepricedOrder>`+h.key()+`</RepricedOrder>`).ok()
	s.change(h, unpaid(h), "").ok()
	s.change(h, unpaid(h), "").refused("54")

	p := s.refundable(what)
	s.services(offerRequest(p)).ok()
	s.seats(offerRequest(p)).ok()
	full := s.withBagAndSeat(p)
	h = heldOf(s.create(full, reference(2), "").ok())
	s.change(h, "", payment(h.total)).ok()
	s.retrieve(h).ok()
	s.byReference(reference(2)).ok()
	s.ask("OrderList", `<OrderSearchFilterCriteria/>`).ok()
	offers := s.reshop(h, s.retrieve(h).ok(), 0, strings.Replace(what.legs[0], travelDay, "2026-12-19", 1))
	if offers.first("Error") == nil {
		offer := *offers.first("Response/ReshopResults/ReshopOffers/Offer")
		s.ask("OrderQuote", `<ExistingOrder>`+h.key()+`</ExistingOrder><SelectedOffers>`+change(offer, what)+`</SelectedOffers>`).ok()
		s.accept(h, offer, what).ok()
	}
	quote := s.cancelQuote(h).ok()
	s.change(h, acceptCancelled(quote), "").ok()
	s.cancelQuote(h).refused("54")

	retimed := s.under(stage.ScheduleChange).ticketed(what, reference(3))
	s.stage.Advance(s.stage.Offset() + time.Minute)
	s.change(retimed, acceptChange(s.retrieve(retimed).ok()), "").ok()
	lapsing := s.held(what, reference(4))
	s.stage.Advance(s.stage.Offset() + 9*time.Hour)
	s.ask("OrderQuote", `<RepricedOrder>`+lapsing.key()+`</RepricedOrder>`).ok()
}
