package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func lines(t *testing.T, in sources) []string {
	t.Helper()
	table, err := build(in)
	if err != nil {
		t.Fatal(err)
	}
	body, ok := strings.CutPrefix(string(table), header)
	if !ok {
		t.Fatalf("no header: %q", table)
	}
	return strings.Split(strings.TrimSuffix(body, "\n"), "\n")
}

func exampleSources() sources {
	return sources{
		airports: []ourAirport{
			{Code: "TAO", Name: "New Field", Municipality: "Jiaozhou, Qingdao", Country: "CN", Latitude: "36.36189", Longitude: "120.08779", Type: "large_airport", Scheduled: "yes"},
			{Code: "CXR", Name: "Cam Ranh Airport / Cam Ranh Air Base", Municipality: "Cam Ranh (Bay)", Country: "VN", Latitude: "11.9982", Longitude: "109.219", Type: "medium_airport", Scheduled: "yes"},
			{Code: "AVR", Name: "Alverca Air Base", Country: "PT", Latitude: "38.88", Longitude: "-9.03"},
			{Code: "TXL", Name: "Tegel", Country: "DE", Latitude: "52.5", Longitude: "13.2"},
			{Code: "XYZ", Name: "Lonely Airport", Country: "XK", Latitude: "-1", Longitude: "0", Type: "large_airport", Scheduled: "no"},
			{Code: "", Name: "No Code", Country: "US", Latitude: "1", Longitude: "1"},
		},
		geo: map[string]geoPlace{
			"TAO": {Name: "Old Field", City: "Qingdao", Country: "CN", Latitude: 36.2, Longitude: 120.4},
			"AVR": {Name: "Amravati Airport", City: "Amravati", Country: "IN", Latitude: 20.8, Longitude: 77.7},
			"RPR": {Name: "Raipur Aiport", City: "Raipur", Country: "IN", Latitude: 21.18, Longitude: 81.74},
			"KIN": {Name: "Some Heliport", City: "Nowhere", Country: "JM"},
			"TXL": {Name: "Berlin Tegel Airport", City: "Berlin", Country: "DE"},
		},
		zones: map[string]string{"TAO": "Asia/Urumqi", "AVR": "Asia/Kolkata", "RPR": "Asia/Kolkata"},
		moreZones: []zoneRow{
			{Code: "CXR", Country: "FR", Zone: "Europe/Paris"},
			{Code: "CXR", Country: "VN", Zone: "Asia/Ho_Chi_Minh"},
			{Code: "XYZ", Country: "RS", Zone: "Europe/Belgrade"},
		},
	}
}

func TestBuild(t *testing.T) {
	t.Parallel()
	want := []string{
		"AVR\tIN\tAsia/Kolkata\t20.8000\t77.7000\tAmravati Airport\tAmravati\t0",
		"CXR\tVN\tAsia/Ho_Chi_Minh\t11.9982\t109.2190\tCam Ranh Airport\tCam Ranh\t2",
		"RPR\tIN\tAsia/Kolkata\t21.1800\t81.7400\tRaipur Airport\tRaipur\t0",
		"TAO\tCN\tAsia/Shanghai\t36.3619\t120.0878\tNew Field\tQingdao\t3",
		"XYZ\tXK\tEurope/Belgrade\t-1.0000\t0.0000\tLonely Airport\tLonely\t1",
	}
	got := lines(t, exampleSources())
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBuildIgnoresOrder(t *testing.T) {
	t.Parallel()
	want := lines(t, exampleSources())
	in := exampleSources()
	slices.Reverse(in.airports)
	slices.Reverse(in.moreZones)
	got := lines(t, in)
	if !slices.Equal(got, want) {
		t.Errorf("reversed sources give\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBuildRefuses(t *testing.T) {
	t.Parallel()
	whole := ourAirport{Code: "ABC", Name: "A", Country: "VN", Latitude: "1", Longitude: "1"}
	noLatitude, noLongitude, tab := whole, whole, whole
	noLatitude.Latitude, noLongitude.Longitude, tab.Name = "north", "", "A\tB"
	zones := map[string]string{"ABC": "Asia/Ho_Chi_Minh"}
	tests := []struct {
		name string
		in   sources
		want string
	}{
		{"no zone", sources{airports: []ourAirport{whole}}, "no time zone"},
		{"latitude", sources{airports: []ourAirport{noLatitude}, zones: zones}, "latitude"},
		{"longitude", sources{airports: []ourAirport{noLongitude}, zones: zones}, "longitude"},
		{"separator", sources{airports: []ourAirport{tab}, zones: zones}, "separator"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := build(test.in)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "ABC") {
				t.Errorf("err = %v, want one about ABC's %s", err, test.want)
			}
		})
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		err := os.WriteFile(path, []byte(content), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	airports := file("airports.json", `[{"iata_code":"PEK","name":"Capital","municipality":"Beijing (Shunyi)",`+
		`"iso_country":"CN","latitude_deg":"40.0801","longitude_deg":"116.5846"}]`)
	geo := file("geo.json", `{}`)
	zones := file("timezones.json", `{"PEK":"Asia/Shanghai"}`)
	moreZones := file("zones.json", `[]`)
	out := filepath.Join(folder, "airports.tsv")

	err := run(airports, geo, zones, moreZones, out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if want := header + "PEK\tCN\tAsia/Shanghai\t40.0801\t116.5846\tCapital\tBeijing\t1\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}

	err = run(airports, geo, zones, geo, out)
	if err == nil || !strings.Contains(err.Error(), geo) {
		t.Errorf("wrong kind of file: %v", err)
	}
	err = run(filepath.Join(folder, "absent"), geo, zones, moreZones, out)
	if err == nil {
		t.Error("absent source accepted")
	}
}
