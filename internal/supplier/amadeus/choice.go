package amadeus

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// choice is a service: listed, it is the handle of one piece; in an offer's
// handle it is what was chosen. Amadeus has no ids for services that last longer
// than an answer, so it is described by what it is.
type choice struct {
	Version  int      `json:"v"`
	Traveler string   `json:"t"`
	Fellows  []string `json:"f,omitempty"` // whom it is for as well, where it is for several at once
	Segments []string `json:"g"`           // Amadeus' segment ids, which stay the same in the offer
	Pieces   int      `json:"q,omitempty"` // bags of one unit of this choice
	Weight   int      `json:"w,omitempty"` // kg of a bag sold by weight; 0: by the piece
	Seat     string   `json:"n,omitempty"`
	Other    string   `json:"o,omitempty"` // Amadeus' name of a service that is neither bag nor seat
	Name     string   `json:"d,omitempty"`
	Amount   string   `json:"a"` // listed price of one unit
	Currency string   `json:"c"`
	Units    int      `json:"u,omitempty"` // how many are wanted; 0 in a list
}

// Amadeus' kinds of additional service, as a price itemises them.
const (
	servicesBags   = "CHECKED_BAGS"
	servicesSeats  = "SEATS"
	servicesOthers = "OTHER_SERVICES"
)

func (c choice) kind() string {
	switch {
	case c.Seat != "":
		return servicesSeats
	case c.Other != "":
		return servicesOthers
	default:
		return servicesBags
	}
}

// travelers are all it is for.
func (c choice) travelers() []string { return append([]string{c.Traveler}, c.Fellows...) }

func (c choice) concerns(traveler, segment string) bool {
	return slices.Contains(c.travelers(), traveler) && slices.Contains(c.Segments, segment)
}

// pieces is how many bags are wanted in all.
func (c choice) pieces() int { return c.Pieces * c.Units }

// listed is what all units were said to cost.
func (c choice) listed() (money.Money, error) {
	one, err := amount(c.Amount, c.Currency)
	if err != nil {
		return money.Money{}, err
	}
	return one.Mul(int64(c.Units))
}

// chosen writes the choice into a fare detail's additionalServices.
func (c choice) chosen(services object) error {
	switch {
	case c.Seat != "":
		return services.set("chargeableSeat", map[string]string{"number": c.Seat})
	case c.Other != "":
		var others []string
		if raw, some := services["otherServices"]; some {
			err := json.Unmarshal(raw, &others)
			if err != nil {
				return err
			}
		}
		return services.set("otherServices", append(others, c.Other))
	case c.Weight > 0:
		return services.set("chargeableCheckedBags", map[string]any{"weight": c.Weight * c.Units, "weightUnit": "KG"})
	default:
		return services.set("chargeableCheckedBags", map[string]int{"quantity": c.pieces()})
	}
}

// isIn reports whether an offer that came back still has the choice.
func (c choice) isIn(w wireOffer) bool {
	for _, pricing := range w.TravelerPricings {
		for _, detail := range pricing.FareDetails {
			if !c.concerns(pricing.TravelerID, detail.SegmentID) {
				continue
			}
			bags := detail.AdditionalServices.Bags
			switch {
			case c.Seat != "":
				if detail.AdditionalServices.seat() != c.Seat {
					return false
				}
			case c.Other != "":
				if !slices.Contains(detail.AdditionalServices.Others, c.Other) {
					return false
				}
			case bags == nil:
				return false
			case c.Weight > 0:
				if bags.Weight != c.Weight*c.Units {
					return false
				}
			case bags.Quantity == nil || *bags.Quantity != c.pieces():
				return false
			}
		}
	}
	return true
}

func (c choice) encode() ([]byte, error) {
	c.Version = choiceVersion
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("amadeus: handle: %w", err)
	}
	return raw, nil
}

// wanted reads what was chosen of one offer. A flight has one seat, one kind of
// bag and each other service once for one traveller: Amadeus has a single place
// for each.
func wanted(choices []travel.ServiceChoice, w wireOffer) ([]choice, error) {
	bad := func(message string, cause error) ([]choice, error) {
		return nil, supplier.Fail(supplier.Rejected, codeBadHandle, message, cause)
	}
	type place struct{ kind, name, traveler, segment string }
	taken := map[place]bool{}
	var read []choice
	for _, one := range choices {
		var c choice
		err := json.Unmarshal(one.Ref, &c)
		switch {
		case err != nil || c.Version != choiceVersion:
			return bad("not the handle of a service, or of another version", err)
		case one.Quantity < 1 || one.Quantity > 9 || (c.kind() != servicesBags && one.Quantity != 1):
			return bad(fmt.Sprintf("quantity %d", one.Quantity), nil)
		case len(c.Segments) == 0 || (c.kind() == servicesBags && c.Pieces < 1 && c.Weight < 1):
			return bad("a service of nothing", nil)
		case c.Currency != w.Price.Currency:
			return bad("service of another offer", nil)
		}
		for _, segment := range c.Segments {
			for _, traveler := range c.travelers() {
				if !w.has(traveler, segment) {
					return bad("service of another offer", nil)
				}
				at := place{c.kind(), c.Other, traveler, segment}
				if taken[at] {
					return bad("two seats, two kinds of bag, or a service twice for one traveller on one flight", nil)
				}
				taken[at] = true
			}
		}
		c.Units = one.Quantity
		read = append(read, c)
	}
	return read, nil
}

// has reports whether the offer prices that traveler on that segment.
func (w wireOffer) has(traveler, segment string) bool {
	return slices.ContainsFunc(w.TravelerPricings, func(p wireTravelerPricing) bool {
		return p.TravelerID == traveler && slices.ContainsFunc(p.FareDetails, func(d wireFareDetail) bool {
			return d.SegmentID == segment
		})
	})
}
