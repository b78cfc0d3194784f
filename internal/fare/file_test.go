package fare_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/reference"
)

func TestEveryShippedProgramLoads(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../configs/programs/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	sample, err := reference.SampleFiledFares()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		loaded, err := fare.Load([]fare.File{{Name: path, Text: text}}, sample)
		if _, ok := loaded.Find(name); err != nil || !ok {
			t.Errorf("%s: %v, %v", path, ok, err)
		}
	}
}

// A fault is told with file, line and path.
func TestFaultsAreTold(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ program, old, with, want string }{
		"an unknown key":             {"gov-cn", "trips:", "tripz:", "field tripz not found"},
		"a key twice":                {"gov-cn", "  currency: CNY\n", "  currency: CNY\n  currency: CNY\n", "already defined"},
		"a zone there is not":        {"gov-cn", "zone: mainlandChina", "zone: moon", `gov-cn.yaml:7: sells.zone: no zone "moon"`},
		"a trip there is not":        {"gov-cn", "[oneWay, return]", "[oneWay, there]", `sells.trips[1]: "there"`},
		"a passenger type":           {"gov-cn", "[ADT]", "[ADULT]", `sells.passengerTypes[0]: "ADULT"`},
		"too many":                   {"gov-cn", "mostPassengers: 9", "mostPassengers: 10", "sells.mostPassengers"},
		"neither true nor false":     {"gov-cn", "codeshares: false", "codeshares: perhaps", `sells.codeshares: "perhaps"`},
		"an airline there is not":    {"gov-cn", "code: CA", "code: C1", `sells.carriers[0].code: no airline "C1"`},
		"an airline twice":           {"gov-cn", "code: MU", "code: CA", "CA is listed twice"},
		"no contract flag":           {"gov-cn", "{ code: CA, contract: true }", "{ code: CA }", "sells.carriers[0].contract: required"},
		"a group of one":             {"gov-cn", "flyAsOne: []", "flyAsOne: [[MU]]", "at least two"},
		"nobody to call":             {"gov-cn", "  - { name: 公务", "  # - { name: 公务", "serviceProviders: required"},
		"a way to pay":               {"gov-cn", "[officialCard]", "[cash]", `payment.methods[0]: "cash"`},
		"a rate above one":           {"gov-cn", "rate: 0.88", "rate: 1.88", "official.discounts[0].rate: 1.88"},
		"a rate of nothing":          {"gov-cn", "rate: 0.88", "rate: 0", "official.discounts[0].rate: 0 is not above 0"},
		"a negative rate":            {"gov-cn", "rate: 0.88", "rate: -0.88", `"-0.88" is not a plain decimal`},
		"a rate in words":            {"gov-cn", "rate: 0.88", "rate: 8.8折", "is not a plain decimal"},
		"a rate as a power":          {"gov-cn", "rate: 0.88", "rate: 88e-2", "is not a plain decimal"},
		"a rate too fine":            {"gov-cn", "rate: 0.88", "rate: 0.8812345", "is not a plain decimal"},
		"a level there is not":       {"gov-cn", "fare: full, travel: domestic", "fare: half, travel: domestic", `official.discounts[0].fare: "half"`},
		"no rate for something":      {"gov-cn", "fare: full, travel: international", "fare: full, travel: domestic", "no rate for full international fares"},
		"two rates on a day":         {"gov-cn", "0.88, from: 2014-05-01 }", "0.88, from: 2014-05-01 }\n    - { fare: full, travel: domestic, rate: 0.9, from: 2026-01-01 }", "two rates for full domestic fares on 2026-01-01"},
		"a gap":                      {"gov-cn", "0.88, from: 2014-05-01 }", "0.88, from: 2014-05-01, to: 2025-12-30 }\n    - { fare: full, travel: domestic, rate: 0.9, from: 2026-01-01 }", "between 2025-12-30 and 2026-01-01"},
		"days backwards":             {"gov-cn", "0.88, from: 2014-05-01", "0.88, from: 2014-05-01, to: 2013-01-01", "2013-01-01 is before 2014-05-01"},
		"no such day":                {"gov-cn", "0.88, from: 2014-05-01", "0.88, from: 2014-02-30", `"2014-02-30" is not a day`},
		"no first day":               {"gov-cn", "rate: 0.88, from: 2014-05-01", "rate: 0.88", "official.discounts[0].from"},
		"a rounding unit":            {"gov-cn", "roundingUnitFen: 1\n", "roundingUnitFen: 10\n", `official.roundingUnitFen: "10"`},
		"a currency":                 {"gov-cn", "currency: CNY", "currency: RMB", "official.currency"},
		"a pattern that fits all":    {"gov-cn", `"*PROMO"`, `"*"`, "fits everything"},
		"a pattern that is none":     {"gov-cn", `"*PROMO"`, `"[A-"`, "is no pattern"},
		"both kinds of rules":        {"gov-cn", "official:\n", "retail: {}\nofficial:\n", "either official or retail"},
		"no rules":                   {"retail", "retail:\n  markups: []\n  serviceFees: []\n  commissions: []\n  contracts: []\n", "", "a program needs rules"},
		"percent and flat":           {"retail", "markups: []", "markups: [{ percent: 1, flat: 1, currency: CNY }]", "retail.markups[0]: either percent or flat"},
		"neither":                    {"retail", "markups: []", "markups: [{ carriers: [CA] }]", "either percent or flat"},
		"a flat amount without one":  {"retail", "markups: []", "markups: [{ flat: 30 }]", "retail.markups[0].currency"},
		"a rebate":                   {"retail", "markups: []", "markups: [{ flat: -30, currency: CNY }]", "not an amount above 0"},
		"a fee without a code":       {"retail", "serviceFees: []", "serviceFees: [{ flat: 30, currency: CNY }]", "retail.serviceFees[0].code"},
		"a route there is not":       {"retail", "markups: []", "markups: [{ percent: 1, routes: [PEK-QQQ] }]", `"PEK-QQQ" is not two airports`},
		"the same offers twice":      {"retail", "markups: []", "markups: [{ percent: 1, to: 2026-02-01 }, { percent: 2, from: 2026-02-01 }]", "on the same days as retail.markups[0]"},
		"a contract without codes":   {"retail", "contracts: []", "contracts: [{ id: a, from: 2026-01-01 }]", "retail.contracts[0].codes: required"},
		"two contracts of one name":  {"retail", "contracts: []", "contracts: [{ id: a, from: 2026-01-01, codes: [{ carrier: CA, code: X }] }, { id: a, from: 2026-01-01, codes: [{ carrier: CA, code: X }] }]", `"a" is there twice`},
		"a list for a single value":  {"gov-cn", "program: gov-cn", "program: [gov-cn]", "single value"},
		"a second document":          {"gov-cn", "program: gov-cn", "program: gov-cn\n---\nprogram: gov-cn", "more than one document"},
		"no name":                    {"gov-cn", "program: gov-cn", "program: ''", "program: required"},
		"an end that is open twice":  {"gov-cn", "0.88, from: 2014-05-01 }", "0.88, from: 2014-05-01 }\n    - { fare: full, travel: domestic, rate: 0.9, from: 2014-05-01 }", "two rates"},
		"a provider without a phone": {"gov-cn", ", phone: 400-818-6686", "", "serviceProviders[0].phone: required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := changed(t, tc.program, tc.old, tc.with)
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), tc.program+".yaml") {
				t.Errorf("want %q in: %v", tc.want, err)
			}
		})
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	file := shippedFile(t, "gov-cn")
	file.Text = []byte(strings.NewReplacer("rate: 0.88", "rate: 88", "mainlandChina", "moon", "[ADT]", "[X]").Replace(string(file.Text)))
	_, err := fare.Load([]fare.File{file, shippedFile(t, "retail"), shippedFile(t, "retail")}, filed(t))
	for _, want := range []string{"official.discounts[0].rate", "sells.zone", "official.domestic", "sells.passengerTypes[0]", `"retail" is in another file too`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

// No text is worse than a fault, and what loads prices.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"gov-cn", "retail"} {
		f.Add(shippedFile(f, name).Text)
	}
	f.Add([]byte(terms))
	f.Add([]byte("program: x\nretail: {}\n"))
	f.Add([]byte("program: x\nofficial: {discounts: [{fare: full}]}\n"))
	offer := trip(f, 2, leg{flight: "CA PEK-SHA", adult: "2150"})
	f.Fuzz(func(t *testing.T, text []byte) {
		loaded, err := fare.Load([]fare.File{{Name: "fuzz.yaml", Text: text}}, reference.FiledFares{})
		if err != nil {
			return
		}
		for _, name := range []string{"gov-cn", "retail", "x"} {
			program, ok := loaded.Find(name)
			if !ok {
				continue
			}
			priced, err := program.Apply(offer, now)
			if err == nil && !priced.Items[0].Price.Adds() {
				t.Errorf("%+v", priced)
			}
		}
	})
}
