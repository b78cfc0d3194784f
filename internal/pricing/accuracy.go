package pricing

import (
	"context"

	"github.com/farebridge/farebridge/internal/travel"
)

// Accuracy is how often a supplier's prices held between shopping and the first
// look after it, since this process began to count.
type Accuracy struct {
	Checked   int64 // shopped offers that were asked about again and answered
	Unchanged int64
}

// Share is the part of what was checked that was unchanged; false: nothing was.
func (a Accuracy) Share() (float64, bool) {
	if a.Checked == 0 {
		return 0, false
	}
	return float64(a.Unchanged) / float64(a.Checked), true
}

// Accuracy is that of one supplier.
func (s *Service) Accuracy(supplierID string) Accuracy {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accuracy[supplierID]
}

// count notes what became of an offer that shopping showed. One that was priced
// since, or that is looked at only as an alternative, says nothing of shopping:
// the first is seconds old, the second was picked where prices had moved.
func (s *Service) count(ctx context.Context, shown travel.Offer, outcome Outcome) {
	if shown.Verified || s.rehearsal(ctx) {
		return
	}
	s.mu.Lock()
	a := s.accuracy[shown.SupplierID]
	a.Checked++
	if outcome == Unchanged {
		a.Unchanged++
	}
	s.accuracy[shown.SupplierID] = a
	s.mu.Unlock()
	s.observe(shown.SupplierID, outcome)
}
