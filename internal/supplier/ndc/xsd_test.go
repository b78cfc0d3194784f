package ndc

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// eachMessage is how many of each kind of message are generated.
const eachMessage = 40

// TestEverythingSentIsValid generates messages of every kind from random input
// and has xmllint hold them against IATA's schemas, which are not ours to
// publish: NDC_XSD_DIR names the folder of release 21.3.5, or the one above.
func TestEverythingSentIsValid(t *testing.T) {
	t.Parallel()
	schemas := schemaDir(t)
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI must have xmllint: %v", err)
		}
		t.Skip("xmllint is not installed")
	}
	dir := t.TempDir()
	generated, invalid := 0, 0
	for kind, build := range messages() {
		var files []string
		schema := ""
		for i := range eachMessage {
			document, err := xml.Marshal(build(maker{rand.New(rand.NewPCG(uint64(i), uint64(len(kind))))}))
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			schema = filepath.Join(schemas, rootName(t, document)+".xsd")
			name := filepath.Join(dir, fmt.Sprintf("%s-%d.xml", kind, i))
			err = os.WriteFile(name, append([]byte(xml.Header), document...), 0o600)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, name)
		}
		out, err := exec.CommandContext(t.Context(), lint, append([]string{"--nonet", "--noout", "--schema", schema}, files...)...).CombinedOutput()
		valid := bytes.Count(out, []byte(" validates\n"))
		generated += len(files)
		invalid += len(files) - valid
		if err != nil || valid != len(files) {
			t.Errorf("%s: %d of %d valid: %v\n%s", kind, valid, len(files), err, clip2k(out))
		}
	}
	t.Logf("%d generated, %d invalid", generated, invalid)
	if generated < 500 {
		t.Errorf("only %d generated", generated)
	}
}

func schemaDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NDC_XSD_DIR")
	if dir == "" {
		t.Skip("NDC_XSD_DIR does not say where IATA's schemas are")
	}
	for _, candidate := range []string{dir, filepath.Join(dir, "21.3.5")} {
		_, err := os.Stat(filepath.Join(candidate, "IATA_AirShoppingRQ.xsd"))
		if err == nil {
			return candidate
		}
	}
	t.Fatalf("no schemas of 21.3.5 in %s", dir)
	return ""
}

func rootName(t *testing.T, document []byte) string {
	t.Helper()
	var w struct{ XMLName xml.Name }
	err := xml.Unmarshal(document, &w)
	if err != nil {
		t.Fatal(err)
	}
	if w.XMLName.Space != messageNamespace {
		t.Fatalf("root in %q", w.XMLName.Space)
	}
	return w.XMLName.Local
}

func clip2k(out []byte) []byte { return out[:min(len(out), 2000)] }

