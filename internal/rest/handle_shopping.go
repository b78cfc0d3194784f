package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// page is an answer that is encoded already.
type page struct {
	shopping.Encoded
	gzip bool // the caller takes it compressed
}

// write sends what is at hand if the caller takes it; what is kept compressed is
// not compressed again for each of its readers.
func (p page) write(w http.ResponseWriter) error {
	header := w.Header()
	header.Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
	header.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	body := p.Gzip
	if p.gzip && body != nil {
		header.Set(echo.HeaderContentEncoding, "gzip")
	} else {
		plain, err := p.Plain()
		if err != nil {
			return err
		}
		body = plain
	}
	header.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(body)
	return err
}

// VisitAirShoppingResponse writes the page as it is.
func (p page) VisitAirShoppingResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitAirShoppingRetrieveResponse writes the page as it is.
func (p page) VisitAirShoppingRetrieveResponse(w http.ResponseWriter) error { return p.write(w) }

// AirShopping searches.
func (s *server) AirShopping(ctx context.Context, r api.AirShoppingRequestObject) (api.AirShoppingResponseObject, error) {
	in, wrong := FromAPISearch(*r.Body)
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	var found findings
	found.add(s.shapes.check(*r.Body)...)
	found.add(wrong...)
	found.add(checkSearch(in.Search, now)...)
	found.add(checkCardNumbers(*r.Body)...)
	principal, _ := account.PrincipalFrom(ctx)
	if err := s.admit(principal.Program, in.Search, found); err != nil {
		return nil, err
	}
	in.AgencyID, in.Program, in.Scenario = principal.AgencyID, principal.Program, account.ScenarioFrom(ctx)
	if callFrom(ctx).lines {
		return lines{server: s, ctx: ctx, in: in}, nil
	}
	result, err := s.shopping.AirShopping(ctx, in)
	if err != nil {
		return nil, err
	}
	return page{result.Page, callFrom(ctx).gzip}, nil
}

// admit adds what the caller's program has against a search to what is wrong
// with it for everybody, so that all of it is told at once.
func (s *server) admit(program string, search travel.Search, found findings) error {
	rules, _ := s.programs.Find(program)
	refusal := rules.Admit(search)
	if len(found) == 0 {
		return refusal
	}
	told := travel.NewError("")
	if errors.As(refusal, &told) {
		found.add(told.Fields...)
	}
	var all *travel.Error
	if !errors.As(found.err(), &all) {
		return refusal
	}
	return all.Carrying(told.Details)
}

// AirShoppingRetrieve reads a finished search again.
func (s *server) AirShoppingRetrieve(ctx context.Context, r api.AirShoppingRetrieveRequestObject) (api.AirShoppingRetrieveResponseObject, error) {
	wanted, wrong := fromAPIPage(r)
	if len(wrong) > 0 {
		return nil, aboutParameters(findings(append(wrong, wanted.Check()...)).err())
	}
	principal, _ := account.PrincipalFrom(ctx)
	wanted.AgencyID = principal.AgencyID
	body, err := s.shopping.Retrieve(ctx, wanted)
	if err != nil {
		return nil, aboutParameters(err)
	}
	return page{body, callFrom(ctx).gzip}, nil
}

// OfferRetrieve reads one remembered offer.
func (s *server) OfferRetrieve(ctx context.Context, r api.OfferRetrieveRequestObject) (api.OfferRetrieveResponseObject, error) {
	principal, _ := account.PrincipalFrom(ctx)
	offer, err := s.pricing.Offer(ctx, principal.AgencyID, r.OfferID)
	if err != nil {
		return nil, err
	}
	return api.OfferRetrieve200JSONResponse{Offer: s.suppliers.toAPIOffer(offer), DataLists: ToAPIDataLists(offer)}, nil
}

// OfferPrice re-verifies an offer.
func (s *server) OfferPrice(ctx context.Context, r api.OfferPriceRequestObject) (api.OfferPriceResponseObject, error) {
	principal, _ := account.PrincipalFrom(ctx)
	in := pricing.Input{AgencyID: principal.AgencyID, Program: principal.Program, OfferID: r.OfferID}
	if r.Body != nil {
		in.Budget, in.Extras = fromAPIBudget(r.Body.BudgetMs), fromAPIExtras(*r.Body)
	}
	result, err := s.pricing.OfferPrice(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.OfferPrice200JSONResponse(s.suppliers.toAPIOfferPrice(result)), nil
}

// aboutParameters turns a verb's findings around: of a call without a body they
// are about its query.
func aboutParameters(err error) error {
	told := toTravel(err)
	if len(told.Fields) == 0 {
		return err
	}
	turned := *told
	turned.Fields = nil
	for _, f := range told.Fields {
		turned.Fields = append(turned.Fields, parameterFinding(f.Pointer[min(1, len(f.Pointer)):], fieldCode(f.Code), f.Params...))
	}
	return &turned
}
