package app_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
)

// Who knows no codes finds them, and what is found can be searched with.
func TestAPlaceIsFoundAndFlownTo(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	found := func(query string) answer {
		return s.want(s.get("/v1/places?query="+url.QueryEscape(query)), 200)
	}
	origin := found("北京").text("places", 0, "iataCode")
	for _, query := range []string{"Beijing", "beijing", "bj", "BJS"} {
		if got := found(query).text("places", 0, "iataCode"); got != origin {
			t.Errorf("%s is %s, 北京 is %s", query, got, origin)
		}
	}
	destination := found("上海").text("places", 0, "iataCode")
	offers := s.want(s.post("/v1/air-shopping", fmt.Sprintf(
		`{"originDestinations":[{"origin":%q,"destination":%q,"departureDate":%q}],"pax":[{"paxId":"p1","ptc":"ADT"}],"budgetMs":15000}`,
		origin, destination, day())), 200)
	var from []string
	for _, each := range s.want(s.get("/v1/places/"+origin), 200).list("airports") {
		from = append(from, each.(map[string]any)["iataCode"].(string))
	}
	segments := offers.get("dataLists", "paxSegments").([]any)
	for i := range segments {
		departure := offers.text("dataLists", "paxSegments", i, "departure", "airport")
		if arrival := offers.text("dataLists", "paxSegments", i, "arrival", "airport"); slices.Contains(from, arrival) {
			t.Errorf("a flight from %s to %s", departure, arrival)
		}
		airport := s.want(s.get("/v1/places/"+departure+"?type=airport"), 200)
		if airport.text("zone") != offers.text("dataLists", "paxSegments", i, "departure", "zone") {
			t.Errorf("%s is in %s", departure, airport.text("zone"))
		}
	}
	if len(segments) == 0 || !slices.Equal(from, []string{"PEK", "PKX"}) {
		t.Errorf("%d flights from %v", len(segments), from)
	}
	carrier := s.want(s.get("/v1/airlines/"+offers.text("offers", 0, "ownerCode")), 200)
	if carrier.text("name") == "" || carrier.text("names", "zh") == "" {
		t.Errorf("%s", carrier.raw)
	}

	first := s.get("/v1/places/BJS")
	again := s.call("GET", s.url+"/v1/places/BJS", "", header{"If-None-Match": first.header.Get("ETag")})
	if again.status != 304 || len(again.raw) > 0 {
		t.Errorf("%d %s", again.status, again.raw)
	}
	s.refused(s.get("/v1/places?query=%20&type=port&limit=0"), 400, "invalidRequest")
	s.refused(s.as("fb_test_nobody").get("/v1/places?query=PEK"), 401, "unauthenticated")
}
