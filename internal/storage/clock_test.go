package storage_test

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

func TestClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		ctx := t.Context()
		s := storagetest.Open(t, config)
		wall := time.Now()
		now, err := s.Now(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if skew := now.Sub(wall).Abs(); skew > time.Minute {
			t.Errorf("the database is %s off", skew)
		}
		if now.Location() != time.UTC || !now.Equal(now.Truncate(time.Microsecond)) {
			t.Errorf("now is %s", now)
		}
		offset, err := s.ClockOffset(ctx)
		if err != nil || offset != 0 {
			t.Errorf("offset %s, %v", offset, err)
		}
		for i, want := range []time.Duration{31 * time.Minute, 62 * time.Minute} {
			then, offset, err := s.AdvanceClock(ctx, 31*time.Minute)
			if err != nil || offset != want {
				t.Errorf("advance %d: %s, %v", i, offset, err)
			}
			if moved := then.Sub(now); moved < want || moved > want+time.Minute {
				t.Errorf("advance %d moved it by %s", i, moved)
			}
		}
		offset, err = s.ClockOffset(ctx)
		if err != nil || offset != 62*time.Minute {
			t.Errorf("offset %s, %v", offset, err)
		}
		_, _, err = s.AdvanceClock(ctx, -time.Second)
		if err == nil {
			t.Error("the clock went back")
		}
	})
}

// A new sandbox begins when it is told to, before the wall clock as well; one that
// was used goes on.
func TestClockBegins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		ctx := t.Context()
		s := storagetest.Open(t, config)
		begin := time.Date(2025, 12, 4, 10, 0, 0, 0, time.UTC)
		for _, at := range []time.Time{begin, begin.AddDate(1, 0, 0)} {
			if err := s.BeginClock(ctx, at); err != nil {
				t.Fatal(err)
			}
			now, err := s.Now(ctx)
			if late := now.Sub(begin); err != nil || late < 0 || late > time.Minute {
				t.Errorf("it is %s, %v", now, err)
			}
		}
	})
	each(t, func(t *testing.T, config storage.Config) {
		ctx := t.Context()
		s := storagetest.Open(t, config)
		if _, err := s.AddAgency(ctx, account.Agency{ID: "agy_used", Name: "used", Program: "retail"}); err != nil {
			t.Fatal(err)
		}
		err := s.BeginClock(ctx, time.Date(2025, 12, 4, 10, 0, 0, 0, time.UTC))
		offset, failed := s.ClockOffset(ctx)
		if err != nil || failed != nil || offset != 0 {
			t.Errorf("a used sandbox was set %s, %v, %v", offset, err, failed)
		}
	})
}

// A real system over a database that was a sandbox keeps real time.
func TestProductionClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		ctx := t.Context()
		config.Logger = slog.New(slog.DiscardHandler)
		sandbox, err := storage.Open(ctx, config)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = sandbox.AdvanceClock(ctx, 24*time.Hour)
		err = errors.Join(err, sandbox.Close())
		if err != nil {
			t.Fatal(err)
		}
		config.Sandbox, config.Secret = false, secret
		s := storagetest.Open(t, config)
		now, err := s.Now(ctx)
		if err != nil || time.Until(now).Abs() > time.Minute {
			t.Errorf("now %s, %v", now, err)
		}
		offset, err := s.ClockOffset(ctx)
		if err != nil || offset != 0 {
			t.Errorf("offset %s, %v", offset, err)
		}
		_, _, err = s.AdvanceClock(ctx, time.Hour)
		if !errors.Is(err, storage.ErrNotSandbox) {
			t.Errorf("advance: %v", err)
		}
	})
}
