package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"

	"github.com/farebridge/farebridge/internal/jobs"
)

// The pool of one process; several share a server that allows 100 by default.
const (
	postgresConns    = 20
	postgresIdle     = 8
	postgresLifetime = 30 * time.Minute
)

func openPostgres(ctx context.Context, c Config) (*Store, error) {
	config, err := pgx.ParseConfig(c.DatabaseURL)
	if err != nil {
		return nil, fmt.Errorf("storage: database URL: %w", err)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "farebridge"
	}
	// A process that stops in the middle of a transaction must not hold its
	// locks for ever. Our transactions take milliseconds.
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresIdle)
	db.SetConnMaxLifetime(postgresLifetime)
	err = db.PingContext(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("storage: connect to Postgres: %w", err), db.Close())
	}
	s, err := newStore(postgres.New(postgres.Config{Conn: db}), db, jobs.Postgres, c)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}
