package storage

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/farebridge/farebridge/internal/account"
)

// ErrNoAgency is a query for an agency's data in a context without one: a
// handler that forgot to authenticate, a worker that does not say for whom it
// acts. It is always a mistake of ours.
var ErrNoAgency = errors.New("storage: no agency in context")

// scoped narrows one statement to the rows of the agency in ctx.
func scoped(ctx context.Context, db *gorm.DB) (*gorm.DB, string, error) {
	agencyID, err := agency(ctx)
	if err != nil {
		return nil, "", err
	}
	return db.WithContext(ctx).Where("agency_id = ?", agencyID), agencyID, nil
}

func agency(ctx context.Context) (string, error) {
	agencyID, ok := account.AgencyFrom(ctx)
	if !ok {
		return "", ErrNoAgency
	}
	return agencyID, nil
}
