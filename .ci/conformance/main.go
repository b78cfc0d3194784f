// Command conformance reads `go test -json` and prints which connector keeps
// which promise of supplier's port: rows are the suite's checks, columns the
// connectors. A dash is a check that asks for what the connector has no role for.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// suites are the tests that run the whole suite for a connector. Another
// Farebridge needs a whole server on the other side, so its suite is run where
// servers are made; the tutorial's airline is in the port's own tests.
var suites = map[string]string{
	"amadeus":    "internal/supplier/amadeus TestConformance/",
	"duffel":     "internal/supplier/duffel TestConformance/",
	"farebridge": "internal/app TestFarebridgeConformance/",
	"ndc":        "internal/supplier/ndc TestConformance/",
	"tutorial":   "internal/supplier TestConformance/",
}

const module = "github.com/farebridge/farebridge/"

func main() {
	marks := map[string]map[string]string{} // check → connector → mark
	var checks, connectors []string
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		connector, check := rowOf(e)
		if connector == "" || strings.Contains(check, "/") {
			continue
		}
		if marks[check] == nil {
			marks[check] = map[string]string{}
			checks = append(checks, check)
		}
		if !slices.Contains(connectors, connector) {
			connectors = append(connectors, connector)
		}
		switch e.Action {
		case "output":
			if strings.Contains(e.Output, "not applicable: cannot ") {
				marks[check][connector] = "–"
			}
		case "pass":
			if marks[check][connector] == "" {
				marks[check][connector] = "✓"
			}
		case "fail":
			marks[check][connector] = "✗"
		case "skip":
			marks[check][connector] = "skipped"
		}
	}
	slices.Sort(connectors)
	fmt.Printf("\n%-34s", "conformance")
	for _, connector := range connectors {
		fmt.Printf(" %-11s", connector)
	}
	fmt.Println()
	failed := len(connectors) != len(suites) // one that did not run passed nothing
	for _, check := range checks {
		fmt.Printf("%-34s", check)
		for _, connector := range connectors {
			mark := marks[check][connector]
			failed = failed || (mark != "✓" && mark != "–")
			fmt.Printf(" %-11s", mark)
		}
		fmt.Println()
	}
	if failed {
		os.Exit(1)
	}
}

// rowOf is whose suite an event belongs to, and which check; "" for none.
func rowOf(e event) (string, string) {
	for connector, suite := range suites {
		if check, ok := strings.CutPrefix(e.Package+" "+e.Test, module+suite); ok {
			return connector, check
		}
	}
	return "", ""
}
