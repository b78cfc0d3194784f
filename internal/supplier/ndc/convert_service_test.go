package ndc

import (
	"testing"

	"github.com/farebridge/farebridge/internal/travel"
)

// Airlines say what a service is by one code or another.
func TestWhatAServiceIs(t *testing.T) {
	t.Parallel()
	for what, tc := range map[string]struct {
		said wireServiceDefinition
		want travel.ServiceType
		code string
	}{
		"an upgrade by RFISC":     {wireServiceDefinition{RFIC: "A", RFISC: "0BJ"}, travel.ServiceUpgrade, "0BJ"},
		"an upgrade by its code":  {wireServiceDefinition{ServiceCode: "UPGD"}, travel.ServiceUpgrade, "UPGD"},
		"a bag by RFIC":           {wireServiceDefinition{RFIC: "C", RFISC: "0CC"}, travel.ServiceBaggage, "0CC"},
		"a meal by SSR":           {wireServiceDefinition{ServiceCode: "VGML"}, travel.ServiceMeal, "VGML"},
		"of air transport, other": {wireServiceDefinition{RFIC: "A", RFISC: "0G6"}, travel.ServiceOther, "0G6"},
	} {
		if got, code := serviceType(&tc.said), serviceCode(&tc.said); got != tc.want || code != tc.code {
			t.Errorf("%s: %s %s", what, got, code)
		}
	}
}
