package cache

import (
	"encoding/binary"
	"errors"

	"github.com/klauspost/compress/s2"
)

// Rows and fragments of one search repeat each other, so they are stored many
// to a block, compressed together: a sixth of what they are one by one. (S2, not
// flate: a third more to keep for a fourteenth of the time, which every search
// spends.) The price is that one offer is read with its neighbours, some tens of
// microseconds; the neighbours are skipped, not decoded.
const (
	rowsPerBlock      = 16 // OfferPrice reads one offer: less to skip
	fragmentsPerBlock = 25 // a page reads neighbours: a half of the usual page
	entriesPerBlock   = 64
)

// mostUnpacked bounds what a block may grow to; an honest one has a hundredth.
const mostUnpacked = 64 << 20

var errPacked = errors.New("cache: block is not readable")

// pack compresses a list of payloads. Layout, before compression: each
// payload's length as a uvarint and the payload.
func pack(payloads [][]byte) []byte {
	size := 0
	for _, payload := range payloads {
		size += binary.MaxVarintLen32 + len(payload)
	}
	raw := make([]byte, 0, size)
	for _, payload := range payloads {
		raw = binary.AppendUvarint(raw, uint64(len(payload)))
		raw = append(raw, payload...)
	}
	return s2.Encode(nil, raw)
}

// unpack is pack undone. The payloads share one array.
func unpack(packed []byte) ([][]byte, error) {
	size, err := s2.DecodedLen(packed)
	if err != nil || size > mostUnpacked {
		return nil, errPacked
	}
	raw, err := s2.Decode(nil, packed)
	if err != nil {
		return nil, errPacked
	}
	var payloads [][]byte
	for len(raw) > 0 {
		size, n := binary.Uvarint(raw)
		if n <= 0 || size > uint64(len(raw)-n) {
			return nil, errPacked
		}
		end := n + int(size)
		payloads = append(payloads, raw[n:end:end])
		raw = raw[end:]
	}
	return payloads, nil
}
