package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/rivermigrate"
)

// Migrate brings the job tables up to date. It may be repeated; callers see to
// it that no two processes do it at once.
func Migrate(ctx context.Context, db *sql.DB, dialect Dialect) error {
	driver, err := dialect.driver(db)
	if err != nil {
		return err
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return fmt.Errorf("jobs: migrate: %w", err)
	}
	for _, statement := range dialect.statements().index {
		_, err = db.ExecContext(ctx, statement)
		if err != nil {
			return fmt.Errorf("jobs: migrate: %w", err)
		}
	}
	return nil
}
