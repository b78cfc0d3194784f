package amadeusair_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// withBags adds checked bags for a traveler on all segments.
func withBags(offer any, traveler, quantity int) any {
	out := copied(offer)
	path := "travelerPricings." + strconv.Itoa(traveler) + ".fareDetailsBySegment"
	for i := range dig(out, path).([]any) {
		put(out, path+"."+strconv.Itoa(i)+".additionalServices", map[string]any{"chargeableCheckedBags": map[string]any{"quantity": quantity}})
	}
	return out
}

func withSeat(offer any, traveler int, seat string) any {
	out := copied(offer)
	put(out, "travelerPricings."+strconv.Itoa(traveler)+".fareDetailsBySegment.0.additionalServices", map[string]any{"chargeableSeatNumber": seat})
	return out
}

func TestBagsAreSold(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=2")[0]
	catalogue := c.call(http.MethodPost, "/v1/shopping/flight-offers/pricing?include=bags", pricingOf(offer)).must(http.StatusOK)
	one := fen(t, catalogue.text("included.bags.1.price.amount"))
	wish := withBags(withBags(offer, 0, 1), 1, 2)
	a := c.price(wish).must(http.StatusOK)
	priced := a.get("data.flightOffers.0")
	want := world.Fen(fen(t, text(offer, "price.total")) + 3*one).Amount()
	if text(priced, "price.grandTotal") != want || text(priced, "price.total") != text(offer, "price.total") ||
		text(priced, "price.additionalServices.0.amount") != world.Fen(3*one).Amount() {
		t.Fatalf("price %v, one bag %d", dig(priced, "price"), one)
	}
	people := []any{traveler("1", "SAN", "1990-01-01"), traveler("2", "LI", "1991-01-01")}
	c.call(http.MethodPost, orders, orderOf(wish, "CONFIRM", "cheap", people...)).refused(http.StatusBadRequest, 37200)
	made := c.call(http.MethodPost, orders, orderOf(priced, "CONFIRM", "bags", people...)).must(http.StatusCreated)
	read := c.read(made.text("data.id")).must(http.StatusOK)
	if read.text("data.flightOffers.0.price.grandTotal") != want ||
		read.get("data.flightOffers.0.travelerPricings.1.fareDetailsBySegment.0.additionalServices.chargeableCheckedBags.quantity") != 2.0 {
		t.Fatalf("order %s", clip(read.raw))
	}
	c.price(withBags(offer, 0, 9)).refused(http.StatusBadRequest, 38034).at("/data/flightOffers[0]/travelerPricings")
	c.price(withBags(offer, 0, -1)).refused(http.StatusBadRequest, 38034)
}

// Priority boarding is added by name, once, on all segments of an itinerary.
func TestOtherServicesAreSold(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1")[0]
	with := func(names ...any) any {
		out := copied(offer)
		put(out, "travelerPricings.0.fareDetailsBySegment.0.additionalServices", map[string]any{"otherServices": names})
		return out
	}
	priced := c.price(with("PRIORITY_BOARDING")).must(http.StatusOK).get("data.flightOffers.0")
	want := world.Fen(fen(t, text(offer, "price.total")) + 58_00).Amount()
	if text(priced, "price.grandTotal") != want || text(priced, "price.additionalServices.0.type") != "OTHER_SERVICES" ||
		text(priced, "price.additionalServices.0.amount") != "58.00" {
		t.Fatalf("price %v", dig(priced, "price"))
	}
	made := c.book(priced, "CONFIRM", "priority").must(http.StatusCreated)
	read := c.read(made.text("data.id")).must(http.StatusOK)
	if read.text("data.flightOffers.0.price.grandTotal") != want ||
		read.text("data.flightOffers.0.travelerPricings.0.fareDetailsBySegment.0.additionalServices.otherServices.0") != "PRIORITY_BOARDING" {
		t.Fatalf("order %s", clip(read.raw))
	}
	for _, names := range [][]any{{"AIRPORT_CHECKIN"}, {"PRIORITY_BOARDING", "PRIORITY_BOARDING"}} {
		c.price(with(names...)).refused(http.StatusBadRequest, 38034).at("/data/flightOffers[0]/travelerPricings[0]/fareDetailsBySegment")
	}
}

// Bags are for a whole itinerary, so that its segments must agree.
func TestBagsOnSomeSegmentsOnly(t *testing.T) {
	t.Parallel()
	c := start(t).as("skytrip")
	a := c.call(http.MethodGet, "/v2/shopping/flight-offers?originLocationCode=SYX&destinationLocationCode=HRB&departureDate="+travelDay+"&adults=1", nil).must(http.StatusOK)
	i := slices.IndexFunc(a.list("data"), func(o any) bool { return len(dig(o, "itineraries.0.segments").([]any)) == 2 })
	if i < 0 {
		t.Fatal("nobody changes planes")
	}
	offer := withBags(a.list("data")[i], 0, 1)
	c.price(offer).must(http.StatusOK)
	put(offer, "travelerPricings.0.fareDetailsBySegment.1.additionalServices", nil)
	c.price(offer).refused(http.StatusBadRequest, 38034).at("/data/flightOffers[0]/travelerPricings[0]/fareDetailsBySegment")
}

