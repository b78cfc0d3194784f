package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// caller speaks HTTP over one connection with as little work as there can be,
// so that what is measured is the other side.
type caller struct {
	conn net.Conn
	r    *bufio.Reader
	body []byte
}

func dial(address string) (*caller, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &caller{conn: conn, r: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *caller) close() { _ = c.conn.Close() }

// call sends a request as it is and reads the answer; its body is good until
// the next call.
func (c *caller) call(request []byte) ([]byte, error) {
	_, err := c.conn.Write(request)
	if err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if size := response.ContentLength; size < 0 {
		c.body, err = io.ReadAll(response.Body)
	} else {
		if int64(cap(c.body)) < size {
			c.body = make([]byte, size)
		}
		c.body = c.body[:size]
		_, err = io.ReadFull(response.Body, c.body)
	}
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %.500s", response.StatusCode, c.body)
	}
	return c.body, err
}

func requestFor(method, address, path, body string) []byte {
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\n", method, path, address, key)
	if body != "" {
		head += fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	return []byte(head + "\r\n" + body)
}

// searchFor asks for one adult from Beijing to Shanghai some days ahead.
func searchFor(address string, days int, budget time.Duration) []byte {
	body := fmt.Sprintf(`{"originDestinations":[{"origin":"PEK","destination":"SHA","departureDate":%q}],"pax":[{"paxId":"p1","ptc":"ADT"}],"budgetMs":%d}`,
		time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly), budget.Milliseconds())
	return requestFor(http.MethodPost, address, "/v1/air-shopping", body)
}

// found is what the rows check of a page.
type found struct {
	ShoppingID string            `json:"shoppingId"`
	Complete   bool              `json:"complete"`
	Offers     []json.RawMessage `json:"offers"`
	Page       struct {
		Total int `json:"total"`
	} `json:"page"`
}

func readPage(gzipped []byte) (found, error) {
	var f found
	r, err := gzip.NewReader(bytes.NewReader(gzipped))
	if err != nil {
		return f, err
	}
	return f, json.NewDecoder(r).Decode(&f)
}

func (f found) check(shown, total int) error {
	if len(f.Offers) != shown || f.Page.Total != total {
		return fmt.Errorf("%d of %d offers, want %d of %d", len(f.Offers), f.Page.Total, shown, total)
	}
	return nil
}

// throughput is how many answers a second some callers get, each of them the
// wanted bytes.
func throughput(address string, request, want []byte, callers int, length time.Duration) (float64, error) {
	var all sync.WaitGroup
	counts, errs := make([]int, callers), make([]error, callers)
	began := time.Now()
	for i := range callers {
		all.Go(func() {
			c, err := dial(address)
			if err != nil {
				errs[i] = err
				return
			}
			defer c.close()
			for time.Since(began) < length {
				body, err := c.call(request)
				if err == nil && !bytes.Equal(body, want) {
					err = fmt.Errorf("%d bytes that are not the wanted %d", len(body), len(want))
				}
				if err != nil {
					errs[i] = err
					return
				}
				counts[i]++
			}
		})
	}
	all.Wait()
	took, total := time.Since(began), 0
	for i := range callers {
		if errs[i] != nil {
			return 0, errs[i]
		}
		total += counts[i]
	}
	return float64(total) / took.Seconds(), nil
}
