package farebridge

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// A version is raised when a stored handle can no longer be read by older or
// newer code; handles live as long as orders do. Older ones stay readable.
const (
	offerRefVersion   = 1
	bookingRefVersion = 1
)

// offerRef is the handle of an offer: compact, since one is stored with every
// remembered offer.
type offerRef struct {
	Version  int    `json:"v"`
	Offer    string `json:"o"`
	Currency string `json:"c"` // an offer asked about again in another currency is not the same offer
	// Token accepts what changed since the offer was first shown to us. That our
	// buyer accepts it too is pricing's to see to.
	Token string `json:"t,omitempty"`
	// Instant: the peer cannot hold it; it is booked there when it is paid.
	Instant bool     `json:"i,omitempty"`
	Pax     []string `json:"p"`
}

// bookingRef is the handle of a booking.
type bookingRef struct {
	Version int    `json:"v"`
	Order   string `json:"b"`
	Instant bool   `json:"i,omitempty"`
}

func (r offerRef) encode() ([]byte, error) {
	r.Version = offerRefVersion
	return encodeRef(r)
}

func (r bookingRef) encode() ([]byte, error) {
	r.Version = bookingRefVersion
	return encodeRef(r)
}

func encodeRef(ref any) ([]byte, error) {
	raw, err := json.Marshal(ref)
	if err != nil {
		return nil, fmt.Errorf("farebridge: handle: %w", err)
	}
	return raw, nil
}

func decodeOfferRef(raw []byte) (offerRef, error) {
	var ref offerRef
	err := json.Unmarshal(raw, &ref)
	switch {
	case err != nil:
		return offerRef{}, badHandle("unreadable handle", err)
	case ref.Version < 1 || ref.Version > offerRefVersion:
		return offerRef{}, badHandle(fmt.Sprintf("handle of version %d", ref.Version), nil)
	case ref.Offer == "":
		return offerRef{}, badHandle("not the handle of an offer", nil)
	}
	return ref, nil
}

func decodeBookingRef(raw []byte) (bookingRef, error) {
	var ref bookingRef
	err := json.Unmarshal(raw, &ref)
	switch {
	case err != nil:
		return bookingRef{}, badHandle("unreadable handle", err)
	case ref.Version < 1 || ref.Version > bookingRefVersion:
		return bookingRef{}, badHandle(fmt.Sprintf("handle of version %d", ref.Version), nil)
	case ref.Order == "":
		return bookingRef{}, badHandle("not the handle of a booking", nil)
	}
	return ref, nil
}

func badHandle(message string, cause error) error {
	return supplier.Fail(supplier.Rejected, codeBadHandle, message, cause)
}

// isFor reports whether pax are exactly the people the offer was made for, in
// any order.
func (r offerRef) isFor(pax []travel.Pax) bool {
	return len(r.Pax) == len(pax) && !slices.ContainsFunc(pax, func(p travel.Pax) bool { return !slices.Contains(r.Pax, p.ID) })
}
