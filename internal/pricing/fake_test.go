package pricing_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/fare/faretest"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func cny(amount string) money.Money { return money.MustParse(amount, money.CNY) }

// house is a Service with everything around it in hand: the time, what the
// supplier says, and what is remembered.
type house struct {
	*pricing.Service
	signer *offerid.Signer

	mu       sync.Mutex
	now      time.Time
	says     func(ctx context.Context) (travel.SupplierOffer, error)
	asked    int
	kept     map[string]pricing.Remembered // by offer id
	lost     error                         // what memory answers, if not what it has
	keptFor  time.Duration
	lastPax  []travel.Pax
	lastRefs [][]byte
	others   map[string][]travel.Offer // what else a search found, by its id
	around   pricing.Neighbourhood     // what searches were asked besides trip and party
}

func open(t *testing.T, edits ...func(*pricing.Options)) *house {
	t.Helper()
	signer, err := offerid.NewSigner(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{signer: signer, now: start, kept: map[string]pricing.Remembered{}, others: map[string][]travel.Offer{}}
	options := pricing.Options{
		Suppliers: []*supplier.Connector{{ID: "air-china", Price: h}, {ID: "no-pricer"}},
		Programs:  faretest.Programs(t, "retail"), Clock: h, Memory: h, Signer: signer, Logger: slog.New(slog.DiscardHandler),
	}
	for _, edit := range edits {
		edit(&options)
	}
	h.Service = pricing.New(options)
	h.sells(sold())
	return h
}

func (h *house) Now(context.Context) (time.Time, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now, nil
}

func (h *house) advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) Price(ctx context.Context, in supplier.PriceInput) (travel.SupplierOffer, error) {
	h.mu.Lock()
	h.asked++
	h.lastPax, h.lastRefs = in.Pax, append(h.lastRefs, in.OfferRef)
	says := h.says
	h.mu.Unlock()
	return says(ctx)
}

func (h *house) sells(offer travel.SupplierOffer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.says = func(context.Context) (travel.SupplierOffer, error) { return offer, nil }
}

func (h *house) fails(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.says = func(context.Context) (travel.SupplierOffer, error) { return travel.SupplierOffer{}, err }
}

func (h *house) Neighbours(_ context.Context, agencyID, searchID string) (pricing.Neighbourhood, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.around
	for i, o := range h.others[searchID] {
		if o.AgencyID == agencyID {
			all.Offers = append(all.Offers, pricing.Neighbour{Ordinal: i, Outline: pricing.OutlineOf(o)})
		}
	}
	if all.Offers == nil {
		return pricing.Neighbourhood{}, travel.NewError(travel.CodeNotFound)
	}
	return all, nil
}

func (h *house) Found(_ context.Context, _, searchID string, ordinals []int) ([]travel.Offer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var offers []travel.Offer
	for _, i := range ordinals {
		offers = append(offers, h.others[searchID][i])
	}
	return offers, nil
}

func (h *house) Offer(_ context.Context, agencyID, offerID string, _ offerid.Offer) (pricing.Remembered, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r, ok := h.kept[offerID]
	switch {
	case h.lost != nil:
		return pricing.Remembered{}, h.lost
	case !ok || r.Offer.AgencyID != agencyID:
		return pricing.Remembered{}, travel.NewError(travel.CodeNotFound)
	}
	return r, nil
}

func (h *house) RememberOffer(_ context.Context, place offerid.Offer, r pricing.Remembered, keepFor time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lost != nil {
		return h.lost
	}
	read, err := h.signer.ReadOffer(r.Offer.AgencyID, r.Offer.ID)
	if err != nil || read != place {
		return errors.New("the id does not lead to where the offer is kept")
	}
	h.kept[r.Offer.ID], h.keptFor = r, keepFor
	return nil
}

// shopped is the id of an offer as shopping leaves it, shown to agy_1 at start.
func (h *house) shopped(t *testing.T, said travel.SupplierOffer, edits ...func(*travel.Offer)) string {
	t.Helper()
	o := travel.Offer{
		AgencyID: "agy_1", Program: "retail", SupplierID: "air-china", Contract: "house",
		Pax: party(), SupplierOffer: said, Net: said.Total, PricedAt: start, Source: travel.SourceLive,
	}
	o.Clocks.OfferExpiresAt = offerid.Expiry(said.Clocks.OfferExpiresAt, start)
	o.Clocks.PayBy = offerid.PayBy(said.Clocks.PayBy, start)
	for _, edit := range edits {
		edit(&o)
	}
	id, err := h.signer.Offer(o.AgencyID, offerid.Offer{Search: travel.NewID(travel.PrefixSearch), Ordinal: 3, ExpiresAt: o.Clocks.OfferExpiresAt})
	if err != nil {
		t.Fatal(err)
	}
	o.ID = id
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept[id] = pricing.Remembered{Offer: o}
	return id
}

