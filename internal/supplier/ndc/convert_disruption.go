package ndc

import (
	"maps"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/travel"
)

// proposed reports an item that is not booked yet: what the airline would fly
// instead of an item there is.
func (w wireOrderItem) proposed() bool {
	return w.ExistingOrderItemID != "" && w.FollowUp != nil && w.FollowUp.ActionInd.yes()
}

// scheduleChanges are the items about which the airline wants an answer, or has
// had one: the flights that went and those that come instead.
func (v *orderView) scheduleChanges() ([]travel.ScheduleChange, error) {
	var changes []travel.ScheduleChange
	for _, item := range v.wire.OrderItem {
		if item.FollowUp == nil || item.StatusCode == statusCancelled {
			continue
		}
		gone, come := v.moved(item)
		lists := v.listedJourneys()
		before, err := v.taken(both(gone, come), lists)
		if err != nil {
			return nil, err
		}
		after, err := v.taken(come, lists)
		if err != nil {
			return nil, err
		}
		went := func(j takenJourney) bool {
			return slices.ContainsFunc(j.segments, func(s token) bool { return gone[s] })
		}
		before = slices.DeleteFunc(before, func(j takenJourney) bool { return !went(j) })
		after = slices.DeleteFunc(after, went)
		change := travel.ScheduleChange{Before: plain(before), After: plain(after), Answered: !item.FollowUp.ActionInd.yes()}
		change.CanAccept = !change.Answered && item.FollowUp.acceptable()
		change.Ref, err = ref{
			Kind: kindAccept, ID: string(v.wire.OrderID), Owner: string(v.wire.OwnerCode), ItemIDs: []string{string(item.OrderItemID)},
		}.encode()
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// moved are the flights that went and those that are there instead or still: an
// item's cancelled ones and its others, or, where it stands for another item, all
// of that one's.
func (v *orderView) moved(item wireOrderItem) (map[token]bool, map[token]bool) {
	gone, come := map[token]bool{}, map[token]bool{}
	for _, s := range item.Service {
		switch {
		case s.Flight == "":
		case alive(s):
			come[s.Flight] = true
		default:
			gone[s.Flight] = true
		}
	}
	for _, other := range v.wire.OrderItem {
		if item.ExistingOrderItemID == "" || other.OrderItemID != item.ExistingOrderItemID {
			continue
		}
		for _, s := range other.Service {
			if s.Flight != "" && !come[s.Flight] {
				gone[s.Flight] = true
			}
		}
	}
	return gone, come
}

func both(a, b map[token]bool) map[token]bool {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// acceptable: no list of actions leaves all of them open.
func (w *wireFollowUp) acceptable() bool {
	return len(w.ActionCode) == 0 ||
		slices.ContainsFunc(w.ActionCode, func(c token) bool { return strings.EqualFold(string(c), "accept") })
}
