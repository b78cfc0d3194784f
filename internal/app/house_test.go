package app_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/farebridge/farebridge/"

// rank orders the rooms of the house: a package may import rooms of a lower
// rank only, and rooms of its own rank only where neighbours says so.
var rank = map[string]int{
	"configs":            0,
	"internal/money":     0,
	"internal/reference": 1,
	"internal/travel":    2,
	"internal/order":     3,
	// The means.
	"internal/offerid":  4,
	"internal/fare":     4,
	"internal/supplier": 4,
	"internal/payment":  4,
	"internal/account":  4,
	"internal/jobs":     4,
	// The verbs.
	"internal/shopping": 5,
	"internal/pricing":  5,
	"internal/ordering": 5,
	// The machinery.
	"api":                5,
	"api/client":         5,
	"internal/rest":      6,
	"internal/storage":   6,
	"internal/cache":     6,
	"internal/config":    6,
	"internal/telemetry": 6,
	"internal/app":       7,
	"cmd":                8,
}

// adapters speak one protocol each: they import their parent and the nouns.
var adapters = map[string]string{
	"internal/supplier/amadeus":    "internal/supplier",
	"internal/supplier/duffel":     "internal/supplier",
	"internal/supplier/farebridge": "internal/supplier",
	"internal/supplier/ndc":        "internal/supplier",
	"internal/payment/card":        "internal/payment",
	"internal/payment/deposit":     "internal/payment",
}

// only says which rooms may import a library.
var only = map[string][]string{
	"github.com/labstack/echo/":           {"api", "internal/rest", "internal/app", "cmd/bench"},
	"gorm.io/":                            {"internal/storage"},
	"github.com/glebarez/":                {"internal/storage"},
	"github.com/pressly/goose/":           {"internal/storage"},
	"github.com/redis/go-redis/":          {"internal/cache", "cmd/bench"},
	"github.com/go-redis/redis_rate/":     {"internal/cache"},
	"github.com/alicebob/miniredis/":      {"internal/cache"},
	"github.com/riverqueue/":              {"internal/jobs"},
	"github.com/getkin/kin-openapi/":      {"api", "internal/rest"},
	"github.com/go-playground/validator/": {"internal/rest", "internal/config"},
	"github.com/knadh/koanf/":             {"internal/config"},
	"github.com/alecthomas/kong":          {"cmd"},
	"github.com/prometheus/":              {"internal/telemetry"},
	"go.opentelemetry.io/otel/sdk/":       {"internal/telemetry"},
	"go.opentelemetry.io/otel/exporters/": {"internal/telemetry"},
	"github.com/failsafe-go/":             {"internal/supplier"},
	module + "api":                        {"internal/rest"},
	module + "api/client":                 {"cmd", "internal/supplier/farebridge"},
	module + "internal/simulator":         {"internal/app", "cmd"},
	module + "internal/storage":           {"internal/app"},
	module + "internal/cache":             {"internal/app"},
	module + "internal/rest":              {"internal/app"},
}

// nouns are values: no context, no network, no database, no clock.
var nouns = []string{"internal/money", "internal/reference", "internal/travel", "internal/order"}

// TestHouse is the import matrix: arrows point one way.
func TestHouse(t *testing.T) {
	t.Parallel()
	files := 0
	for file, imports := range goFiles(t, "../..") {
		files++
		for _, imported := range imports {
			if breach := judge(roomOf(file), imported); breach != "" {
				t.Errorf("%s imports %s: %s", file, imported, breach)
			}
		}
	}
	if files < 50 {
		t.Fatalf("only %d files were looked at", files)
	}
}

// TestHouseSeesBreaches keeps the matrix honest: rules that were broken on
// purpose are reported.
func TestHouseSeesBreaches(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ room, imported string }{
		{"internal/travel", module + "internal/supplier"},
		{"internal/shopping", module + "internal/pricing"},
		{"internal/supplier", module + "internal/payment"},
		{"internal/ordering", module + "internal/storage"},
		{"internal/ordering", module + "api"},
		{"internal/ordering", "gorm.io/gorm"},
		{"internal/shopping", "github.com/redis/go-redis/v9"},
		{"internal/storage", "github.com/riverqueue/river"},
		{"internal/simulator/world", module + "internal/travel"},
		{"internal/supplier/duffel", module + "internal/simulator"},
		{"internal/supplier/duffel", module + "internal/payment"},
		{"internal/supplier/duffel", module + "api/client"},
		{"internal/supplier/farebridge", module + "api"},
		{"internal/supplier/farebridge", module + "internal/supplier/duffel"},
		{"internal/payment/deposit", module + "internal/account"},
		{"internal/storage", module + "internal/payment/deposit"},
		{"internal/order", "net/http"},
		{"internal/order", "context"},
		{"internal/brandnew", module + "internal/money"},
	} {
		if judge(tc.room, tc.imported) == "" {
			t.Errorf("%s may import %s", tc.room, tc.imported)
		}
	}
}

