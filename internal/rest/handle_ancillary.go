package rest

import (
	"context"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/account"
)

// SeatAvailability shows the seats of an offer's flights.
func (s *server) SeatAvailability(ctx context.Context, r api.SeatAvailabilityRequestObject) (api.SeatAvailabilityResponseObject, error) {
	principal, _ := account.PrincipalFrom(ctx)
	said, err := s.pricing.SeatMaps(ctx, principal.AgencyID, principal.Program, r.OfferID)
	if err != nil {
		return nil, err
	}
	written := api.SeatAvailability200JSONResponse{OfferID: r.OfferID, Supported: said.Supported, SeatMaps: []api.SeatMap{}}
	for _, m := range said.Said {
		written.SeatMaps = append(written.SeatMaps, toAPISeatMap(m))
	}
	return written, nil
}

// ServiceList lists what can be bought beside the flights.
func (s *server) ServiceList(ctx context.Context, r api.ServiceListRequestObject) (api.ServiceListResponseObject, error) {
	principal, _ := account.PrincipalFrom(ctx)
	said, err := s.pricing.Services(ctx, principal.AgencyID, principal.Program, r.OfferID)
	if err != nil {
		return nil, err
	}
	written := api.ServiceList200JSONResponse{OfferID: r.OfferID, Supported: said.Supported, Services: []api.Service{}}
	for _, service := range said.Said {
		written.Services = append(written.Services, toAPIService(service))
	}
	return written, nil
}

// OfferRules says what a refund or change costs.
func (s *server) OfferRules(ctx context.Context, r api.OfferRulesRequestObject) (api.OfferRulesResponseObject, error) {
	principal, _ := account.PrincipalFrom(ctx)
	said, err := s.pricing.Rules(ctx, principal.AgencyID, principal.Program, r.OfferID)
	if err != nil {
		return nil, err
	}
	penalties, texts := toAPIRules(said.Said)
	return api.OfferRules200JSONResponse{OfferID: r.OfferID, Supported: said.Supported, Penalties: penalties, Texts: texts}, nil
}
