package rest

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/internal/travel"
)

// readJSON lets only one strict JSON object through to the schema.
func (op operation) readJSON(next echo.HandlerFunc) echo.HandlerFunc {
	required := op.route.Operation.RequestBody.Value.Required
	return func(c echo.Context) error {
		r := c.Request()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return unreadable(err)
		}
		if len(body) == 0 && !required {
			return next(c)
		}
		if len(body) > 0 {
			if err := checkMediaType(r.Header); err != nil {
				return err
			}
		}
		if fault := checkJSON(body); fault != nil {
			return travel.NewError(travel.CodeInvalidJSON).With(finding(fault.pointer, fault.code, fault.offset))
		}
		r.ContentLength = int64(len(body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		r.Body = io.NopCloser(bytes.NewReader(body))
		return next(c)
	}
}

// unreadable is a body that did not arrive whole.
func unreadable(err error) error {
	told := toTravel(err)
	if told.Code == travel.CodeInternal {
		told = travel.NewError(travel.CodeInvalidRequest, reasonUnreadable).Because(err)
	}
	return told
}

func checkMediaType(header http.Header) error {
	unsupported := travel.NewError(travel.CodeUnsupportedMediaType)
	coding := strings.TrimSpace(header.Get(echo.HeaderContentEncoding))
	if coding != "" && !strings.EqualFold(coding, "identity") {
		return unsupported
	}
	media, params, err := mime.ParseMediaType(header.Get(echo.HeaderContentType))
	if err != nil || media != echo.MIMEApplicationJSON {
		return unsupported
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return unsupported
	}
	return nil
}
