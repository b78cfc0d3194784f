package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// admin is the listener for operators. It is apart from the one for callers, so
// that what it shows can be kept from them by not routing to it.
type admin struct {
	listener net.Listener
	server   *http.Server
}

// openAdmin serves /metrics on address; an empty one serves nothing.
func openAdmin(ctx context.Context, address string, metrics http.Handler, logger *slog.Logger) (*admin, error) {
	if address == "" {
		return nil, nil
	}
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("app: admin: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	a := &admin{listener: listener, server: &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}}
	go func() {
		if err := a.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("the admin listener stopped", "error", err)
		}
	}()
	return a, nil
}

func (a *admin) close(ctx context.Context) error {
	if a == nil {
		return nil
	}
	return a.server.Shutdown(ctx)
}

// AdminURL is where operators reach the server, "" for nowhere.
func (a *App) AdminURL() string {
	if a.admin == nil {
		return ""
	}
	return "http://" + a.admin.listener.Addr().String()
}
