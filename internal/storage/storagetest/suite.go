package storagetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/ordering"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/travel"
)

// Two tenants. Orders carry no foreign key to agencies, so any two names do.
const (
	agencyA = "agy_aaaaaaaaaaaaaaaaaaaaaaaa"
	agencyB = "agy_bbbbbbbbbbbbbbbbbbbbbbbb"
)

// Orders is the suite of the ordering.Store port.
func Orders(t *testing.T, open func(t *testing.T) *storage.Store) {
	t.Helper()
	for _, tc := range []struct {
		name string
		test func(t *testing.T, b *bench)
	}{
		{"an order is created with its event, job and key", testCreate},
		{"an order comes back as it was written", testRoundTrip},
		{"what decide refuses is not written", testDecideRefuses},
		{"a failing enqueue takes everything back", testEnqueueFails},
		{"an update writes order, events, payments and jobs", testUpdate},
		{"a change without events writes no order", testUpdateWithoutEvents},
		{"a change that does not follow from the order is refused", testIncoherentChange},
		{"an unknown order is not found", testUnknown},
		{"concurrent updates of one order are each applied once", testConcurrentUpdates},
		{"one of two steps from the same state wins", testOneWins},
		{"a serialization failure is tried again", testRetried},
		{"a key is claimed once", testClaimOnce},
		{"a key raced for has one holder and one order", testClaimRace},
		{"a key belongs to agency and operation", testClaimScope},
		{"the first answer to a key stays", testAnswer},
		{"a key is free again after seven days", testKeyExpires},
		{"a payment leads to its order", testPaymentOrder},
		{"a supplier's booking leads to its order", testSupplierOrder},
		{"a notice is recorded once", testNotice},
		{"a notice raced for enqueues once", testNoticeRace},
		{"orders whose work is due are listed, oldest first", testDue},
		{"a list is paged, newest first", testList},
		{"a list is filtered", testListFilter},
		{"a cursor of nobody's is refused", testListCursor},
		{"an agency sees its own orders only", testIsolation},
		{"personal data is sealed at rest", testSealed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.test(t, newBench(t, open(t)))
		})
	}
}

// bench is one database under test, seen by agency A.
type bench struct {
	*storage.Orders
	store *storage.Store
	queue *faultyQueue
	ctx   context.Context
}

