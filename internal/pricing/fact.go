package pricing

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/travel"
)

// fact is one thing a buyer consents to. Its key says what it is about without
// depending on the order in which a supplier lists things; text is equal
// exactly when the fact is.
type fact struct {
	key    string
	group  string // key of all facts about the same thing, of which there may be several; "": there is one
	rank   int64  // orders those of a group; equal ones by text
	text   string
	parent string // key of the fact without which this one means nothing; "": none
	path   string
	kind   ChangeKind
	value  any
}

// facts takes an offer apart, clocks aside.
func facts(o travel.Offer) []fact { return factsOf(o, o.Total, true) }

// flightFacts are the facts of an offer but for its extras. Its total is the same
// as another's if the flights' is, and is told with the extras all the same.
func flightFacts(o travel.Offer) ([]fact, error) {
	flights, err := bare(o)
	if err != nil {
		return nil, err
	}
	return factsOf(o, flights.Total, false), nil
}

func factsOf(o travel.Offer, total money.Money, extras bool) []fact {
	all := []fact{{key: "total", text: total.String(), path: "/totalPrice", kind: ChangeTotal, value: o.Total}}
	keys := itemKeys(o.Items)
	for i, item := range o.Items {
		if extras || item.Service == nil {
			all = append(all, itemFacts(i, keys[i], item)...)
		}
	}
	for i, journey := range o.Journeys {
		at := strconv.Itoa(i)
		all = append(all, fact{key: "journey " + at, text: itinerary(journey), path: "/paxJourneyIds/" + at, kind: ChangeFlight, value: journey})
	}
	all = append(all, classFacts(o)...)
	all = append(all, baggageFacts(o)...)
	if o.ChargesCard {
		all = append(all, fact{key: "merchantOfRecord", text: "supplier", path: "/merchantOfRecord", kind: ChangeMerchant, value: "supplier"})
	}
	return append(
		all,
		fact{key: "refund", text: penaltyText(o.Terms.Refund), path: "/penalties/refund", kind: ChangePenalty, value: o.Terms.Refund},
		fact{key: "change", text: penaltyText(o.Terms.Change), path: "/penalties/change", kind: ChangePenalty, value: o.Terms.Change},
		fact{key: "holdable", text: strconv.FormatBool(o.Holdable), path: "/holdable", kind: ChangeHoldable, value: o.Holdable},
	)
}

// digest stands for all facts of an offer in an acceptance token.
func digest(o travel.Offer) [sha256.Size]byte {
	all := facts(o)
	slices.SortFunc(all, func(a, b fact) int { return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.text, b.text)) })
	h := sha256.New()
	for _, f := range all {
		for _, part := range []string{f.key, f.text} {
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			h.Write([]byte(part))
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// itemKeys says of each item what it is of: whom it prices and what is sold to
// them. Of several alike the cheapest is the first.
func itemKeys(items []travel.OfferItem) []string {
	keys := make([]string, len(items))
	for i, item := range items {
		keys[i] = fmt.Sprintf("item %q", slices.Sorted(slices.Values(item.PaxIDs)))
		if sold := item.Service; sold != nil {
			keys[i] += fmt.Sprintf(" %q %q %q %q %d of %q", sold.Type, sold.Code, sold.Name, sold.Seat, sold.Quantity, slices.Sorted(slices.Values(sold.SegmentIDs)))
		}
	}
	places := make([]int, len(items))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(items[a].Price.Total.Minor, items[b].Price.Total.Minor) })
	seen := make(map[string]int, len(items))
	numbered := slices.Clone(keys)
	for _, i := range places {
		if n := seen[keys[i]]; n > 0 {
			numbered[i] = fmt.Sprintf("%s #%d", keys[i], n)
		}
		seen[keys[i]]++
	}
	return numbered
}

func itemFacts(i int, key string, item travel.OfferItem) []fact {
	path := "/offerItems/" + strconv.Itoa(i)
	all := []fact{
		{key: key, path: path, kind: ChangeItem, value: item},
		{key: key + " total", text: item.Price.Total.String(), parent: key, path: path + "/price/total", kind: ChangeTotal, value: item.Price.Total},
		{key: key + " base", text: item.Price.Base.String(), parent: key, path: path + "/price/base", kind: ChangeBase, value: item.Price.Base},
	}
	all = append(all, chargeFacts(key, "tax", path+"/price/taxes/", ChangeTax, item.Price.Taxes)...)
	return append(all, chargeFacts(key, "fee", path+"/price/fees/", ChangeFee, item.Price.Fees)...)
}

// chargeFacts tells charges of one code apart by amount, so that their order
// says nothing.
func chargeFacts(item, what, path string, kind ChangeKind, charges []travel.Tax) []fact {
	var all []fact
	for i, charge := range charges {
		all = append(all, fact{
			key: fmt.Sprintf("%s %s %q", item, what, charge.Code), text: charge.Amount.String(), rank: charge.Amount.Minor,
			parent: item, path: path + strconv.Itoa(i), kind: kind, value: charge,
		})
	}
	return numbered(all)
}

