package ndc

import (
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// rfiscUpgrade is ATPCO's reason for issuing a document for an upgrade.
const rfiscUpgrade = "0BJ"

// serviceType tells by what a definition stands for, else by ATPCO's RFIC and by
// the names of the industry's common SSR codes.
func serviceType(w *wireServiceDefinition) travel.ServiceType {
	switch {
	case len(w.Baggage) > 0 || w.RFIC == "C" || hasPrefix(w.ServiceCode, "BAG", "XBAG", "PDBG", "ABAG"):
		return travel.ServiceBaggage
	case len(w.SeatProfile) > 0 || hasPrefix(w.ServiceCode, "SEAT", "RQST", "NSST"):
		return travel.ServiceSeat
	case w.RFIC == "G" || (len(w.ServiceCode) == 4 && strings.HasSuffix(string(w.ServiceCode), "ML")):
		return travel.ServiceMeal
	case w.ServiceCode == "UPGD" || w.RFISC == rfiscUpgrade:
		return travel.ServiceUpgrade
	}
	return travel.ServiceOther
}

func hasPrefix(code token, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(string(code), p) {
			return true
		}
	}
	return false
}

// serviceCode prefers the SSR code.
func serviceCode(w *wireServiceDefinition) string {
	if w.ServiceCode != "" {
		return string(w.ServiceCode)
	}
	return string(w.RFISC)
}
