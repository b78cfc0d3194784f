package farebridge

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/go-json-experiment/json/jsontext"
)

// What is taken of a search, good or bad: a few bytes of nothing would each cost
// as much as an offer. mostOffers is what was asked for, on all pages; mostPieces
// bounds every list of one page, and is many more than its offers can name.
const (
	mostOffers = maxPages * pageSize
	mostPieces = 10_000
)

// pieces is a list whose members are read one by one, so that one of another
// shape does not hide the others.
type pieces struct {
	taken []json.RawMessage
	more  int // over mostPieces
}

// UnmarshalJSON goes over what is not taken without keeping it. null is as good
// as absent.
func (p *pieces) UnmarshalJSON(raw []byte) error {
	*p = pieces{}
	dec := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	opening, err := dec.ReadToken()
	if err != nil || opening.Kind() == jsontext.KindNull {
		return err
	}
	if opening.Kind() != jsontext.KindBeginArray {
		return errors.New("no list")
	}
	for dec.PeekKind() != jsontext.KindEndArray {
		if len(p.taken) == mostPieces {
			err := dec.SkipValue()
			if err != nil {
				return err
			}
			p.more++
			continue
		}
		one, err := dec.ReadValue()
		if err != nil {
			return err
		}
		p.taken = append(p.taken, json.RawMessage(one.Clone()))
	}
	return nil
}
