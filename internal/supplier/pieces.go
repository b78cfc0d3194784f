package supplier

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/go-json-experiment/json/jsontext"
)

// MostListed bounds the members that are read of one list of an answer, good or
// bad: a few bytes of nothing would each cost as much as an offer. Suppliers send
// some hundreds.
const MostListed = 10_000

// Pieces is a JSON list whose members are read one by one, so that one of another
// shape does not hide the others. Taken is nil where no list was spoken of.
type Pieces struct {
	Taken []json.RawMessage
	More  int // over MostListed
}

// UnmarshalJSON goes over what is not taken without keeping it. null is as good
// as absent.
func (p *Pieces) UnmarshalJSON(raw []byte) error {
	*p = Pieces{}
	dec := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	opening, err := dec.ReadToken()
	if err != nil || opening.Kind() == jsontext.KindNull {
		return err
	}
	if opening.Kind() != jsontext.KindBeginArray {
		return errors.New("no list")
	}
	p.Taken = []json.RawMessage{}
	for dec.PeekKind() != jsontext.KindEndArray {
		if len(p.Taken) == MostListed {
			err := dec.SkipValue()
			if err != nil {
				return err
			}
			p.More++
			continue
		}
		one, err := dec.ReadValue()
		if err != nil {
			return err
		}
		p.Taken = append(p.Taken, json.RawMessage(one.Clone()))
	}
	return nil
}
