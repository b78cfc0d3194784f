package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/farebridge/farebridge/internal/jobs"
)

//go:embed migrations
var migrations embed.FS

// migrationLock is the Postgres advisory lock of whoever migrates. Any number
// will do; this one is "farebrid" in ASCII.
const migrationLock int64 = 0x6661726562726964

const migrationPoll = 100 * time.Millisecond

// ErrNotMigrated is a schema older than this program.
var ErrNotMigrated = errors.New("storage: the schema is not up to date; run the migrate command")

// Migrate brings our schema and the job queue's up to date. Several processes
// may do it at once: all but one wait.
func (s *Store) Migrate(ctx context.Context) error {
	return s.alone(ctx, func() error {
		provider, err := s.provider()
		if err != nil {
			return err
		}
		_, err = provider.Up(ctx)
		if err != nil {
			return fmt.Errorf("storage: migrate: %w", err)
		}
		return jobs.Migrate(ctx, s.sql, s.dialect)
	})
}

func (s *Store) migrated(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("storage: schema version: %w", err)
	}
	if current < target {
		return ErrNotMigrated
	}
	return nil
}

func (s *Store) provider() (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if s.dialect == jobs.Postgres {
		dialect = goose.DialectPostgres
	}
	files, err := fs.Sub(migrations, "migrations/"+string(s.dialect))
	if err != nil {
		return nil, fmt.Errorf("storage: migrations: %w", err)
	}
	provider, err := goose.NewProvider(dialect, s.sql, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("storage: migrations: %w", err)
	}
	return provider, nil
}

// alone runs f while no other process does. On SQLite the data directory's lock
// sees to that. On Postgres a session's lock does: it dies with its process, and
// is polled for rather than waited on, because a waiting statement would hold up
// an index that is built concurrently.
func (s *Store) alone(ctx context.Context, f func() error) error {
	if s.dialect != jobs.Postgres {
		return f()
	}
	conn, err := s.sql.Conn(ctx)
	if err != nil {
		return fmt.Errorf("storage: migrate: %w", err)
	}
	err = lockMigration(ctx, conn)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	err = f()
	_, unlockErr := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, migrationLock)
	return errors.Join(err, unlockErr, conn.Close())
}

func lockMigration(ctx context.Context, conn *sql.Conn) error {
	ticker := time.NewTicker(migrationPoll)
	defer ticker.Stop()
	for {
		var got bool
		err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, migrationLock).Scan(&got)
		if err != nil {
			return fmt.Errorf("storage: migration lock: %w", err)
		}
		if got {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("storage: another process is migrating: %w", ctx.Err())
		case <-ticker.C:
		}
	}
}
