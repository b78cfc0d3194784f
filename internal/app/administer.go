package app

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/storage"
)

// Migrate brings the database's schema up to date, for deployments that decide
// themselves when that happens.
func Migrate(ctx context.Context, c config.Config, logger *slog.Logger) error {
	store, err := openStore(ctx, c, logger)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	return store.Migrate(ctx)
}

// Administer lets f work on the agencies and keys of the configured database.
func Administer(ctx context.Context, c config.Config, logger *slog.Logger, f func(accounts *account.Service) error) error {
	store, err := openStore(ctx, c, logger)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	return f(account.NewService(account.Options{Store: store, Sandbox: c.Mode == config.Sandbox, Now: time.Now}))
}

func openStore(ctx context.Context, c config.Config, logger *slog.Logger) (*storage.Store, error) {
	secret, err := config.Secret("", c.SecretFile)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(secret)
	if err != nil {
		return nil, fmt.Errorf("app: %s is not base64: %w", c.SecretFile, err)
	}
	return storage.Open(ctx, storage.Config{
		DatabaseURL: c.DatabaseURL, DataDir: c.DataDir,
		Sandbox: c.Mode == config.Sandbox, Secret: key, Logger: logger,
	})
}
