package storage_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/jobs"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

func TestSchemaGoesDownAndUpAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, config storage.Config) {
		ctx := t.Context()
		s := storagetest.Open(t, config)
		err := s.MigrateDown(ctx)
		if err != nil {
			t.Fatal(err)
		}
		query := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('orders', 'order_events', 'payments', 'api_keys', 'agencies', 'secrets')`
		if s.Dialect() == jobs.Postgres {
			query = `SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('orders', 'order_events', 'payments', 'api_keys', 'agencies', 'secrets')`
		}
		var left int
		err = s.DB().QueryRowContext(ctx, query).Scan(&left)
		if err != nil || left != 0 {
			t.Errorf("%d tables are left, %v", left, err)
		}
		err = s.Migrate(ctx)
		if err != nil {
			t.Fatal(err)
		}
		err = s.DB().QueryRowContext(ctx, query).Scan(&left)
		if err != nil || left != 6 {
			t.Errorf("%d tables came back, %v", left, err)
		}
	})
}

// A foreign key without an index makes every delete or update of the parent
// read the whole child table.
func TestForeignKeysAreIndexed(t *testing.T) {
	t.Parallel()
	s := storagetest.Open(t, storage.Config{Sandbox: true, DatabaseURL: storagetest.Postgres(t)})
	rows, err := s.DB().QueryContext(t.Context(), `SELECT c.conrelid::regclass::text, c.conname, EXISTS (
			SELECT 1 FROM pg_index i
			WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
			AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
		FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for rows.Next() {
		var table, name string
		var indexed bool
		err = rows.Scan(&table, &name, &indexed)
		if err != nil {
			t.Fatal(err)
		}
		n++
		if !indexed {
			t.Errorf("%s on %s has no index", name, table)
		}
	}
	if rows.Err() != nil || n == 0 {
		t.Errorf("%d foreign keys seen, %v", n, rows.Err())
	}
}
