package rest

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/pricing"
	"github.com/farebridge/farebridge/internal/shopping"
)

// page is an answer that is encoded already.
type page []byte

func (p page) write(w http.ResponseWriter) error {
	w.Header().Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(p)
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
	if err := found.err(); err != nil {
		return nil, err
	}
	principal, _ := account.PrincipalFrom(ctx)
	in.AgencyID, in.Program, in.Scenario = principal.AgencyID, principal.Program, account.ScenarioFrom(ctx)
	result, err := s.shopping.AirShopping(ctx, in)
	if err != nil {
		return nil, err
	}
	return page(result.Body), nil
}

// AirShoppingRetrieve reads a finished search again.
func (s *server) AirShoppingRetrieve(ctx context.Context, r api.AirShoppingRetrieveRequestObject) (api.AirShoppingRetrieveResponseObject, error) {
	principal, _ := account.PrincipalFrom(ctx)
	wanted := shopping.Page{AgencyID: principal.AgencyID, ShoppingID: r.ShoppingID}
	if r.Params.Limit != nil {
		wanted.Limit = *r.Params.Limit
	}
	if r.Params.After != nil {
		wanted.After = *r.Params.After
	}
	body, err := s.shopping.Retrieve(ctx, wanted)
	if err != nil {
		return nil, aboutParameters(err)
	}
	return page(body), nil
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
		in.Budget = fromAPIBudget(r.Body.BudgetMs)
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
