package duffel

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

const serviceRefVersion = 1

// content is what a service is, in names that outlive Duffel's ids: those are
// others at every reading of the offer, and only the last ones can be booked.
type content struct {
	Type     string   `json:"y"`           // Duffel's
	PaxIDs   []string `json:"p"`           // ours
	Segments []string `json:"g,omitempty"` // as of travel.PaxSegment.ID
	Bag      string   `json:"b,omitempty"` // Duffel's bag type
	Limits   []string `json:"l,omitempty"` // of a bag: weight in kg; length, height, depth in cm; "" not said
	Seat     string   `json:"d,omitempty"` // designator
	Price    string   `json:"a,omitempty"` // of one when it was listed; tells apart what is equal otherwise
}

// key is equal for contents that differ at most in price.
func (s content) key() string {
	parts := []string{s.Type, s.Bag, s.Seat, strings.Join(s.Limits, "\x01")}
	for _, names := range [][]string{s.PaxIDs, s.Segments} {
		parts = append(parts, strings.Join(slices.Sorted(slices.Values(names)), "\x01"))
	}
	return strings.Join(parts, "\x00")
}

// wish is a service wanted with an offer.
type wish struct {
	content
	Quantity int `json:"n"`
}

// storedService is the handle of a listed service.
type storedService struct {
	Version int     `json:"v"`
	Service content `json:"s"`
}

func (s content) encode() ([]byte, error) {
	raw, err := json.Marshal(storedService{Version: serviceRefVersion, Service: s})
	if err != nil {
		return nil, fmt.Errorf("duffel: handle: %w", err)
	}
	return raw, nil
}

func decodeServiceRef(raw []byte) (content, error) {
	var stored storedService
	err := json.Unmarshal(raw, &stored)
	if err != nil {
		return content{}, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable handle", err)
	}
	if stored.Version != serviceRefVersion || stored.Service.Type == "" {
		return content{}, supplier.Fail(supplier.Rejected, codeBadHandle, "not the handle of a service", nil)
	}
	return stored.Service, nil
}

// wishesOf reads what was chosen. The same service chosen twice is two of it; two
// seats for one traveller on one flight are none.
func wishesOf(choices []travel.ServiceChoice) ([]wish, error) {
	var wishes []wish
	for _, choice := range choices {
		service, err := decodeServiceRef(choice.Ref)
		if err != nil {
			return nil, err
		}
		if choice.Quantity < 1 {
			return nil, supplier.Fail(supplier.Rejected, codeQuantity, strconv.Itoa(choice.Quantity)+" of a service", nil)
		}
		at := slices.IndexFunc(wishes, func(w wish) bool { return w.key() == service.key() && w.Price == service.Price })
		if at >= 0 {
			wishes[at].Quantity += choice.Quantity
			continue
		}
		if service.Type == serviceSeat && slices.ContainsFunc(wishes, service.sameSitter) {
			return nil, supplier.Fail(supplier.Rejected, codeTwoSeats, "two seats for one traveller on one flight", nil)
		}
		wishes = append(wishes, wish{content: service, Quantity: choice.Quantity})
	}
	return wishes, nil
}

// sameSitter reports whether w is a seat for the same person on the same flight.
func (s content) sameSitter(w wish) bool {
	return w.Type == serviceSeat && slices.Equal(w.PaxIDs, s.PaxIDs) && slices.Equal(w.Segments, s.Segments)
}
