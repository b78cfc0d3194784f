package ndc

import (
	"encoding/json"
	"fmt"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// refVersion is raised when a stored handle can no longer be read, or no longer
// be trusted with, by older or newer code; handles live as long as orders do.
const refVersion = 1

// The kinds of handle. One of another kind than wanted is refused.
const (
	kindOffer   = "o"
	kindBooking = "b"
	kindService = "s"
	kindRefund  = "r"
	kindChange  = "c"
	kindAccept  = "a"
)

// itemRef is an offer item and the people it is for, by place in the party.
type itemRef struct {
	ID    string `json:"i"`
	Pax   []int  `json:"p"`
	Extra bool   `json:"s,omitempty"` // sells something beside the flights
}

// soldRef is what tells a service in a priced offer, where it has another item.
type soldRef struct {
	Type     travel.ServiceType `json:"t"`
	Code     string             `json:"c,omitempty"`
	Segments []string           `json:"g,omitempty"`
}

// ref is any handle as it is kept: compact, since one is stored with every
// remembered offer. Which fields count depends on Kind.
type ref struct {
	Version  int         `json:"v"`
	Kind     string      `json:"k"`
	ID       string      `json:"o,omitempty"` // offer, or order for kindBooking
	Owner    string      `json:"w,omitempty"`
	Items    []itemRef   `json:"i,omitempty"`
	Party    [][3]string `json:"p,omitempty"` // paxId, type, id there; older ones have a fourth, not read
	Currency string      `json:"c,omitempty"`
	Instant  bool        `json:"n,omitempty"` // cannot be held
	Order    string      `json:"b,omitempty"`
	Pax      string      `json:"x,omitempty"` // paxId a service or seat is for
	Row      int         `json:"r,omitempty"`
	Column   string      `json:"l,omitempty"`
	Most     int         `json:"m,omitempty"` // of a service
	ItemIDs  []string    `json:"t,omitempty"`
	Amount   string      `json:"a,omitempty"`
	Sold     *soldRef    `json:"d,omitempty"` // what a service is known by
}

func (r ref) encode() ([]byte, error) {
	r.Version = refVersion
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("ndc: handle: %w", err)
	}
	return raw, nil
}

func decodeRef(raw []byte, kind string) (ref, error) {
	var r ref
	err := json.Unmarshal(raw, &r)
	if err != nil {
		return ref{}, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable handle", err)
	}
	if r.Version != refVersion || r.Kind != kind || r.ID == "" {
		return ref{}, supplier.Fail(supplier.Rejected, codeBadHandle, fmt.Sprintf("handle of another kind or version %d", r.Version), nil)
	}
	for _, item := range r.Items {
		for _, i := range item.Pax {
			if i < 0 || i >= len(r.Party) {
				return ref{}, supplier.Fail(supplier.Rejected, codeBadHandle, "handle of nobody's offer", nil)
			}
		}
	}
	return r, nil
}

func (r ref) party() party {
	p := make(party, len(r.Party))
	for i, one := range r.Party {
		p[i] = passenger{paxID: one[0], ptc: travel.PTC(one[1]), wireID: one[2]}
	}
	return p
}

func (p party) stored() [][3]string {
	stored := make([][3]string, len(p))
	for i, one := range p {
		stored[i] = [3]string{one.paxID, string(one.ptc), one.wireID}
	}
	return stored
}

// selected is the whole offer of a handle, for pricing or ordering.
func (r ref) selected() sendSelected {
	offer := sendSelected{OfferID: r.ID, Owner: r.Owner}
	for _, item := range r.Items {
		one := sendSelectedItem{ItemID: item.ID}
		for _, i := range item.Pax {
			one.PaxIDs = append(one.PaxIDs, r.Party[i][2])
		}
		offer.Items = append(offer.Items, one)
	}
	return offer
}

// money is the amount a quote's handle holds.
func (r ref) money() (money.Money, error) {
	return money.Parse(r.Amount, money.Currency(r.Currency))
}
