package jobs_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/jobs/jobstest"
	"github.com/farebridge/farebridge/internal/storage"
	"github.com/farebridge/farebridge/internal/storage/storagetest"
)

func TestQueue(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		jobstest.Run(t, func(t *testing.T) jobstest.Database {
			return database(storagetest.Open(t, storage.Config{Sandbox: true}))
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		jobstest.Run(t, func(t *testing.T) jobstest.Database {
			return database(storagetest.Open(t, storage.Config{DatabaseURL: storagetest.Postgres(t), Sandbox: true}))
		})
	})
}

func database(s *storage.Store) jobstest.Database {
	return jobstest.Database{DB: s.DB(), Dialect: s.Dialect()}
}
