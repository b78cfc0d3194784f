package ndcair

import (
	"time"

	"github.com/farebridge/farebridge/internal/simulator/courier"
)

// Impatient has the surface try again at once, and tells of every pause it would
// have made; call it before serving.
func (s *Surface) Impatient(pauses chan<- time.Duration) {
	s.herald.courier = courier.New(courier.Config{Now: s.stage.Now, After: func(d time.Duration) <-chan time.Time {
		pauses <- d
		now := make(chan time.Time, 1)
		now <- time.Time{}
		return now
	}})
}
