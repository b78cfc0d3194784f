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

// publication makes findings one agency's own: ids, encoded forms, a place in
// memory, and the first page. Its offers are in the order they were added
// until it is finished, and ranked then.
type publication struct {
	*Service
	in      Input
	set     Set
	ranked  []candidate // those of set.Offers
	numbers map[EntryName]int
	cut     bool // there were more offers than are kept
	told    bool // line by line: what was shown is not taken back
	lost    bool // memory did not take what came: it is not waited for again before the end
}

func (s *Service) newPublication(in Input) *publication {
	asked := in.Search
	asked.AccountCodes = slices.DeleteFunc(slices.Clone(asked.AccountCodes), func(c travel.AccountCode) bool { return c.Contract != "" })
	return &publication{
		Service: s, in: in, numbers: make(map[EntryName]int),
		set: Set{AgencyID: in.AgencyID, SearchID: travel.NewID(travel.PrefixSearch), Asked: asked},
	}
}

// add gives offers an identity and a form. Those there is no number for are
// left out, aloud.
func (p *publication) add(offers []candidate, now time.Time) error {
	if room := offerid.MaxOrdinal - len(p.set.Offers); len(offers) > room {
		offers, p.cut = offers[:room], true
	}
	known := func(name EntryName) bool {
		_, has := p.numbers[name]
		return has
	}
	p.set.Offers, p.ranked = slices.Grow(p.set.Offers, len(offers)), slices.Grow(p.ranked, len(offers))
	for _, c := range offers {
		ordinal := len(p.set.Offers)
		offer, err := p.own(c, ordinal, now)
		if err != nil {
			return err
		}
		fragment, err := p.encoder.Offer(offer, known)
		if err != nil {
			return fmt.Errorf("shopping: encode offer: %w", err)
		}
		indexed := c.keys
		indexed.Ordinal = ordinal
		for _, entry := range fragment.Entries {
			number, known := p.numbers[entry.EntryName]
			if !known {
				number = len(p.set.Entries)
				p.numbers[entry.EntryName] = number
				p.set.Entries = append(p.set.Entries, entry)
			}
			indexed.Entries = append(indexed.Entries, number)
		}
		p.set.Offers = append(p.set.Offers, Remembered{Offer: offer, Fragment: fragment.Body, Indexed: indexed})
		p.ranked = append(p.ranked, c)
	}
	p.set.KeepFor = p.expires(now).Sub(now) + offerid.Grace
	return nil
}

func (p *publication) own(c candidate, ordinal int, now time.Time) (travel.Offer, error) {
	ends := expiry(c.offer, now)
	id, err := p.signer.Offer(p.in.AgencyID, offerid.Offer{Search: p.set.SearchID, Ordinal: ordinal, ExpiresAt: ends})
	if err != nil {
		return travel.Offer{}, fmt.Errorf("shopping: %w", err)
	}
	offer := travel.Offer{
		ID: id, AgencyID: p.in.AgencyID, Program: p.in.Program, SupplierID: c.supplierID, Contract: p.in.Search.Contract,
		Pax: p.in.Search.Pax, SupplierOffer: c.offer, Net: c.offer.Total, Published: c.priced.Published,
		Trace: c.priced.Trace, PricedAt: c.at, Source: c.source, Scenario: p.in.Scenario,
	}
	if c.keys.Display.Currency != "" {
		offer.Display = &c.keys.Display
	}
	offer.Items, offer.Total = c.priced.Items, c.priced.Total
	offer.Clocks.OfferExpiresAt, offer.Clocks.PayBy = ends, offerid.PayBy(c.offer.Clocks.PayBy, now)
	return offer, nil
}

