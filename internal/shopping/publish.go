package shopping

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/travel"
)

// publish makes findings one agency's own: ids, encoded forms, a place in
// memory, and the first page.
func (s *Service) publish(ctx context.Context, in Input, found findings) (Result, error) {
	set := Set{AgencyID: in.AgencyID, SearchID: travel.NewID(travel.PrefixSearch), Summary: summarise(found)}
	shoppingID, err := s.signer.Search(in.AgencyID, offerid.Search{ID: set.SearchID, ExpiresAt: set.Summary.ExpiresAt})
	if err != nil {
		return Result{}, fmt.Errorf("shopping: %w", err)
	}
	set.Summary.ShoppingID = shoppingID
	numbers := make(map[EntryName]int)
	for ordinal, c := range found.offers {
		offer, err := s.own(in, c, set.SearchID, ordinal, found.askedAt)
		if err != nil {
			return Result{}, err
		}
		fragment, err := s.encoder.Offer(offer)
		if err != nil {
			return Result{}, fmt.Errorf("shopping: encode offer: %w", err)
		}
		indexed := c.keys
		for _, entry := range fragment.Entries {
			number, known := numbers[entry.EntryName]
			if !known {
				number = len(set.Entries)
				numbers[entry.EntryName] = number
				set.Entries = append(set.Entries, entry)
			}
			indexed.Entries = append(indexed.Entries, number)
		}
		set.Offers = append(set.Offers, Remembered{Offer: offer, Fragment: fragment.Body, Indexed: indexed})
	}
	set.KeepFor = set.Summary.ExpiresAt.Sub(found.askedAt) + offerid.Grace

	body, err := s.first(set, DefaultLimit)
	if err != nil {
		return Result{}, err
	}
	set.FirstPage = body
	err = s.memory.Remember(ctx, set)
	if err == nil {
		return Result{Summary: set.Summary, Body: body}, nil
	}
	s.logger.ErrorContext(ctx, "offers not remembered", slog.String("shoppingId", set.Summary.ShoppingID), slog.Any("error", err))
	return s.unremembered(set)
}

// unremembered answers live although nothing can be read again: on one page as
// large as there can be, because there will not be another.
func (s *Service) unremembered(set Set) (Result, error) {
	set.Summary.Warnings = append(slices.Clone(set.Summary.Warnings), Warning{Code: WarningOffersNotRemembered})
	if len(set.Offers) > MaxLimit {
		set.Offers = set.Offers[:MaxLimit]
		if !set.Summary.Truncated {
			set.Summary.Truncated = true
			set.Summary.Warnings = append(set.Summary.Warnings, Warning{Code: WarningResultsTruncated, Params: []string{strconv.Itoa(MaxLimit)}})
		}
	}
	body, err := s.first(set, MaxLimit)
	if err != nil {
		return Result{}, err
	}
	return Result{Summary: set.Summary, Body: body}, nil
}

func (s *Service) own(in Input, c candidate, search string, ordinal int, now time.Time) (travel.Offer, error) {
	ends := expiry(c.offer, now)
	id, err := s.signer.Offer(in.AgencyID, offerid.Offer{Search: search, Ordinal: ordinal, ExpiresAt: ends})
	if err != nil {
		return travel.Offer{}, fmt.Errorf("shopping: %w", err)
	}
	offer := travel.Offer{
		ID: id, AgencyID: in.AgencyID, Program: in.Program, SupplierID: c.supplierID, Contract: in.Search.Contract,
		Pax: in.Search.Pax, SupplierOffer: c.offer, Net: c.offer.Total, Published: c.priced.Published,
		Trace: c.priced.Trace, PricedAt: now, Source: travel.SourceLive,
	}
	offer.Items, offer.Total = c.priced.Items, c.priced.Total
	offer.Clocks.OfferExpiresAt, offer.Clocks.PayBy = ends, offerid.PayBy(c.offer.Clocks.PayBy, now)
	return offer, nil
}

// first encodes the first page from what is in hand.
func (s *Service) first(set Set, limit int) ([]byte, error) {
	content := PageContent{Summary: set.Summary}
	shown := min(limit, len(set.Offers))
	needed := make([]bool, len(set.Entries))
	for _, offer := range set.Offers[:shown] {
		content.Offers = append(content.Offers, offer.Fragment)
		for _, number := range offer.Indexed.Entries {
			needed[number] = true
		}
	}
	for number, entry := range set.Entries {
		if needed[number] {
			content.Entries = append(content.Entries, entry)
		}
	}
	if shown < len(set.Offers) {
		content.After = cursor(shown)
	}
	body, err := s.encoder.Page(content)
	if err != nil {
		return nil, fmt.Errorf("shopping: encode page: %w", err)
	}
	return body, nil
}

func summarise(found findings) Summary {
	summary := Summary{Complete: true, Truncated: found.truncated, Suppliers: found.reports}
	for _, c := range found.offers {
		if ends := expiry(c.offer, found.askedAt); ends.After(summary.ExpiresAt) {
			summary.ExpiresAt = ends
		}
	}
	if summary.ExpiresAt.IsZero() {
		summary.ExpiresAt = offerid.Expiry(time.Time{}, found.askedAt)
	}

	var missing []string
	dropped := 0
	for _, r := range found.reports {
		switch r.Status {
		case StatusTimeout, StatusError, StatusOpen:
			missing = append(missing, r.SupplierID)
		case StatusPartial:
			dropped += r.Dropped
			if r.Reason == ReasonCutShort {
				missing = append(missing, r.SupplierID)
			}
		case StatusOK, StatusSkipped:
		}
	}
	if len(missing) > 0 {
		summary.Complete = false
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningPartialResults, Params: missing})
	}
	if dropped > 0 {
		summary.Complete = false
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningOffersDropped, Params: []string{strconv.Itoa(dropped)}})
	}
	if found.truncated {
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningResultsTruncated, Params: []string{strconv.Itoa(len(found.offers))}})
	}
	return summary
}
