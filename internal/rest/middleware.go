package rest

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/travel"
)

const headerRequestID = "X-Request-Id"

// Keys of what handlers leave for the access log in echo's context.
const (
	keyCode   = "farebridge.code"
	keyAgency = "farebridge.agency"
)

// statusLeft is logged for a caller who went away before the answer.
const statusLeft = 499

// recoverPanics makes a panic one caller's problem.
func (s *server) recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		return s.guarded(next, c)
	}
}

func (s *server) guarded(next echo.HandlerFunc, c echo.Context) error {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if err, ok := r.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(r) // net/http's own way to cut a connection
		}
		s.logger.ErrorContext(c.Request().Context(), "panic", slog.String("requestId", RequestID(c.Request().Context())),
			slog.String("route", route(c)), slog.String("panic", fmt.Sprint(r)), slog.String("stack", string(debug.Stack())))
		s.handleError(travel.NewError(travel.CodeInternal), c)
	}()
	return next(c)
}

// identify gives every request an id and every answer the headers all have.
func (s *server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		known := call{
			requestID: requestIDOf(r.Header.Get(headerRequestID)),
			language:  languageOf(r.Header.Get("Accept-Language")),
			write:     !reads(r.Method),
			gzip:      takesGzip(strings.Join(r.Header.Values(echo.HeaderAcceptEncoding), ",")),
			suppliers: s.suppliers,
		}
		header := c.Response().Header()
		header.Set(headerRequestID, known.requestID)
		header.Set(echo.HeaderCacheControl, "no-store")
		header.Set(echo.HeaderXContentTypeOptions, "nosniff")
		c.SetRequest(r.WithContext(withCall(r.Context(), known)))
		return next(c)
	}
}

// maxBody is how many bytes a body may have.
const maxBody = 1 << 20

// limitBody stops reading what is too long to be a request.
func (s *server) limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > maxBody {
			return travel.NewError(travel.CodePayloadTooLarge)
		}
		// The underlying writer: net/http then also closes the connection.
		r.Body = http.MaxBytesReader(c.Response().Writer, r.Body, maxBody)
		return next(c)
	}
}

// logAccess writes one line for every request, and counts it. A path may hold an id and a
// query anything, so the route stands for both.
func (s *server) logAccess(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := s.wall()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		ctx, response := c.Request().Context(), c.Response()
		status := response.Status
		if left(ctx, err) {
			status = statusLeft
		}
		code, _ := c.Get(keyCode).(travel.Code)
		took := s.wall().Sub(began)
		if s.observe != nil {
			s.observe(Answered{Method: methodOf(c), Route: route(c), Status: status, Code: code, Took: took})
		}
		attrs := []slog.Attr{
			slog.String("requestId", RequestID(ctx)),
			slog.String("method", c.Request().Method),
			slog.String("route", route(c)),
			slog.Int("status", status),
			slog.Int64("tookMs", took.Milliseconds()),
			slog.Int64("bytesIn", c.Request().ContentLength),
			slog.Int64("bytesOut", response.Size),
		}
		if agency, ok := c.Get(keyAgency).(string); ok {
			attrs = append(attrs, slog.String("agency", agency))
		}
		if code != "" {
			attrs = append(attrs, slog.String("code", string(code)))
		}
		if scenario := account.ScenarioFrom(ctx); scenario != "" {
			attrs = append(attrs, slog.String("scenario", scenario))
		}
		s.logger.LogAttrs(ctx, slog.LevelInfo, "request", attrs...)
		return nil
	}
}

// methodOf is the method of a call, if it is one that operations have.
func methodOf(c echo.Context) string {
	switch method := c.Request().Method; method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return method
	}
	return "other"
}

// route is the pattern that matched, "-" for none.
func route(c echo.Context) string {
	if c.Path() == "" {
		return "-"
	}
	return c.Path()
}
