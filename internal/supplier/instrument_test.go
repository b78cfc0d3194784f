package supplier_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

func instrument(f *fake, c clock) *supplier.Connector {
	return supplier.Instrument(f.connector(), supplier.Options{Now: c.Now, RetryDelay: time.Nanosecond})
}

func TestRolesThatAreNotThereStayAway(t *testing.T) {
	t.Parallel()
	f := failing(nil)
	c := supplier.Instrument(&supplier.Connector{ID: "half", Shop: f}, supplier.Options{Now: newClock().Now})
	if c.ID != "half" || c.Shop == nil {
		t.Fatalf("lost a role or the id: %+v", c)
	}
	if c.Price != nil || c.Book != nil || c.Ticket != nil || c.Retrieve != nil || c.Release != nil {
		t.Fatalf("grew a role: %+v", c)
	}
}

func TestErrorsComeOutInClosedKinds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err   error
		read  supplier.Kind
		write supplier.Kind
	}{
		"foreign":        {errors.New("boom"), supplier.Unavailable, supplier.OutcomeUnknown},
		"deadline":       {context.DeadlineExceeded, supplier.Unavailable, supplier.OutcomeUnknown},
		"unknown kind":   {supplier.Fail("odd", "", "", nil), supplier.Unavailable, supplier.OutcomeUnknown},
		"outcomeUnknown": {supplier.Fail(supplier.OutcomeUnknown, "", "", nil), supplier.Unavailable, supplier.OutcomeUnknown},
		"wrapped":        {fmt.Errorf("so: %w", supplier.Fail(supplier.SoldOut, "", "", nil)), supplier.SoldOut, supplier.SoldOut},
		"rejected":       {supplier.Fail(supplier.Rejected, "", "", nil), supplier.Rejected, supplier.Rejected},
	} {
		for role, call := range roles {
			want := tc.read
			if role == "book" || role == "ticket" || role == "release" {
				want = tc.write
			}
			err := call(t.Context(), instrument(failing(tc.err), newClock()))
			if e := errorOf(err); e.Kind != want || e.Supplier != "fake" {
				t.Errorf("%s of %s: %v, want %s", name, role, err, want)
			}
		}
	}
}

func TestPanicsAreContained(t *testing.T) {
	t.Parallel()
	var journal bytes.Buffer
	for role, call := range roles {
		f := &fake{answer: func(context.Context) error { panic("ZHANG SAN E12345678") }}
		c := supplier.Instrument(f.connector(), supplier.Options{
			Now: newClock().Now, RetryDelay: time.Nanosecond, Logger: slog.New(slog.NewTextHandler(&journal, nil)),
		})
		want := supplier.Unavailable
		if role == "book" || role == "ticket" || role == "release" {
			want = supplier.OutcomeUnknown
		}
		if e := errorOf(call(t.Context(), c)); e.Kind != want || e.Code != supplier.CodePanic {
			t.Errorf("%s: %+v, want %s", role, e, want)
		}
	}
	if log := journal.String(); strings.Contains(log, "ZHANG") || !strings.Contains(log, "connector panicked") {
		t.Errorf("log: %s", log)
	}
}

func TestOnlyWhatCannotHappenTwiceIsRepeated(t *testing.T) {
	t.Parallel()
	for kind, repeats := range map[supplier.Kind]bool{
		supplier.Unavailable: true, supplier.OutcomeUnknown: false, supplier.Rejected: false,
		supplier.SoldOut: false, supplier.PriceChanged: false, supplier.RateLimited: false, supplier.Unsupported: false,
	} {
		for role, call := range roles {
			f := failing(supplier.Fail(kind, "", "", nil))
			_ = call(t.Context(), instrument(f, newClock()))
			want := int64(1)
			write := role == "book" || role == "ticket"
			if (repeats && !write) || (kind == supplier.OutcomeUnknown && !write && role != "release") {
				want = 2 // an unknown outcome of a read is just no answer
			}
			if got := f.calls.Load(); got != want {
				t.Errorf("%s of %s: %d calls, want %d", kind, role, got, want)
			}
		}
	}
}