// messages by kind: each role's, and each choice of those that have several.
func messages() map[string]func(maker) any {
	changing := func(choose func(m maker, c *connector) sendChangeRequest) func(maker) any {
		return func(m maker) any {
			c := m.connector()
			return c.change(m.reference(), ref{ID: m.id(), Owner: "CA"}, choose(m, c))
		}
	}
	return map[string]func(maker) any{
		"shop":  func(m maker) any { s := m.search(); return m.connector().shoppingFor(s, partyOf(s.Pax)) },
		"price": func(m maker) any { return m.price() },
		"services": func(m maker) any {
			body := sendServiceList{XMLName: root("IATA_ServiceListRQ"), sendHead: m.connector().head(), Payload: payloadOf(m.maybe(m.reference()))}
			body.Request.Core, body.Request.Pax = m.core()
			return body
		},
		"seats": func(m maker) any {
			body := sendSeatAvailability{XMLName: root("IATA_SeatAvailabilityRQ"), sendHead: m.connector().head(), Payload: payloadOf("")}
			body.Request.Core, body.Request.Pax = m.core()
			return body
		},
		"create": func(m maker) any { return m.create() },
		"retrieveByReference": func(m maker) any {
			c := m.connector()
			body := c.retrieval(m.reference())
			body.Request.Filter.Reference = &sendReferenceFilter{ID: m.reference(), Org: c.org()}
			return body
		},
		"retrieveByOrder": func(m maker) any {
			body := m.connector().retrieval(m.reference())
			body.Request.Filter.Order = &sendOrderKey{OrderID: m.id(), Owner: "CA"}
			return body
		},
		"quote": func(m maker) any {
			body := sendOrderQuote{XMLName: root("IATA_OrderQuoteRQ"), sendHead: m.connector().head(), Attributes: payloadOf(m.reference())}
			body.Payload.Repriced = sendOrderKey{OrderID: m.id(), Owner: "CA"}
			return body
		},
		"reshop": func(m maker) any { return m.reshop() },
		"pay": changing(func(m maker, c *connector) sendChangeRequest {
			return sendChangeRequest{Payments: c.payment(m.money(), m.id())}
		}),
		"payRepriced": changing(func(m maker, c *connector) sendChangeRequest {
			return sendChangeRequest{Choice: &sendChangeChoice{Repriced: &sendRepriced{OfferIDs: []string{m.id()}}}, Payments: c.payment(m.money(), m.id())}
		}),
		"cancelUnpaid": changing(func(m maker, _ *connector) sendChangeRequest {
			return sendChangeRequest{Choice: &sendChangeChoice{Unpaid: &sendUnpaid{OrderID: m.id(), Owner: "CA"}}}
		}),
		"acceptCancelled": changing(func(m maker, _ *connector) sendChangeRequest {
			return sendChangeRequest{Choice: &sendChangeChoice{Cancelled: &sendCancelledOffer{OfferID: m.id(), Owner: "CA"}}}
		}),
		"acceptChange": changing(func(m maker, _ *connector) sendChangeRequest {
			return sendChangeRequest{Choice: &sendChangeChoice{Change: &sendOrderItems{IDs: m.ids()}}}
		}),
		"acceptOffer": changing(func(m maker, c *connector) sendChangeRequest {
			selected, total := m.offer(partyOf(m.pax())).selected(), amountOf(m.money())
			selected.Total = &total
			return sendChangeRequest{Choice: &sendChangeChoice{Selected: &sendSelectedList{Offers: []sendSelected{selected}}}, Payments: c.payment(m.money(), m.id())}
		}),
		"acknowledge": func(m maker) any {
			body := sendAcknowledgement{
				XMLName: root("IATA_Acknowledgement"), Message: messageNamespace, Common: commonNamespace, Payload: payloadOf(m.id()),
			}
			body.Notification.StatusCode = "OK"
			return body
		},
	}
}

// maker makes input that is odd but allowed.
type maker struct{ *rand.Rand }

func (m maker) one(of ...string) string { return of[m.IntN(len(of))] }

func (m maker) maybe(s string) string {
	if m.IntN(2) == 0 {
		return ""
	}
	return s
}

func (m maker) id() string {
	return m.one("D16AV5", "5b4a 77:1/x", "<&\">'", "off_"+strings.Repeat("9", 200), "é世界", "a")
}

func (m maker) ids() []string {
	ids := make([]string, 1+m.IntN(4))
	for i := range ids {
		ids[i] = m.id()
	}
	return ids
}

func (m maker) reference() string { return travel.NewID(travel.PrefixOrder) }

func (m maker) money() money.Money {
	return money.New(m.Int64N(1<<40), money.Currency(m.one("CNY", "JPY", "KWD", "EUR", "CLF")))
}

func (m maker) day() travel.Date {
	return travel.Date{Year: 1950 + m.IntN(100), Month: time.Month(1 + m.IntN(12)), Day: 1 + m.IntN(28)}
}

func (m maker) connector() *connector {
	c, _ := New(Config{
		BaseURL: "http://supplier.invalid", Carrier: m.maybe("CA"), Settlement: m.maybe("CC"), NoticeSecret: "s",
		Seller: Seller{Name: m.maybe("A & B"), AgencyID: m.maybe("98417900"), IATANumber: m.maybe("98417900")},
	}).Shop.(*connector)
	return c
}

func (m maker) pax() []travel.Pax {
	pax := []travel.Pax{{ID: "a", PTC: travel.PTCAdult}, {ID: "b", PTC: travel.PTCAdult}}
	for i := range m.IntN(4) {
		pax = append(pax, travel.Pax{ID: fmt.Sprint(i), PTC: travel.PTC(m.one("ADT", "CHD", "INS"))})
	}
	for i := range m.IntN(3) {
		pax = append(pax, travel.Pax{ID: fmt.Sprint("inf", i), PTC: travel.PTCInfant})
	}
	return pax
}

func (m maker) flights() []travel.OriginDestination {
	wanted := make([]travel.OriginDestination, 1+m.IntN(4))
	for i := range wanted {
		wanted[i] = travel.OriginDestination{Origin: m.one("PEK", "BJS"), Destination: m.one("SHA", "LHR"), Date: m.day()}
	}
	return wanted
}

