package rest

import (
	"context"
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/travel"
)

// maxAdvance is how far one call moves the sandbox's clock: beyond the day the
// last flight of any schedule has left.
const maxAdvance = 400 * day

// SandboxClockRetrieve reads the sandbox's clock. In production there is none.
func (s *server) SandboxClockRetrieve(ctx context.Context, _ api.SandboxClockRetrieveRequestObject) (api.SandboxClockRetrieveResponseObject, error) {
	if s.sandbox == nil {
		return nil, travel.NewError(travel.CodeNotFound)
	}
	offset, err := s.sandbox.ClockOffset(ctx)
	if err != nil {
		return nil, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	return api.SandboxClockRetrieve200JSONResponse(toAPIClock(now, offset)), nil
}

// SandboxClockAdvance moves the sandbox's clock.
func (s *server) SandboxClockAdvance(ctx context.Context, r api.SandboxClockAdvanceRequestObject) (api.SandboxClockAdvanceResponseObject, error) {
	if s.sandbox == nil {
		return nil, travel.NewError(travel.CodeNotFound)
	}
	var found findings
	by, err := parseDuration(r.Body.Advance)
	switch {
	case err != nil:
		found.add(finding("/advance", findDuration))
	case by <= 0 || by > maxAdvance:
		found.add(finding("/advance", findOutOfRange, "PT1S", formatDuration(maxAdvance)))
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	now, offset, err := s.sandbox.AdvanceClock(ctx, by)
	if err != nil {
		return nil, err
	}
	return api.SandboxClockAdvance200JSONResponse(toAPIClock(now, offset)), nil
}

func toAPIClock(now time.Time, offset time.Duration) api.SandboxClock {
	return api.SandboxClock{Now: now.UTC(), Offset: formatDuration(offset)}
}
