package shopping

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// says asks a supplier, or gives again what it said to the very same question
// a moment ago, under whatever program and for whichever agency it was asked.
// Only whole answers are kept. The scenario is part of the question, so that
// what was staged for one caller is not shown to another.
func (s *Service) says(ctx context.Context, connector *supplier.Connector, search travel.Search, scenario string, now time.Time) (Answer, travel.Source, bool, error) {
	key := ""
	if s.reuseFor > 0 {
		sum := sha256.Sum256([]byte(fmt.Sprintf("%q ", connector.ID) + asked(search, scenario)))
		key = hex.EncodeToString(sum[:])
		kept, ok := s.answers.Answer(ctx, key)
		// Age is judged here: memory may keep things longer, and the sandbox's clock moves.
		if age := now.Sub(kept.At); ok && age >= 0 && age < s.reuseFor {
			return kept, travel.SourceCached, false, nil
		}
	}
	said, err := connector.Shop.Shop(ctx, search)
	if err != nil {
		return Answer{}, "", false, err
	}
	if said.Partial {
		s.logger.WarnContext(ctx, "answer cut short", slog.String("supplier", connector.ID), slog.Any("why", said.Cut))
	}
	answer := Answer{Offers: said.Offers, Dropped: said.Dropped, At: now}
	if s.reuseFor > 0 && !said.Partial {
		s.answers.KeepAnswer(ctx, key, answer, s.reuseFor)
	}
	return answer, travel.SourceLive, said.Partial, nil
}
