package reference_test

import (
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/reference"
)

func airport(t *testing.T, code string) reference.Airport {
	t.Helper()
	a, ok := reference.AirportByCode(code)
	if !ok {
		t.Fatalf("AirportByCode(%q): not found", code)
	}
	return a
}

func TestAirportByCode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code, name, nameZH, city, cityName, cityNameZH, country, zone string
	}{
		{"PEK", "Beijing Capital International Airport", "北京首都国际机场", "BJS", "Beijing", "北京", "CN", "Asia/Shanghai"},
		{"PKX", "Beijing Daxing International Airport", "北京大兴国际机场", "BJS", "Beijing", "北京", "CN", "Asia/Shanghai"},
		{"SHA", "Shanghai Hongqiao International Airport", "上海虹桥国际机场", "SHA", "Shanghai", "上海", "CN", "Asia/Shanghai"},
		{"TFU", "Chengdu Tianfu International Airport", "成都天府国际机场", "CTU", "Chengdu", "成都", "CN", "Asia/Shanghai"},
		{"TAO", "Qingdao Jiaodong International Airport", "青岛胶东国际机场", "TAO", "Qingdao", "青岛", "CN", "Asia/Shanghai"},
		{"URC", "Ürümqi Tianshan International Airport", "乌鲁木齐天山国际机场", "URC", "Ürümqi", "乌鲁木齐", "CN", "Asia/Shanghai"},
		{"HKG", "Hong Kong International Airport", "香港国际机场", "HKG", "Hong Kong", "香港", "HK", "Asia/Hong_Kong"},
		{"LHR", "London Heathrow Airport", "伦敦希思罗机场", "LON", "London", "伦敦", "GB", "Europe/London"},
		{"CMN", "Mohammed V International Airport", "卡萨布兰卡穆罕默德五世国际机场", "CAS", "Casablanca", "卡萨布兰卡", "MA", "Africa/Casablanca"},
		{"RPR", "Swami Vivekananda Airport", "", "RPR", "Raipur", "", "IN", "Asia/Kolkata"},
		{"AVR", "Amravati Airport", "", "AVR", "Amravati", "", "IN", "Asia/Kolkata"},
	}
	for _, test := range tests {
		t.Run(test.code, func(t *testing.T) {
			t.Parallel()
			got := airport(t, test.code)
			want := reference.Airport{
				Code: test.code, Name: test.name, NameZH: test.nameZH,
				City: test.city, CityName: test.cityName, CityNameZH: test.cityNameZH,
				Country: test.country, Zone: test.zone,
				Latitude: got.Latitude, Longitude: got.Longitude,
			}
			if got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestAirportByCodeUnknown(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "P", "PE", "pek", "PEKX", " PEK", "PE1", "北", "BJS", "LON", "# c", "TXL", "QQQ"} {
		a, ok := reference.AirportByCode(code)
		if ok || a != (reference.Airport{}) {
			t.Errorf("AirportByCode(%q) = %+v, %v", code, a, ok)
		}
	}
}

func TestEveryAirportIsWhole(t *testing.T) {
	t.Parallel()
	count, previous := 0, ""
	for a := range reference.Airports() {
		count++
		if a.Code <= previous {
			t.Errorf("%s after %s: not in order", a.Code, previous)
		}
		previous = a.Code
		byCode, ok := reference.AirportByCode(a.Code)
		if !ok || byCode != a {
			t.Errorf("%s: AirportByCode = %+v, %v", a.Code, byCode, ok)
		}
		if a.Name == "" || a.CityName == "" || a.City == "" || strings.TrimSpace(a.Name) != a.Name {
			t.Errorf("%s: incomplete: %+v", a.Code, a)
		}
		if a.NameZH != "" && a.CityNameZH == "" {
			t.Errorf("%s: Chinese name %q and no Chinese city", a.Code, a.NameZH)
		}
		if !reference.CountryKnown(a.Country) {
			t.Errorf("%s: country %q", a.Code, a.Country)
		}
		if a.Country == "CN" && a.Zone != "Asia/Shanghai" {
			t.Errorf("%s: mainland zone %q", a.Code, a.Zone)
		}
		// String() proves the zone loaded: the fallback is named UTC.
		if a.Location().String() != a.Zone {
			t.Errorf("%s: zone %q loads as %s", a.Code, a.Zone, a.Location())
		}
		if a.Latitude < -90 || a.Latitude > 90 || a.Longitude < -180 || a.Longitude > 180 || a.Latitude == 0 && a.Longitude == 0 {
			t.Errorf("%s: position %v, %v", a.Code, a.Latitude, a.Longitude)
		}
	}
	if count < 8000 {
		t.Errorf("%d airports", count)
	}
}

func TestAirportsStopsWhenAsked(t *testing.T) {
	t.Parallel()
	for a := range reference.Airports() {
		if a.Code != "AAA" {
			t.Errorf("first airport is %s", a.Code)
		}
		break
	}
}

func TestLocation(t *testing.T) {
	t.Parallel()
	winter := time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)
	summer := time.Date(2026, time.July, 15, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		code           string
		winter, summer time.Duration
	}{
		{"PEK", 8 * time.Hour, 8 * time.Hour},
		{"URC", 8 * time.Hour, 8 * time.Hour},
		{"HKG", 8 * time.Hour, 8 * time.Hour},
		{"NRT", 9 * time.Hour, 9 * time.Hour},
		{"DEL", 5*time.Hour + 30*time.Minute, 5*time.Hour + 30*time.Minute},
		{"LHR", 0, time.Hour},
		{"FRA", time.Hour, 2 * time.Hour},
		{"LAX", -8 * time.Hour, -7 * time.Hour},
		{"PHX", -7 * time.Hour, -7 * time.Hour},
		{"SYD", 11 * time.Hour, 10 * time.Hour},
	}
	for _, test := range tests {
		location := airport(t, test.code).Location()
		for at, want := range map[time.Time]time.Duration{winter: test.winter, summer: test.summer} {
			_, offset := at.In(location).Zone()
			if got := time.Duration(offset) * time.Second; got != want {
				t.Errorf("%s in %s: %v from UTC, want %v", test.code, at.Month(), got, want)
			}
		}
		if location != airport(t, test.code).Location() {
			t.Errorf("%s: zone loaded twice", test.code)
		}
	}
	if got := (reference.Airport{}).Location(); got != time.UTC {
		t.Errorf("zero Airport is in %s", got)
	}
}

func TestLookupDoesNotAllocate(t *testing.T) {
	code := strings.Clone("PVG")
	airport(t, code).Location()
	allocs := testing.AllocsPerRun(100, func() {
		a, ok := reference.AirportByCode(code)
		if !ok || a.Location() == nil || !reference.SameCity(code, "SHA") {
			t.Error("PVG is lost")
		}
	})
	if allocs != 0 {
		t.Errorf("a lookup makes %v allocations", allocs)
	}
}

func BenchmarkAirportByCode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, ok := reference.AirportByCode("PVG")
		if !ok {
			b.Fatal("PVG is lost")
		}
	}
}
