package amadeusair

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// notesKey is the metadata of an order in which this wire keeps what is its own.
const notesKey = "amadeus_order"

// notes are what an order was made with and the world has no place for.
type notes struct {
	Naming           naming
	Agreement        wireAgreement
	Travelers        []json.RawMessage
	Remarks          json.RawMessage `json:",omitempty"`
	Contacts         json.RawMessage `json:",omitempty"`
	AutomatedProcess json.RawMessage `json:",omitempty"`
	Payments         []wirePayment   `json:",omitempty"`
	// Refused orders get no tickets: the consolidator will cancel them.
	Refused bool `json:",omitempty"`
}

// metadata is how the world keeps the notes, with the caller's reference.
func (n notes) metadata(reference string) (map[string]string, error) {
	encoded, err := encode(n)
	if err != nil {
		return nil, err
	}
	metadata := map[string]string{notesKey: string(encoded)}
	if reference != "" {
		metadata[world.ReferenceKey] = reference
	}
	return metadata, nil
}

// notesOf reads an order's notes; one made through another wire has none.
func notesOf(o world.Order) notes {
	var n notes
	if json.Unmarshal([]byte(o.Metadata[notesKey]), &n) != nil {
		n = notes{Agreement: wireAgreement{Option: confirm}}
		if o.Hold {
			n.Agreement.Option = delayToCancel
		}
	}
	if len(n.Travelers) == 0 {
		n.Travelers = []json.RawMessage{}
	}
	return n
}

// names are those the order was made with, or others where it has changed since.
func (n notes) names(o world.Offer) naming {
	fits := len(n.Naming.Travelers) == len(o.Party) && slices.EqualFunc(n.Naming.Segments, o.Slices, func(ids []string, s world.Slice) bool {
		return len(ids) == len(s.Flights)
	})
	if fits {
		return n.Naming
	}
	fresh := naming{Offer: "1", Segments: segmentNames{}.of(o)}
	kinds := map[string]string{world.Adult: "ADULT", world.Child: "CHILD", world.Infant: "HELD_INFANT", world.SeatedInfant: "SEATED_INFANT"}
	for i, p := range o.Party {
		fresh.Travelers = append(fresh.Travelers, namedTraveler{ID: itoa(i + 1), Type: kinds[p.Kind]})
	}
	return fresh
}

// remarkPrefix marks the remark that has the caller's reference.
const remarkPrefix = "FAREBRIDGE"

// referenceOf finds the caller's own reference among the remarks; empty: none.
func (r readRemarks) referenceOf() string {
	for _, remark := range r.General {
		rest, marked := strings.CutPrefix(strings.TrimSpace(remark.Text), remarkPrefix)
		if reference := strings.TrimLeft(rest, " :/-"); marked && reference != "" && reference != rest {
			return reference
		}
	}
	for _, remark := range r.General {
		if remark.SubType == "GENERAL_MISCELLANEOUS" {
			return strings.TrimSpace(remark.Text)
		}
	}
	return ""
}
