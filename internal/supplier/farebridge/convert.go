package farebridge

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/farebridge/farebridge/api/client"
	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/reference"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// offerFrom converts an offer, or says why it cannot be sold. token accepts it,
// "" when it needs none.
func offerFrom(w client.Offer, known lists, pax []travel.Pax, token string) (travel.SupplierOffer, error) {
	switch {
	case w.OfferID == "":
		return travel.SupplierOffer{}, errors.New("offer without id")
	case !reference.Designator(w.OwnerCode):
		return travel.SupplierOffer{}, fmt.Errorf("owner %q is not an airline designator", supplier.Clip(w.OwnerCode))
	}
	if w.MerchantOfRecord != nil {
		return travel.SupplierOffer{}, errors.New("charged to the traveller's card by the peer's supplier, which our deposit does not pay")
	}
	rules, err := paxRulesFrom(w)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	total, err := amount(w.TotalPrice)
	if err != nil {
		return travel.SupplierOffer{}, fmt.Errorf("total: %w", err)
	}
	items, err := itemsFrom(w.OfferItems, total, pax)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	flown, err := itineraryFrom(w.PaxJourneyIds, known)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	terms, err := termsFrom(w, known, flown, pax)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	ref := offerRef{Offer: w.OfferID, Currency: string(total.Currency), Token: token, Instant: !w.Holdable}
	for _, p := range pax {
		ref.Pax = append(ref.Pax, p.ID)
	}
	handle, err := ref.encode()
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	offer := travel.SupplierOffer{
		Owner: w.OwnerCode, Ref: handle, Journeys: flown.journeys, Items: items, Total: total, Terms: terms,
		Clocks: travel.Clocks{
			OfferExpiresAt: instant(w.OfferExpiresAt), PriceGuaranteedUntil: instant(w.PriceGuaranteedUntil),
			InventoryGuaranteedUntil: instant(w.InventoryGuaranteedUntil), PayBy: instant(w.PayBy), TicketBy: instant(w.TicketBy),
		},
		Holdable: w.Holdable, PaxRules: rules,
	}
	if w.SeatsLeft != nil && *w.SeatsLeft > 0 {
		offer.SeatsLeft = *w.SeatsLeft
	}
	return offer, nil
}

// maxName is the longest name the API takes, in characters.
const maxName = 60

// paxRulesFrom reads what else the peer needs of travellers. What we do not know
// of we could not send, so such an offer would only fail when it is booked. That
// goes for a needed document too, if we know of no type that is taken.
func paxRulesFrom(w client.Offer) (travel.PaxRules, error) {
	rules := travel.PaxRules{NameLimit: maxName}
	for _, one := range w.RequiredPaxData {
		switch one {
		case client.OfferRequiredPaxDataIdentityDocument:
			rules.Identity = true
		case client.OfferRequiredPaxDataDocumentExpiry:
			rules.DocumentExpiry = true
		case client.OfferRequiredPaxDataLatinNames:
			rules.LatinNames = true
		case client.OfferRequiredPaxDataMaleOrFemale:
			rules.MaleOrFemale = true
		default:
			return travel.PaxRules{}, fmt.Errorf("needs %q of travellers", supplier.Clip(string(one)))
		}
	}
	if w.NameMaxLength != nil && *w.NameMaxLength > 0 {
		rules.NameLimit = min(maxName, *w.NameMaxLength)
	}
	for _, one := range w.IdentityDocumentTypes {
		if one.Valid() && !slices.Contains(rules.DocumentTypes, string(one)) {
			rules.DocumentTypes = append(rules.DocumentTypes, string(one))
		}
	}
	if rules.Identity && len(rules.DocumentTypes) == 0 && len(w.IdentityDocumentTypes) > 0 {
		return travel.PaxRules{}, fmt.Errorf("needs documents of type %q", supplier.Clip(string(w.IdentityDocumentTypes[0])))
	}
	return rules, nil
}