func newBench(t *testing.T, s *storage.Store) *bench {
	t.Helper()
	real, err := jobs.New(jobs.Options{DB: s.DB(), Dialect: s.Dialect(), Logger: Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	queue := &faultyQueue{Queue: real}
	return &bench{Orders: s.Orders(queue), store: s, queue: queue, ctx: account.AsAgency(context.Background(), agencyA)}
}

// faultyQueue is a real queue that can fail.
type faultyQueue struct {
	*jobs.Queue
	fail func() error
}

func (q *faultyQueue) EnqueueTx(ctx context.Context, tx *sql.Tx, js ...jobs.Job) error {
	if q.fail != nil {
		err := q.fail()
		if err != nil {
			return err
		}
	}
	return q.Queue.EnqueueTx(ctx, tx, js...)
}

// count counts rows of a table.
func (b *bench) count(t *testing.T, from string) int {
	t.Helper()
	var n int
	err := b.store.DB().QueryRowContext(context.Background(), `SELECT count(*) FROM `+from).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) wantRows(t *testing.T, want map[string]int) {
	t.Helper()
	for table, n := range want {
		if got := b.count(t, table); got != n {
			t.Errorf("%d rows in %s, want %d", got, table, n)
		}
	}
}

// create makes an order of the agency in ctx as ordering does, and returns it
// as written.
func (b *bench) create(t *testing.T, ctx context.Context, adjust ...func(*ordering.Change)) order.Order { //nolint:revive // the context under test is not the test's own
	t.Helper()
	o, err := b.tryCreate(ctx, adjust...)
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	return o
}

func (b *bench) tryCreate(ctx context.Context, adjust ...func(*ordering.Change)) (order.Order, error) {
	agencyID, _ := account.AgencyFrom(ctx)
	draft := Draft(agencyID)
	var written order.Order
	err := b.Create(ctx, func(now time.Time) (ordering.Change, error) {
		o, record, err := order.Apply(order.Order{}, order.Created{Order: draft, Lease: now.Add(time.Minute), Settle: now.Add(2 * time.Minute)}, now)
		if err != nil {
			return ordering.Change{}, err
		}
		change := ordering.Change{
			Order: o, Events: []order.Record{record},
			Jobs: []jobs.Job{{Kind: "order.advance", Args: map[string]string{"orderId": o.ID}, After: time.Minute}},
		}
		for _, f := range adjust {
			f(&change)
		}
		written = change.Order
		return change, nil
	})
	return written, err
}

// touch adds n events that only count.
func touch(o order.Order, now time.Time, n int) ordering.Change {
	change := ordering.Change{}
	for range n {
		o.Version++
		change.Events = append(change.Events, order.Record{At: now, Kind: "touched", Detail: fmt.Sprint(o.Version), Version: o.Version, Status: o.Status()})
	}
	change.Order = o
	return change
}

func key(operation, value, input string) ordering.Key {
	k := ordering.Key{Operation: operation, Value: value}
	copy(k.InputHash[:], input)
	return k
}

func claiming(k ordering.Key) func(*ordering.Change) {
	return func(c *ordering.Change) { c.Claim = &k }
}

func wantNotFound(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, ordering.ErrNotFound) {
		t.Errorf("%s: %v, want ErrNotFound", what, err)
	}
}

// Draft is an order about to be created: one adult and one child, Beijing to
// Shanghai, 1,892.00 CNY.
func Draft(agencyID string) order.Order {
	at := func(text string) travel.LocalTime {
		local, _ := travel.ParseLocalTime(text)
		return local
	}
	born := func(text string) travel.Date {
		date, _ := travel.ParseDate(text)
		return date
	}
	cny := func(minor int64) money.Money { return money.New(minor, money.CNY) }
	fee := cny(10_000)
	segment := travel.PaxSegment{
		MarketingCarrier: "CA", FlightNumber: "1501", OperatingCarrier: "CA",
		Departure: travel.FlightPoint{Airport: "PEK", Terminal: "3", Time: at("2026-12-08T07:30"), Zone: "Asia/Shanghai"},
		Arrival:   travel.FlightPoint{Airport: "SHA", Terminal: "2", Time: at("2026-12-08T09:45"), Zone: "Asia/Shanghai"},
		Duration:  135 * time.Minute,
	}
	item := func(pax string, ptc travel.PTC, base, tax int64) travel.OfferItem {
		return travel.OfferItem{PaxIDs: []string{pax}, PTC: ptc, Price: travel.Price{
			Base: cny(base), Taxes: []travel.Tax{{Code: "CN", Amount: cny(tax)}}, Total: cny(base + tax),
		}}
	}
	pax := []travel.Pax{{ID: "p1", PTC: travel.PTCAdult}, {ID: "p2", PTC: travel.PTCChild}}
	return order.Order{
		ID: travel.NewID(travel.PrefixOrder), AgencyID: agencyID, Reference: travel.NewReference(), ClientReference: "trip-7",
		Metadata: map[string]string{"costCentre": "4711"},
		Offer: travel.Offer{
			ID: travel.NewID(travel.PrefixOffer), AgencyID: agencyID, Program: "retail", SupplierID: "air-china", Contract: "house", Pax: pax,
			SupplierOffer: travel.SupplierOffer{
				Owner: "CA", Ref: []byte{0, 1, 0xff}, Journeys: []travel.PaxJourney{{Segments: []travel.PaxSegment{segment}, Duration: 135 * time.Minute}},
				Items: []travel.OfferItem{item("p1", travel.PTCAdult, 120_000, 5_000), item("p2", travel.PTCChild, 64_200, 0)},
				Total: cny(189_200), Holdable: true, SeatsLeft: 4,
				PaxRules: travel.PaxRules{
					Identity: true, LatinNames: true, NameLimit: 20, MaleOrFemale: true, DocumentTypes: []string{travel.DocumentPassport, travel.DocumentNationalID},
					DocumentExpiry: true,
				},
				Terms: travel.Terms{Refund: travel.Penalty{Allowed: travel.AllowanceYes, Fee: &fee}, Change: travel.Penalty{Allowed: travel.AllowanceUnknown}},
			},
			Net: cny(185_000), PricedAt: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), Source: travel.SourceLive, Verified: true,
		},
		Travellers: []travel.Traveller{
			{
				Pax: pax[0], Surname: "Wang-Özil", GivenName: "李雷", Gender: travel.GenderMale, BirthDate: born("1980-02-29"), Nationality: "CN",
				IdentityDocument: &travel.IdentityDocument{Type: "passport", Number: "E12345678", IssuingCountry: "CN", ExpiryDate: born("2031-05-01")},
			},
			{Pax: pax[1], Surname: "Wang-Özil", GivenName: "Mei", Gender: travel.GenderFemale, BirthDate: born("2018-07-15")},
		},
		Contact: travel.Contact{Name: "李雷", Email: "lilei@example.com", Phone: "+8613800000000"},
	}
}
