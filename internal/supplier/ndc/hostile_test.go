package ndc

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// shuttle adds a journey "j <name>" of a number of flights there and back, whose
// segments are "s:<name>.0" and so on.
func shuttle(b *strings.Builder, name string, flights int) {
	at := time.Date(2026, time.December, 20, 0, 0, 0, 0, time.UTC)
	journey := "<PaxJourney><PaxJourneyID>j " + name + "</PaxJourneyID>"
	for i := range flights {
		from, to := "PEK", "SHA"
		if i%2 == 1 {
			from, to = to, from
		}
		dep, arr := at.Format("2006-01-02T15:04"), at.Add(2*time.Hour).Format("2006-01-02T15:04")
		id := fmt.Sprintf("%s.%d", name, i)
		fmt.Fprintf(b, "<DatedMarketingSegment><Arrival><AircraftScheduledDateTime>%s</AircraftScheduledDateTime><IATA_LocationCode>%s</IATA_LocationCode></Arrival>"+
			"<CarrierDesigCode>CA</CarrierDesigCode><DatedMarketingSegmentId>m/%s</DatedMarketingSegmentId><Dep><AircraftScheduledDateTime>%s</AircraftScheduledDateTime>"+
			"<IATA_LocationCode>%s</IATA_LocationCode></Dep><MarketingCarrierFlightNumberText>1</MarketingCarrierFlightNumberText></DatedMarketingSegment>\n", arr, to, id, dep, from)
		fmt.Fprintf(b, "<PaxSegment><DatedMarketingSegmentRefId>m/%s</DatedMarketingSegmentRefId><PaxSegmentID>s:%s</PaxSegmentID></PaxSegment>\n", id, id)
		journey += "<PaxSegmentRefID>s:" + id + "</PaxSegmentRefID>"
		at = at.Add(4 * time.Hour)
	}
	b.WriteString(journey + "</PaxJourney>\n")
}

// shuttles are journeys "j a0", "j a1"... of a number of flights each, beside "j 0".
func shuttles(journeys, flights int) string {
	var lists strings.Builder
	journeyLists(&lists, 0)
	for i := range journeys {
		shuttle(&lists, fmt.Sprintf("a%d", i), flights)
	}
	return dataLists(lists.String())
}

// onShuttle is an offer on "j a0", beside one that has nothing to do with it.
func onShuttle(lists string, change ...string) string {
	var odd, good strings.Builder
	writeOffer(&odd, 0, 0)
	writeOffer(&good, 1, 0)
	offer := strings.NewReplacer("j 0", "j a0", "s:0", "s:a0.0").Replace(odd.String())
	offer = strings.NewReplacer(change...).Replace(offer)
	return inMessage("IATA_AirShoppingRS", "<Response>"+lists+"<OffersGroup><CarrierOffers>"+offer+good.String()+"</CarrierOffers></OffersGroup></Response>")
}

const (
	bagsFlights = `<OfferFlightAssociations><PaxJourneyRef>`
	itsPenalty  = `<OwnerCode>`
	itsJourney  = `<PaxJourneyRef><PaxJourneyRefID>j a0</PaxJourneyRefID></PaxJourneyRef></OfferServiceAssociation>`
)

