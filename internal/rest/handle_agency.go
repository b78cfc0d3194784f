package rest

import (
	"context"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/account"
)

// AgencyRetrieve shows the calling agency to itself.
func (s *server) AgencyRetrieve(ctx context.Context, _ api.AgencyRetrieveRequestObject) (api.AgencyRetrieveResponseObject, error) {
	profile, err := s.agencies.Profile(ctx)
	if err != nil {
		return nil, err
	}
	return api.AgencyRetrieve200JSONResponse(toAPIAgency(profile)), nil
}

func toAPIAgency(p account.Profile) api.Agency {
	written := api.Agency{AgencyID: p.Agency.ID, Name: p.Agency.Name, Programs: []string{p.Agency.Program}}
	if d := p.Deposit; d != nil {
		written.Deposit = &api.AgencyDeposit{
			Balance: ToAPIMoney(d.Balance), Reserved: ToAPIMoney(d.Reserved), Available: ToAPIMoney(d.Available()),
		}
	}
	return written
}
