package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/farebridge/farebridge/internal/jobs"
)

// Config says where and how to keep things. Logger is required.
type Config struct {
	// DatabaseURL is postgres://…, or empty for SQLite in DataDir.
	DatabaseURL string
	// DataDir holds farebridge.db. Empty or ":memory:" is a private directory
	// that Close removes.
	DataDir string
	// Sandbox migrates at Open, allows the clock to be moved and a secret to
	// be made up.
	Sandbox bool
	// Secret is at least 32 random bytes; mandatory outside the sandbox.
	// What was sealed under OldSecrets can still be read.
	Secret     []byte
	OldSecrets [][]byte
	Logger     *slog.Logger
}

// Store is one open database.
type Store struct {
	db      *gorm.DB // never used inside a transaction: SQLite would wait for itself
	sql     *sql.DB
	dialect jobs.Dialect
	sandbox bool
	keys    *keyring
	home    *home // nil on Postgres
	logger  *slog.Logger
	ready   atomic.Bool // the schema was seen to be current
}

// Open connects. In the sandbox it also brings the schema up to date; elsewhere
// that is Migrate's, so that a deployment decides when it happens.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Logger == nil {
		return nil, errors.New("storage: Logger is required")
	}
	if !c.Sandbox && len(c.Secret) < secretSize {
		return nil, fmt.Errorf("storage: a secret of at least %d bytes is required outside the sandbox", secretSize)
	}
	s, err := connect(ctx, c)
	if err != nil {
		return nil, err
	}
	err = s.prepare(ctx, c)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func connect(ctx context.Context, c Config) (*Store, error) {
	switch {
	case c.DatabaseURL == "":
		return openSQLite(ctx, c)
	case strings.HasPrefix(c.DatabaseURL, "postgres://"), strings.HasPrefix(c.DatabaseURL, "postgresql://"):
		return openPostgres(ctx, c)
	default:
		// The URL may hold a password: it is not repeated.
		return nil, errors.New("storage: the database URL must begin with postgres:// or be empty for SQLite")
	}
}

func (s *Store) prepare(ctx context.Context, c Config) error {
	if c.Sandbox {
		err := s.Migrate(ctx)
		if err != nil {
			return err
		}
	}
	secret := c.Secret
	if len(secret) < secretSize {
		made, err := s.sandboxSecret(ctx)
		if err != nil {
			return err
		}
		secret = made
	}
	keys, err := newKeyring(secret, c.OldSecrets)
	if err != nil {
		return err
	}
	s.keys = keys
	return nil
}

func newStore(dialector gorm.Dialector, db *sql.DB, dialect jobs.Dialect, c Config) (*Store, error) {
	g, err := gorm.Open(dialector, &gorm.Config{
		Logger:                 logger.Discard, // errors are returned, and wrapped by who asked
		TranslateError:         true,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	return &Store{db: g, sql: db, dialect: dialect, sandbox: c.Sandbox, logger: c.Logger}, nil
}

// DB is the pool, for the job queue.
func (s *Store) DB() *sql.DB { return s.sql }

// Dialect is the kind of database, for the job queue.
func (s *Store) Dialect() jobs.Dialect { return s.dialect }

// Sandbox reports whether the clock may be moved here.
func (s *Store) Sandbox() bool { return s.sandbox }

// Ready reports whether the database answers and its schema is current.
func (s *Store) Ready(ctx context.Context) error {
	err := s.sql.PingContext(ctx)
	if err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	if s.ready.Load() {
		return nil
	}
	err = s.migrated(ctx)
	if err != nil {
		return err
	}
	s.ready.Store(true)
	return nil
}

// Close closes the pool and lets the data directory go.
func (s *Store) Close() error {
	err := s.sql.Close()
	if s.home != nil {
		err = errors.Join(err, s.home.release())
	}
	if err != nil {
		return fmt.Errorf("storage: close: %w", err)
	}
	return nil
}
