package rest

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// readyWithin is how long the checks behind /readyz may take together.
const readyWithin = 2 * time.Second

type health struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

// addHealth adds what orchestrators ask: is the process alive, should it be
// sent traffic.
func (s *server) addHealth(e readable) {
	e.GET("/livez", func(c echo.Context) error {
		return c.JSON(http.StatusOK, health{Status: "live", Version: s.version})
	})
	e.GET("/readyz", func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), readyWithin)
		defer cancel()
		if s.ready != nil {
			if err := s.ready(ctx); err != nil {
				// Why is for the log: the answer is anybody's to read.
				s.logger.WarnContext(ctx, "not ready", slog.Any("error", err))
				return c.JSON(http.StatusServiceUnavailable, health{Status: "notReady", Version: s.version})
			}
		}
		return c.JSON(http.StatusOK, health{Status: "ready", Version: s.version})
	})
}
