package world_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// The model: flights of a few seats, an account with money for some of them,
// and any story of buying, adding, changing, giving back, waiting and dying.
const (
	modelSeats = 4
	modelFunds = world.Fen(1_500_000)
)

type modelled struct {
	town
	place setting
	clock time.Duration
}

func TestAnyStoryKeepsTheBooks(t *testing.T) {
	t.Parallel()
	dir, story := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		story++
		m := &modelled{place: setting{
			journal: filepath.Join(dir, strconv.Itoa(story)), file: twoWays(modelSeats),
			balances: map[string]world.Fen{air: modelFunds},
		}}
		m.town = start(r, m.place)
		steps := map[string]func(*rapid.T){
			"book": m.book, "pay": m.payHeld, "seat": m.addSeat, "bag": m.addBag, "upgrade": m.upgrade, "change": m.exchange,
			"accept": m.accept, "cancel": m.giveBack, "wait": m.wait, "restart": m.restart,
		}
		plot := rapid.SampledFrom([]string{"book", "book", "book", "pay", "seat", "bag", "upgrade", "upgrade", "change", "change", "accept", "cancel", "wait", "restart"})
		for _, step := range rapid.SliceOfN(plot, 1, 14).Draw(r, "story") {
			steps[step](r)
			m.check(r)
		}
	})
}

// restart compares everything that was told before with what is told after.
func (m *modelled) restart(r *rapid.T) {
	before := m.Orders(air)
	told := toJSON(r, before)
	var disrupted string
	for _, o := range before {
		disrupted += toJSON(r, m.Disruptions(air, o.ID))
	}
	m.town = start(r, m.place)
	m.stage.Advance(m.clock)
	if again := toJSON(r, m.Orders(air)); again != told {
		r.Fatalf("orders were %s\nand are %s", told, again)
	}
	for _, o := range before {
		again := toJSON(r, m.Disruptions(air, o.ID))
		if !strings.HasPrefix(disrupted, again) {
			r.Fatalf("disruptions of %s are %s", o.ID, again)
		}
		disrupted = disrupted[len(again):]
	}
}

func toJSON(r *rapid.T, v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		r.Fatal(err)
	}
	return string(encoded)
}

func (m *modelled) wait(r *rapid.T) {
	m.clock += time.Duration(rapid.IntRange(1, 60*24).Draw(r, "minutes")) * time.Minute
	m.stage.Advance(m.clock)
}

// any is a living order that fits.
func (m *modelled) any(r *rapid.T, fits func(world.Order) bool) (world.Order, bool) {
	var fitting []world.Order
	for _, o := range m.Orders(air) {
		if o.CancelledAt == nil && fits(o) {
			fitting = append(fitting, o)
		}
	}
	if len(fitting) == 0 {
		return world.Order{}, false
	}
	return fitting[rapid.IntRange(0, len(fitting)-1).Draw(r, "order")], true
}

// allowed are the refusals a story may meet.
func allowed(r *rapid.T, err error, refusals ...error) bool {
	for _, refusal := range refusals {
		if errors.Is(err, refusal) {
			return false
		}
	}
	if err != nil {
		r.Fatal(err)
	}
	return true
}

func (m *modelled) book(r *rapid.T) {
	party := make([]world.Passenger, rapid.IntRange(1, 2).Draw(r, "party"))
	for i := range party {
		party[i] = adult()
	}
	if len(party) == 2 {
		party[1].Kind = rapid.SampledFrom([]string{world.Adult, world.Infant, world.SeatedInfant}).Draw(r, "second")
	}
	legs := []world.Leg{leg("PEK", "SHA", travelDay), leg("SHA", "PEK", returnDay)}[:rapid.IntRange(1, 2).Draw(r, "legs")]
	scenario := rapid.SampledFrom([]string{"", "", stage.TicketingSlow, stage.ScheduleChange, stage.PriceUp}).Draw(r, "scenario")
	offers := m.shopAll(r, air, scenario, party, legs...)
	if len(offers) == 0 {
		return // check sees whether that is right
	}
	o, err := m.Reverify(air, offers[0].ID, stage.Scenario{})
	if err != nil {
		r.Fatal(err)
	}
	b := booking(o, rapid.Bool().Draw(r, "hold"), 0)
	maps := m.seatMaps(r, o)
	if rapid.Bool().Draw(r, "with a seat") {
		b.Seats = []world.SeatChoice{{PassengerID: o.Party[0].ID, Designator: freeSeat(maps, 0, anySeat)}}
	}
	if bag, found := ofKind(m.ancillaries(r, o), world.Bag); found && rapid.Bool().Draw(r, "with a bag") {
		b.Extras = []world.Extra{{AncillaryID: bag.ID, Quantity: 1}}
	}
	priced, err := m.PriceExtras(air, o.ID, b.Extras, b.Seats)
	if err != nil {
		r.Fatal(err)
	}
	if !b.Hold {
		b.Tenders = cash(o.Total() + priced.Total)
	}
	order, err := m.Book(air, b)
	if allowed(r, err, world.ErrNoFunds) && order.Total() != o.Total()+priced.Total {
		r.Fatalf("%d for an offer of %d and extras of %d", order.Total(), o.Total(), priced.Total)
	}
}