// free is the first seat of the map a traveler can have.
func free(t *testing.T, seatMap any, traveler int) (string, int64) {
	t.Helper()
	for _, seat := range dig(seatMap, "decks.0.seats").([]any) {
		here := "travelerPricing." + strconv.Itoa(traveler) + "."
		if text(seat, here+"seatAvailabilityStatus") == "AVAILABLE" && fen(t, text(seat, here+"price.total")) > 0 {
			return text(seat, "number"), fen(t, text(seat, here+"price.total"))
		}
	}
	t.Fatal("no seat to buy")
	return "", 0
}

func statusOf(t *testing.T, seatMap any, number string) string {
	t.Helper()
	for _, seat := range dig(seatMap, "decks.0.seats").([]any) {
		if text(seat, "number") == number {
			return text(seat, "travelerPricing.0.seatAvailabilityStatus")
		}
	}
	t.Fatalf("no seat %s", number)
	return ""
}

const seatMaps = "/v1/shopping/seatmaps"

func TestASeatIsSoldOnce(t *testing.T) {
	t.Parallel()
	c := start(t).as("air-china")
	offer := c.offers("adults=1&children=1&infants=1")[0]
	a := c.call(http.MethodPost, seatMaps, map[string]any{"data": []any{offer}}).must(http.StatusOK)
	seatMap := a.get("data.0")
	checkSeatMap(t, seatMap, a)
	if text(seatMap, "segmentId") != text(offer, "itineraries.0.segments.0.id") {
		t.Fatalf("map of segment %s", text(seatMap, "segmentId"))
	}
	number, price := free(t, seatMap, 0)
	priced := c.price(withSeat(offer, 0, number)).must(http.StatusOK).get("data.flightOffers.0")
	if got := fen(t, text(priced, "price.grandTotal")) - fen(t, text(offer, "price.grandTotal")); got != price {
		t.Fatalf("the seat costs %d, the map says %d", got, price)
	}
	people := []any{traveler("1", "SAN", "1990-01-01"), traveler("2", "WEI", "2019-05-05"), traveler("3", "MEI", "2026-01-10")}
	made := c.call(http.MethodPost, orders, orderOf(priced, "CONFIRM", "seat", people...)).must(http.StatusCreated)
	id := made.text("data.id")
	if made.text("data.flightOffers.0.travelerPricings.0.fareDetailsBySegment.0.additionalServices.chargeableSeat.number") != number {
		t.Fatalf("made %s", clip(made.raw))
	}
	other := c.offers("adults=1&children=1&infants=1")[0]
	c.price(withSeat(other, 0, number)).refused(http.StatusBadRequest, 38034)
	// A client's library encodes the id once more.
	for _, address := range []string{id, url.QueryEscape(id)} {
		got := c.call(http.MethodGet, seatMaps+"?flight-orderId="+address, nil).must(http.StatusOK)
		if status := statusOf(t, got.get("data.0"), number); status != "OCCUPIED" {
			t.Fatalf("sold and %s", status)
		}
	}
	c.call(http.MethodGet, seatMaps+"?flight-orderId=nobody", nil).refused(http.StatusNotFound, 1797)
	// Infants sit on laps.
	c.price(withSeat(other, 2, "31A")).refused(http.StatusBadRequest, 38034)
	c.call(http.MethodGet, seatMaps, nil).refused(http.StatusBadRequest, 32171)
	c.call(http.MethodPost, seatMaps, map[string]any{"data": []any{}}).refused(http.StatusBadRequest, 32171).at("/data")
}

func checkSeatMap(t *testing.T, seatMap any, a answer) {
	t.Helper()
	places, freeSeats := map[any]bool{}, 0
	for _, seat := range dig(seatMap, "decks.0.seats").([]any) {
		place := [2]any{dig(seat, "coordinates.x"), dig(seat, "coordinates.y")}
		if places[place] {
			t.Fatalf("two seats at %v", place)
		}
		places[place] = true
		if len(dig(seat, "travelerPricing").([]any)) != 2 { // infants have none
			t.Fatalf("seat %v", seat)
		}
		if text(seat, "travelerPricing.0.seatAvailabilityStatus") == "AVAILABLE" {
			freeSeats++
		}
		for _, code := range dig(seat, "characteristicsCodes").([]any) {
			if a.text("dictionaries.seatCharacteristics."+code.(string)) == "" {
				t.Fatalf("code %s is not explained", code)
			}
			if code == "IE" && text(seat, "travelerPricing.1.seatAvailabilityStatus") == "AVAILABLE" {
				t.Fatalf("a child may sit on %v", seat)
			}
		}
	}
	if dig(seatMap, "availableSeatsCounters.0.value") != float64(freeSeats) || freeSeats == 0 {
		t.Fatalf("%d free seats, counter %v", freeSeats, dig(seatMap, "availableSeatsCounters"))
	}
}