func (h *house) price(t *testing.T, id string) pricing.Result {
	t.Helper()
	result, err := h.OfferPrice(t.Context(), pricing.Input{AgencyID: "agy_1", Program: "retail", OfferID: id})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func party() []travel.Pax {
	return []travel.Pax{{ID: "a1", PTC: travel.PTCAdult}, {ID: "a2", PTC: travel.PTCAdult}, {ID: "c1", PTC: travel.PTCChild}}
}

func at(s string) travel.LocalTime {
	l, err := travel.ParseLocalTime(s)
	if err != nil {
		panic(err)
	}
	return l
}

func hop(carrier, number, from, leaves, to, arrives string) travel.PaxSegment {
	return travel.PaxSegment{
		MarketingCarrier: carrier, FlightNumber: number, OperatingCarrier: carrier,
		Departure: travel.FlightPoint{Airport: from, Terminal: "3", Time: at(leaves), Zone: "Asia/Shanghai"},
		Arrival:   travel.FlightPoint{Airport: to, Time: at(arrives), Zone: "Asia/Shanghai"},
	}
}

// sold is a return for two adults and a child, with something of everything in
// it. A fresh copy each time: tests change it.
func sold() travel.SupplierOffer {
	out := travel.PaxJourney{Segments: []travel.PaxSegment{hop("CA", "1501", "PEK", "2026-12-08T07:30", "SHA", "2026-12-08T09:40")}}
	back := travel.PaxJourney{Segments: []travel.PaxSegment{
		hop("CA", "1858", "SHA", "2026-12-10T08:00", "WUH", "2026-12-10T09:30"), hop("CA", "8206", "WUH", "2026-12-10T11:00", "PEK", "2026-12-10T12:50"),
	}}
	fee := cny("200.00")
	everybody := []string{"a1", "a2", "c1"}
	return travel.SupplierOffer{
		Owner: "CA", Ref: []byte("ref-1"), Journeys: []travel.PaxJourney{out, back}, Total: cny("2580.00"), Holdable: true, SeatsLeft: 4,
		Items: []travel.OfferItem{
			{PaxIDs: []string{"a1", "a2"}, PTC: travel.PTCAdult, Price: travel.Price{
				Base: cny("1800.00"), Total: cny("2080.00"),
				Taxes: []travel.Tax{{Code: "CN", Amount: cny("200.00")}, {Code: "YQ", Amount: cny("40.00")}, {Code: "YQ", Amount: cny("40.00")}},
			}},
			{PaxIDs: []string{"c1"}, PTC: travel.PTCChild, Price: travel.Price{
				Base: cny("480.00"), Total: cny("500.00"), Taxes: []travel.Tax{{Code: "YQ", Amount: cny("10.00")}}, Fees: []travel.Tax{{Code: "OB", Amount: cny("10.00")}},
			}},
		},
		Terms: travel.Terms{
			PriceClasses: []travel.PriceClass{
				{Name: "Flex", Cabin: travel.CabinEconomy, RBD: "M", FareBasis: "MFLEX", JourneyID: out.ID()},
				{Name: "Flex", Cabin: travel.CabinEconomy, RBD: "M", FareBasis: "MFLEX", JourneyID: back.ID()},
			},
			Baggage: []travel.BaggageAllowance{
				{Type: travel.BaggageChecked, Pieces: 1, WeightKg: 23, PaxIDs: everybody, SegmentIDs: segmentIDs(out, back)},
				{Type: travel.BaggageCarryOn, Pieces: 1, PaxIDs: everybody, SegmentIDs: segmentIDs(out, back)},
			},
			Refund: travel.Penalty{Allowed: travel.AllowanceYes, Fee: &fee}, Change: travel.Penalty{Allowed: travel.AllowanceUnknown},
		},
		Clocks: travel.Clocks{PriceGuaranteedUntil: start.Add(2 * time.Hour), PayBy: start.Add(25 * time.Minute)},
	}
}

// hang names the flights as they are now wherever something hangs on them.
func hang(o *travel.SupplierOffer) {
	for i, journey := range o.Journeys {
		o.Terms.PriceClasses[i].JourneyID = journey.ID()
	}
	for i := range o.Terms.Baggage {
		o.Terms.Baggage[i].SegmentIDs = segmentIDs(o.Journeys...)
	}
}

func segmentIDs(journeys ...travel.PaxJourney) []string {
	var ids []string
	for _, j := range journeys {
		for _, s := range j.Segments {
			ids = append(ids, s.ID())
		}
	}
	return ids
}

// dearer is sold at 90.00 more.
func dearer() travel.SupplierOffer {
	o := sold()
	o.Items[0].Price.Base, o.Items[0].Price.Total, o.Total = cny("1890.00"), cny("2170.00"), cny("2670.00")
	o.Ref = []byte("ref-2")
	return o
}

func paths(changes []pricing.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, string(c.Kind)+" "+c.Path)
	}
	slices.Sort(out)
	return out
}

// wrapLoss is a supplier during whose answer memory goes away.
func wrapLoss(h *house) func(context.Context) (travel.SupplierOffer, error) {
	return func(context.Context) (travel.SupplierOffer, error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.lost = travel.NewError(travel.CodeOfferStoreUnavailable)
		return sold(), nil
	}
}
