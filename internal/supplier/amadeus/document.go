package amadeus

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// An offer goes back to Amadeus with everything in it, known to us or not, so it
// is altered field by field and never rebuilt from what we understood.

// object is a JSON object of which all members are kept.
type object map[string]json.RawMessage

func objectOf(raw json.RawMessage) (object, error) {
	var o object
	err := json.Unmarshal(raw, &o)
	if err != nil {
		return nil, err
	}
	if o == nil {
		return nil, errors.New("no object")
	}
	return o, nil
}

// set puts any value that encodes.
func (o object) set(key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	o[key] = raw
	return nil
}

// edit alters the member of that name, a missing one being an empty object.
func (o object) edit(key string, how func(object) error) error {
	inner := object{}
	if raw, ok := o[key]; ok && !bytes.Equal(raw, []byte("null")) {
		found, err := objectOf(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		inner = found
	}
	err := how(inner)
	if err != nil {
		return err
	}
	return o.set(key, inner)
}

// each alters the objects of a list.
func (o object) each(key string, how func(object) error) error {
	var list []json.RawMessage
	err := json.Unmarshal(o[key], &list)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	altered := make([]object, len(list))
	for i, raw := range list {
		altered[i], err = objectOf(raw)
		if err == nil {
			err = how(altered[i])
		}
		if err != nil {
			return fmt.Errorf("%s %d: %w", key, i, err)
		}
	}
	return o.set(key, altered)
}

// text is a member that is a string, "" when it is not.
func (o object) text(key string) string {
	var s string
	if json.Unmarshal(o[key], &s) != nil {
		return ""
	}
	return s
}

// withServices is the offer with exactly the services chosen.
func withServices(document json.RawMessage, choices []choice) (json.RawMessage, error) {
	offer, err := objectOf(document)
	if err != nil {
		return nil, err
	}
	err = offer.each("travelerPricings", func(pricing object) error {
		traveler := pricing.text("travelerId")
		return pricing.each("fareDetailsBySegment", func(detail object) error {
			delete(detail, "additionalServices")
			for _, c := range choices {
				if !c.concerns(traveler, detail.text("segmentId")) {
					continue
				}
				err := detail.edit("additionalServices", c.chosen)
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(offer)
}

// toBook is the offer as it is ordered: no price margin, so that Amadeus refuses
// another price instead of booking it, and every infant with the adult whose lap
// it is (infant's traveler id to adult's).
func toBook(document json.RawMessage, laps map[string]string) (json.RawMessage, error) {
	offer, err := objectOf(document)
	if err != nil {
		return nil, err
	}
	err = offer.edit("price", func(price object) error { return price.set("margin", "0.00") })
	if err != nil {
		return nil, err
	}
	err = offer.each("travelerPricings", func(pricing object) error {
		adult, ok := laps[pricing.text("travelerId")]
		if !ok {
			return nil
		}
		return pricing.set("associatedAdultId", adult)
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(offer)
}
