package rest

import (
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/internal/travel"
)

// operation is one operation of the specification, with what the gates in front
// of its handler need to know.
type operation struct {
	id    string
	route *routers.Route
	open  bool // no key is asked for: it proves itself otherwise
	json  bool // its body, if any, is JSON
	query bool // it changes nothing, whatever its method
	keyed bool // it takes an Idempotency-Key
	lines bool // it also answers line by line
}

// queries are the operations that ask with a body and change nothing.
var queries = map[string]struct{}{"AirShopping": {}, "OfferPrice": {}}

const headerIdempotencyKey = "Idempotency-Key"

// operations reads the specification.
func operations(spec *openapi3.T) []operation {
	var all []operation
	for path, item := range spec.Paths.Map() {
		for method, described := range item.Operations() {
			_, query := queries[described.OperationID]
			op := operation{
				id:    described.OperationID,
				route: &routers.Route{Spec: spec, Path: path, PathItem: item, Method: method, Operation: described},
				open:  described.Security != nil && len(*described.Security) == 0,
				query: query || reads(method),
				keyed: described.Parameters.GetByInAndName(openapi3.ParameterInHeader, headerIdempotencyKey) != nil,
			}
			if ok := described.Responses.Status(http.StatusOK); ok != nil {
				op.lines = ok.Value.Content[mediaLines] != nil
			}
			if body := described.RequestBody; body != nil {
				op.json = body.Value.Content[echo.MIMEApplicationJSON] != nil
			}
			all = append(all, op)
		}
	}
	return all
}

// gates stand in front of every handler, outermost first.
func (s *server) gates() map[string][]echo.MiddlewareFunc {
	gates := map[string][]echo.MiddlewareFunc{}
	for _, op := range s.operations {
		gates[op.id] = []echo.MiddlewareFunc{op.announce}
		if op.open {
			gates[op.id] = append(gates[op.id], carryHeader)
			continue
		}
		gates[op.id] = append(gates[op.id], op.negotiate, s.authenticate)
		if b := s.budgetOf(op); s.limiter != nil && b.limit.Calls > 0 {
			gates[op.id] = append(gates[op.id], s.limitRate(b))
		}
		gates[op.id] = append(gates[op.id], s.grantProgram, s.stage)
		if op.keyed {
			gates[op.id] = append(gates[op.id], requireKey)
		}
		if op.json {
			gates[op.id] = append(gates[op.id], op.readJSON)
		}
		gates[op.id] = append(gates[op.id], op.validate)
	}
	return gates
}

// announce notes what kind of call it is, for the problem it may end in.
func (op operation) announce(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		known := callFrom(r.Context())
		known.write, known.keyed = !op.query, op.keyed
		c.SetRequest(r.WithContext(withCall(r.Context(), known)))
		return next(c)
	}
}

// negotiate refuses callers who will read nothing the operation answers, and
// notes who wants an answer line by line.
func (op operation) negotiate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		accept := strings.Join(r.Header.Values(echo.HeaderAccept), ",")
		known := callFrom(r.Context())
		known.lines = op.lines && wantsLines(accept)
		if !known.lines && accepted(accept, echo.MIMEApplicationJSON) == 0 {
			return travel.NewError(travel.CodeNotAcceptable)
		}
		c.SetRequest(r.WithContext(withCall(r.Context(), known)))
		return next(c)
	}
}

// maxKey is the longest Idempotency-Key.
const maxKey = 255

// requireKey wants exactly one Idempotency-Key of visible ASCII. A key is kept
// and compared, never shown; a card number must not be kept.
func requireKey(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		keys := c.Request().Header.Values(headerIdempotencyKey)
		if len(keys) == 0 || keys[0] == "" {
			return travel.NewError(travel.CodeIdempotencyKeyMissing).NotDone()
		}
		code := fieldCode("")
		switch {
		case len(keys) > 1:
			code = findRepeated
		case len(keys[0]) > maxKey:
			return badParameter(parameterFinding(headerIdempotencyKey, findTooLong, maxKey))
		case strings.ContainsFunc(keys[0], func(r rune) bool { return r <= ' ' || r > '~' }):
			code = findMalformed
		case isCardNumber(keys[0]):
			code = findCardNumber
		default:
			return next(c)
		}
		return badParameter(parameterFinding(headerIdempotencyKey, code))
	}
}

func badParameter(found ...travel.FieldError) error {
	return travel.NewError(travel.CodeInvalidRequest).With(found...)
}

// filterInput puts a request into the validator's terms. echo has routed it
// already, so the specification's servers do not matter.
func (op operation) filterInput(r *http.Request, params map[string]string) *openapi3filter.RequestValidationInput {
	return &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: op.route,
		Options: &openapi3filter.Options{
			MultiError: true,
			// The handler must get the very value that was validated, not
			// encoding/json's case-insensitive second reading of the body.
			KeepValidatedValue:  true,
			SkipSettingDefaults: true,
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc, // authenticate was there before
		},
	}
}
