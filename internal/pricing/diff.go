package pricing

import (
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/offerid"
	"github.com/farebridge/farebridge/internal/travel"
)

// diff lists what a buyer of was finds different in is.
func diff(was, is travel.Offer) []Change {
	return append(compare(facts(was), facts(is)), clockChanges(was, is)...)
}

// compare lists what differs between facts. Their keys are changed by it.
func compare(before, after []fact) []Change {
	pair(before, after)
	old, current := byKey(before), byKey(after)

	var changes []Change
	for _, f := range after {
		prior, known := old[f.key]
		switch {
		case !known && orphan(f, old):
		case !known:
			changes = append(changes, Change{Path: f.path, Kind: f.kind, New: f.value})
		case prior.text != f.text:
			changes = append(changes, Change{Path: f.path, Kind: f.kind, Old: prior.value, New: f.value})
		}
	}
	for _, f := range before {
		if _, still := current[f.key]; !still && !orphan(f, current) {
			changes = append(changes, Change{Path: f.path, Kind: f.kind, Old: f.value})
		}
	}
	return mergeBaggage(changes)
}

func byKey(all []fact) map[string]fact {
	m := make(map[string]fact, len(all))
	for _, f := range all {
		m[f.key] = f
	}
	return m
}

// orphan reports a fact whose whole is missing on the other side: the whole is
// the change, and its parts add nothing to it.
func orphan(f fact, other map[string]fact) bool {
	if f.parent == "" {
		return false
	}
	_, there := other[f.parent]
	return !there
}

// clockChanges: a deadline that is gone guarantees nothing any more, one that
// is earlier guarantees less. Later, or newly given, takes nothing away.
func clockChanges(was, is travel.Offer) []Change { return lateClocks(deadlines(was), is) }

// deadlines are the times of an offer's clocks.
func deadlines(o travel.Offer) offerid.Deadlines {
	var all offerid.Deadlines
	for i, c := range clocks(o) {
		all[i] = c.at
	}
	return all
}

// lateClocks are the clocks of an offer that are earlier than was shown, or gone.
func lateClocks(shown offerid.Deadlines, is travel.Offer) []Change {
	var changes []Change
	for i, now := range clocks(is) {
		was := shown[i]
		switch {
		case was.IsZero():
		case now.at.IsZero():
			changes = append(changes, Change{Path: now.path, Kind: ChangeClock, Old: was})
		case now.at.Before(was):
			changes = append(changes, Change{Path: now.path, Kind: ChangeClock, Old: was, New: now.at})
		}
	}
	return changes
}

// mergeBaggage puts together what was taken apart to be compared: first the
// passengers with the same change on a flight, then the flights with the same
// change for the same passengers.
func mergeBaggage(changes []Change) []Change {
	changes = mergeAlong(changes,
		func(a travel.BaggageAllowance) []string { return a.SegmentIDs },
		func(a *travel.BaggageAllowance) *[]string { return &a.PaxIDs })
	return mergeAlong(changes,
		func(a travel.BaggageAllowance) []string { return a.PaxIDs },
		func(a *travel.BaggageAllowance) *[]string { return &a.SegmentIDs })
}

// mergeAlong unites changes that differ in nothing but the list grows gives;
// fixed is the other list.
func mergeAlong(changes []Change, fixed func(travel.BaggageAllowance) []string, grows func(*travel.BaggageAllowance) *[]string) []Change {
	group := func(side any) string {
		a, ok := side.(travel.BaggageAllowance)
		if !ok {
			return "none"
		}
		return fmt.Sprintf("%s %d %d %q", a.Type, a.Pieces, a.WeightKg, fixed(a))
	}
	unite := func(into, from any) any {
		a, ok := into.(travel.BaggageAllowance)
		if !ok {
			return into
		}
		b, _ := from.(travel.BaggageAllowance)
		list := grows(&a)
		*list = slices.Concat(*list, *grows(&b))
		return a
	}
	at := make(map[string]int)
	var merged []Change
	for _, c := range changes {
		if c.Kind != ChangeBaggage {
			merged = append(merged, c)
			continue
		}
		key := c.Path + "\n" + group(c.Old) + "\n" + group(c.New)
		if i, seen := at[key]; seen {
			merged[i].Old, merged[i].New = unite(merged[i].Old, c.Old), unite(merged[i].New, c.New)
			continue
		}
		at[key] = len(merged)
		merged = append(merged, c)
	}
	return merged
}
