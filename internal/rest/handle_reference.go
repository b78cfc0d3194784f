package rest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/travel"
)

// How many are listed when the caller does not say.
const (
	defaultPlaces   = 10
	defaultAirlines = 20
)

// cacheReference lets the caller keep what changes only with the program, but
// nobody in between: it is given for a key.
const cacheReference = "private, max-age=86400"

// referenceAnswer is an answer that the caller may have already.
type referenceAnswer struct {
	body []byte
	tag  string
	have bool
}

// answerReference makes the answer of a value. Its entity tag is of its bytes:
// another language is another.
func answerReference(value any, ifNoneMatch *string) (referenceAnswer, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return referenceAnswer{}, fmt.Errorf("rest: reference: %w", err)
	}
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	return referenceAnswer{body: append(body, '\n'), tag: tag, have: matches(ifNoneMatch, tag)}, nil
}

// matches compares weakly, as If-None-Match wants it (RFC 9110 §13.1.2).
func matches(ifNoneMatch *string, tag string) bool {
	if ifNoneMatch == nil {
		return false
	}
	for one := range strings.SplitSeq(*ifNoneMatch, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

func (a referenceAnswer) write(w http.ResponseWriter) error {
	header := w.Header()
	header.Set(headerETag, a.tag)
	header.Set(echo.HeaderCacheControl, cacheReference)
	header.Set(echo.HeaderVary, "Accept-Language, Authorization")
	if a.have {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(a.body)
	return err
}

func (a referenceAnswer) VisitPlaceListResponse(w http.ResponseWriter) error { return a.write(w) }

func (a referenceAnswer) VisitPlaceRetrieveResponse(w http.ResponseWriter) error { return a.write(w) }

func (a referenceAnswer) VisitAirlineListResponse(w http.ResponseWriter) error { return a.write(w) }

func (a referenceAnswer) VisitAirlineRetrieveResponse(w http.ResponseWriter) error { return a.write(w) }

// PlaceList finds cities and airports.
func (s *server) PlaceList(ctx context.Context, r api.PlaceListRequestObject) (api.PlaceListResponseObject, error) {
	in := callFrom(ctx).language
	found, more := reference.SearchPlaces(r.Params.Query, placeKind(r.Params.Type), valueOr(r.Params.Limit, defaultPlaces))
	written := api.PlaceListResponse{Places: make([]api.Place, 0, len(found)), Truncated: more}
	for _, p := range found {
		written.Places = append(written.Places, toAPIPlace(in, p))
	}
	return answerReference(written, r.Params.IfNoneMatch)
}

// PlaceRetrieve shows a city or an airport.
func (s *server) PlaceRetrieve(ctx context.Context, r api.PlaceRetrieveRequestObject) (api.PlaceRetrieveResponseObject, error) {
	place, ok := reference.PlaceByCode(r.Code, placeKind(r.Params.Type))
	if !ok {
		return nil, travel.NewError(travel.CodeNotFound)
	}
	return answerReference(toAPIPlace(callFrom(ctx).language, place), r.Params.IfNoneMatch)
}

// AirlineList finds airlines.
func (s *server) AirlineList(ctx context.Context, r api.AirlineListRequestObject) (api.AirlineListResponseObject, error) {
	in := callFrom(ctx).language
	found, more := reference.SearchAirlines(valueOr(r.Params.Query, ""), valueOr(r.Params.Limit, defaultAirlines))
	written := api.AirlineListResponse{Airlines: make([]api.Airline, 0, len(found)), Truncated: more}
	for _, a := range found {
		written.Airlines = append(written.Airlines, toAPIAirline(in, a))
	}
	return answerReference(written, r.Params.IfNoneMatch)
}

// AirlineRetrieve shows an airline.
func (s *server) AirlineRetrieve(ctx context.Context, r api.AirlineRetrieveRequestObject) (api.AirlineRetrieveResponseObject, error) {
	airline, ok := reference.AirlineByCode(r.Code)
	if !ok {
		return nil, travel.NewError(travel.CodeNotFound)
	}
	return answerReference(toAPIAirline(callFrom(ctx).language, airline), r.Params.IfNoneMatch)
}

func placeKind(asked *api.PlaceType) reference.PlaceKind {
	return reference.PlaceKind(valueOr(asked, ""))
}
