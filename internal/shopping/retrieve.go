package shopping

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// Page asks for a part of a finished search. Zero Limit means DefaultLimit, an
// empty Order OrderPrice; After is the cursor of the page before, "" for the
// first, and goes on only in the order and under the filter it was given in.
type Page struct {
	AgencyID   string
	ShoppingID string
	Limit      int
	After      string
	Order      Order
	Filter     Filter
}

// Retrieve reads a page as callers see it, asking no supplier and decoding no
// offer. Errors: CodeNotFound for an id this agency was not given,
// CodeOfferExpired for one that is past its time or forgotten,
// CodeValidationFailed, CodeOfferStoreUnavailable.
func (s *Service) Retrieve(ctx context.Context, page Page) (Encoded, error) {
	seen, start, err := page.view()
	if err != nil {
		return Encoded{}, err
	}
	search, err := s.signer.ReadSearch(page.AgencyID, page.ShoppingID)
	if err != nil {
		return Encoded{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return Encoded{}, fmt.Errorf("shopping: clock: %w", err)
	}
	if !now.Before(search.ExpiresAt) {
		return Encoded{}, travel.NewError(travel.CodeOfferExpired)
	}
	body, err := s.recall(ctx, page, seen, search.ID, start)
	if err != nil && travel.CodeOf(err) == travel.CodeNotFound {
		// The id was ours: what it names is not unknown but gone.
		return Encoded{}, travel.NewError(travel.CodeOfferExpired).Because(err)
	}
	return body, err
}

// recall reads a page that is kept as it is, or puts it together. Pages that
// many will ask for are kept from their second reading on: whole pages of the
// usual sizes, of everything, as ranked.
func (s *Service) recall(ctx context.Context, page Page, seen view, searchID string, start int) (Encoded, error) {
	name, keeps := "", seen == view{} && slices.Contains([]int{DefaultLimit, MaxLimit}, page.limit()) && start%page.limit() == 0
	if keeps {
		name = seen.place(start) + "+" + strconv.Itoa(page.limit())
		kept, err := s.memory.Page(ctx, page.AgencyID, searchID, name)
		if err == nil {
			return Encoded{Gzip: kept}, nil
		}
		if travel.CodeOf(err) != travel.CodeNotFound || name == FirstPage {
			return Encoded{}, err
		}
	}
	contents, err := s.memory.Index(ctx, page.AgencyID, searchID)
	if err != nil {
		return Encoded{}, err
	}
	body, err := s.window(ctx, page, seen, searchID, contents, start)
	if err != nil || !keeps {
		return Encoded{JSON: body}, err
	}
	gzipped, err := compress(body)
	if err != nil {
		return Encoded{}, err
	}
	err = s.memory.KeepPage(ctx, page.AgencyID, searchID, name, gzipped)
	if err != nil {
		s.logger.WarnContext(ctx, "page not kept", slog.Any("error", err))
	}
	return Encoded{JSON: body, Gzip: gzipped}, nil
}

func (s *Service) window(ctx context.Context, page Page, seen view, searchID string, contents Index, start int) ([]byte, error) {
	if most := page.Filter.MaxPrice; most != nil && len(contents.Offers) > 0 && !slices.ContainsFunc(contents.Offers, func(o Indexed) bool { return o.in(most.Currency) }) {
		// Nothing can be said of any offer: that is no page of none.
		return nil, travel.NewError(travel.CodeValidationFailed).With(travel.FieldError{
			Pointer: "/currency", Code: "otherCurrency", Params: []any{strings.Join(contents.currencies(), ", ")},
		})
	}
	places := page.choose(contents)
	if start > len(places) {
		return nil, badCursor()
	}
	total, end := len(places), min(start+page.limit(), len(places))
	places = places[start:end]
	var entries []int
	for _, place := range places {
		entries = append(entries, contents.Offers[place].Entries...)
	}
	entries = distinct(entries)
	if len(entries) > 0 && entries[len(entries)-1] >= len(contents.Lists) {
		return nil, fmt.Errorf("shopping: index of %s names entry %d of %d", searchID, entries[len(entries)-1], len(contents.Lists))
	}
	parts, err := s.memory.Fragments(ctx, page.AgencyID, searchID, places, entries)
	if err != nil {
		return nil, err
	}
	content := PageContent{Summary: contents.Summary, Offers: parts.Offers, Total: total}
	for i, number := range entries {
		content.Entries = append(content.Entries, Entry{EntryName: contents.Lists[number], Body: parts.Entries[i]})
	}
	if end < total {
		content.After = seen.cursor(page.ShoppingID, end)
	}
	body, err := s.encoder.Page(content)
	if err != nil {
		return nil, fmt.Errorf("shopping: encode page: %w", err)
	}
	return body, nil
}

// currencies are those in which any of the prices is known.
func (i Index) currencies() []string {
	var all []string
	for _, offer := range i.Offers {
		for _, price := range []money.Money{offer.Total, offer.Display} {
			if price.Currency != "" {
				all = append(all, string(price.Currency))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// choose gives the places in an index that are looked at, sorted.
func (p Page) choose(contents Index) []int {
	places := make([]int, 0, len(contents.Offers))
	for place, offer := range contents.Offers {
		if p.Filter.keeps(offer) {
			places = append(places, place)
		}
	}
	p.Order.arrange(places, contents.Offers)
	return places
}

func (p Page) limit() int {
	if p.Limit == 0 {
		return DefaultLimit
	}
	return p.Limit
}

func (p Page) view() (view, int, error) {
	if wrong := p.Check(); len(wrong) > 0 {
		return view{}, 0, travel.NewError(travel.CodeValidationFailed).With(wrong...)
	}
	seen := viewOf(p.Order, p.Filter)
	start, _ := seen.start(p.ShoppingID, p.After)
	return seen, start, nil
}

// Check finds what is wrong with a page whatever its search found.
func (p Page) Check() []travel.FieldError {
	var wrong []travel.FieldError
	if p.limit() < 1 || p.limit() > MaxLimit {
		wrong = append(wrong, travel.FieldError{Pointer: "/limit", Code: "outOfRange", Params: []any{1, MaxLimit}})
	}
	if p.Order != "" && !p.Order.known() {
		wrong = append(wrong, travel.FieldError{Pointer: "/sort", Code: "unknownValue"})
	}
	if _, ok := viewOf(p.Order, p.Filter).start(p.ShoppingID, p.After); !ok {
		wrong = append(wrong, badAfter)
	}
	return wrong
}

// view is an order and a filter, in short. The zero view is everything as it is
// ranked.
type view struct{ digest string }

func viewOf(order Order, filter Filter) view {
	if (order == "" || order == OrderPrice) && filter.none() {
		return view{}
	}
	search := travel.Search{Preferences: filter.Preferences}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %s\n%s", order, slices.Sorted(slices.Values(filter.Suppliers)), filter.Day, asked(search, "")))
	return view{digest: hex.EncodeToString(sum[:6])}
}

// place says where a page of a view begins.
func (v view) place(start int) string {
	if v.digest == "" {
		return "r" + strconv.Itoa(start)
	}
	return "v" + v.digest + "." + strconv.Itoa(start)
}

// cursor says where the next page of a view of a search begins. It names both, so
// that it never goes on in another one.
func (v view) cursor(shoppingID string, start int) string {
	sum := sha256.Sum256([]byte(shoppingID))
	return v.place(start) + "." + hex.EncodeToString(sum[:4])
}

// start reads a cursor of this view of a search; "" is the beginning.
func (v view) start(shoppingID, after string) (int, bool) {
	if after == "" {
		return 0, true
	}
	place := after[:max(0, strings.LastIndex(after, "."))]
	start, err := strconv.Atoi(place[strings.LastIndexAny(place, "r.")+1:])
	return start, err == nil && start >= 1 && v.cursor(shoppingID, start) == after
}

var badAfter = travel.FieldError{Pointer: "/after", Code: "malformed"}

func badCursor() error { return travel.NewError(travel.CodeValidationFailed).With(badAfter) }
