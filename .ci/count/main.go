// Command count reads `go test -json` and prints what people want to know: the
// output of what failed or was skipped, a line a package, and how many tests
// ran against which stores.
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

func main() {
	outputs := map[string][]string{}
	counts := map[string]map[string]int{}
	totals := map[string]int{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Println(lines.Text()) // a build failure speaks plainly
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			if e.Test == "" {
				fmt.Print(e.Output)
				continue
			}
			outputs[key] = append(outputs[key], e.Output)
		case "pass", "fail", "skip":
			if e.Test == "" {
				continue
			}
			if e.Action != "pass" {
				fmt.Print(strings.Join(outputs[key], ""))
			}
			delete(outputs, key)
			totals[e.Action]++
			stores := storesOf(e.Test)
			if counts[stores] == nil {
				counts[stores] = map[string]int{}
			}
			counts[stores][e.Action]++
		}
	}
	fmt.Printf("\n%-24s %8s %8s %8s\n", "tests by stores", "passed", "failed", "skipped")
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c := counts[name]
		fmt.Printf("%-24s %8d %8d %8d\n", name, c["pass"], c["fail"], c["skip"])
	}
	fmt.Printf("\n%d passed, %d failed, %d skipped\n", totals["pass"], totals["fail"], totals["skip"])
	if err := lines.Err(); err != nil || totals["fail"] > 0 || totals["pass"] == 0 {
		os.Exit(1)
	}
}

// storesOf reads the stores off a subtest's name.
func storesOf(test string) string {
	for _, part := range strings.Split(test, "/") {
		switch part {
		case "sqlite+miniredis", "postgres+redis", "sqlite", "postgres", "miniredis", "redis":
			return part
		}
	}
	return "none"
}