// TestAnOfferHasAnEnd: what is more than any offer says costs the offer, with a
// reason; what is said again and again is said once.
func TestAnOfferHasAnEnd(t *testing.T) {
	t.Parallel()
	again := func(what string, times int) string { return strings.Repeat(what, times) }
	mention := `<PaxJourneyRefID>j a0</PaxJourneyRefID>`
	many := func(n int) string {
		all := ""
		for i := range n {
			all += fmt.Sprintf(`<PaxJourneyRefID>j a%d</PaxJourneyRefID>`, i)
		}
		return all
	}
	sold := func(flights string) string {
		return `<OfferItem><OfferItemID>seat</OfferItemID><Price><TotalAmount CurCode="CNY">0</TotalAmount></Price><Service><OfferServiceAssociation><SeatAssignment><Seat><ColumnID>A</ColumnID>` +
			`<RowNumber>1</RowNumber></Seat><SeatAssignmentAssociations>` + flights + `</SeatAssignmentAssociations></SeatAssignment></OfferServiceAssociation><PaxRefID>PAX1</PaxRefID></Service></OfferItem>`
	}
	for name, tc := range map[string]struct {
		journeys, flights int
		change            []string
		segments          int    // of its baggage
		reason            string // or why it is dropped
	}{
		"flights as many as may be":   {1, maxChain, nil, maxChain, ""},
		"one flight too many":         {1, maxChain + 1, nil, 0, "a journey of 41 segments"},
		"one journey, many times":     {1, maxChain, []string{bagsFlights, bagsFlights + again(mention, 7000)}, maxChain, ""},
		"too many times":              {1, maxChain, []string{bagsFlights, bagsFlights + again(mention, 4*maxParts+1)}, 0, "2001 references"},
		"one segment, many times":     {1, 1, []string{bagsFlights, `<OfferFlightAssociations><PaxSegmentReferences>` + again(`<PaxSegmentRefID>s:a0.0</PaxSegmentRefID>`, 500) + `</PaxSegmentReferences><PaxJourneyRef>`}, 1, ""},
		"as many as may be named":     {5, maxChain, []string{bagsFlights, bagsFlights + many(5)}, maxNamed, ""},
		"more than may be named":      {6, maxChain, []string{bagsFlights, bagsFlights + many(6)}, 0, "more than 200 segments"},
		"a seat, on too many":         {1, 1, []string{itsPenalty, sold(`<PaxJourneyRef>`+again(mention, 4*maxParts)+`</PaxJourneyRef>`) + itsPenalty}, 0, "2002 services"},
		"too many journeys":           {13, 1, []string{itsJourney, `<PaxJourneyRef>` + many(13) + `</PaxJourneyRef></OfferServiceAssociation>`}, 0, "more than 12 journeys"},
		"too many penalties":          {1, 1, []string{itsPenalty, again(`<PenaltyRefID>p</PenaltyRefID>`, 4*maxParts) + itsPenalty}, 0, "2003 rules"},
		"too many fares":              {1, 1, []string{`<FareDetail>`, again(`<FareDetail/>`, 4*maxParts) + `<FareDetail>`}, 0, "6003 rules"},
		"too many bags":               {1, 1, []string{`<BaggageAllowanceRefID>`, again(`<BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID>`, 4*maxParts+3) + `<BaggageAllowanceRefID>`}, 0, "2001 baggage"},
		"too many flights of baggage": {1, maxChain, []string{`<BaggageAllowanceRefID>`, again(`<BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID>`, 201) + `<BaggageAllowanceRefID>`}, 0, "8040 segments of baggage"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer, err := answering(200, onShuttle(shuttles(tc.journeys, tc.flights), tc.change...)).Shop.Shop(t.Context(), familySearch)
			if err != nil {
				t.Fatal(err)
			}
			if tc.reason != "" {
				if len(answer.Offers) != 1 || len(answer.Dropped) != 1 || !strings.Contains(answer.Dropped[0], tc.reason) {
					t.Errorf("%d offers, dropped %v", len(answer.Offers), answer.Dropped)
				}
				return
			}
			if len(answer.Offers) != 2 || len(answer.Offers[0].Terms.Baggage[0].SegmentIDs) != tc.segments {
				t.Errorf("%d offers, dropped %v", len(answer.Offers), answer.Dropped)
			}
		})
	}
}

