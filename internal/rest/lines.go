package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/shopping"
)

// mediaLines is the media type of an answer that is given line by line.
const mediaLines = "application/x-ndjson"

// lines is an AirShopping answer that is still being found.
type lines struct {
	*server
	ctx context.Context // of the request: the answer ends when it does
	in  shopping.Input
}

// VisitAirShoppingResponse writes each line as it comes and sends it on at once.
// What fails before the first line is a problem as ever, after it a last line.
func (l lines) VisitAirShoppingResponse(w http.ResponseWriter) error {
	begun := false
	write := func(line []byte) error {
		if !begun {
			begun = true
			w.Header().Set(echo.HeaderContentType, mediaLines)
			w.Header().Set("X-Accel-Buffering", "no") // proxies keep such answers back until they are whole
			w.WriteHeader(http.StatusOK)
		}
		_, err := w.Write(append(line[:len(line):len(line)], '\n'))
		if err != nil {
			return fmt.Errorf("rest: write line: %w", err)
		}
		return http.NewResponseController(w).Flush()
	}
	err := l.shopping.Stream(l.ctx, l.in, write)
	if err == nil || !begun || left(l.ctx, err) {
		return err
	}
	l.logger.ErrorContext(l.ctx, "search broke off", slog.String("requestId", RequestID(l.ctx)), slog.Any("error", err))
	last, failed := json.Marshal(struct {
		Type    string      `json:"type"`
		Problem api.Problem `json:"problem"`
	}{"problem", problemOf(l.ctx, err)})
	if failed != nil {
		return fmt.Errorf("rest: encode problem: %w", failed)
	}
	return write(last)
}
