package account

import "context"

type scenarioKey struct{}

// WithScenario notes the fault a sandbox caller has asked to be staged, in the
// form "name" or "name;supplier=id". It travels with everything the call
// causes, as the caller does.
func WithScenario(ctx context.Context, scenario string) context.Context {
	return context.WithValue(ctx, scenarioKey{}, scenario)
}

// ScenarioFrom is the scenario of ctx, "" for none.
func ScenarioFrom(ctx context.Context) string {
	scenario, _ := ctx.Value(scenarioKey{}).(string)
	return scenario
}
