package rest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/travel"
)

// TestCodesAreOneSet: travel's constants, the table, and the specification's
// enumeration name the same codes.
func TestCodesAreOneSet(t *testing.T) {
	t.Parallel()
	var declared []string
	for _, value := range stringConstants(t, "../travel/code.go", "Code") {
		declared = append(declared, value)
	}
	slices.Sort(declared)
	var tabled []string
	for code := range problemKinds {
		tabled = append(tabled, string(code))
	}
	slices.Sort(tabled)
	spec, err := api.GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	var specified []string
	for _, value := range spec.Components.Schemas["ProblemCode"].Value.Enum {
		specified = append(specified, value.(string))
	}
	slices.Sort(specified)
	if !slices.Equal(declared, tabled) {
		t.Errorf("travel declares\n%v\nthe table has\n%v", declared, tabled)
	}
	if !slices.Equal(declared, specified) {
		t.Errorf("travel declares\n%v\nopenapi.yaml has\n%v", declared, specified)
	}
}

func TestProblemKinds(t *testing.T) {
	t.Parallel()
	for code, kind := range problemKinds {
		if !kind.fault.Valid() || kind.status < 400 || kind.status > 599 || kind.outcome == "" {
			t.Errorf("%s: %+v", code, kind)
		}
		if kind.status < 500 && kind.outcome == travel.OutcomeUnknown && code != travel.CodeIdempotencyInProgress {
			t.Errorf("%s: a refusal leaves nothing unknown", code)
		}
		if kind.retryAfter > 0 && !kind.retryable {
			t.Errorf("%s: Retry-After for what cannot be retried", code)
		}
		for _, one := range []text{kind.title, kind.detail} {
			checkText(t, string(code), one)
		}
	}
}

// TestReasons: every reason has its texts, and the verbs give none that has not.
func TestReasons(t *testing.T) {
	t.Parallel()
	for key, kind := range problemReasons {
		checkText(t, string(key.code)+" "+key.reason, kind.detail)
		if _, known := problemKinds[key.code]; !known || kind.retryable != (kind.retryAfter > 0) {
			t.Errorf("%v: %+v", key, kind)
		}
	}
	source, err := os.ReadFile("../ordering/pay.go")
	if err != nil {
		t.Fatal(err)
	}
	given := regexp.MustCompile(`CodeInvalidState, "(\w+)"`).FindAllSubmatch(source, -1)
	if len(given) == 0 {
		t.Error("no reasons found")
	}
	for _, match := range given {
		if _, known := problemReasons[problemReason{travel.CodeInvalidState, string(match[1])}]; !known {
			t.Errorf("%s has no words", match[1])
		}
	}
}

// TestFindingTexts: every code that anybody here or in the verbs gives a
// finding has a text, and every text a code.
func TestFindingTexts(t *testing.T) {
	t.Parallel()
	used := map[string]struct{}{}
	for _, value := range stringConstants(t, "finding.go", "fieldCode") {
		used[value] = struct{}{}
	}
	for _, value := range stringConstants(t, "../travel/pax_rules.go", "MisfitCode") {
		used[value] = struct{}{}
	}
	for _, value := range stringConstants(t, "../fare/admit.go", "Finding") {
		used[value] = struct{}{}
	}
	for _, value := range stringConstants(t, "../pricing/extras.go", "Finding") {
		used[value] = struct{}{}
	}
	for _, dir := range []string{"../ordering", "../pricing", "../shopping", "../storage"} {
		for _, code := range findingCodesIn(t, dir) {
			used[code] = struct{}{}
		}
	}
	for code := range used {
		if _, known := findingTexts[fieldCode(code)]; !known {
			t.Errorf("%s has no text", code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(findingTexts)) {
		if _, known := used[string(code)]; !known {
			t.Errorf("%s is nobody's finding", code)
		}
		checkText(t, string(code), findingTexts[code])
	}
}

var (
	han          = regexp.MustCompile(`\p{Han}`)
	placeholding = regexp.MustCompile(`\{[0-9]+\}`)
)

func checkText(t *testing.T, code string, one text) {
	t.Helper()
	if one.en == "" || han.MatchString(one.en) || !han.MatchString(one.zh) && !strings.Contains(one.zh, "JSON") {
		t.Errorf("%s: %q / %q", code, one.en, one.zh)
	}
	en, zh := placeholding.FindAllString(one.en, -1), placeholding.FindAllString(one.zh, -1)
	slices.Sort(en)
	slices.Sort(zh)
	if !slices.Equal(en, zh) {
		t.Errorf("%s: the texts say different things: %v, %v", code, en, zh)
	}
}

// stringConstants reads the typed string constants of a file.
func stringConstants(t *testing.T, file, typeName string) map[string]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if named, ok := spec.Type.(*ast.Ident); !ok || named.Name != typeName {
			return true
		}
		for i, name := range spec.Names {
			found[name.Name] = unquoted(t, spec.Values[i])
		}
		return true
	})
	if len(found) == 0 {
		t.Fatalf("no constants of type %s in %s", typeName, file)
	}
	return found
}

// findingCodesIn reads the codes that travel.FieldError literals of a package
// have, and those handed to its helpers that make them: find(i, field, code) and
// misfit's results.
func findingCodesIn(t *testing.T, dir string) []string {
	t.Helper()
	var codes []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch node := n.(type) {
			case *ast.CompositeLit:
				members := membersOf(node)
				if members["Pointer"] != nil && isString(members["Code"]) {
					codes = append(codes, unquoted(t, members["Code"]))
				}
			case *ast.CallExpr:
				if name, ok := node.Fun.(*ast.Ident); ok && name.Name == "find" && len(node.Args) > 2 && isString(node.Args[2]) {
					codes = append(codes, unquoted(t, node.Args[2]))
				}
			case *ast.FuncDecl:
				if node.Name.Name == "misfit" {
					codes = append(codes, returned(t, node)...)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func membersOf(literal *ast.CompositeLit) map[string]ast.Expr {
	members := map[string]ast.Expr{}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if name, ok := pair.Key.(*ast.Ident); ok {
			members[name.Name] = pair.Value
		}
	}
	return members
}

func returned(t *testing.T, f *ast.FuncDecl) []string {
	t.Helper()
	var values []string
	ast.Inspect(f, func(n ast.Node) bool {
		if back, ok := n.(*ast.ReturnStmt); ok && len(back.Results) == 1 && isString(back.Results[0]) {
			if value := unquoted(t, back.Results[0]); value != "" {
				values = append(values, value)
			}
		}
		return true
	})
	return values
}

func isString(e ast.Expr) bool {
	literal, ok := e.(*ast.BasicLit)
	return ok && literal.Kind == token.STRING
}

func unquoted(t *testing.T, e ast.Expr) string {
	t.Helper()
	value, err := strconv.Unquote(e.(*ast.BasicLit).Value)
	if err != nil {
		t.Fatal(err)
	}
	return value
}
