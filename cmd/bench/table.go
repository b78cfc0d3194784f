package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"
)

// row is one line of the table. Ratios are A ÷ B; Rounds holds each of them.
type row struct {
	ID      string             `json:"id"`
	Name    string             `json:"name"`
	Value   float64            `json:"value"`
	Low     float64            `json:"lowerQuartile"`
	High    float64            `json:"upperQuartile"`
	Unit    string             `json:"unit,omitempty"`
	Need    string             `json:"need,omitempty"`
	Met     bool               `json:"met"`
	Details map[string]float64 `json:"details,omitempty"`
	Note    string             `json:"note,omitempty"`
	Rounds  []float64          `json:"rounds,omitempty"`
	Skipped string             `json:"skipped,omitempty"` // why it was not measured
}

// summed is a row of the median and the quartiles of rounds.
func summed(rounds []float64) row {
	return row{Value: quantile(rounds, 0.5), Low: quantile(rounds, 0.25), High: quantile(rounds, 0.75), Rounds: rounds}
}

// quantile interpolates between the nearest ranks.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	at := q * float64(len(sorted)-1)
	below := int(at)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (at-float64(below))*(sorted[above]-sorted[below])
}

func printRows(w io.Writer, rows []row) {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "row\tmedian\tquartiles\tneeded\tmet\twhat")
	for _, r := range rows {
		if r.Skipped != "" {
			_, _ = fmt.Fprintf(t, "%s\t-\t-\t-\tskipped\t%s: %s\n", r.ID, r.Name, r.Skipped)
			continue
		}
		met := "no"
		if r.Met {
			met = "yes"
		}
		_, _ = fmt.Fprintf(t, "%s\t%.3g%s\t%.3g … %.3g\t%s\t%s\t%s\n", r.ID, r.Value, r.Unit, r.Low, r.High, r.Need, met, r.Name)
		if r.Note != "" {
			_, _ = fmt.Fprintf(t, "\t\t\t\t\t%s\n", r.Note)
		}
	}
	_ = t.Flush()
}

// machine is what the numbers depend on beside the program.
type machine struct {
	CPU      string `json:"cpu"`
	Cores    int    `json:"cores"`
	OS       string `json:"os"`
	Go       string `json:"go"`
	Redis    string `json:"redis"`
	Revision string `json:"revision"`
	Load     string `json:"load"` // of the last 1, 5 and 15 minutes: who else was busy here
}

// describe tells what it runs on.
func describe(store redisServer) machine {
	m := machine{CPU: "unknown", Cores: runtime.NumCPU(), OS: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Redis: store.version, Revision: "unknown", Load: "unknown"}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(load))[:3], " ")
	}
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			m.CPU = strings.TrimSpace(value)
			break
		}
	}
	if built, ok := debug.ReadBuildInfo(); ok {
		for _, s := range built.Settings {
			if s.Key == "vcs.revision" {
				m.Revision = s.Value
			}
		}
	}
	return m
}

func (m machine) print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%s, %d cores, %s, %s, %s, revision %s, load %s\n", m.CPU, m.Cores, m.OS, m.Go, m.Redis, m.Revision, m.Load)
	_, _ = fmt.Fprintln(w, "Callers, suppliers and what is measured share these cores.")
}