// TestAChangeOfferHasAnEnd in what it says of penalties and of flights.
func TestAChangeOfferHasAnEnd(t *testing.T) {
	t.Parallel()
	many := make([]token, maxParts)
	var service wireOfferedService
	service.PaxRefID = make([]token, 4*maxParts+3)
	for name, w := range map[string]*wireChangedOffer{
		"":          {PenaltyRefID: many},
		"penalties": {PenaltyRefID: many, AddedOfferItem: []wireAddedItem{{PenaltyRefID: many[:1]}}},
		"services":  {AddedOfferItem: []wireAddedItem{{Service: []wireOfferedService{service}}}},
	} {
		err := w.excess()
		if (err == nil) != (name == "") || err != nil && !strings.HasSuffix(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// allocated is how many bytes something takes. Nothing may run beside it.
func allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestABagIsReadOnce, however often it is named.
func TestABagIsReadOnce(t *testing.T) {
	const named = 200
	weights := strings.Repeat(`<WeightAllowance><MaximumWeightMeasure>23</MaximumWeightMeasure><WeightUnitOfMeasurement>KGM</WeightUnitOfMeasurement></WeightAllowance>`, 500)
	lists := strings.Replace(shuttles(1, 1), "</BaggageAllowance>", weights+"</BaggageAllowance>", 1)
	cost := func(times int) uint64 {
		mentions := strings.Repeat(`<BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID>`, times)
		a, err := decode[wireShopped](strings.NewReader(onShuttle(lists, `<BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID>`, mentions)), len(onShuttle(lists, `<BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID>`, mentions)), "IATA_AirShoppingRS")
		if err != nil {
			t.Fatal(err)
		}
		return allocated(func() {
			answer, err := readOffers(t.Context(), a.Response, familySearch, partyOf(family))
			if err != nil || len(answer.Offers) != 2 || len(answer.Offers[0].Terms.Baggage) != times {
				t.Fatalf("%v, %v", err, answer.Dropped)
			}
		})
	}
	once := cost(1)
	if often := cost(named); often > 3*once {
		t.Errorf("%d bytes for %d mentions, %d for one", often, named, once)
	}
}

// TestAnOrdersSeatIsOnItsFlight: named again and again it is one flight, and a long
// journey is not gone through for every mention.
func TestAnOrdersSeatIsOnItsFlight(t *testing.T) {
	const mentions = 7000
	view := func(journey string, flights, times int) *orderView {
		seat := `<Service><OrderServiceAssociation><SeatOnLeg><Seat><ColumnID>A</ColumnID><RowNumber>12</RowNumber></Seat><SeatAssignmentAssociations><PaxJourneyRef>` +
			strings.Repeat(`<PaxJourneyRefID>`+journey+`</PaxJourneyRefID>`, times) + `</PaxJourneyRef></SeatAssignmentAssociations></SeatOnLeg></OrderServiceAssociation><PaxRefID>PAX1</PaxRefID></Service>`
		body := orderAnswer("r")
		lists := body[strings.Index(body, "<DataLists"):strings.Index(body, "<Order>")]
		body = strings.NewReplacer(lists, shuttles(1, flights), "<StatusCode>ACTIVE</StatusCode></OrderItem>", seat+"<StatusCode>ACTIVE</StatusCode></OrderItem>").Replace(body)
		a, err := decode[wireOrderView](strings.NewReader(body), len(body), "IATA_OrderViewRS")
		if err != nil || a.Response.excess() != nil {
			t.Fatal(err, a.Response.excess())
		}
		return viewsOf(a, partyOf(family))[0]
	}
	booking, err := view("j 0", 1, mentions).booking()
	if err != nil || len(booking.Seats) != 1 || booking.Seats[0].SegmentID != booking.Journeys[0].Segments[0].ID() {
		t.Errorf("%v, %v", booking.Seats, err)
	}
	cost := func(times int) uint64 {
		v := view("j a0", maxChain, times)
		return allocated(func() {
			booking, err := v.booking()
			if err != nil || len(booking.Seats) != 0 {
				t.Fatal(booking.Seats, err)
			}
		})
	}
	if once, often := cost(1), cost(mentions); often > 2*once {
		t.Errorf("%d bytes for %d mentions, %d for one", often, mentions, once)
	}
}

// extras is an answer that lists services and seats, by what is changed in it.
func extras(answer string, change ...string) *supplier.Connector {
	return answering(200, strings.NewReplacer(change...).Replace(answer))
}

// TestAServiceIsOnWhatItNames: once on each, and what is too much is left out.
func TestAServiceIsOnWhatItNames(t *testing.T) {
	t.Parallel()
	const flights = `<PaxSegmentReferences><PaxSegmentRefID>s:0</PaxSegmentRefID></PaxSegmentReferences>`
	about := supplier.About{OfferRef: familyRef(t), Pax: family}
	item := serviceAnswer()[strings.Index(serviceAnswer(), "<OfferItem>"):strings.Index(serviceAnswer(), "<OwnerCode>")]
	mentions := func(n int) string {
		return `<PaxJourneyRef>` + strings.Repeat(`<PaxJourneyRefID>j 0</PaxJourneyRefID>`, n) + `</PaxJourneyRef>`
	}
	items := func(n int) string {
		all := item
		for i := range n {
			all += strings.Replace(item, "alc item", fmt.Sprintf("alc item %d", i), 1)
		}
		return all
	}
	for name, tc := range map[string]struct {
		change      []string
		sold, short int64
	}{
		"named often":       {[]string{flights, mentions(1000)}, 1, 0},
		"bags without end":  {[]string{`<BaggageAllowanceRefID>`, strings.Repeat(`<BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID>`, maxParts) + `<BaggageAllowanceRefID>`}, 0, 1},
		"an id without end": {[]string{`<OfferID>alc 1`, `<OfferID>` + strings.Repeat("1", 8<<20), item, items(9)}, 4, 6},
	} {
		ctx, left := supplier.CountLeftOut(t.Context())
		services, err := extras(serviceAnswer(), tc.change...).Services.Services(ctx, about)
		if err != nil || int64(len(services)) != tc.sold || left.Load() != tc.short {
			t.Errorf("%s: %d services, %d left out, %v", name, len(services), left.Load(), err)
			continue
		}
		for _, s := range services {
			if len(s.SegmentIDs) != 1 {
				t.Errorf("%s: on %d segments", name, len(s.SegmentIDs))
			}
		}
	}
}

// TestASeatMapHasAnEnd: one with more in it than any aircraft has is left out, and
// the next is shown.
func TestASeatMapHasAnEnd(t *testing.T) {
	t.Parallel()
	about := supplier.About{OfferRef: familyRef(t), Pax: family}
	again := strings.Repeat
	var lists strings.Builder
	journeyLists(&lists, 0)
	journeyLists(&lists, 1)
	answer := seatAnswer()
	one := answer[strings.Index(answer, "<SeatMap>"):strings.Index(answer, "</Response>")]
	shown := func(change ...string) string {
		other := strings.Replace(one, "s:0", "s:1", 1)
		return strings.NewReplacer(one, strings.NewReplacer(change...).Replace(one)+other, answer[strings.Index(answer, "<DataLists"):strings.Index(answer, "<SeatMap>")], dataLists(lists.String())).Replace(answer)
	}
	const seat, offered = `<Seat><ColumnID>A</ColumnID></Seat>`, `<OfferItemRefID>alc item</OfferItemRefID>`
	for name, tc := range map[string]struct {
		answer string
		maps   int
		short  int64
	}{
		"as it is":                     {shown(), 2, 0},
		"as many seats as there are":   {shown(`</SeatRow>`, again(seat, maxParts-4)+`</SeatRow>`), 2, maxParts - 4},
		"too many seats":               {shown(`</SeatRow>`, again(seat, maxParts)+`</SeatRow>`), 1, 1},
		"too many rows":                {shown(`<SeatRow>`, again(`<SeatRow/>`, maxParts)+`<SeatRow>`), 1, 1},
		"too many columns":             {shown(`<SeatRow>`, again(`<SeatColumn/>`, maxParts)+`<SeatRow>`), 1, 1},
		"too many characteristics":     {shown(`<RowCharacteristicCode>`, again(`<RowCharacteristicCode>E</RowCharacteristicCode>`, 10*maxParts+5)+`<RowCharacteristicCode>`), 1, 1},
		"too many offers of seats":     {shown(offered, again(offered, 10*maxParts+10)), 1, 1},
		"too many bytes of its offers": {strings.Replace(shown(offered, again(offered, 40)), "<OfferID>alc 1", "<OfferID>"+again("1", 1<<20), 1), 1, 1},
		"came twice":                   {shown(one, one+one), 2, 1},
	} {
		ctx, left := supplier.CountLeftOut(t.Context())
		maps, err := answering(200, tc.answer).Seats.SeatMaps(ctx, about)
		if err != nil || len(maps) != tc.maps || left.Load() != tc.short {
			t.Errorf("%s: %d maps, %d left out, %v", name, len(maps), left.Load(), err)
		}
	}
}

// TestAColumnIsReadOnce, however many seats it has.
func TestAColumnIsReadOnce(t *testing.T) {
	cost := func(codes int) uint64 {
		const column = `<SeatCharacteristicCode>W</SeatCharacteristicCode>`
		seats := strings.Repeat(`<Seat><ColumnID>A</ColumnID></Seat>`, maxParts-10)
		body := strings.NewReplacer(column, strings.Repeat(column, codes), `</SeatRow>`, seats+`</SeatRow>`).Replace(seatAnswer())
		a, err := decode[wireSeatAvailability](strings.NewReader(body), len(body), "IATA_SeatAvailabilityRS")
		if err != nil {
			t.Fatal(err)
		}
		return allocated(func() {
			_, twice, err := newSeatReading(a.Response, partyOf(family)).seatMap(&a.Response.SeatMap[0])
			if err != nil || twice != maxParts-10 {
				t.Fatalf("%d came twice, %v", twice, err)
			}
		})
	}
	few := cost(1)
	if many := cost(5000); many > 2*few {
		t.Errorf("%d bytes with many characteristics, %d with one", many, few)
	}
}
