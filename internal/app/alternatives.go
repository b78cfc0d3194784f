package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/account"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/shopping"
	"github.com/farebridge/farebridge/internal/travel"
)

// noScenario is the stage direction that nothing is to happen, whatever the
// search of an offer was rehearsed with.
const noScenario = "none"

// spared are the scenarios alternatives are exempt from: there would be none to
// show otherwise. A slow or broken supplier stays slow or broken.
var spared = []string{"", "price-up", "price-down", "terms-changed", "sold-out"}

// aside is the context alternatives are asked for in.
func aside(ctx context.Context) context.Context {
	name, _, _ := strings.Cut(account.ScenarioFrom(ctx), ";")
	if slices.Contains(spared, name) {
		return account.WithScenario(ctx, noScenario)
	}
	return ctx
}

// asideIn is aside where there is a stage; nil in production.
func asideIn(mode config.Mode) func(context.Context) context.Context {
	if mode != config.Sandbox {
		return nil
	}
	return aside
}

// rehearses reports that what happens is what a sandbox caller asked for.
func rehearses(ctx context.Context) bool {
	scenario := account.ScenarioFrom(ctx)
	return scenario != "" && scenario != noScenario
}

// daysAround is how many days before and after are looked at for alternatives.
const daysAround = 1

// nearby lets pricing search as shopping does.
type nearby struct {
	shopping *shopping.Service
	signer   *offerid.Signer
}

// Search implements pricing.Searcher.
func (n nearby) Search(ctx context.Context, agencyID, program string, search travel.Search, budget time.Duration) (string, error) {
	budget = min(budget, shopping.DefaultBudget)
	result, err := n.shopping.AirShopping(ctx, shopping.Input{
		AgencyID: agencyID, Program: program, Search: search, FlexibleDays: daysAround, Budget: budget.Truncate(time.Millisecond), Scenario: account.ScenarioFrom(ctx),
	})
	if err != nil {
		return "", err
	}
	found, err := n.signer.ReadSearch(agencyID, result.Summary.ShoppingID)
	if err != nil {
		return "", fmt.Errorf("app: search for alternatives: %w", err)
	}
	return found.ID, nil
}
