package duffel

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/farebridge/farebridge/internal/supplier"
)

const laterRefVersion = 1

// What a laterRef may name.
const (
	laterRefund        = "refund"
	laterChange        = "change"
	laterAirlineChange = "airlineChange"
)

// laterRef is the handle of something that is to be agreed to for an order: a
// refund or change that was quoted, or what an airline did to it.
type laterRef struct {
	Version int    `json:"v"`
	Kind    string `json:"k"`
	ID      string `json:"i"`
	// Added are the ids of the journeys that a change adds.
	Added []string `json:"a,omitempty"`
}

func (r laterRef) encode() ([]byte, error) {
	if !nameable(r.ID) {
		return nil, errors.New("duffel: " + r.Kind + " without an id that can be used")
	}
	r.Version = laterRefVersion
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("duffel: handle: %w", err)
	}
	return raw, nil
}

// decodeLater reads a handle of one kind.
func decodeLater(raw []byte, kind string) (laterRef, error) {
	var stored laterRef
	err := json.Unmarshal(raw, &stored)
	if err != nil {
		return laterRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "unreadable handle", err)
	}
	if stored.Version != laterRefVersion || stored.Kind != kind || !nameable(stored.ID) {
		return laterRef{}, supplier.Fail(supplier.Rejected, codeBadHandle, "not the handle of a "+kind, nil)
	}
	return stored, nil
}
