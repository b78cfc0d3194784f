package shopping

import (
	"errors"
	"slices"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// hearing collects what suppliers say to one question, about all its dates.
type hearing struct {
	reports [][]SupplierReport // by supplier and variant
	offers  [][]candidate      // by supplier and variant, supplier first
	days    []CalendarDay
	noRate  []money.Currency // of what is left out for want of a rate
	wait    time.Duration    // the shortest a supplier asked for; 0: none did
}

// newHearing begins with what stands if nothing comes.
func newHearing(suppliers []*supplier.Connector, variants []travel.Search, in Input) *hearing {
	h := &hearing{offers: make([][]candidate, len(suppliers)*len(variants))}
	for _, connector := range suppliers {
		silent := SupplierReport{SupplierID: connector.ID, Status: StatusTimeout, Latency: in.Budget - in.Budget/reserve, Reason: ReasonTimeout}
		if connector.Shop == nil {
			silent = SupplierReport{SupplierID: connector.ID, Status: StatusSkipped, Reason: ReasonUnsupported}
		}
		of := make([]SupplierReport, len(variants))
		for day := range of {
			of[day] = silent
		}
		h.reports = append(h.reports, of)
	}
	if in.FlexibleDays > 0 {
		for _, search := range variants {
			h.days = append(h.days, CalendarDay{Dates: datesOf(search)})
		}
	}
	return h
}

func (h *hearing) take(a said, r SupplierReport) {
	h.reports[a.place][a.day] = r
	h.offers[a.place*len(h.reports[a.place])+a.day] = a.offers
	h.noRate = append(h.noRate, a.noRate...)
	var failure *supplier.Error
	if errors.As(a.err, &failure) && failure.RetryAfter > 0 && (h.wait == 0 || failure.RetryAfter < h.wait) {
		h.wait = failure.RetryAfter
	}
}

// findings puts everything together, in an order that does not depend on who
// was faster, and says after which time to ask again if nobody answered.
func (h *hearing) findings(now time.Time) (findings, time.Duration) {
	found := findings{askedAt: now, days: h.days, noRate: h.noRate}
	for _, of := range h.reports {
		found.reports = append(found.reports, united(of))
		id := of[0].SupplierID
		// Of each day for itself: one report for all of them has one reason.
		if slices.ContainsFunc(of, SupplierReport.missing) {
			found.missing = append(found.missing, id)
		}
		if slices.ContainsFunc(of, func(r SupplierReport) bool { return r.Reason == ReasonRejected }) {
			found.rejected = append(found.rejected, id)
		}
	}
	for day := range found.days {
		found.days[day].Complete = true
		for _, of := range h.reports {
			r := of[day]
			found.days[day].Complete = found.days[day].Complete && !r.missing() && r.Dropped == 0
		}
	}
	for _, offers := range h.offers {
		found.offers = append(found.offers, offers...)
	}
	return found, h.wait
}
