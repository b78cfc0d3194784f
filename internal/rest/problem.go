package rest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/travel"
)

const (
	mediaProblem = "application/problem+json"

	// maxFindings is how many findings a problem lists.
	maxFindings = 100

	// problemPage explains the codes, each under an anchor of its name.
	problemPage = "/docs/problems"
)

// toTravel is the one error callers may see for any error there can be.
func toTravel(err error) *travel.Error {
	var told *travel.Error
	if errors.As(err, &told) {
		if _, known := problemKinds[told.Code]; known {
			return told
		}
		return travel.NewError(travel.CodeInternal).Because(err)
	}
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return travel.NewError(travel.CodePayloadTooLarge)
	}
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		// 1e3 is an integer to the schema and none to Go.
		at := pointer(strings.Split(mistyped.Field, ".")...)
		return travel.NewError(travel.CodeInvalidRequest).With(finding(at, findType, "integer")).Because(err)
	}
	var routed *echo.HTTPError
	if !errors.As(err, &routed) {
		return travel.NewError(travel.CodeInternal).Because(err)
	}
	return fromRouter(routed, err)
}

// fromRouter reads what echo and the generated server refuse by themselves.
func fromRouter(routed *echo.HTTPError, err error) *travel.Error {
	code := travel.CodeInvalidRequest
	switch routed.Code {
	case http.StatusNotFound:
		code = travel.CodeNotFound
	case http.StatusMethodNotAllowed:
		code = travel.CodeMethodNotAllowed
	case http.StatusRequestEntityTooLarge:
		code = travel.CodePayloadTooLarge
	case http.StatusUnsupportedMediaType:
		code = travel.CodeUnsupportedMediaType
	default:
		if routed.Code >= http.StatusInternalServerError {
			code = travel.CodeInternal
		}
	}
	if code == travel.CodeInvalidRequest {
		return travel.NewError(code, reasonUnreadable).Because(err)
	}
	return travel.NewError(code).Because(err)
}

// aboutOrder says which order a call that failed was about.
type aboutOrder struct {
	orderID string
	error
}

func (a aboutOrder) Unwrap() error { return a.error }

// problemOf is the problem document of a failed call. A conflict names the order
// it is about; where there may be none for this caller, nothing does.
func problemOf(ctx context.Context, err error) api.Problem {
	p := toAPIProblem(ctx, toTravel(err))
	var about aboutOrder
	if errors.As(err, &about) && p.Status == http.StatusConflict {
		p.OrderID = &about.orderID
	}
	return p
}

// toAPIProblem is the problem document of an error. It holds nothing of its cause.
func toAPIProblem(ctx context.Context, e *travel.Error) api.Problem {
	in := callFrom(ctx)
	kind := kindOf(e)
	detail := kind.detail.in(in.language, e.Params)
	p := api.Problem{
		Type: problemPage + "#" + string(e.Code), Title: kind.title.in(in.language, e.Params), Status: kind.status,
		Detail: &detail, Code: api.ProblemCode(e.Code), Retryable: kind.retryable, Fault: kind.fault, RequestID: in.requestID,
		// A write without a key that may have happened is the only call that
		// could happen twice.
		SafeToRetry: !in.write || in.keyed,
	}
	if in.write {
		outcome := e.Outcome
		if outcome == "" {
			outcome = kind.outcome
		}
		p.Outcome = ptr(api.ProblemOutcome(outcome))
		p.SafeToRetry = p.SafeToRetry || outcome == travel.OutcomeNotDone
	}
	for _, f := range e.Fields[:min(len(e.Fields), maxFindings)] {
		p.Errors = append(p.Errors, toAPIFieldProblem(in.language, f))
	}
	in.suppliers.attachDetails(&p, e.Details)
	return p
}

func toAPIFieldProblem(in language, f travel.FieldError) api.FieldProblem {
	params := f.Params
	p := api.FieldProblem{Pointer: f.Pointer, Code: f.Code}
	if len(params) > 0 {
		if name, ok := params[0].(parameter); ok {
			p.Parameter, params = ptr(string(name)), params[1:]
		}
	}
	p.Detail = findingTexts[fieldCode(f.Code)].in(in, params)
	return p
}

func retryAfter(e *travel.Error) time.Duration {
	if e.RetryAfter > 0 {
		return e.RetryAfter
	}
	return kindOf(e).retryAfter
}

// handleError is echo's error handler: everything that is not an answer ends here.
func (s *server) handleError(err error, c echo.Context) {
	request := c.Request()
	ctx := request.Context()
	e := toTravel(err)
	c.Set(keyCode, e.Code)
	if problemKinds[e.Code].status >= http.StatusInternalServerError && !left(ctx, err) {
		s.logger.ErrorContext(ctx, "request failed", slog.String("requestId", RequestID(ctx)),
			slog.String("route", route(c)), slog.String("code", string(e.Code)), slog.Any("error", err))
	}
	if c.Response().Committed {
		return
	}
	body, err := json.Marshal(problemOf(ctx, err))
	if err != nil {
		s.logger.ErrorContext(ctx, "problem not encoded", slog.String("requestId", RequestID(ctx)), slog.Any("error", err))
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, mediaProblem)
	header.Set("Content-Language", string(callFrom(ctx).language))
	if e.Code == travel.CodeUnauthenticated {
		header.Set(echo.HeaderWWWAuthenticate, challenge(request))
	}
	if after := retryAfter(e); after > 0 {
		header.Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	c.Response().WriteHeader(problemKinds[e.Code].status)
	if request.Method != http.MethodHead {
		_, _ = c.Response().Write(body) // who has left is told nothing
	}
}

// left reports that the caller went away, which is nobody's failure.
func left(ctx context.Context, err error) bool {
	return errors.Is(err, context.Canceled) && ctx.Err() != nil
}

func ptr[T any](v T) *T { return &v }
