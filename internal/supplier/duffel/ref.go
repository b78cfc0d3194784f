package duffel

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// A version is raised when a stored handle can no longer be read, or no longer be
// trusted with, by older or newer code; handles live as long as orders do. Older
// ones stay readable.
//
// Offers' 2 says when the offer was made. Code that reads only 1 does not know
// that a booking may have been made from a renewed offer, and would deny it. 3 is
// an offer with services, which code that reads only 2 would sell without them.
const (
	plainOfferRefVersion = 2
	offerRefVersion      = 3
	bookingRefVersion    = 1
)

// passenger ties the caller's paxId to Duffel's id of the same person, which is
// given at search time and stays the same until the ticket.
type passenger struct {
	paxID    string
	duffelID string
}

// party is all passengers of a search, in the order they were asked for.
type party []passenger

func (p party) paxIDs() []string {
	ids := make([]string, len(p))
	for i, one := range p {
		ids[i] = one.paxID
	}
	return ids
}

// paxOf is the paxId of Duffel's passenger, and whether it is one of the party.
func (p party) paxOf(duffelID string) (string, bool) {
	for _, one := range p {
		if one.duffelID == duffelID {
			return one.paxID, true
		}
	}
	return "", false
}

func (p party) duffelOf(paxID string) (string, bool) {
	for _, one := range p {
		if one.paxID == paxID {
			return one.duffelID, true
		}
	}
	return "", false
}

// offerRef is the handle of an offer.
type offerRef struct {
	offer    string
	request  string
	currency string // an offer read again in another currency is not the same offer
	// created is when Duffel made the offer, to the second; zero: not said, or a
	// handle of version 1.
	created time.Time
	party   party
	// undocumented says that no passport may be given with an order.
	undocumented bool
	// services are what is sold with the offer, by content.
	services []wish
	// renewed says that the offer stands in for another one whose handle is kept;
	// it is not part of the handle.
	renewed bool
}

// bookingRef is the handle of a booking.
type bookingRef struct {
	order string
	party party
}

// storedRef is both handles as they are kept: compact, since one is stored with
// every remembered offer.
type storedRef struct {
	Version  int         `json:"v"`
	Offer    string      `json:"o,omitempty"`
	Request  string      `json:"q,omitempty"`
	Currency string      `json:"c,omitempty"`
	Order    string      `json:"b,omitempty"`
	Created  int64       `json:"t,omitempty"` // Unix seconds
	Party    [][2]string `json:"p"`
	Services []wish      `json:"s,omitempty"`

	// Code that does not read it gives passports, as all did; no new version for that.
	Undocumented bool `json:"n,omitempty"`
}

func (r offerRef) encode() ([]byte, error) {
	stored := storedRef{Version: plainOfferRefVersion, Offer: r.offer, Request: r.request, Currency: r.currency, Services: r.services, Undocumented: r.undocumented}
	if len(r.services) > 0 {
		stored.Version = offerRefVersion
	}
	if !r.created.IsZero() {
		stored.Created = r.created.Unix()
	}
	return encodeRef(stored, r.party)
}

func (r bookingRef) encode() ([]byte, error) {
	return encodeRef(storedRef{Version: bookingRefVersion, Order: r.order}, r.party)
}

func encodeRef(stored storedRef, p party) ([]byte, error) {
	stored.Party = make([][2]string, len(p))
	for i, one := range p {
		stored.Party[i] = [2]string{one.paxID, one.duffelID}
	}
	raw, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("duffel: handle: %w", err)
	}
	return raw, nil
}

func decodeOfferRef(raw []byte) (offerRef, error) {
	stored, p, err := decodeRef(raw, offerRefVersion)
	if err != nil {
		return offerRef{}, err
	}
	if stored.Offer == "" {
		return offerRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "not the handle of an offer", nil)
	}
	ref := offerRef{
		offer: stored.Offer, request: stored.Request, currency: stored.Currency, party: p, services: stored.Services,
		undocumented: stored.Undocumented,
	}
	if stored.Created != 0 {
		ref.created = time.Unix(stored.Created, 0).UTC()
	}
	return ref, nil
}

func decodeBookingRef(raw []byte) (bookingRef, error) {
	stored, p, err := decodeRef(raw, bookingRefVersion)
	if err != nil {
		return bookingRef{}, err
	}
	if stored.Order == "" {
		return bookingRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "not the handle of a booking", nil)
	}
	return bookingRef{order: stored.Order, party: p}, nil
}

func decodeRef(raw []byte, newest int) (storedRef, party, error) {
	var stored storedRef
	err := json.Unmarshal(raw, &stored)
	if err != nil {
		return storedRef{}, nil, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable handle", err)
	}
	if stored.Version < 1 || stored.Version > newest {
		return storedRef{}, nil, supplier.Fail(supplier.Rejected, codeBadHandle,
			fmt.Sprintf("handle of version %d", stored.Version), nil)
	}
	p := make(party, len(stored.Party))
	for i, pair := range stored.Party {
		p[i] = passenger{paxID: pair[0], duffelID: pair[1]}
	}
	return stored, p, nil
}

// sameParty reports whether pax are exactly the people of p, in any order.
func sameParty(p party, pax []travel.Pax) bool {
	if len(p) != len(pax) {
		return false
	}
	for _, one := range pax {
		if _, ok := p.duffelOf(one.ID); !ok {
			return false
		}
	}
	return true
}
