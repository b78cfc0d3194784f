package ndc

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
	"github.com/farebridge/farebridge/internal/travel"
)

func answering(status int, body string) *supplier.Connector {
	return New(Config{ID: "sup", BaseURL: "http://supplier.invalid/ndc", HTTPClient: suppliertest.Canned{Status: status, Body: []byte(body)}.Client()})
}

var family = []travel.Pax{{ID: "mum", PTC: travel.PTCAdult}, {ID: "kid", PTC: travel.PTCChild}, {ID: "baby", PTC: travel.PTCInfant}}

var familySearch = travel.Search{
	OriginDestinations: []travel.OriginDestination{
		{Origin: "BJS", Destination: "SHA", Date: travel.Date{Year: 2026, Month: time.December, Day: 20}},
	},
	Pax: family,
}

// shoppingAnswer is an AirShoppingRS with a number of offers, two for each of its
// journeys, priced per type of passenger.
func shoppingAnswer(offers int) string {
	var lists, group strings.Builder
	for j := range (offers + 1) / 2 {
		journeyLists(&lists, j)
	}
	for i := range offers {
		writeOffer(&group, i, i/2)
	}
	return inMessage("IATA_AirShoppingRS", "<Response>"+dataLists(lists.String())+
		"<OffersGroup><CarrierOffers>"+group.String()+"</CarrierOffers></OffersGroup></Response>")
}

