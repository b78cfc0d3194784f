package rest_test

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/api"
)

func (b *bench) places(query string, header ...string) api.PlaceListResponse {
	b.t.Helper()
	w := b.call("GET", "/v1/places?"+query, "", header...)
	if w.Code != 200 {
		b.t.Fatalf("%s: %d %s", query, w.Code, w.Body)
	}
	return decoded[api.PlaceListResponse](b.t, w)
}

// placed writes what was found: cities in brackets.
func placed(list api.PlaceListResponse) string {
	var all []string
	for _, p := range list.Places {
		if p.Type == api.PlaceTypeCity {
			all = append(all, "["+p.IataCode+"]")
		} else {
			all = append(all, p.IataCode)
		}
	}
	return strings.Join(all, " ")
}

func TestPlacesAreFoundHoweverTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for query, want := range map[string]string{
		"北京": "[BJS] PEK PKX", "Beijing": "[BJS] PEK PKX", "beijing": "[BJS] PEK PKX", "BJS": "[BJS] PEK PKX",
		"bei jing": "[BJS] PEK PKX", "首都": "PEK", "首都机场": "PEK", "München": "MUC", "Munchen": "MUC",
		"東京": "[TYO] HND NRT", "nowhere at all": "", "---": "",
	} {
		list := b.places("query=" + url.QueryEscape(query))
		if got := placed(list); got != want || list.Truncated {
			t.Errorf("%s finds %s, truncated %v", query, got, list.Truncated)
		}
	}
	if got := b.places("query=PEK").Places; len(got) == 0 || got[0].IataCode != "PEK" || got[0].Type != "airport" {
		t.Errorf("PEK finds %+v", got)
	}
	if got := placed(b.places("query=guangzhou&type=city&limit=1")); got != "[CAN]" {
		t.Errorf("cities: %s", got)
	}
	if list := b.places("query=lon&limit=3"); placed(list) != "[LON] LHR LGW" || !list.Truncated {
		t.Errorf("%s, truncated %v", placed(list), list.Truncated)
	}
	if list := b.places("query=a"); len(list.Places) != 10 || !list.Truncated {
		t.Errorf("%d without a limit", len(list.Places))
	}
}

func TestPlacesAreToldInBothLanguages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	list := b.places("query=beijing", "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")
	city, airport := list.Places[0], list.Places[1]
	if city.Name != "北京" || city.Names.En != "Beijing" || *city.Names.Zh != "北京" || city.CityCode != "BJS" || city.City != nil ||
		city.Zone != "Asia/Shanghai" || city.Country.Code != "CN" || city.Country.Name != "中国" || city.Latitude < 39 || city.Longitude < 116 {
		t.Errorf("%+v", city)
	}
	if len(city.Airports) != 2 || city.Airports[0].IataCode != "PEK" || city.Airports[1].Name != "北京大兴国际机场" {
		t.Errorf("%+v", city.Airports)
	}
	if airport.Name != "北京首都国际机场" || airport.CityCode != "BJS" || airport.City.Name != "北京" || airport.Airports != nil {
		t.Errorf("%+v", airport)
	}
	list = b.places("query=raipur", "Accept-Language", "zh")
	if p := list.Places[0]; p.IataCode != "RPR" || p.Name != "Swami Vivekananda Airport" || p.Names.Zh != nil || p.Country.Name != "印度" {
		t.Errorf("%+v", p)
	}
	if p := b.places("query=beijing").Places[1]; p.Name != "Beijing Capital International Airport" || p.City.Name != "Beijing" || p.Country.Name != "China" {
		t.Errorf("%+v", p)
	}
}

