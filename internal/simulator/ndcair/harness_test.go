package ndcair_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/ndcair"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// morning is when the tests' worlds begin: 16:00 in China.
var morning = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

const travelDay = "2026-12-20"

// sandbox is a running surface, driven over HTTP only.
type sandbox struct {
	t       testing.TB
	surface *ndcair.Surface
	stage   *stage.Stage
	world   *world.World
	url     string

	mu      sync.Mutex
	answers []answer // every one so far
}

func start(t testing.TB) *sandbox {
	t.Helper()
	st := stage.New(func() time.Time { return morning })
	j, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	w := world.New(world.Config{
		Stage: st, Journal: j, Seed: 7, Logger: log,
		Balances: map[string]world.Fen{"sichuan-airlines": 100},
	})
	surface := ndcair.New(w, st, time.Hour, log)
	server := httptest.NewServer(surface)
	t.Cleanup(func() {
		server.Close()
		surface.Close()
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return &sandbox{t: t, surface: surface, stage: st, world: w, url: server.URL + "/ndc"}
}

// seller is a client of one supplier, under a scenario or none.
type seller struct {
	*sandbox
	supplier string
	scenario string
}

func (s *sandbox) seller(supplier string) seller { return seller{sandbox: s, supplier: supplier} }

func (s seller) under(scenario string) seller {
	s.scenario = scenario
	return s
}

// answer is what came back, as a tree.
type answer struct {
	node
	t      testing.TB
	status int
	header http.Header
	raw    []byte
}

const envelope = `<%[1]s xmlns="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage">` +
	`<DistributionChain><DistributionChainLink><Ordinal>1</Ordinal><OrgRole>Seller</OrgRole>` +
	`<ParticipatingOrg><OrgID>FB</OrgID></ParticipatingOrg></DistributionChainLink></DistributionChain>` +
	`<PayloadAttributes><CorrelationID>corr-1</CorrelationID><VersionNumber>21.3</VersionNumber></PayloadAttributes>` +
	`<%[2]s>%[3]s</%[2]s></%[1]s>`

// message is a request of a kind: "AirShopping", "OrderCreate", …
func message(kind, request string) string {
	part := "Request"
	if kind == "OrderQuote" {
		part = "Payload"
	}
	return fmt.Sprintf(envelope, "IATA_"+kind+"RQ", part, request)
}

func (s seller) ask(kind, request string) answer {
	s.t.Helper()
	return s.post(message(kind, request))
}

// post sends a body and reads the answer, which is kept.
func (s seller) post(body string) answer {
	s.t.Helper()
	res, err := s.try(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res
}

func (s seller) try(body string) (answer, error) {
	req, err := http.NewRequest(http.MethodPost, s.url, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+ndcair.Token(s.supplier))
	req.Header.Set("Content-Type", "application/xml")
	if s.scenario != "" {
		req.Header.Set(stage.ScenarioHeader, s.scenario)
	}
	return s.do(req)
}

func (s *sandbox) do(req *http.Request) (answer, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{t: s.t, status: res.StatusCode, header: res.Header, raw: raw}
	if err := xml.Unmarshal(raw, &a.node); err != nil {
		return answer{}, fmt.Errorf("%s: %w", raw, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, a)
	return a, nil
}

// ok stops the test unless the answer is a Response.
func (a answer) ok() answer {
	a.t.Helper()
	if a.status != http.StatusOK || a.first("Response") == nil || a.first("Error") != nil {
		a.t.Fatalf("%d %s", a.status, clip(a.raw))
	}
	if a.text("PayloadAttributes/CorrelationID") != "corr-1" {
		a.t.Fatalf("correlation %q", a.text("PayloadAttributes/CorrelationID"))
	}
	return a
}

// refused stops the test unless the answer has the error.
func (a answer) refused(code string) answer {
	a.t.Helper()
	if a.status != http.StatusOK || a.first("Response") != nil {
		a.t.Fatalf("%d %s", a.status, clip(a.raw))
	}
	for _, e := range a.all("Error") {
		if e.text("Code") == code {
			return a
		}
	}
	a.t.Fatalf("not refused with %s: %s", code, clip(a.raw))
	return a
}

func clip(raw []byte) []byte { return raw[:min(len(raw), 3000)] }

// node is an element.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
	Content  string     `xml:",chardata"`
}

// all are the elements at a path of local names.
func (n node) all(path string) []node {
	step, rest, deeper := strings.Cut(path, "/")
	var found []node
	for _, child := range n.Children {
		if child.XMLName.Local != step {
			continue
		}
		if deeper {
			found = append(found, child.all(rest)...)
		} else {
			found = append(found, child)
		}
	}
	return found
}

func (n node) first(path string) *node {
	found := n.all(path)
	if len(found) == 0 {
		return nil
	}
	return &found[0]
}

// text is that of the first element at a path, empty without one.
func (n node) text(path string) string {
	found := n.first(path)
	if found == nil {
		return ""
	}
	return strings.TrimSpace(found.Content)
}

func (n node) texts(path string) []string {
	var all []string
	for _, found := range n.all(path) {
		all = append(all, strings.TrimSpace(found.Content))
	}
	return all
}

// leg is one OriginDestCriteria.
func leg(from, to, day string) string {
	return `<OriginDestCriteria><DestArrivalCriteria><IATA_LocationCode>` + to + `</IATA_LocationCode></DestArrivalCriteria>` +
		`<OriginDepCriteria><Date>` + day + `</Date><IATA_LocationCode>` + from + `</IATA_LocationCode></OriginDepCriteria></OriginDestCriteria>`
}

func flightRequest(legs ...string) string {
	return `<FlightRequest><FlightRequestOriginDestinationsCriteria>` + strings.Join(legs, "") +
		`</FlightRequestOriginDestinationsCriteria></FlightRequest>`
}

func paxList(ptcs ...string) string {
	var b bytes.Buffer
	for i, ptc := range ptcs {
		fmt.Fprintf(&b, "<Pax><PaxID>PAX%d</PaxID><PTC>%s</PTC></Pax>", i+1, ptc)
	}
	return "<PaxList>" + b.String() + "</PaxList>"
}
