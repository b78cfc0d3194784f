package reference_test

import (
	"slices"
	"testing"

	"github.com/farebridge/farebridge/internal/reference"
)

func TestAirlineTicketingCodes(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"CA": "999", "MU": "781", "CZ": "784", "HU": "880", "3U": "876", "ZH": "479", "MF": "731",
		"FM": "774", "SC": "324", "HO": "018", "9C": "089", "JD": "898", "GS": "826", "KN": "822",
		"BA": "125", "LH": "220", "AF": "057", "UA": "016", "AA": "001", "DL": "006", "SQ": "618",
		"NH": "205", "JL": "131", "KE": "180", "CX": "160", "TG": "217", "EK": "176", "QR": "157",
		"QF": "081",
	} {
		airline, ok := reference.AirlineByCode(code)
		if !ok || airline.TicketingCode != want {
			t.Errorf("%s: %+v, %v; want %s", code, airline, ok, want)
		}
	}
}

func TestAirlineByCode(t *testing.T) {
	t.Parallel()
	got, ok := reference.AirlineByCode("CA")
	want := reference.Airline{Code: "CA", Name: "Air China", NameZH: "中国国际航空", TicketingCode: "999", Country: "CN", ShortZH: "国航"}
	if !ok || got != want {
		t.Errorf("got %+v, %v", got, ok)
	}
	for _, code := range []string{"", "C", "ca", "CCA", "ZZ"} {
		got, ok := reference.AirlineByCode(code)
		if ok || got != (reference.Airline{}) {
			t.Errorf("AirlineByCode(%q) = %+v, %v", code, got, ok)
		}
	}
}

func TestAirlinesAreWhole(t *testing.T) {
	t.Parallel()
	count := 0
	ticketing := map[string]string{}
	for airline := range reference.Airlines() {
		count++
		byCode, ok := reference.AirlineByCode(airline.Code)
		if !ok || byCode != airline {
			t.Errorf("%s: AirlineByCode = %+v, %v", airline.Code, byCode, ok)
		}
		if airline.Name == "" || !reference.CountryKnown(airline.Country) {
			t.Errorf("incomplete: %+v", airline)
		}
		if airline.NameZH == "" && airline.Country == "CN" {
			t.Errorf("%s has no Chinese name", airline.Code)
		}
		number := airline.TicketingCode
		if number == "" {
			continue
		}
		if len(number) != 3 || ticketing[number] != "" {
			t.Errorf("%s: ticketing code %q, also of %q", airline.Code, number, ticketing[number])
		}
		ticketing[number] = airline.Code
	}
	if count < 120 {
		t.Errorf("%d airlines", count)
	}
}

func TestDesignator(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"CA": true, "3U": true, "G5": true, "": false, "C": false, "CCA": false, "ca": false, "C ": false, "Ä": false, "C/": false,
	} {
		if reference.Designator(code) != want {
			t.Errorf("Designator(%q) = %v", code, !want)
		}
	}
}

func TestSearchAirlines(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"CA": "CA", "ca": "CA", "国航": "CA", "中国国际": "CA", "中國國際": "CA", "999": "CA", "air china": "CA",
		"aeromexico": "AM", "algerie": "AH", "全日空": "NH", "春秋": "9C", "3u": "3U", "lufthansa": "LH",
	} {
		found, _ := reference.SearchAirlines(query, 3)
		if len(found) == 0 || found[0].Code != want {
			t.Errorf("%s finds %+v", query, found)
		}
	}
	for _, query := range []string{"99", "zzz", "---", "国际航空公司"} {
		if found, more := reference.SearchAirlines(query, 3); len(found) > 0 || more {
			t.Errorf("%s finds %+v", query, found)
		}
	}
	all, more := reference.SearchAirlines("", 1000)
	if count := len(slices.Collect(reference.Airlines())); len(all) != count || more {
		t.Errorf("%d of %d, more %v", len(all), count, more)
	}
	if few, more := reference.SearchAirlines("", 2); len(few) != 2 || !more || few[0] != all[0] {
		t.Errorf("%v, more %v", few, more)
	}
	if few, more := reference.SearchAirlines("air", 2); len(few) != 2 || !more {
		t.Errorf("%v, more %v", few, more)
	}
}