func inMessage(root, content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><` + root + ` xmlns="` + messageNamespace + `">` + content + `</` + root + `>`
}

// dataLists sorts the pieces of lists, each after the name of its list.
func dataLists(pieces string) string {
	paxes := `<Pax><PaxID>PAX1</PaxID><PTC>ADT</PTC></Pax><Pax><PaxID>PAX2</PaxID><PTC>CHD</PTC></Pax><Pax><PaxID>PAX3</PaxID><PTC>INF</PTC></Pax>`
	all := `<DataLists xmlns="` + commonNamespace + `"><BaggageAllowanceList><BaggageAllowance><BaggageAllowanceID>bag 1</BaggageAllowanceID>` +
		`<TypeCode>Checked</TypeCode><PieceAllowance><TotalQty>1</TotalQty></PieceAllowance><WeightAllowance><MaximumWeightMeasure>23.0</MaximumWeightMeasure>` +
		`<WeightUnitOfMeasurement>KGM</WeightUnitOfMeasurement></WeightAllowance></BaggageAllowance></BaggageAllowanceList>`
	for _, list := range []struct{ name, item string }{
		{"DatedMarketingSegmentList", "DatedMarketingSegment"},
		{"DatedOperatingLegList", "DatedOperatingLeg"},
		{"DatedOperatingSegmentList", "DatedOperatingSegment"},
		{"PaxJourneyList", "PaxJourney"},
		{"PaxSegmentList", "PaxSegment"},
	} {
		all += "<" + list.name + ">"
		for piece := range strings.SplitSeq(pieces, "\n") {
			if strings.HasPrefix(piece, "<"+list.item+">") {
				all += piece
			}
		}
		all += "</" + list.name + ">"
	}
	return all + `<PaxList>` + paxes + `</PaxList><PriceClassList><PriceClass><Name>Flex</Name><PriceClassID>pc:1</PriceClassID></PriceClass></PriceClassList></DataLists>`
}

func journeyLists(b *strings.Builder, j int) {
	hour := fmt.Sprintf("%02d:%02d", 6+j/60%12, j%60)
	late := fmt.Sprintf("%02d:%02d", 8+j/60%12, j%60)
	fmt.Fprintf(b, "<DatedMarketingSegment><Arrival><AircraftScheduledDateTime>2026-12-20T%s:00</AircraftScheduledDateTime><IATA_LocationCode>SHA</IATA_LocationCode>"+
		"<TerminalName>2</TerminalName></Arrival><CarrierDesigCode>CA</CarrierDesigCode><DatedMarketingSegmentId>m/%d</DatedMarketingSegmentId>"+
		"<DatedOperatingSegmentRefId>o%d</DatedOperatingSegmentRefId><Dep><AircraftScheduledDateTime>2026-12-20T%s:00+08:00</AircraftScheduledDateTime>"+
		"<IATA_LocationCode>PEK</IATA_LocationCode></Dep><MarketingCarrierFlightNumberText>CA%d</MarketingCarrierFlightNumberText></DatedMarketingSegment>\n", late, j, j, hour, 1000+j)
	fmt.Fprintf(b, "<DatedOperatingLeg><DatedOperatingLegID>l%d</DatedOperatingLegID><IATA_AircraftType><IATA_AircraftTypeCode>738</IATA_AircraftTypeCode></IATA_AircraftType></DatedOperatingLeg>\n", j)
	fmt.Fprintf(b, "<DatedOperatingSegment><CarrierDesigCode>ZH</CarrierDesigCode><DatedOperatingLegRefID>l%d</DatedOperatingLegRefID><DatedOperatingSegmentId>o%d</DatedOperatingSegmentId><Duration>P0Y0M0DT2H0M0S</Duration></DatedOperatingSegment>\n", j, j)
	fmt.Fprintf(b, "<PaxJourney><PaxJourneyID>j %d</PaxJourneyID><PaxSegmentRefID>s:%d</PaxSegmentRefID></PaxJourney>\n", j, j)
	fmt.Fprintf(b, "<PaxSegment><CabinTypeAssociationChoice><SegmentCabinType><CabinTypeCode>5</CabinTypeCode></SegmentCabinType></CabinTypeAssociationChoice>"+
		"<DatedMarketingSegmentRefId>m/%d</DatedMarketingSegmentRefId><PaxSegmentID>s:%d</PaxSegmentID></PaxSegment>\n", j, j)
}

func writeOffer(b *strings.Builder, i, journey int) {
	fmt.Fprintf(b, `<Offer xmlns="%s"><AugmentationPoint><x:Blob xmlns:x="urn:x"><OfferID>no</OfferID></x:Blob></AugmentationPoint>`+
		`<BaggageAssociations><BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID><OfferFlightAssociations><PaxJourneyRef><PaxJourneyRefID>j %d</PaxJourneyRefID></PaxJourneyRef></OfferFlightAssociations>`+
		`<PaxRefID>PAX1</PaxRefID><PaxRefID>PAX2</PaxRefID></BaggageAssociations><JourneyOverview><JourneyPriceClass><PaxJourneyRefID>j %d</PaxJourneyRefID><PriceClassRefID>pc:1</PriceClassRefID></JourneyPriceClass></JourneyOverview>`+
		`<OfferExpirationTimeLimitDateTime>2026-12-01T02:30:00Z</OfferExpirationTimeLimitDateTime><OfferID>offer %d</OfferID>`, commonNamespace, journey, journey, i)
	for n, pax := range []struct{ base, tax, total string }{{"1000", "50", "1050.00000000000000000000"}, {"500.0", "0", "500.00"}, {"100", "0.00", "100"}} {
		fmt.Fprintf(b, `<OfferItem><CancelRestrictions><AllowedModificationInd>true</AllowedModificationInd><Fee><Amount CurCode="CNY">200</Amount></Fee><JourneyStageCode>Prior To Departure</JourneyStageCode></CancelRestrictions>`+
			`<ChangeRestrictions><AllowedModificationInd>false</AllowedModificationInd></ChangeRestrictions>`+
			`<FareDetail><FareComponent><CabinType><CabinTypeCode>5</CabinTypeCode></CabinType><FareBasisCode>YOW</FareBasisCode><PaxSegmentRefID>s:%d</PaxSegmentRefID><PriceClassRefID>pc:1</PriceClassRefID><RBD><RBD_Code>Y</RBD_Code></RBD></FareComponent><PaxRefID>PAX%d</PaxRefID></FareDetail>`+
			`<OfferItemID>item %d/%d</OfferItemID><PaymentTimeLimit><PaymentTimeLimitDate><PaymentTimeLimitDateTime>2026-12-02T02:00:00Z</PaymentTimeLimitDateTime></PaymentTimeLimitDate></PaymentTimeLimit>`+
			`<Price><BaseAmount CurCode="CNY">%s</BaseAmount><TaxSummary><Tax><Amount CurCode="CNY">%s</Amount><TaxCode>CN</TaxCode></Tax><TotalTaxAmount CurCode="CNY">%s</TotalTaxAmount></TaxSummary><TotalAmount CurCode="CNY">%s</TotalAmount></Price>`+
			`<PriceGuaranteeTimeLimitDateTime>2026-12-01T04:00:00Z</PriceGuaranteeTimeLimitDateTime>`+
			`<Service><InventoryGuaranteeDateTime>2026-12-01T03:00:00</InventoryGuaranteeDateTime><OfferServiceAssociation><PaxJourneyRef><PaxJourneyRefID>j %d</PaxJourneyRefID></PaxJourneyRef></OfferServiceAssociation><PaxRefID>PAX%d</PaxRefID><ServiceID>sv%d</ServiceID></Service></OfferItem>`,
			journey, n+1, i, n, pax.base, pax.tax, pax.tax, pax.total, journey, n+1, n)
	}
	b.WriteString(`<OwnerCode>CA</OwnerCode><TotalPrice><TotalAmount CurCode="CNY">1650.00</TotalAmount></TotalPrice></Offer>`)
}

// orderAnswer is an OrderViewRS of a held order of the family's.
func orderAnswer(reference string) string {
	var lists strings.Builder
	journeyLists(&lists, 0)
	var services strings.Builder
	for n := range family {
		fmt.Fprintf(&services, `<Service><BookingRef><BookingEntity><Carrier><AirlineDesigCode>CA</AirlineDesigCode></Carrier></BookingEntity><BookingID>ABC123</BookingID></BookingRef>`+
			`<BookingRef><BookingEntity><Org><Name>F</Name><OrgID>FAREBRIDGE</OrgID></Org></BookingEntity><BookingID>%s</BookingID></BookingRef>`+
			`<OrderServiceAssociation><PaxSegmentRef><PaxSegmentRefID>s:0</PaxSegmentRefID></PaxSegmentRef></OrderServiceAssociation><PaxRefID>PAX%d</PaxRefID><ServiceID>sv%d</ServiceID><StatusCode>CONFIRMED</StatusCode></Service>`, reference, n+1, n)
	}
	return inMessage("IATA_OrderViewRS", `<Response>`+dataLists(lists.String())+`<Order><OrderID>order 1</OrderID><OrderItem><OrderItemID>oi1</OrderItemID><OwnerCode>CA</OwnerCode>`+
		`<PaymentTimeLimitDateTime>2026-12-02T02:00:00Z</PaymentTimeLimitDateTime>`+services.String()+`<StatusCode>ACTIVE</StatusCode></OrderItem>`+
		`<OwnerCode>CA</OwnerCode><StatusCode>OPENED</StatusCode><TotalPrice><TotalAmount CurCode="CNY">1650.00</TotalAmount></TotalPrice></Order></Response>`)
}

func pricedAnswer() string {
	var lists, offer strings.Builder
	journeyLists(&lists, 0)
	writeOffer(&offer, 0, 0)
	priced := strings.NewReplacer("<Offer ", "<PricedOffer ", "</Offer>", "</PricedOffer>").Replace(offer.String())
	return inMessage("IATA_OfferPriceRS", `<Response>`+dataLists(lists.String())+priced+`</Response>`)
}

func aLaCarte(definition string) string {
	return `<ALaCarteOffer><OfferID>alc 1</OfferID><OfferItem><Eligibility><OfferFlightAssociations><PaxSegmentReferences><PaxSegmentRefID>s:0</PaxSegmentRefID>` +
		`</PaxSegmentReferences></OfferFlightAssociations><PaxRefID>PAX1</PaxRefID></Eligibility><OfferItemID>alc item</OfferItemID><Service>` + definition +
		`<ServiceID>x</ServiceID></Service><UnitPrice><TotalAmount CurCode="CNY">80.00</TotalAmount></UnitPrice></OfferItem><OwnerCode>CA</OwnerCode></ALaCarteOffer>`
}

func serviceAnswer() string {
	var lists strings.Builder
	journeyLists(&lists, 0)
	all := strings.Replace(dataLists(lists.String()), `</DataLists>`, `<ServiceDefinitionList><ServiceDefinition><Name>Second bag</Name><RFIC>C</RFIC><RFISC>0CC</RFISC>`+
		`<ServiceDefinitionAssociation><BaggageAllowanceRef><BaggageAllowanceRefID>bag 1</BaggageAllowanceRefID></BaggageAllowanceRef></ServiceDefinitionAssociation>`+
		`<ServiceDefinitionID>sd1</ServiceDefinitionID></ServiceDefinition></ServiceDefinitionList></DataLists>`, 1)
	return inMessage("IATA_ServiceListRS", `<Response>`+aLaCarte(`<ServiceDefinitionRefID>sd1</ServiceDefinitionRefID>`)+all+`</Response>`)
}

func seatAnswer() string {
	var lists strings.Builder
	journeyLists(&lists, 0)
	column := func(id, code string) string {
		return `<SeatColumn><ColumnID>` + id + `</ColumnID><SeatCharacteristicCode>` + code + `</SeatCharacteristicCode></SeatColumn>`
	}
	seat := func(column, state, item string) string {
		return `<Seat><ColumnID>` + column + `</ColumnID><OccupationStatusCode>` + state + `</OccupationStatusCode>` + item + `<RowNumber>12</RowNumber></Seat>`
	}
	return inMessage("IATA_SeatAvailabilityRS", `<Response>`+aLaCarte("")+dataLists(lists.String())+
		`<SeatMap><CabinCompartment><CabinType><CabinTypeCode>5</CabinTypeCode></CabinType><DeckCode>MAIN</DeckCode>`+
		column("A", "W")+column("C", "A")+column("D", "A")+column("F", "W")+
		`<SeatRow><RowCharacteristicCode>E</RowCharacteristicCode><RowNumber>12</RowNumber>`+
		seat("A", "F", `<OfferItemRefID>alc item</OfferItemRefID>`)+seat("C", "O", "")+seat("D", "Z", "")+seat("F", "Q", "")+
		`</SeatRow></CabinCompartment><PaxSegmentRefID>s:0</PaxSegmentRefID></SeatMap></Response>`)
}

func refundAnswer(diff string) string {
	return inMessage("IATA_OrderReshopRS", `<Response><Order><OrderID>order 1</OrderID></Order><ReshopResults><ReshopOffers><Offer><DeleteOrderItem>`+
		`<OfferItemID>d1</OfferItemID><PriceDifferential><DifferentialTypeCode>Refund</DifferentialTypeCode><DiffPrice><Price>`+diff+`</Price></DiffPrice>`+
		`<OldPrice><Price><TotalAmount CurCode="CNY">1650</TotalAmount></Price></OldPrice></PriceDifferential></DeleteOrderItem>`+
		`<OfferExpirationTimeLimitDateTime>2026-12-01T03:00:00Z</OfferExpirationTimeLimitDateTime><OfferID>cancel 1</OfferID><OwnerCode>CA</OwnerCode></Offer></ReshopOffers></ReshopResults></Response>`)
}

func noticeBody(orderID, change string) string {
	return inMessage("IATA_OrderChangeNotifRQ", `<Notification><ChangeGroup><ChangeOperationGroup><ChangeOperation><ChangeTypeCode>21</ChangeTypeCode></ChangeOperation>`+
		`<ChangeOperation><ChangeTypeCode>`+change+`</ChangeTypeCode></ChangeOperation></ChangeOperationGroup></ChangeGroup>`+
		`<CurrentOrder><Order><OrderID>`+orderID+`</OrderID><OrderItem><Service><BookingRef><BookingEntity><Org><OrgID>FAREBRIDGE</OrgID></Org></BookingEntity>`+
		`<BookingID>ord_1</BookingID></BookingRef></Service></OrderItem></Order></CurrentOrder></Notification>`)
}

func signNotice(secret string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(stamp + "."))
	_, _ = mac.Write(body)
	header := http.Header{}
	header.Set(signatureHeader, "t="+stamp+",v0=00,v1="+hex.EncodeToString(mac.Sum(nil)))
	return header
}
