package shopping

import (
	"context"
	"fmt"
	"log/slog"
)

// Stream is AirShopping answered as it comes: line is called with a line for
// each supplier that answers and, last, one for the search as a whole. Offers
// can be priced from the moment their line is given. It has AirShopping's
// errors, before any line; an error after the first line ends the stream, and
// so does one of line's, which is returned as it is.
//
// What was given is never taken back, so that where there are more offers than are
// kept, each answer gives its best ones, as many as leave the same to all that may
// still come: who is slower is not cut out.
func (s *Service) Stream(ctx context.Context, in Input, line func([]byte) error) error {
	program, in, err := s.prepare(ctx, in)
	if err != nil {
		return err
	}
	key := in.key()
	_, err = s.searches.do(ctx, in.AgencyID+"\x00stream\x00"+key, func(ctx context.Context, tell func([]byte)) (Result, error) {
		p := s.newPublication(in)
		p.told = true
		found, err := s.question(ctx, key, program, in, func(a arrival) error {
			if !a.report.sold() {
				return nil // the last line says so; if nobody answers, it is an error and not a stream
			}
			part, err := p.part(ctx, a)
			if err == nil {
				tell(part)
			}
			return err
		})
		if err != nil {
			return Result{}, err
		}
		result, err := p.finish(ctx, found)
		if err != nil {
			return Result{}, err
		}
		end, err := s.encoder.End(PageContent{Summary: result.Summary, Total: len(p.set.Offers)})
		if err != nil {
			return Result{}, fmt.Errorf("shopping: encode end: %w", err)
		}
		tell(end)
		return result, nil
	}, line)
	return err
}

// part remembers what one supplier said and makes it a line.
func (p *publication) part(ctx context.Context, a arrival) ([]byte, error) {
	from, entries, offers := len(p.set.Offers), len(p.set.Entries), a.offers
	room := p.maxOffers - from
	if share := min(room, max(1, room/(a.left+1))); len(offers) > share {
		offers, p.cut = offers[:share], true
	}
	err := p.add(offers, a.askedAt)
	if err != nil {
		return nil, err
	}
	if from < len(p.set.Offers) && !p.lost {
		err := p.memory.RememberOffers(ctx, p.set, from)
		if err != nil {
			p.lost = true
			// Remembering the whole is tried again; if that fails too, the last line says so.
			p.logger.WarnContext(ctx, "offers not remembered yet", slog.Any("error", err))
		}
	}
	content := PartContent{Report: a.report, Entries: p.set.Entries[entries:]}
	for _, offer := range p.set.Offers[from:] {
		content.Offers = append(content.Offers, offer.Fragment)
	}
	line, err := p.encoder.Part(content)
	if err != nil {
		return nil, fmt.Errorf("shopping: encode part: %w", err)
	}
	return line, nil
}
