package cache

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// place says whose value it is and where it belongs.
type place struct{ agencyID, searchID, field string }

// Layout of a sealed value: version 3, CRC-32C 4, payload.
const (
	sealVersion = 3
	sealSize    = 1 + crc32.Size
)

var errSeal = errors.New("cache: value is garbled or out of place")

// castagnoli is computed by the processor where it can be: a page of 200 KB
// costs some microseconds.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func seal(at place, payload []byte) []byte {
	sealed := make([]byte, sealSize, sealSize+len(payload))
	sealed[0] = sealVersion
	binary.BigEndian.PutUint32(sealed[1:], at.checksum(payload))
	return append(sealed, payload...)
}

func unseal(at place, sealed string) ([]byte, error) {
	if len(sealed) < sealSize || sealed[0] != sealVersion {
		return nil, errSeal
	}
	payload := []byte(sealed[sealSize:])
	if binary.BigEndian.Uint32([]byte(sealed[1:sealSize])) != at.checksum(payload) {
		return nil, errSeal
	}
	return payload, nil
}

func (p place) checksum(payload []byte) uint32 {
	// Zero bytes keep the parts apart: no id contains one.
	sum := crc32.Update(0, castagnoli, []byte(p.agencyID+"\x00"+p.searchID+"\x00"+p.field+"\x00"))
	return crc32.Update(sum, castagnoli, payload)
}
