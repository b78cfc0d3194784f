package shopping

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Encoded is a page as callers see it, compressed (RFC 1952) or not or both:
// whatever is at hand.
type Encoded struct {
	JSON []byte
	Gzip []byte
}

// mostPage bounds what a page may grow to; the largest is a few megabytes.
const mostPage = 64 << 20

// Plain is the page uncompressed.
func (e Encoded) Plain() ([]byte, error) {
	if e.JSON != nil {
		return e.JSON, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(e.Gzip))
	if err != nil {
		return nil, fmt.Errorf("shopping: read page: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(r, mostPage))
	if err != nil {
		return nil, fmt.Errorf("shopping: read page: %w", err)
	}
	return body, nil
}

// writers keeps compressors: a new one is most of a megabyte.
var writers sync.Pool

// compress makes what most callers are sent as it is kept. It is done once for
// each page, so it may take a while longer than the fastest way. (Not with
// compress/gzip: that takes twice as long for the same bytes.)
func compress(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w, pooled := writers.Get().(*gzip.Writer)
	if pooled {
		w.Reset(&b)
	} else {
		w = gzip.NewWriter(&b)
	}
	defer writers.Put(w)
	_, err := w.Write(body)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("shopping: compress page: %w", err)
	}
	return b.Bytes(), nil
}