// itemsFrom reads the split of the total. Everybody of the party is priced once.
func itemsFrom(wire []client.OfferItem, total money.Money, pax []travel.Pax) ([]travel.OfferItem, error) {
	left, sum := map[string]travel.PTC{}, money.Zero(total.Currency)
	for _, p := range pax {
		left[p.ID] = p.PTC
	}
	items := make([]travel.OfferItem, len(wire))
	for i, w := range wire {
		price, err := priceFrom(w.Price)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		items[i] = travel.OfferItem{PaxIDs: w.PaxIds, Price: price}
		if w.Ptc != nil {
			items[i].PTC = travel.PTC(*w.Ptc)
		}
		for _, id := range w.PaxIds {
			ptc, there := left[id]
			if !there || items[i].PTC != "" && items[i].PTC != ptc {
				return nil, fmt.Errorf("item %d prices somebody else", i)
			}
			delete(left, id)
		}
		sum, err = sum.Add(price.Total)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("%d travellers have no price", len(left))
	}
	if total.IsZero() || !sum.Equal(total) {
		return nil, fmt.Errorf("items make %s of %s", sum, total)
	}
	return items, nil
}

func priceFrom(w client.Price) (travel.Price, error) {
	base, err := amount(w.Base)
	if err != nil {
		return travel.Price{}, fmt.Errorf("base: %w", err)
	}
	total, err := amount(w.Total)
	if err != nil {
		return travel.Price{}, fmt.Errorf("total: %w", err)
	}
	price := travel.Price{Base: base, Total: total}
	price.Taxes, err = taxesFrom(w.Taxes)
	if err == nil {
		price.Fees, err = taxesFrom(w.Fees)
	}
	if err != nil {
		return travel.Price{}, err
	}
	if !price.Adds() {
		return travel.Price{}, fmt.Errorf("parts do not make %s", total)
	}
	return price, nil
}

func taxesFrom(wire []client.Tax) ([]travel.Tax, error) {
	var taxes []travel.Tax
	for _, w := range wire {
		of, err := amount(w.Amount)
		if err != nil {
			return nil, fmt.Errorf("tax %q: %w", supplier.Clip(w.Code), err)
		}
		taxes = append(taxes, travel.Tax{Code: w.Code, Amount: of})
	}
	return taxes, nil
}

// amount reads money that cannot be owed to us.
func amount(w client.Money) (money.Money, error) {
	m, err := money.Parse(w.Amount, money.Currency(w.Currency))
	if err != nil {
		return money.Money{}, err
	}
	if m.IsNegative() {
		return money.Money{}, fmt.Errorf("negative amount %s", m)
	}
	return m, nil
}

// termsFrom resolves what the offer refers to. A reference to nothing would be
// read as "none", so it costs the offer.
func termsFrom(w client.Offer, known lists, flown itinerary, pax []travel.Pax) (travel.Terms, error) {
	terms := travel.Terms{Refund: penaltyFrom(w.Penalties.Refund), Change: penaltyFrom(w.Penalties.Change)}
	if err := namedOnce(w.PriceClassIds, w.BaggageAllowanceIds); err != nil {
		return travel.Terms{}, err
	}
	for _, id := range w.PriceClassIds {
		class, there := known.classes[id]
		if !there {
			return travel.Terms{}, fmt.Errorf("price class %q is not there", supplier.Clip(id))
		}
		terms.PriceClasses = append(terms.PriceClasses, travel.PriceClass{
			Name: text(class.Name), Cabin: cabinFrom(class.Cabin), RBD: text(class.Rbd), FareBasis: text(class.FareBasis),
			JourneyID: flown.journeyIDs[text(class.PaxJourneyID)],
		})
	}
	for _, id := range w.BaggageAllowanceIds {
		bag, there := known.baggage[id]
		if !there {
			return travel.Terms{}, fmt.Errorf("baggage allowance %q is not there", supplier.Clip(id))
		}
		allowance, err := baggageFrom(bag, flown, pax)
		if err != nil {
			return travel.Terms{}, fmt.Errorf("baggage: %w", err)
		}
		if allowance.Type != "" {
			terms.Baggage = append(terms.Baggage, allowance)
		}
	}
	return terms, nil
}

