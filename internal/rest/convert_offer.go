package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/travel"
)

// toAPIOffer writes an offer. What it refers to is in its data lists.
func (s suppliers) toAPIOffer(o travel.Offer) api.Offer {
	written := api.Offer{
		OfferID: o.ID, OwnerCode: o.Owner, SupplierID: o.SupplierID,
		TotalPrice: ToAPIMoney(o.Total), PublishedPrice: toAPIMoneyIf(o.Published), DisplayPrice: toAPIMoneyIf(o.Display),
		PricedAt: o.PricedAt.UTC(), Source: api.OfferSource(o.Source),
		OfferExpiresAt:           toAPITime(o.Clocks.OfferExpiresAt),
		PriceGuaranteedUntil:     toAPITime(o.Clocks.PriceGuaranteedUntil),
		InventoryGuaranteedUntil: toAPITime(o.Clocks.InventoryGuaranteedUntil),
		PayBy:                    toAPITime(o.Clocks.PayBy),
		TicketBy:                 toAPITime(o.Clocks.TicketBy),
		SeatsLeft:                toAPICount(o.SeatsLeft), Holdable: o.Holdable,
		AllowedActions: toAPIActions(s.can(o.SupplierID).OfferActions(o.Holdable)),
		PaxJourneyIds:  []string{}, PriceClassIds: []string{}, BaggageAllowanceIds: []string{},
		Penalties:  api.Penalties{Refund: toAPIPenalty(o.Terms.Refund), Change: toAPIPenalty(o.Terms.Change)},
		OfferItems: []api.OfferItem{},
	}
	written.RequiredPaxData, written.NameMaxLength = toAPIPaxRules(o.PaxRules)
	if o.ChargesCard {
		written.MerchantOfRecord = ptr(api.OfferMerchantOfRecordSupplier)
	}
	for _, kind := range o.PaxRules.DocumentTypes {
		written.IdentityDocumentTypes = append(written.IdentityDocumentTypes, api.IdentityDocumentType(kind))
	}
	for _, step := range o.Trace {
		written.PriceTrace = append(written.PriceTrace, toAPITraceStep(step))
	}
	for _, journey := range o.Journeys {
		written.PaxJourneyIds = append(written.PaxJourneyIds, journey.ID())
	}
	for _, class := range o.Terms.PriceClasses {
		written.PriceClassIds = append(written.PriceClassIds, priceClassID(class))
	}
	for _, allowance := range o.Terms.Baggage {
		written.BaggageAllowanceIds = append(written.BaggageAllowanceIds, baggageID(allowance))
	}
	for i, item := range o.Items {
		written.OfferItems = append(written.OfferItems, toAPIOfferItem(i, item))
	}
	return written
}

func toAPIPaxRules(r travel.PaxRules) ([]api.OfferRequiredPaxData, *int) {
	var required []api.OfferRequiredPaxData
	for _, one := range []struct {
		asked bool
		as    api.OfferRequiredPaxData
	}{{r.Identity, api.OfferRequiredPaxDataIdentityDocument}, {r.Identity && r.DocumentExpiry, api.OfferRequiredPaxDataDocumentExpiry}, {r.LatinNames, api.OfferRequiredPaxDataLatinNames}, {r.MaleOrFemale, api.OfferRequiredPaxDataMaleOrFemale}} {
		if one.asked {
			required = append(required, one.as)
		}
	}
	return required, toAPICount(r.NameLimit)
}

// toAPIOfferItem numbers items within their offer, so that a re-priced offer's
// items keep their names.
func toAPIOfferItem(i int, item travel.OfferItem) api.OfferItem {
	written := api.OfferItem{OfferItemID: "itm_" + strconv.Itoa(i+1), PaxIds: item.PaxIDs, Price: toAPIPrice(item.Price)}
	if item.PTC != "" {
		written.Ptc = ptr(api.PTC(item.PTC))
	}
	written.PublishedPrice, written.Service = toAPIMoneyIf(item.Published), toAPISold(item.Service)
	return written
}

func toAPITraceStep(step travel.TraceStep) api.TraceStep {
	written := api.TraceStep{
		Rule: step.Rule, Before: ToAPIMoney(step.Before), After: ToAPIMoney(step.After), PaxIds: step.PaxIDs,
		PaxJourneyID: toAPIString(step.JourneyID), Rate: toAPIString(step.Rate),
		FiledFare: toAPIMoneyIf(step.FiledFare), LowerThan: toAPIMoneyIf(step.LowerThan), Amount: toAPIMoneyIf(step.Amount),
	}
	if step.FareLevel != "" {
		written.FareLevel = ptr(api.TraceStepFareLevel(step.FareLevel))
	}
	return written
}

func toAPIPrice(p travel.Price) api.Price {
	return api.Price{Base: ToAPIMoney(p.Base), Taxes: toAPITaxes(p.Taxes), Fees: toAPITaxes(p.Fees), Total: ToAPIMoney(p.Total)}
}

func toAPITaxes(taxes []travel.Tax) []api.Tax {
	written := make([]api.Tax, len(taxes))
	for i, tax := range taxes {
		written[i] = toAPITax(tax)
	}
	return written
}

func toAPITax(tax travel.Tax) api.Tax {
	return api.Tax{Code: tax.Code, Amount: ToAPIMoney(tax.Amount)}
}

func toAPIPenalty(p travel.Penalty) api.Penalty {
	allowed := api.PenaltyAllowed(p.Allowed)
	if p.Allowed == "" {
		allowed = api.PenaltyAllowedUnknown
	}
	return api.Penalty{Allowed: allowed, Fee: toAPIMoneyIf(p.Fee)}
}

