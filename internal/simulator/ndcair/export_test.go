package ndcair

import "time"

// Impatient has the surface try again at once, and tells of every pause it would
// have made.
func (s *Surface) Impatient(pauses chan<- time.Duration) {
	s.herald.after = func(d time.Duration) <-chan time.Time {
		pauses <- d
		now := make(chan time.Time, 1)
		now <- time.Time{}
		return now
	}
}