// mostTerms is more price classes, or allowances, than any offer has.
const mostTerms = 500

// namedOnce refuses lists of ids that name one again and again: each mention would
// be read, and kept, anew.
func namedOnce(lists ...[]string) error {
	for _, ids := range lists {
		if len(ids) > mostTerms {
			return fmt.Errorf("%d terms", len(ids))
		}
		seen := make(map[string]bool, len(ids))
		for _, id := range ids {
			if seen[id] {
				return fmt.Errorf("%q is named twice", supplier.Clip(id))
			}
			seen[id] = true
		}
	}
	return nil
}

// baggageFrom leaves a type of bag we do not know empty: the list may grow.
func baggageFrom(w client.BaggageAllowance, flown itinerary, pax []travel.Pax) (travel.BaggageAllowance, error) {
	allowance := travel.BaggageAllowance{Pieces: w.Pieces, PaxIDs: w.PaxIds}
	switch w.Type {
	case client.BaggageAllowanceTypeChecked:
		allowance.Type = travel.BaggageChecked
	case client.BaggageAllowanceTypeCarryOn:
		allowance.Type = travel.BaggageCarryOn
	default:
		return travel.BaggageAllowance{}, nil
	}
	switch {
	case w.Pieces < 0 || w.Pieces > 99:
		return travel.BaggageAllowance{}, fmt.Errorf("%d pieces", w.Pieces)
	case len(w.PaxIds) > len(pax) || len(w.PaxSegmentIds) > maxJourneys*maxSegments:
		return travel.BaggageAllowance{}, fmt.Errorf("for %d people on %d flights", len(w.PaxIds), len(w.PaxSegmentIds))
	}
	if w.WeightKg != nil && *w.WeightKg > 0 {
		allowance.WeightKg = *w.WeightKg
	}
	for _, id := range w.PaxIds {
		if !slices.ContainsFunc(pax, func(p travel.Pax) bool { return p.ID == id }) {
			return travel.BaggageAllowance{}, errors.New("of somebody else")
		}
	}
	for _, id := range w.PaxSegmentIds {
		segment, there := flown.segmentIDs[id]
		if !there {
			return travel.BaggageAllowance{}, fmt.Errorf("on %q, which is not flown", supplier.Clip(id))
		}
		allowance.SegmentIDs = append(allowance.SegmentIDs, segment)
	}
	return allowance, nil
}

// penaltyFrom: a word we do not know is unknown, a missing fee is not "free".
func penaltyFrom(w client.Penalty) travel.Penalty {
	penalty := travel.Penalty{Allowed: travel.AllowanceUnknown}
	switch w.Allowed {
	case client.PenaltyAllowedAllowed:
		penalty.Allowed = travel.AllowanceYes
	case client.PenaltyAllowedNotAllowed:
		penalty.Allowed = travel.AllowanceNo
	case client.PenaltyAllowedUnknown:
	}
	if w.Fee == nil {
		return penalty
	}
	fee, err := amount(*w.Fee)
	if err == nil {
		penalty.Fee = &fee
	}
	return penalty
}

// cabins are those we know; the list may grow.
var cabins = map[client.Cabin]travel.Cabin{
	client.CabinEconomy:        travel.CabinEconomy,
	client.CabinPremiumEconomy: travel.CabinPremiumEconomy,
	client.CabinBusiness:       travel.CabinBusiness,
	client.CabinFirst:          travel.CabinFirst,
}

func cabinFrom(w client.Cabin) travel.Cabin { return cabins[w] }

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