func TestOnePlace(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for path, want := range map[string]string{
		"PEK": "airport PEK", "BJS": "city BJS", "SHA": "city SHA", "SHA?type=airport": "airport SHA", "CAN": "airport CAN", "CAN?type=city": "city CAN",
	} {
		w := b.call("GET", "/v1/places/"+path, "")
		got := decoded[api.Place](t, w)
		if w.Code != 200 || string(got.Type)+" "+got.IataCode != want {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/v1/places/QQQ", "/v1/places/pek", "/v1/places/PEKX", "/v1/places/PVG?type=city", "/v1/places/BJS?type=airport", "/v1/places/%20", "/v1/airlines/ZZ", "/v1/airlines/ca"} {
		if w := b.call("GET", path, ""); w.Code != 404 || problemOf(t, w).Code != "notFound" {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestAirlines(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	find := func(query string, header ...string) api.AirlineListResponse {
		return decoded[api.AirlineListResponse](t, b.call("GET", "/v1/airlines?"+query, "", header...))
	}
	for query, want := range map[string]string{"CA": "CA", "国航": "CA", "air china": "CA", "999": "CA", "東方航空": "MU", "Lufthansa": "LH"} {
		if got := find("query=" + url.QueryEscape(query)).Airlines; len(got) == 0 || got[0].IataCode != want {
			t.Errorf("%s finds %+v", query, got)
		}
	}
	if all := find("limit=500"); len(all.Airlines) < 200 || all.Truncated {
		t.Errorf("%d airlines, truncated %v", len(all.Airlines), all.Truncated)
	}
	if some := find(""); len(some.Airlines) != 20 || !some.Truncated {
		t.Errorf("%d airlines, truncated %v", len(some.Airlines), some.Truncated)
	}
	one := decoded[api.Airline](t, b.call("GET", "/v1/airlines/CA", "", "Accept-Language", "zh"))
	if one.Name != "中国国际航空" || one.Names.En != "Air China" || *one.TicketingCode != "999" || one.Country.Code != "CN" {
		t.Errorf("%+v", one)
	}
	if none := find("query=nowhere"); none.Airlines == nil || len(none.Airlines) > 0 || none.Truncated {
		t.Errorf("%+v", none)
	}
}

// All that is wrong with a question is told at once.
func TestBadReferenceQuestions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	long := strings.Repeat("北", 101)
	for _, tc := range []struct {
		path string
		want []string // parameter and code of each finding
	}{
		{"/v1/places", []string{"query required"}},
		{"/v1/places?query=", []string{"query tooShort"}},
		{"/v1/places?query=%20%20", []string{"query tooShort"}},
		{"/v1/places?query=" + long, []string{"query tooLong"}},
		{"/v1/places?query=x&type=harbour", []string{"type notOneOf"}},
		{"/v1/places?query=x&limit=0", []string{"limit tooSmall"}},
		{"/v1/places?query=x&limit=51", []string{"limit tooLarge"}},
		{"/v1/places?query=x&limit=ten", []string{"limit wrongType"}},
		{"/v1/places?query=x&query=y", []string{"query repeated"}},
		{"/v1/places?query=x&near=1,2", []string{"near unknownParameter"}},
		{"/v1/places?query=" + long + "&type=harbour&limit=1000&page=2", []string{"limit tooLarge", "page unknownParameter", "query tooLong", "type notOneOf"}},
		{"/v1/places?query=%20&type=&limit=-1", []string{"limit tooSmall", "query tooShort", "type notOneOf"}},
		{"/v1/places/PEK?type=harbour", []string{"type notOneOf"}},
		{"/v1/airlines?query=", []string{"query tooShort"}},
		{"/v1/airlines?query=%20&limit=501", []string{"limit tooLarge", "query tooShort"}},
	} {
		w := b.call("GET", tc.path, "")
		p := problemOf(t, w)
		var got []string
		for _, e := range p.Errors {
			if e.Detail == "" || e.Parameter == nil {
				t.Errorf("%s: %+v", tc.path, e)
				continue
			}
			got = append(got, *e.Parameter+" "+e.Code)
		}
		slices.Sort(got)
		if w.Code != 400 || p.Code != "invalidRequest" || !slices.Equal(got, tc.want) {
			t.Errorf("%s: %d %s %q, want %q", tc.path, w.Code, p.Code, got, tc.want)
		}
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
			t.Errorf("%s: a problem may be kept: %v", tc.path, w.Header())
		}
	}
}

func TestReferenceAnswersCanBeKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, path := range []string{"/v1/places?query=beijing", "/v1/places/BJS", "/v1/airlines?query=CA", "/v1/airlines/CA"} {
		first := b.call("GET", path, "")
		tag := first.Header().Get("ETag")
		keptWell := func(w *httptest.ResponseRecorder) bool {
			header := w.Header()
			return header.Get("ETag") == tag && strings.HasPrefix(header.Get("Cache-Control"), "private, max-age=") && strings.Contains(header.Get("Vary"), "Accept-Language")
		}
		if first.Code != 200 || len(tag) < 10 || !keptWell(first) || !strings.HasSuffix(first.Body.String(), "}\n") {
			t.Fatalf("%s: %d %v", path, first.Code, first.Header())
		}
		for _, have := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			if w := b.call("GET", path, "", "If-None-Match", have); w.Code != 304 || w.Body.Len() > 0 || !keptWell(w) {
				t.Errorf("%s, %s: %d %s %v", path, have, w.Code, w.Body, w.Header())
			}
		}
		for _, have := range []string{`"other"`, strings.Trim(tag, `"`), ""} {
			if w := b.call("GET", path, "", "If-None-Match", have); w.Code != 200 || w.Body.String() != first.Body.String() {
				t.Errorf("%s, %s: %d", path, have, w.Code)
			}
		}
		if w := b.call("GET", path, "", "If-None-Match", tag, "Accept-Language", "zh"); w.Code != 200 || w.Header().Get("ETag") == tag {
			t.Errorf("%s in Chinese: %d %v", path, w.Code, w.Header())
		}
		if w := b.call("GET", path, "", "If-None-Match", tag, "Authorization", ""); w.Code != 401 {
			t.Errorf("%s without a key: %d", path, w.Code)
		}
	}
}

// FuzzPlaceList: whatever is asked, it is an answer of the right form or a
// problem with a reason.
func FuzzPlaceList(f *testing.F) {
	for _, s := range []string{"北京", "München", "\xff\xfe", "\x00", " ", "", "%", strings.Repeat("a b ", 25), "4111111111111111", "\u202eKEP"} {
		f.Add(s)
	}
	b := newBench(f)
	f.Fuzz(func(t *testing.T, query string) {
		b.log.Reset()
		w := b.of(t).call("GET", "/v1/places?query="+url.QueryEscape(query), "")
		if w.Code != 200 && (w.Code != 400 || len(problemOf(t, w).Errors) == 0) {
			t.Errorf("%q: %d %s", query, w.Code, w.Body)
		}
	})
}

func BenchmarkPlaceList(b *testing.B) {
	bench := newBench(b)
	for _, path := range []string{"/v1/places?query=beijing", "/v1/places?query=a&limit=50", "/v1/places/BJS"} {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bench.log.Reset()
				w := httptest.NewRecorder()
				bench.handle.ServeHTTP(w, request("GET", path, ""))
				if w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
