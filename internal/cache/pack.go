package cache

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Rows and fragments of one search repeat each other, so they are stored many
// to a block, compressed together: a tenth of what they are one by one. The
// price is that one offer is read with its neighbours, some tens of
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
func pack(payloads [][]byte) ([]byte, error) {
	var packed bytes.Buffer
	w, pooled := writers.Get().(*flate.Writer)
	if pooled {
		w.Reset(&packed)
	} else {
		var err error
		w, err = flate.NewWriter(&packed, flate.BestSpeed)
		if err != nil {
			return nil, fmt.Errorf("cache: pack: %w", err)
		}
	}
	defer writers.Put(w)
	for _, payload := range payloads {
		_, err := w.Write(binary.AppendUvarint(nil, uint64(len(payload))))
		if err != nil {
			return nil, fmt.Errorf("cache: pack: %w", err)
		}
		_, err = w.Write(payload)
		if err != nil {
			return nil, fmt.Errorf("cache: pack: %w", err)
		}
	}
	err := w.Close()
	if err != nil {
		return nil, fmt.Errorf("cache: pack: %w", err)
	}
	return packed.Bytes(), nil
}

// writers keeps compressors: a new one is over half a megabyte.
var writers sync.Pool

// unpack is pack undone. The payloads share one array.
func unpack(packed []byte) ([][]byte, error) {
	r := flate.NewReader(bytes.NewReader(packed))
	raw, err := io.ReadAll(io.LimitReader(r, mostUnpacked+1))
	if err != nil || len(raw) > mostUnpacked {
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