func classFacts(o travel.Offer) []fact {
	places := make(map[string]string, len(o.Journeys))
	for i, journey := range o.Journeys {
		places[journey.ID()] = strconv.Itoa(i)
	}
	var all []fact
	for i, class := range o.Terms.PriceClasses {
		all = append(all, fact{
			// By place, not by id: the id changes with a flight's date.
			key:  "class of journey " + placed(places, class.JourneyID),
			text: fmt.Sprintf("%q %q %q %q", class.Name, class.Cabin, class.RBD, class.FareBasis),
			path: "/priceClassIds/" + strconv.Itoa(i), kind: ChangePriceClass, value: class,
		})
	}
	return numbered(all)
}

// baggageFacts states an allowance once for each passenger and flight: whether
// a supplier lists them together or apart is no difference.
func baggageFacts(o travel.Offer) []fact {
	places := make(map[string]string)
	for i, journey := range o.Journeys {
		for j, segment := range journey.Segments {
			places[segment.ID()] = strconv.Itoa(i) + "." + strconv.Itoa(j)
		}
	}
	var all []fact
	for i, allowance := range o.Terms.Baggage {
		for _, paxID := range allowance.PaxIDs {
			for _, segmentID := range allowance.SegmentIDs {
				one := allowance
				one.PaxIDs, one.SegmentIDs = []string{paxID}, []string{segmentID}
				all = append(all, fact{
					key:  fmt.Sprintf("baggage %s %q %s", allowance.Type, paxID, placed(places, segmentID)),
					text: strconv.Itoa(allowance.Pieces) + " " + strconv.Itoa(allowance.WeightKg),
					path: "/baggageAllowanceIds/" + strconv.Itoa(i), kind: ChangeBaggage, value: one,
				})
			}
		}
	}
	return numbered(all)
}

func placed(places map[string]string, id string) string {
	if place, ok := places[id]; ok {
		return place
	}
	return fmt.Sprintf("%q", id)
}

// numbered puts facts about the same thing into a group, in order, and makes their
// keys distinct.
func numbered(all []fact) []fact {
	slices.SortStableFunc(all, func(a, b fact) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank), strings.Compare(a.text, b.text))
	})
	last, n := "", 0
	for i := range all {
		all[i].group = all[i].key
		if key := all[i].key; key == last {
			n++
			all[i].key = fmt.Sprintf("%s #%d", key, n)
		} else {
			last, n = key, 1
		}
	}
	return all
}

// pair gives those of a group that say the same on both sides the same key. Of the
// others the n-th smallest is compared with the n-th smallest.
func pair(before, after []fact) {
	same := map[[2]string][]int{}
	for i, f := range before {
		if f.group != "" {
			same[[2]string{f.group, f.text}] = append(same[[2]string{f.group, f.text}], i)
		}
	}
	matched := make([]bool, len(before))
	rest := map[string]int{}
	for i := range after {
		f := &after[i]
		if f.group == "" {
			continue
		}
		if twins := same[[2]string{f.group, f.text}]; len(twins) > 0 {
			same[[2]string{f.group, f.text}] = twins[1:]
			f.key = fmt.Sprintf("%s as before, %d", f.group, twins[0])
			before[twins[0]].key, matched[twins[0]] = f.key, true
			continue
		}
		rest[f.group]++
		f.key = fmt.Sprintf("%s, %d of the rest", f.group, rest[f.group])
	}
	clear(rest)
	for i := range before {
		if f := &before[i]; f.group != "" && !matched[i] {
			rest[f.group]++
			f.key = fmt.Sprintf("%s, %d of the rest", f.group, rest[f.group])
		}
	}
}

// itinerary is what of a journey a buyer relies on. Terminals and aircraft
// change until departure and are not part of the sale.
func itinerary(journey travel.PaxJourney) string {
	var b strings.Builder
	for _, s := range journey.Segments {
		fmt.Fprintf(&b, "%q %q by %q: %s %s - %s %s; ", s.MarketingCarrier, s.FlightNumber, s.OperatingCarrier,
			s.Departure.Airport, s.Departure.Time, s.Arrival.Airport, s.Arrival.Time)
	}
	return b.String()
}

func penaltyText(p travel.Penalty) string {
	if p.Fee == nil {
		return string(p.Allowed) + ", fee not known"
	}
	return string(p.Allowed) + ", " + p.Fee.String()
}

// clock is a deadline of an offer that its buyer relies on. The offer's own
// expiry is not among them: the new offer has one of its own.
type clock struct {
	path string
	at   time.Time
}

func clocks(o travel.Offer) []clock {
	return []clock{
		{"/priceGuaranteedUntil", o.Clocks.PriceGuaranteedUntil},
		{"/inventoryGuaranteedUntil", o.Clocks.InventoryGuaranteedUntil},
		{"/payBy", o.Clocks.PayBy},
		{"/ticketBy", o.Clocks.TicketBy},
	}
}
