package app_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/app"
	"github.com/farebridge/farebridge/internal/config"
)

// An agency's own terms, over HTTP: what is marked up is what is paid, and every
// rule says so.
func TestRetailTerms(t *testing.T) {
	t.Parallel()
	own := filepath.Join(t.TempDir(), "retail.yaml")
	terms := `program: retail
retail:
  markups: [{ carriers: [CA], routes: [PEK-SHA], percent: 2.5 }]
  serviceFees: [{ flat: 15.00, currency: CNY, code: OB }]
  commissions: [{ carriers: [CA], percent: 1 }]
  contracts: [{ id: acme, codes: [{ carrier: CA, code: ACME01 }], from: 2026-01-01 }]
`
	if err := os.WriteFile(own, []byte(terms), 0o600); err != nil {
		t.Fatal(err)
	}
	eachPairOf(t, func(c *config.Config) {
		staged(spring)(c)
		c.Programs.Files = []string{own}
	}, func(t *testing.T, s *sandbox) {
		// 780 + 19.50 + 70 of taxes + 15.
		offer := s.ask("PEK-SHA@" + leaving).on("CA1505").offers["V36"]
		if offer.text("totalPrice", "amount") != "884.50" || offer.text("offerItems", 0, "price", "base", "amount") != "799.50" || offer.text("offerItems", 0, "price", "fees", 0, "amount", "amount") != "15.00" {
			t.Fatalf("%v", offer.body)
		}
		for i, want := range [][3]string{
			{"retail.supplierPrice", "850.00", "850.00"},
			{"retail.contract.acme", "850.00", "850.00"},
			{"retail.markup", "850.00", "869.50"},
			{"retail.serviceFee", "869.50", "884.50"},
			{"retail.commission", "884.50", "884.50"},
		} {
			step := answer{body: offer.get("priceTrace", i).(map[string]any)}
			if got := [3]string{step.text("rule"), step.text("before", "amount"), step.text("after", "amount")}; got != want {
				t.Errorf("step %d is %v, want %v", i, got, want)
			}
		}
		if offer.text("priceTrace", 4, "amount", "amount") != "7.80" {
			t.Errorf("commission: %v", offer.get("priceTrace", 4))
		}

		priced := s.want(s.post("/v1/offers/"+offer.text("offerId")+"/price", `{}`), 200)
		if priced.text("result") != "unchanged" || priced.text("offer", "totalPrice", "amount") != "884.50" {
			t.Fatalf("%s", priced.raw)
		}
		created := s.want(s.post("/v1/orders", party(priced.text("offer", "offerId"), "", "884.50", documents(1)), key("1")), 201)
		orderID := created.text("orderId")
		s.pay(orderID)
		if done := s.until(orderID, "ticketed"); done.text("totalPrice", "amount") != "884.50" || done.text("payments", 0, "amount", "amount") != "884.50" {
			t.Errorf("%s", done.raw)
		}
	})
}

// A program file with a fault keeps the server from starting.
func TestABrokenProgramStopsTheStart(t *testing.T) {
	t.Parallel()
	own := filepath.Join(t.TempDir(), "gov.yaml")
	if err := os.WriteFile(own, []byte("program: gov-cn\nofficial: {rate: 2}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, func(c *config.Config) { c.Programs.Files = []string{own} }, "gov.yaml")
	refuses(t, func(c *config.Config) { c.Programs.FiledFares = own }, "line 1")
}

// refuses insists on a server that does not start, and says why.
func refuses(t *testing.T, change func(c *config.Config), why string) {
	t.Helper()
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Listen, c.DataDir = "127.0.0.1:0", t.TempDir()
	change(&c)
	server, err := app.New(t.Context(), c, slog.New(slog.DiscardHandler))
	if err == nil {
		t.Fatal(server.Close(t.Context()))
	}
	if !strings.Contains(err.Error(), why) {
		t.Errorf("no %q in: %v", why, err)
	}
}