// finish ranks the offers, sums up and remembers everything. What cannot be
// remembered is answered all the same.
func (p *publication) finish(ctx context.Context, found findings) (Result, error) {
	p.sort()
	summary := summarise(found, p.cut, len(p.set.Offers))
	summary.ExpiresAt = p.expires(found.askedAt)
	summary.Calendar = calendar(found.days, found.offers, p.set.Offers)
	shoppingID, err := p.signer.Search(p.in.AgencyID, offerid.Search{ID: p.set.SearchID, ExpiresAt: summary.ExpiresAt})
	if err != nil {
		return Result{}, fmt.Errorf("shopping: %w", err)
	}
	summary.ShoppingID = shoppingID
	p.set.Summary = summary
	p.set.KeepFor = summary.ExpiresAt.Sub(found.askedAt) + offerid.Grace

	page, err := p.first(DefaultLimit)
	if err != nil {
		return Result{}, err
	}
	p.set.FirstPage, err = compress(page.JSON)
	if err != nil {
		return Result{}, err
	}
	err = p.memory.Remember(ctx, p.set)
	if err == nil {
		page.Gzip = p.set.FirstPage
		return Result{Summary: p.set.Summary, Page: page}, nil
	}
	p.logger.ErrorContext(ctx, "offers not remembered", slog.String("shoppingId", p.set.Summary.ShoppingID), slog.Any("error", err))
	return p.unremembered(found)
}

// sort ranks the offers.
func (p *publication) sort() {
	places := make([]int, len(p.ranked))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return better(&p.ranked[a], &p.ranked[b], p.in.Currency) })
	p.take(places)
}

// take keeps the offers at these places, in this order.
func (p *publication) take(places []int) {
	offers, ranked := make([]Remembered, len(places)), make([]candidate, len(places))
	for i, place := range places {
		offers[i], ranked[i] = p.set.Offers[place], p.ranked[place]
	}
	p.set.Offers, p.ranked = offers, ranked
}

// cutTo keeps the n best.
func (p *publication) cutTo(n int, found findings) {
	p.sort()
	if len(p.ranked) > n {
		p.take(best(p.ranked, found.days, n))
		p.cut = true
	}
}

func (p *publication) expires(now time.Time) time.Time {
	var last time.Time
	for _, offer := range p.set.Offers {
		if ends := offer.Offer.Clocks.OfferExpiresAt; ends.After(last) {
			last = ends
		}
	}
	if last.IsZero() {
		return offerid.Expiry(time.Time{}, now)
	}
	return last
}

// unremembered answers live although nothing can be read again: on one page as
// large as there can be, because there will not be another.
func (p *publication) unremembered(found findings) (Result, error) {
	summary := &p.set.Summary
	summary.Warnings = append(slices.Clone(summary.Warnings), Warning{Code: WarningOffersNotRemembered})
	if len(p.set.Offers) > MaxLimit && !p.told {
		p.take(best(p.ranked, found.days, MaxLimit))
		summary.Calendar = calendar(found.days, found.offers, p.set.Offers)
		if !summary.Truncated {
			summary.Truncated = true
			summary.Warnings = append(summary.Warnings, Warning{Code: WarningResultsTruncated, Params: []string{strconv.Itoa(MaxLimit)}})
		}
	}
	page, err := p.first(MaxLimit)
	if err != nil {
		return Result{}, err
	}
	return Result{Summary: p.set.Summary, Page: page}, nil
}

// first encodes the first page from what is in hand.
func (p *publication) first(limit int) (Encoded, error) {
	set := p.set
	content := PageContent{Summary: set.Summary, Total: len(set.Offers)}
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
		content.After = view{}.cursor(set.Summary.ShoppingID, shown)
	}
	body, err := p.encoder.Page(content)
	if err != nil {
		return Encoded{}, fmt.Errorf("shopping: encode page: %w", err)
	}
	return Encoded{JSON: body}, nil
}

func summarise(found findings, truncated bool, kept int) Summary {
	summary := Summary{Complete: true, Truncated: truncated, Suppliers: found.reports, RatesOf: found.ratesOf}
	dropped := 0
	for _, r := range found.reports {
		dropped += r.Dropped
	}
	if len(found.missing) > 0 {
		summary.Complete = false
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningPartialResults, Params: found.missing})
	}
	if len(found.rejected) > 0 {
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningSearchRejected, Params: found.rejected})
	}
	if dropped > 0 {
		summary.Complete = false
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningOffersDropped, Params: []string{strconv.Itoa(dropped)}})
	}
	if truncated {
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningResultsTruncated, Params: []string{strconv.Itoa(kept)}})
	}
	if len(found.noRate) > 0 {
		var params []string
		for _, currency := range found.noRate {
			params = append(params, string(currency))
		}
		summary.Warnings = append(summary.Warnings, Warning{Code: WarningNoRate, Params: params})
	}
	return summary
}
