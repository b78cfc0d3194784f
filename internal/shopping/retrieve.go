package shopping

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// Page asks for a part of a finished search. Zero Limit means DefaultLimit;
// After is the cursor of the page before, "" for the first.
type Page struct {
	AgencyID   string
	ShoppingID string
	Limit      int
	After      string
}

// Retrieve reads a page as callers see it, asking no supplier and decoding no
// offer. Errors: CodeNotFound for an id this agency was not given,
// CodeOfferExpired for one that is past its time or forgotten,
// CodeValidationFailed, CodeOfferStoreUnavailable.
func (s *Service) Retrieve(ctx context.Context, page Page) ([]byte, error) {
	start, err := page.start()
	if err != nil {
		return nil, err
	}
	search, err := s.signer.ReadSearch(page.AgencyID, page.ShoppingID)
	if err != nil {
		return nil, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, fmt.Errorf("shopping: clock: %w", err)
	}
	if !now.Before(search.ExpiresAt) {
		return nil, travel.NewError(travel.CodeOfferExpired)
	}
	body, err := s.recall(ctx, page, search.ID, start)
	if err != nil && travel.CodeOf(err) == travel.CodeNotFound {
		// The id was ours: what it names is not unknown but gone.
		return nil, travel.NewError(travel.CodeOfferExpired).Because(err)
	}
	return body, err
}

func (s *Service) recall(ctx context.Context, page Page, searchID string, start int) ([]byte, error) {
	if start == 0 && page.limit() == DefaultLimit {
		return s.memory.FirstPage(ctx, page.AgencyID, searchID)
	}
	contents, err := s.memory.Index(ctx, page.AgencyID, searchID)
	if err != nil {
		return nil, err
	}
	return s.window(ctx, page, searchID, contents, start)
}

func (s *Service) window(ctx context.Context, page Page, searchID string, contents Index, start int) ([]byte, error) {
	if start > len(contents.Offers) {
		return nil, badCursor()
	}
	end := min(start+page.limit(), len(contents.Offers))
	var ordinals, entries []int
	for ordinal := start; ordinal < end; ordinal++ {
		ordinals = append(ordinals, ordinal)
		entries = append(entries, contents.Offers[ordinal].Entries...)
	}
	entries = distinct(entries)
	if len(entries) > 0 && entries[len(entries)-1] >= len(contents.Lists) {
		return nil, fmt.Errorf("shopping: index of %s names entry %d of %d", searchID, entries[len(entries)-1], len(contents.Lists))
	}
	parts, err := s.memory.Fragments(ctx, page.AgencyID, searchID, ordinals, entries)
	if err != nil {
		return nil, err
	}
	content := PageContent{Summary: contents.Summary, Offers: parts.Offers}
	for i, number := range entries {
		content.Entries = append(content.Entries, Entry{EntryName: contents.Lists[number], Body: parts.Entries[i]})
	}
	if end < len(contents.Offers) {
		content.After = cursor(end)
	}
	body, err := s.encoder.Page(content)
	if err != nil {
		return nil, fmt.Errorf("shopping: encode page: %w", err)
	}
	return body, nil
}

func (p Page) limit() int {
	if p.Limit == 0 {
		return DefaultLimit
	}
	return p.Limit
}

func (p Page) start() (int, error) {
	if p.limit() < 1 || p.limit() > MaxLimit {
		return 0, travel.NewError(travel.CodeValidationFailed).With(travel.FieldError{Pointer: "/limit", Code: "outOfRange", Params: []any{1, MaxLimit}})
	}
	if p.After == "" {
		return 0, nil
	}
	digits, ok := strings.CutPrefix(p.After, cursorPrefix)
	start, err := strconv.Atoi(digits)
	if !ok || err != nil || start < 1 || cursor(start) != p.After {
		return 0, badCursor()
	}
	return start, nil
}

// cursorPrefix names the order a cursor counts in; other orders will have
// letters of their own, so that a cursor never continues in a wrong one.
const cursorPrefix = "r"

func cursor(start int) string { return cursorPrefix + strconv.Itoa(start) }

func badCursor() error {
	return travel.NewError(travel.CodeValidationFailed).With(travel.FieldError{Pointer: "/after", Code: "malformed"})
}
