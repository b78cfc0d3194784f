package world_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// The example of the package's documentation is a world file.
func TestDocumentedExampleLoads(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.yaml")
	if err := os.WriteFile(path, []byte(example(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := world.ReadFile(path); err != nil {
		t.Fatal(err)
	}
}

// example cuts the indented block out of doc.go.
func example(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var block strings.Builder
	for line := range strings.Lines(string(doc)) {
		if code, ok := strings.CutPrefix(line, "//\t"); ok {
			block.WriteString(code)
		}
	}
	if !strings.HasPrefix(block.String(), "routes:\n") {
		t.Fatalf("no example: %s", block.String())
	}
	return block.String()
}

func TestFaultsAreNamedByLine(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ old, new, line, word string }{
		"unknown field":     {"brand: Web Promo", "colour: red, brand: Web Promo", "line 15", "colour"},
		"unknown top field": {"routes:", "roads:", "line 1", "roads"},
		"money":             {"adult: 780.00", "adult: 780.005", "line 14", "780.005"},
		"negative money":    {"adult: 780.00", "adult: -780", "line 14", "-780"},
		"words for money":   {"adult: 780.00", "adult: cheap", "line 14", "cheap"},
		"no money":          {"adult: 780.00, ", "", "line 14", "no adult amount"},
		"airport":           {"destination: WUH", "destination: XXX", "line 30", "XXX"},
		"same city":         {"destination: WUH", "destination: PVG", "line 30", "same city"},
		"supplier":          {"[air-china]", "[air-chile]", "line 2", "air-chile"},
		"wrong seller":      {"[air-china]", "[hainan-airlines]", "line 9", "hainan-airlines does not sell CA"},
		"day":               {"2026-12-31", "2026-12-32", "line 6", "2026-12-32"},
		"days backwards":    {"2026-12-31", "2026-11-30", "line 6", "before"},
		"flight":            {"CA1501", "Q1", "line 9", "Q1"},
		"airline":           {"FM9101", "QQ9101", "line 21", "QQ"},
		"time":              {"08:00  #", "25:00  #", "line 10", "25:00"},
		"arrives first":     {"10:15", "07:15", "line 11", "before it leaves"},
		"missed connection": {"departure: 11:00", "departure: 09:00", "line 26", "before"},
		"cabin":             {"cabin: business", "cabin: bunk", "line 28", "bunk"},
		"basis":             {"basis: V36", "basis: v", "line 14", `"v"`},
		"seats":             {"seats: 4", "seats: many", "line 14", "many"},
		"later at once":     {"after: 5m", "after: 0s", "line 14", `"0s"`},
		"later for nothing": {"adult: 830.00", "adult: -1", "line 14", "-1"},
		"duplicate key":     {"    from: 2026-12-01", "    origin: PEK", "line 5", "origin"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := example(t)
			broken := strings.Replace(text, tc.old, tc.new, 1)
			if broken == text {
				t.Fatalf("the example has no %q", tc.old)
			}
			_, err := world.ParseFile([]byte(broken))
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), tc.line+":") || !strings.Contains(err.Error(), tc.word) {
				t.Errorf("want %s and %q in: %v", tc.line, tc.word, err)
			}
		})
	}
}

func FuzzParseFile(f *testing.F) {
	f.Add([]byte("routes: [{origin: PEK, destination: SHA, itineraries: []}]"))
	f.Add([]byte("routes:\n  - {origin: PEK, destination: SHA, itineraries: [{flights: [{flight: CA1, departure: 08:00, arrival: 09:00+1}], fares: [{brand: B, basis: Y, adult: 1}]}]}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := world.ParseFile(content)
		if err == nil && file == nil {
			t.Error("neither a file nor an error")
		}
	})
}