func TestARetryThatWorksIsASuccess(t *testing.T) {
	t.Parallel()
	f := &fake{}
	f.answer = func(context.Context) error {
		if f.calls.Load() == 1 {
			return supplier.Fail(supplier.Unavailable, "", "", nil)
		}
		return nil
	}
	if err := roles["price"](t.Context(), instrument(f, newClock())); err != nil {
		t.Fatal(err)
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	want := map[string]time.Duration{
		"shop": 0, "price": time.Second, "book": 2 * time.Second,
		"ticket": 3 * time.Second, "retrieve": 4 * time.Second, "release": 5 * time.Second,
	}
	for role, call := range roles {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				started := time.Now()
				f := &fake{answer: func(ctx context.Context) error {
					if _, bounded := ctx.Deadline(); !bounded {
						return nil
					}
					<-ctx.Done()
					return ctx.Err()
				}}
				c := supplier.Instrument(f.connector(), supplier.Options{Now: time.Now, Deadlines: supplier.Deadlines{
					Price: want["price"], Book: want["book"], Ticket: want["ticket"],
					Retrieve: want["retrieve"], Release: want["release"],
				}})
				err := call(t.Context(), c)
				if took := time.Since(started); took != want[role] {
					t.Errorf("ended after %v with %v, want %v", took, err, want[role])
				}
				if f.calls.Load() != 1 {
					t.Errorf("repeated after the deadline")
				}
			})
		})
	}
}

func TestOrdersWaitForAPlaceAndSearchesDoNot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		f := &fake{answer: func(context.Context) error { <-release; return nil }}
		c := supplier.Instrument(f.connector(), supplier.Options{
			Now: time.Now, Bulkheads: supplier.Bulkheads{Searches: 1, Orders: 1, Wait: time.Minute},
		})
		first := make(chan error, 2)
		go func() { first <- roles["shop"](t.Context(), c) }()
		go func() { first <- roles["book"](t.Context(), c) }()
		synctest.Wait()
		if e := errorOf(roles["shop"](t.Context(), c)); e.Kind != supplier.Unavailable || e.Code != supplier.CodeCrowded {
			t.Errorf("second search: %+v", e)
		}
		second := make(chan error, 1)
		go func() { second <- roles["ticket"](t.Context(), c) }()
		synctest.Wait()
		if f.calls.Load() != 2 {
			t.Errorf("%d calls while one place each is taken", f.calls.Load())
		}
		close(release)
		for _, outcome := range []error{<-first, <-first, <-second} {
			if outcome != nil {
				t.Errorf("call in its place: %v", outcome)
			}
		}
	})
}

func TestOneLinePerCallWithoutPersonalData(t *testing.T) {
	t.Parallel()
	var journal bytes.Buffer
	f := failing(supplier.Fail(supplier.Rejected, "invalid_passenger_name", "ZHANG is not a name", errors.New("ZHANG")))
	c := supplier.Instrument(f.connector(), supplier.Options{
		Now: newClock().Now, Logger: slog.New(slog.NewJSONHandler(&journal, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	_, _ = c.Book.Book(t.Context(), supplier.BookInput{
		Pax:     []travel.Traveller{{Surname: "ZHANG", IdentityDocument: &travel.IdentityDocument{Number: "E12345678"}}},
		Contact: travel.Contact{Email: "zhang@example.com"},
	})
	log := journal.String()
	if strings.Count(log, "\n") != 1 {
		t.Errorf("not one line: %s", log)
	}
	for _, want := range []string{`"supplier":"fake"`, `"role":"book"`, `"kind":"rejected"`, `"code":"invalid_passenger_name"`, `"tookMs":`} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in %s", want, log)
		}
	}
	for _, secret := range []string{"ZHANG", "E12345678", "zhang@example.com"} {
		if strings.Contains(log, secret) {
			t.Errorf("%s in %s", secret, log)
		}
	}
}
