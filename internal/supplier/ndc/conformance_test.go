package ndc_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/ndcair"
	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/supplier/ndc"
	"github.com/farebridge/farebridge/internal/supplier/suppliertest"
)

// The personas of the simulator bought from: an airline that can hold, one with
// whom our balance is spent, and a reseller that cannot hold.
const (
	airline  = "air-china"
	broke    = "hainan-airlines"
	reseller = "skytrip"
)

const noticeSecret = "notice-secret"

func TestConformance(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, suppliertest.Plain) })
}

// TestConformanceOfTheDecorated: what supplier.Instrument adds takes nothing away.
func TestConformanceOfTheDecorated(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Rig { return rig(t, suppliertest.Decorated) })
}

// sandbox is a running simulated world behind the NDC wire.
type sandbox struct {
	url   string
	stage *stage.Stage
	wall  time.Time
	ahead *atomic.Int64 // of our clock, in nanoseconds
}

func start(t testing.TB) sandbox {
	t.Helper()
	wall := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	log := slog.New(slog.DiscardHandler)
	j, err := journal.Open("")
	if err != nil {
		t.Fatal(err)
	}
	ahead := new(atomic.Int64)
	st := stage.New(func() time.Time { return wall.Add(time.Duration(ahead.Load())) })
	air := world.New(world.Config{
		Stage: st, Journal: j, Seed: 11, Logger: log, Balances: map[string]world.Fen{broke: 100},
	})
	surface := ndcair.New(air, st, 5*time.Second, log)
	server := httptest.NewServer(surface)
	t.Cleanup(func() {
		server.Close()
		surface.Close()
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return sandbox{url: server.URL + "/ndc", stage: st, wall: wall, ahead: ahead}
}

func rig(t *testing.T, wrap suppliertest.Wrap) suppliertest.Rig {
	t.Helper()
	box := start(t)
	as := func(id string) func(string, *http.Client) *supplier.Connector {
		return func(baseURL string, client *http.Client) *supplier.Connector {
			cfg := ndc.Config{
				ID: id, BaseURL: baseURL, Token: ndcair.Token(id), HTTPClient: client, NoticeSecret: noticeSecret,
			}
			if id == broke {
				cfg.Settlement = "AF" // from our account with them
			}
			return wrap(ndc.New(cfg), "")
		}
	}
	charging := func(id string) func(string, *http.Client) *supplier.Connector {
		return func(baseURL string, client *http.Client) *supplier.Connector {
			return wrap(ndc.New(ndc.Config{ID: id, BaseURL: baseURL, Token: ndcair.Token(id), HTTPClient: client, Settlement: ndc.CustomerCard}), supplier.SettleCard)
		}
	}
	return suppliertest.Rig{
		Cards: &suppliertest.Cards{
			Connect: charging(airline), Instant: charging(reseller),
			OK: "tok_sandbox_ok", Declined: "tok_sandbox_declined", Asking: "tok_sandbox_3ds", Unknown: "tok_of_nobody",
		},
		BaseURL:       box.url,
		Connect:       as(airline),
		Instant:       as(reseller),
		Broke:         as(broke),
		Search:        suppliertest.ThereAndBack(),
		Currency:      "CNY",
		SeatedInfants: true,
		Clock:         func(_ *testing.T, by time.Duration) { box.ahead.Store(int64(by)) },
		Living: func(t *testing.T, reference string) int {
			t.Helper()
			return living(t, box.url, reference)
		},
		Later: func(*testing.T) { box.stage.Advance(box.stage.Offset() + time.Minute) },
		Reads: reads,
		Words: map[string]string{
			">Checked<":                        ">Trunk<",
			"<CabinTypeCode>5</CabinTypeCode>": "<CabinTypeCode>suite</CabinTypeCode>",
		},
		Twice: suppliertest.Twice{
			Offer:   firstTwice(`<Offer>.*?</Offer>`),
			Service: firstTwice(`<OfferItem>.*?</OfferItem>`),
			Seat:    firstTwice(`<Seat>.*?</Seat>`),
			SeatMap: firstTwice(`<SeatMap[ >].*?</SeatMap>`),
			Order:   firstTwice(`<Order[ >].*?</Order>`),
			Ticket:  firstTwice(`<TicketDocInfo[ >].*?</TicketDocInfo>`),
		},
		Notice: func(t *testing.T, supplierOrderID string) (http.Header, []byte, time.Time) {
			t.Helper()
			return signed(box.wall, []byte(`<IATA_OrderChangeNotifRQ xmlns="urn:any"><Notification><ChangeGroup><ChangeOperationGroup>`+
				`<ChangeOperation><ChangeTypeCode>2</ChangeTypeCode></ChangeOperation></ChangeOperationGroup></ChangeGroup>`+
				`<CurrentOrder><Order><OrderID>`+supplierOrderID+`</OrderID></Order></CurrentOrder></Notification></IATA_OrderChangeNotifRQ>`))
		},
	}
}

// firstTwice repeats the first element of a pattern.
func firstTwice(pattern string) func(body []byte) []byte {
	element := regexp.MustCompile(`(?s)` + pattern)
	return func(body []byte) []byte {
		first := element.Find(body)
		if first == nil {
			return body
		}
		return bytes.Replace(body, first, slices.Concat(first, first), 1)
	}
}

func signed(at time.Time, body []byte) (http.Header, []byte, time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(noticeSecret))
	_, _ = mac.Write([]byte(stamp + "." + string(body)))
	header := http.Header{}
	header.Set("X-NDC-Signature", "t="+stamp+",v1="+hex.EncodeToString(mac.Sum(nil)))
	return header, body, at
}

// writes are the messages that do something.
var writes = regexp.MustCompile(`<IATA_Order(Create|Change)RQ[ >]`)

func reads(_ *http.Request, body []byte) bool { return !writes.Match(body) }

// living counts an airline's orders under our reference that are open, by the wire
// alone.
func living(t *testing.T, url, reference string) int {
	t.Helper()
	body := fmt.Sprintf(`<IATA_OrderRetrieveRQ xmlns="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage" `+
		`xmlns:c="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersCommonTypes"><DistributionChain><c:DistributionChainLink>`+
		`<c:Ordinal>1</c:Ordinal><c:OrgRole>Seller</c:OrgRole><c:ParticipatingOrg><c:OrgID>X</c:OrgID></c:ParticipatingOrg>`+
		`</c:DistributionChainLink></DistributionChain><Request><c:OrderValidationFilterCriteria><c:BookingRefFilterCriteria>`+
		`<c:BookingID>%s</c:BookingID></c:BookingRefFilterCriteria></c:OrderValidationFilterCriteria></Request></IATA_OrderRetrieveRQ>`, reference)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+ndcair.Token(airline))
	req.Header.Set("Content-Type", "application/xml")
	count := 0
	for _, token := range []string{airline, broke, reseller} {
		again := req.Clone(t.Context())
		again.Body = io.NopCloser(bytes.NewReader([]byte(body)))
		again.Header.Set("Authorization", "Bearer "+ndcair.Token(token))
		resp, err := http.DefaultClient.Do(again)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("orders: %d, %v", resp.StatusCode, err)
		}
		count += bytes.Count(raw, []byte("<StatusCode>OPENED</StatusCode>"))
	}
	return count
}