func (m *modelled) payHeld(r *rapid.T) {
	if o, ok := m.any(r, world.Order.Awaiting); ok {
		_, err := m.Pay(air, o.ID, cash(m.order(r, air, o.ID).Total()), noScenario)
		allowed(r, err, world.ErrNoFunds)
	}
}

// pays is what is paid for additions now: nothing for a hold.
func pays(o world.Order, price world.Fen) []world.Tender {
	if o.Awaiting() {
		return nil
	}
	return due(price)
}

func (m *modelled) addSeat(r *rapid.T) {
	o, ok := m.any(r, func(o world.Order) bool { return len(o.Seats) == 0 && !upgradedOn(o, 0, o.Passengers[0].ID) })
	if !ok {
		return
	}
	maps, err := m.OrderSeatMaps(air, o.ID)
	if err != nil {
		r.Fatal(err)
	}
	free := freeSeat(maps, 0, func(s world.Seat) bool { return s.Price > 0 })
	price := world.Fen(0)
	for _, row := range maps[0].Rows {
		for _, s := range row.Seats {
			if designatorOf(row, s) == free {
				price = s.Price
			}
		}
	}
	_, err = m.AddSeats(air, o.ID, []world.SeatChoice{{PassengerID: o.Passengers[0].ID, Designator: free}}, pays(o, price))
	allowed(r, err, world.ErrNoFunds, world.ErrDeparted)
}

func (m *modelled) addBag(r *rapid.T) {
	o, ok := m.any(r, func(world.Order) bool { return true })
	if !ok {
		return
	}
	list, err := m.OrderAncillaries(air, o.ID)
	if err != nil {
		r.Fatal(err)
	}
	if bag, found := ofKind(list, world.Bag); found {
		_, err = m.AddExtras(air, o.ID, []world.Extra{{AncillaryID: bag.ID, Quantity: 1}}, pays(o, bag.Price))
		allowed(r, err, world.ErrNoFunds)
	}
}

func (m *modelled) upgrade(r *rapid.T) {
	o, ok := m.any(r, func(world.Order) bool { return true })
	if !ok {
		return
	}
	list, err := m.OrderAncillaries(air, o.ID)
	if err != nil {
		r.Fatal(err)
	}
	up, found := ofKind(list, world.Upgrade)
	if !found {
		return
	}
	_, err = m.AddExtras(air, o.ID, []world.Extra{{AncillaryID: up.ID, Quantity: 1}}, pays(o, up.Price))
	refusals := []error{world.ErrNoFunds}
	if slices.ContainsFunc(o.Offer.Party, func(p world.Passenger) bool { return p.Kind == world.SeatedInfant }) {
		refusals = append(refusals, world.ErrSeatNotAllowed) // one of the two would sit alone
	}
	allowed(r, err, refusals...)
}

func (m *modelled) exchange(r *rapid.T) {
	o, ok := m.any(r, func(o world.Order) bool { return len(o.Tickets) > 0 })
	if !ok {
		return
	}
	day := rapid.SampledFrom([]string{"2026-12-21", anotherDay}).Draw(r, "day")
	request, err := m.RequestChange(air, o.ID, []int{0}, []world.Leg{leg("PEK", "SHA", day)}, "")
	if !allowed(r, err, world.ErrDeparted) || len(request.Offers) == 0 {
		return
	}
	offer := request.Offers[0]
	changed, err := m.ConfirmChange(air, offer.ID, due(offer.Difference))
	if allowed(r, err, world.ErrNoFunds) && changed.Total() != o.Total()+offer.Difference {
		r.Fatalf("%d and a difference of %d make %d", o.Total(), offer.Difference, changed.Total())
	}
}

func (m *modelled) accept(r *rapid.T) {
	for _, o := range m.Orders(air) {
		for _, d := range m.Disruptions(air, o.ID) {
			if d.Action == world.DisruptionOpen {
				_, err := m.AcceptDisruption(air, d.ID)
				allowed(r, err)
			}
		}
	}
}

func (m *modelled) giveBack(r *rapid.T) {
	if o, ok := m.any(r, func(o world.Order) bool { return m.Now().Before(o.Offer.Slices[0].Flights.Departs()) }); ok {
		m.cancel(r, o)
	}
}
