package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

const (
	writeTries = 10
	writePause = 5 * time.Millisecond
)

// errStale is an order that another writer changed since it was read.
var errStale = errors.New("storage: changed meanwhile")

// write runs f in a transaction, again when the database took it back because
// of another one. f leaves no trace but in tx. A connection lost during commit
// is not tried again: it may have committed.
func (s *Store) write(ctx context.Context, f func(tx *gorm.DB) error) error {
	for try := 1; ; try++ {
		err := s.db.WithContext(ctx).Transaction(f)
		if err == nil || !transient(err) {
			return err
		}
		if try == writeTries {
			return fmt.Errorf("storage: gave up after %d conflicts: %w", try, err)
		}
		pause := writePause << min(try, 6)
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pause/2 + rand.N(pause)):
		}
	}
}

// transient reports a transaction that was certainly rolled back and may
// succeed when repeated.
func transient(err error) bool {
	if errors.Is(err, errStale) {
		return true
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01": // serialization failure, dead-lock
			return true
		}
		return false
	}
	var lite *gosqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED, and their extended forms
			return true
		}
	}
	return false
}

// sqlTx is the transaction under gorm's, for the job queue.
func sqlTx(tx *gorm.DB) (*sql.Tx, error) {
	handle, ok := tx.Statement.ConnPool.(*sql.Tx)
	if !ok {
		return nil, fmt.Errorf("storage: not inside a transaction (%T)", tx.Statement.ConnPool)
	}
	return handle, nil
}