func (m maker) search() travel.Search {
	stops := m.IntN(3)
	s := travel.Search{OriginDestinations: m.flights(), Pax: m.pax()}
	for range m.IntN(3) {
		s.AccountCodes = append(s.AccountCodes, travel.AccountCode{Carrier: m.one("CA", "MU"), Code: "ACME"})
	}
	for _, pax := range s.Pax {
		for range m.IntN(3) {
			s.Loyalty = append(s.Loyalty, travel.LoyaltyAccount{PaxID: pax.ID, Carrier: "CA", Number: fmt.Sprintf("004%d", m.IntN(1_000_000))})
		}
	}
	s.Preferences = travel.Preferences{Cabin: travel.Cabin(m.one("", "economy", "premiumEconomy", "business", "first"))}
	if m.IntN(2) == 0 {
		s.Preferences.MaxStops = &stops
		s.Preferences.Carriers = []string{"CA", "3U"}[:m.IntN(3)]
	}
	return s
}

func (m maker) offer(p party) ref {
	r := ref{Kind: kindOffer, ID: m.id(), Owner: "CA", Party: p.stored(), Currency: "CNY"}
	for i := range p {
		r.Items = append(r.Items, itemRef{ID: m.id(), Pax: []int{i}})
	}
	return r
}

func (m maker) price() sendOfferPrice {
	p := partyOf(m.pax())
	var wanted []travel.ServiceChoice
	for range m.IntN(4) {
		s := ref{Kind: kindService, ID: m.id(), Owner: "CA", ItemIDs: []string{m.id()}, Pax: p[m.IntN(len(p))].paxID, Most: 9}
		if m.IntN(2) == 0 {
			s.Row, s.Column = 1+m.IntN(99), m.one("A", "K")
		}
		raw, _ := s.encode()
		wanted = append(wanted, travel.ServiceChoice{Ref: raw, Quantity: 1 + m.IntN(9)})
	}
	body, err := m.connector().priceFor(m.offer(p), wanted)
	if err != nil {
		panic(err)
	}
	return body
}

func (m maker) core() (sendCore, []sendPax) {
	p := partyOf(m.pax())
	about := supplier.About{}
	if m.IntN(2) == 0 {
		about.BookingRef, _ = ref{Kind: kindBooking, ID: m.id(), Owner: "CA", Party: p.stored()}.encode()
	} else {
		about.OfferRef, _ = m.offer(p).encode()
	}
	core, p, err := coreOf(about)
	if err != nil {
		panic(err)
	}
	return core, p.anonymous()
}

func (m maker) create() sendOrderCreate {
	pax := m.pax()
	in := supplier.BookInput{Reference: m.reference(), Total: m.money(), Instant: m.IntN(2) == 0}
	in.Contact = travel.Contact{Name: "A B", Email: m.maybe("a@b.example"), Phone: m.maybe("+8613800138000")}
	for _, one := range pax {
		t := travel.Traveller{
			Pax: one, Surname: m.one("WANG", "O'NEIL", strings.Repeat("Ä", nameLimit)), GivenName: m.maybe("Zoë Anne"),
			Gender: travel.Gender(m.one("male", "female", "unspecified", "")), Nationality: m.maybe("CN"),
		}
		if m.IntN(4) > 0 {
			t.BirthDate = m.day()
		}
		if m.IntN(2) == 0 {
			t.IdentityDocument = &travel.IdentityDocument{Type: m.one("passport", "nationalId"), Number: m.id(), IssuingCountry: m.maybe("CN")}
			if m.IntN(2) == 0 {
				t.IdentityDocument.ExpiryDate = m.day()
			}
		}
		in.Pax = append(in.Pax, t)
	}
	body, err := m.connector().orderFor(m.offer(partyOf(pax)), in)
	if err != nil {
		panic(err)
	}
	return body
}

func (m maker) reshop() sendOrderReshop {
	body := sendOrderReshop{XMLName: root("IATA_OrderReshopRQ"), sendHead: m.connector().head(), Payload: payloadOf(m.reference())}
	body.Request.OrderID = m.id()
	if m.IntN(2) == 0 {
		body.Request.Update.Cancel = &sendCancelRef{OrderID: m.id()}
		return body
	}
	reshopping := &sendReshopping{}
	if m.IntN(4) > 0 {
		reshopping.Add = &sendAdded{Flights: flightsFor(m.flights(), travel.CabinFirst), PaxList: sendPaxList{Pax: partyOf(m.pax()).anonymous()}}
	}
	for _, id := range m.ids() {
		reshopping.Delete = append(reshopping.Delete, sendDeletedItem{ItemID: id, Retain: m.ids()})
	}
	body.Request.Update.Reshop = reshopping
	return body
}