// judge says why a room must not import something; "" is fine.
func judge(room, imported string) string {
	for prefix, rooms := range only {
		exact := imported == strings.TrimSuffix(prefix, "/")
		if (exact || strings.HasPrefix(imported, strings.TrimSuffix(prefix, "/")+"/")) &&
			!(prefix == module+"api" && !exact) && !within(room, rooms) && !within(room, []string{ownRoom(imported)}) {
			return "only " + strings.Join(rooms, ", ") + " may"
		}
	}
	if slices.Contains(nouns, room) && slices.ContainsFunc([]string{"context", "net", "net/http", "database/sql", "os", "log/slog"}, func(s string) bool { return s == imported }) {
		return "nouns are values"
	}
	other, ours := strings.CutPrefix(imported, module)
	if !ours {
		return ""
	}
	if strings.HasPrefix(room, "internal/simulator") {
		if other == "internal/money" || other == "internal/reference" || strings.HasPrefix(other, "internal/simulator") {
			return ""
		}
		return "the simulator shares nothing with what it tests but money and reference"
	}
	if strings.HasPrefix(other, "internal/simulator") {
		return "" // by whom is settled above
	}
	if parent, is := adapters[room]; is {
		if other == parent || slices.Contains(nouns, other) || strings.HasPrefix(other, room) {
			return ""
		}
		if other == "api/client" {
			return "" // which adapter's protocol it is, is settled above
		}
		return "an adapter imports its parent and the nouns"
	}
	if _, is := adapters[other]; is {
		if room == "internal/app" {
			return ""
		}
		return "adapters are wired by app"
	}
	from, known := rank[top(room)]
	to, knownToo := rank[top(other)]
	switch {
	case !known:
		return "no place in the house: give " + room + " a rank"
	case !knownToo:
		return "no place in the house: give " + other + " a rank"
	case top(room) == top(other), from > to:
		return ""
	default:
		return fmt.Sprintf("arrows point one way: rank %d to rank %d", from, to)
	}
}

// top is the room a package belongs to.
func top(path string) string {
	if path == "cmd" || strings.HasPrefix(path, "cmd/") {
		return "cmd"
	}
	if strings.HasPrefix(path, "internal/") {
		return strings.Join(strings.SplitN(path, "/", 3)[:2], "/")
	}
	return path
}

func ownRoom(imported string) string {
	other, ours := strings.CutPrefix(imported, module)
	if !ours {
		return "-"
	}
	return top(other)
}

func within(room string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return room == r || strings.HasPrefix(room, r+"/") })
}

func roomOf(file string) string { return filepath.ToSlash(filepath.Dir(file)) }

// goFiles lists what every non-test file imports. Conformance suites are test
// code that other tests share, so they are left out too.
func goFiles(t *testing.T, root string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" || strings.HasSuffix(name, "test")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found[rel] = nil
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[rel] = append(found[rel], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestEveryPackageSaysWhatItOwns reads the doc.go of every package.
func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	t.Parallel()
	rooms := map[string]bool{}
	for file := range goFiles(t, "../..") {
		rooms[roomOf(file)] = true
	}
	for room := range rooms {
		if strings.HasPrefix(room, "cmd/") || strings.Contains(room, "/internal/gen") {
			continue
		}
		name := "doc.go"
		if room == "configs" {
			name = "embed.go"
		}
		content, err := os.ReadFile(filepath.Join("../..", room, name))
		if err != nil {
			t.Errorf("%s: %v", room, err)
			continue
		}
		for _, heading := range []string{"// Owns: ", "// Does not own: ", "// Invariants: "} {
			if !strings.Contains(string(content), heading) {
				t.Errorf("%s/%s has no %q", room, name, heading)
			}
		}
	}
}
