package stage_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/simulator/stage"
)

func TestParseScenario(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]stage.Scenario{
		"":                           {},
		"price-up":                   {Name: "price-up"},
		"sold-out; supplier=sky":     {Name: "sold-out", Supplier: "sky"},
		"ticketing-fails;supplier=a": {Name: "ticketing-fails", Supplier: "a"},
		"ticketing-slow":             {Name: "ticketing-slow"},
		"schedule-change":            {Name: "schedule-change"},
		"payment-pending":            {Name: "payment-pending"},
		"payment-lost-notice":        {Name: "payment-lost-notice"},
	} {
		got, err := stage.ParseScenario(value)
		if err != nil || got != want {
			t.Errorf("ParseScenario(%q) = %v, %v; want %v", value, got, err, want)
		}
	}
	for _, bad := range []string{"nonsense", "price-up;", "price-up;carrier=CA", ";supplier=a"} {
		if got, err := stage.ParseScenario(bad); err == nil {
			t.Errorf("ParseScenario(%q) = %v", bad, got)
		}
	}
}

func TestClockNeverTurnsBack(t *testing.T) {
	t.Parallel()
	wall := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	s := stage.New(func() time.Time { return wall })
	header := http.Header{}
	header.Set(stage.OffsetHeader, "1860000")
	if _, err := s.For(header, ""); err != nil {
		t.Fatal(err)
	}
	header.Set(stage.OffsetHeader, "0")
	if _, err := s.For(header, ""); err != nil {
		t.Fatal(err)
	}
	if got := s.Now(); !got.Equal(wall.Add(31 * time.Minute)) {
		t.Fatalf("now is %v", got)
	}
}

func TestJumpsAreTold(t *testing.T) {
	t.Parallel()
	wall := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	s := stage.New(func() time.Time { return wall })
	var heard []time.Time
	s.Watch(func() { heard = append(heard, s.Now()) })
	for _, offset := range []time.Duration{time.Minute, time.Minute, time.Second, time.Hour} {
		s.Advance(offset)
	}
	if len(heard) != 2 || !heard[0].Equal(wall.Add(time.Minute)) || !heard[1].Equal(wall.Add(time.Hour)) {
		t.Errorf("heard of %v", heard)
	}
}

func TestBindingFollowsTheOrder(t *testing.T) {
	t.Parallel()
	s := stage.New(time.Now)
	s.Bind("ord_1", stage.Scenario{Name: stage.TicketingFails})
	if got, err := s.For(http.Header{}, "ord_1"); err != nil || got.Name != stage.TicketingFails {
		t.Fatalf("%v %v", got, err)
	}
	header := http.Header{}
	header.Set(stage.ScenarioHeader, "payment-declined")
	if got, err := s.For(header, "ord_1"); err != nil || got.Name != stage.PaymentDeclined {
		t.Fatalf("the call's own header did not win: %v %v", got, err)
	}
	header.Set(stage.ScenarioHeader, "none")
	if got, err := s.For(header, "ord_1"); err != nil || got.Is(stage.TicketingFails, "air-china") {
		t.Fatalf("none did not keep the binding away: %v %v", got, err)
	}
	if got, err := s.For(http.Header{}, "ord_2"); err != nil || got.Name != "" {
		t.Fatalf("another order met it too: %v %v", got, err)
	}
}