// dataLists collects what offers refer to, each entry once.
type dataLists struct {
	api.DataLists
	seen map[string]struct{}
}

func newDataLists() *dataLists {
	return &dataLists{
		DataLists: api.DataLists{
			PaxJourneys: []api.PaxJourney{}, PaxSegments: []api.PaxSegment{},
			PriceClasses: []api.PriceClass{}, BaggageAllowances: []api.BaggageAllowance{},
		},
		seen: map[string]struct{}{},
	}
}

// ToAPIDataLists writes everything an offer refers to.
func ToAPIDataLists(offers ...travel.Offer) api.DataLists {
	lists := newDataLists()
	for _, o := range offers {
		lists.add(o)
	}
	return lists.DataLists
}

func (l *dataLists) add(o travel.Offer) {
	for _, journey := range o.Journeys {
		if l.first("journey", journey.ID()) {
			l.PaxJourneys = append(l.PaxJourneys, toAPIJourney(journey))
		}
		for _, segment := range journey.Segments {
			if l.first("segment", segment.ID()) {
				l.PaxSegments = append(l.PaxSegments, toAPISegment(segment))
			}
		}
	}
	for _, class := range o.Terms.PriceClasses {
		if l.first("class", priceClassID(class)) {
			l.PriceClasses = append(l.PriceClasses, toAPIPriceClass(class))
		}
	}
	for _, allowance := range o.Terms.Baggage {
		if l.first("baggage", baggageID(allowance)) {
			l.BaggageAllowances = append(l.BaggageAllowances, toAPIBaggage(allowance))
		}
	}
}

func (l *dataLists) first(kind, id string) bool {
	key := kind + " " + id
	_, seen := l.seen[key]
	l.seen[key] = struct{}{}
	return !seen
}

func toAPIJourney(j travel.PaxJourney) api.PaxJourney {
	written := api.PaxJourney{PaxJourneyID: j.ID(), PaxSegmentIds: []string{}, Duration: formatDuration(j.Duration)}
	for _, segment := range j.Segments {
		written.PaxSegmentIds = append(written.PaxSegmentIds, segment.ID())
	}
	return written
}

func toAPISegment(s travel.PaxSegment) api.PaxSegment {
	return api.PaxSegment{
		PaxSegmentID: s.ID(), MarketingCarrier: s.MarketingCarrier, FlightNumber: s.FlightNumber,
		OperatingCarrier: toAPIString(s.OperatingCarrier), OperatingFlightNumber: toAPIString(s.OperatingFlightNumber),
		Departure: toAPIPoint(s.Departure), Arrival: toAPIPoint(s.Arrival),
		Duration: formatDuration(s.Duration), Aircraft: toAPIString(s.Aircraft),
	}
}

func toAPIPoint(p travel.FlightPoint) api.FlightPoint {
	return api.FlightPoint{Airport: p.Airport, Terminal: toAPIString(p.Terminal), LocalTime: p.Time.String(), Zone: p.Zone}
}

func toAPIPriceClass(c travel.PriceClass) api.PriceClass {
	return api.PriceClass{
		PriceClassID: priceClassID(c), Name: toAPIString(c.Name), Cabin: api.Cabin(c.Cabin),
		Rbd: toAPIString(c.RBD), FareBasis: toAPIString(c.FareBasis), PaxJourneyID: toAPIString(c.JourneyID),
	}
}

func toAPIBaggage(a travel.BaggageAllowance) api.BaggageAllowance {
	return api.BaggageAllowance{
		BaggageAllowanceID: baggageID(a), Type: api.BaggageAllowanceType(a.Type), Pieces: a.Pieces,
		WeightKg: toAPICount(a.WeightKg), PaxIds: notNil(a.PaxIDs), PaxSegmentIds: notNil(a.SegmentIDs),
	}
}

// Entries that have no name of their own are named by their content, so that
// the same one from two suppliers is one entry.
func priceClassID(c travel.PriceClass) string {
	content := make([]byte, 0, 128)
	for i, part := range []string{c.Name, string(c.Cabin), c.RBD, c.FareBasis, c.JourneyID} {
		if i > 0 {
			content = append(content, ' ')
		}
		content = strconv.AppendQuote(content, part)
	}
	return contentID("pcl_", content)
}

func baggageID(a travel.BaggageAllowance) string {
	content := strconv.AppendQuote(make([]byte, 0, 128), string(a.Type))
	content = strconv.AppendInt(append(content, ' '), int64(a.Pieces), 10)
	content = strconv.AppendInt(append(content, ' '), int64(a.WeightKg), 10)
	content = appendQuoted(append(content, ' '), a.PaxIDs)
	content = appendQuoted(append(content, ' '), a.SegmentIDs)
	return contentID("bag_", content)
}

// appendQuoted writes a list as ["a" "b"].
func appendQuoted(content []byte, list []string) []byte {
	content = append(content, '[')
	for i, one := range list {
		if i > 0 {
			content = append(content, ' ')
		}
		content = strconv.AppendQuote(content, one)
	}
	return append(content, ']')
}

func contentID(prefix string, content []byte) string {
	sum := sha256.Sum256(content)
	return prefix + hex.EncodeToString(sum[:8])
}

// toAPITime leaves out a time that is not said.
func toAPITime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return ptr(t.UTC())
}

func toAPIString(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func toAPICount(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
