package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/farebridge/farebridge/internal/jobs"
)

// ErrNotSandbox is an attempt to move the clock of a real system.
var ErrNotSandbox = errors.New("storage: the clock moves in the sandbox only")

// Now is the database's clock in UTC and whole microseconds, with the
// sandbox's offset. All deadlines are judged by it, so that processes whose own
// clocks differ agree.
func (s *Store) Now(ctx context.Context) (time.Time, error) {
	now, err := s.now(s.db.WithContext(ctx))
	if err != nil {
		return time.Time{}, fmt.Errorf("storage: clock: %w", err)
	}
	return now, nil
}

// now reads the clock through db, which may be a transaction. It is the wall
// clock and not the transaction's start: a transaction that waited for a lock
// must not act on a time from before it had it.
func (s *Store) now(db *gorm.DB) (time.Time, error) {
	var micros int64
	err := db.Raw(s.clockQuery()).Row().Scan(&micros)
	if err != nil {
		return time.Time{}, err
	}
	return time.UnixMicro(micros).UTC(), nil
}

func (s *Store) clockQuery() string {
	clock := `CAST(unixepoch('now', 'subsec') * 1000 AS integer) * 1000`
	if s.dialect == jobs.Postgres {
		clock = `CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)`
	}
	if s.sandbox {
		clock += ` + coalesce((SELECT offset_us FROM sandbox_clock WHERE id = 1), 0)`
	}
	return `SELECT ` + clock
}

// ClockOffset is how far the sandbox's clock is ahead; zero elsewhere.
func (s *Store) ClockOffset(ctx context.Context) (time.Duration, error) {
	if !s.sandbox {
		return 0, nil
	}
	var micros int64
	err := s.db.WithContext(ctx).Raw(`SELECT coalesce(sum(offset_us), 0) FROM sandbox_clock`).Row().Scan(&micros)
	if err != nil {
		return 0, fmt.Errorf("storage: clock: %w", err)
	}
	return time.Duration(micros) * time.Microsecond, nil
}

// BeginClock has a sandbox that nobody has used yet begin at a time. One whose
// clock was set, or that knows an agency, goes on as it is: time does not jump
// under what was done in it.
func (s *Store) BeginClock(ctx context.Context, at time.Time) error {
	if !s.sandbox {
		return ErrNotSandbox
	}
	err := s.write(ctx, func(tx *gorm.DB) error {
		now, err := s.now(tx)
		if err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO sandbox_clock (id, offset_us)
			SELECT 1, ? WHERE NOT EXISTS (SELECT 1 FROM agencies)
			ON CONFLICT (id) DO NOTHING`, at.Sub(now).Microseconds()).Error
	})
	if err != nil {
		return fmt.Errorf("storage: begin clock: %w", err)
	}
	return nil
}

// AdvanceClock moves the sandbox's clock d ahead, and waiting jobs with it. The
// answer is the new time and the whole offset.
func (s *Store) AdvanceClock(ctx context.Context, d time.Duration) (time.Time, time.Duration, error) {
	if !s.sandbox {
		return time.Time{}, 0, ErrNotSandbox
	}
	if d < 0 {
		return time.Time{}, 0, errors.New("storage: the clock does not go back")
	}
	var now time.Time
	var micros int64
	err := s.write(ctx, func(tx *gorm.DB) error {
		err := tx.Raw(`INSERT INTO sandbox_clock (id, offset_us) VALUES (1, ?)
			ON CONFLICT (id) DO UPDATE SET offset_us = sandbox_clock.offset_us + excluded.offset_us
			RETURNING offset_us`, d.Microseconds()).Row().Scan(&micros)
		if err != nil {
			return err
		}
		now, err = s.now(tx)
		if err != nil {
			return err
		}
		handle, err := sqlTx(tx)
		if err != nil {
			return err
		}
		return jobs.Advance(ctx, handle, s.dialect, d)
	})
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("storage: advance clock: %w", err)
	}
	return now, time.Duration(micros) * time.Microsecond, nil
}
