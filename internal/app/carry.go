package app

import (
	"context"

	"github.com/farebridge/farebridge/internal/account"
)

const scenarioCarried = "scenario"

// capture notes what a job takes along from the call that caused it: the
// misfortune its caller is rehearsing. Whom it acts for stands in its arguments.
func capture(ctx context.Context) map[string]string {
	scenario := account.ScenarioFrom(ctx)
	if scenario == "" {
		return nil
	}
	return map[string]string{scenarioCarried: scenario}
}

func restore(ctx context.Context, carried map[string]string) context.Context {
	if scenario := carried[scenarioCarried]; scenario != "" {
		return account.WithScenario(ctx, scenario)
	}
	return ctx
}
