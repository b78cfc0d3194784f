package duffel

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// found is what an answer to a search had in it.
type found struct {
	id         string
	passengers []wirePassenger
	offers     []wireOffer // nil: none were spoken of
	unreadable []string    // offers that are not even of the shape of one
	remaining  *int        // batches still to come; nil: not said
	cut        bool        // there were more offers than are read
}

// readSearch reads what a search answered.
func (r request) readSearch(got supplier.Reply) (found, error) {
	offers, cause := searchIn(got.Body)
	if cause == nil && got.Status >= 200 && got.Status < 300 {
		return offers, nil
	}
	_, err := r.read(got.Status, got.Header, got.Body)
	if err != nil {
		return found{}, err
	}
	return found{}, r.lost(supplier.CodeUnreadable, fmt.Sprintf("HTTP %d with data of another shape", got.Status), cause)
}

// How everything here is read: what is said twice is its last, and bytes that are
// no UTF-8 cost a letter. A patient decoder looks where a value ends before it
// reads it, so that it can go on behind one of another shape; this is half as
// much work again.
var (
	lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	patient = json.JoinOptions(lenient, jsonv1.ReportErrorsWithLegacySemantics(true))
)

// searchIn goes through megabytes, once if nothing in them is wrong. This is the
// largest work there is in a search, hence the second version of encoding/json,
// which takes half the time.
func searchIn(raw []byte) (found, error) {
	got, err := readFound(jsontext.NewDecoder(bytes.NewBuffer(raw), lenient))
	var shape *json.SemanticError
	if errors.As(err, &shape) {
		return readFound(jsontext.NewDecoder(bytes.NewBuffer(raw), patient))
	}
	return got, err
}

// readFound reads offer by offer: one that is of another shape must not hide the
// good ones, if the decoder is patient. The rest has to be Duffel's, to the last
// byte.
func readFound(dec *jsontext.Decoder) (found, error) {
	var got found
	var failed []wireError
	spoken := false
	err := members(dec, func(key string) error {
		switch key {
		case "data":
			spoken = true
			return got.readData(dec)
		case "errors":
			return beside(dec, &failed)
		default:
			return dec.SkipValue()
		}
	})
	if err != nil {
		return found{}, err
	}
	_, err = dec.ReadToken()
	if !errors.Is(err, io.EOF) || !spoken || len(failed) > 0 {
		return found{}, errors.New("not the answer to a search")
	}
	return got, nil
}

func (f *found) readData(dec *jsontext.Decoder) error {
	return members(dec, func(key string) error {
		switch key {
		case "id":
			return beside(dec, &f.id)
		case "passengers":
			return beside(dec, &f.passengers)
		case "remaining_batches":
			return beside(dec, &f.remaining)
		case "offers":
			return f.readOffers(dec)
		default:
			return dec.SkipValue()
		}
	})
}

// beside reads what stands beside the offers. Of another shape it is as good as not
// said: whether the offers can do without is seen later.
func beside[T any](dec *jsontext.Decoder, into *T) error {
	raw, err := dec.ReadValue()
	if err != nil {
		return err
	}
	var value T
	if json.Unmarshal(raw, &value, lenient) == nil {
		*into = value
	}
	return nil
}

func (f *found) readOffers(dec *jsontext.Decoder) error {
	opening, err := dec.ReadToken()
	if err != nil || opening.Kind() == jsontext.KindNull {
		return err // null: none were spoken of
	}
	if opening.Kind() != jsontext.KindBeginArray {
		return errors.New("offers are no list")
	}
	if f.offers == nil {
		f.offers = []wireOffer{}
	}
	for i := 0; dec.PeekKind() != jsontext.KindEndArray; i++ {
		if len(f.offers)+len(f.unreadable) >= supplier.MostListed {
			f.cut = true
			if err := dec.SkipValue(); err != nil {
				return err
			}
			continue
		}
		var wire wireOffer
		err := json.UnmarshalDecode(dec, &wire)
		var shape *jsonv1.UnmarshalTypeError
		switch {
		case errors.As(err, &shape): // the decoder stands behind the offer
			f.unreadable = append(f.unreadable, fmt.Sprintf("offer %d: %v", i, err))
		case err != nil:
			return err
		default:
			f.offers = append(f.offers, wire)
		}
	}
	_, err = dec.ReadToken()
	return err
}

// members goes through an object; read takes in the value of each key.
func members(dec *jsontext.Decoder, read func(key string) error) error {
	opening, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if opening.Kind() != jsontext.KindBeginObject {
		return errors.New("no object")
	}
	for dec.PeekKind() != jsontext.KindEndObject {
		key, err := dec.ReadToken()
		if err != nil {
			return err
		}
		err = read(key.String())
		if err != nil {
			return err
		}
	}
	_, err = dec.ReadToken()
	return err
}

// harvest makes an answer of what one or several calls have brought.
type harvest struct {
	search travel.Search
	seen   map[string]bool
	answer supplier.ShopAnswer
}

func newHarvest(search travel.Search) *harvest {
	return &harvest{
		search: search,
		seen:   map[string]bool{},
		answer: supplier.ShopAnswer{Offers: []travel.SupplierOffer{}},
	}
}

// add converts what can be converted and keeps what was asked for. A nil party
// means that each offer names its own passengers.
func (h *harvest) add(got found, p party) {
	h.answer.Dropped = append(h.answer.Dropped, got.unreadable...)
	if got.cut {
		h.answer.Partial = true
		h.answer.Cut = append(h.answer.Cut, fmt.Sprintf("more than %d offers in one answer", supplier.MostListed))
	}
	for i := range got.offers {
		wire := &got.offers[i]
		offer, err := h.read(wire, got.id, p)
		if err != nil {
			h.answer.Dropped = append(h.answer.Dropped, fmt.Sprintf("offer %s: %v", supplier.Clip(wire.ID), err))
			continue
		}
		h.seen[wire.ID] = true
		if h.search.Preferences.Allow(offer.Journeys) {
			h.answer.Offers = append(h.answer.Offers, offer)
		}
	}
}

func (h *harvest) read(wire *wireOffer, request string, p party) (travel.SupplierOffer, error) {
	if h.seen[wire.ID] {
		// Which of the two it is would show at pricing only.
		return travel.SupplierOffer{}, errors.New("another offer has the same id")
	}
	if p == nil {
		own, err := partyOf(h.search.Pax, wire.Passengers)
		if err != nil {
			return travel.SupplierOffer{}, err
		}
		p = own
	}
	offer, err := offerFrom(wire, request, h.search.Pax, p)
	if err != nil {
		return travel.SupplierOffer{}, err
	}
	if len(offer.Journeys) != len(h.search.OriginDestinations) {
		return travel.SupplierOffer{}, fmt.Errorf("%d slices for %d asked", len(offer.Journeys), len(h.search.OriginDestinations))
	}
	return offer, nil
}
