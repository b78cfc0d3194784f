package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestTransient(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"40001": true, "40P01": true, "23505": false, "57014": false, "08006": false} {
		err := fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: code})
		if transient(err) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
	for _, err := range []error{errors.New("x"), context.Canceled, sql.ErrNoRows, ErrNoAgency} {
		if transient(err) {
			t.Errorf("%v would be tried again", err)
		}
	}
	if !transient(fmt.Errorf("wrapped: %w", errStale)) {
		t.Error("a stale order would not be tried again")
	}
}

// The real error of a database whose write lock somebody holds too long.
func TestBusyIsTransient(t *testing.T) {
	t.Parallel()
	dsn := strings.Replace(sqliteDSN(filepath.Join(t.TempDir(), "busy.db"), true), "busy_timeout%2810000%29", "busy_timeout%280%29", 1)
	if !strings.Contains(dsn, "busy_timeout%280%29") {
		t.Fatalf("DSN %s", dsn)
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	holder, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Rollback() }()
	_, err = db.BeginTx(t.Context(), nil)
	if !transient(err) {
		t.Errorf("%v (%T) would not be tried again", err, err)
	}
}
