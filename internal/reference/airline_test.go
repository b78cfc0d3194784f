package reference_test

import (
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
	want := reference.Airline{Code: "CA", Name: "Air China", NameZH: "中国国际航空", TicketingCode: "999", Country: "CN"}
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
