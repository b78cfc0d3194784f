package ndc

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/farebridge/farebridge/internal/supplier"
)

// What bounds an answer: AirShoppingRS of a few megabytes are common, one order
// takes a hundredth of that.
const (
	maxBody  = 32 << 20
	maxOrder = 4 << 20
)

// client speaks HTTP and XML and knows nothing of flights. Its errors are
// *supplier.Error.
type client struct {
	base  string
	token string
	http  *http.Client
}

func newClient(base, token string, given *http.Client) *client {
	return &client{base: base, token: token, http: supplier.HTTPClient(given)}
}

// request is one message. One that changes something and gets no understandable
// answer has an unknown outcome; a read has none to know.
type request struct {
	body    any    // marshals to the whole document
	answers string // local name of the answer's root
	changes bool
}

// most is how many bytes of an answer are read.
func (r request) most() int64 {
	if r.answers == "IATA_OrderViewRS" {
		return maxOrder
	}
	return maxBody
}

// envelope is every answer: errors or a response. Payments stand beside the
// response in OrderViewRS.
type envelope[R any] struct {
	Errors   []wireError   `xml:"Error"`
	Response *R            `xml:"Response"`
	Payments []wirePayment `xml:"PaymentFunctions"`
}

// ask sends a message and reads the answer.
func ask[R any](ctx context.Context, c *client, r request) (envelope[R], error) {
	var none envelope[R]
	got, err := c.post(ctx, r)
	if err != nil {
		return none, err
	}
	status := got.Status
	if status == http.StatusTooManyRequests {
		return none, rateLimited(got.Header)
	}
	var body io.Reader = bytes.NewReader(got.Body)
	if !r.changes { // what was done must be known, whoever has left
		body = waited{ctx, body}
	}
	answer, err := decode[R](body, len(got.Body), r.answers)
	if view, ok := any(answer.Response).(*wireOrderView); ok && view != nil && err == nil {
		if r.changes && len(view.Order) > 0 && (len(answer.Errors) > 0 || status < 200 || status > 299) {
			return none, r.lost(codeBesideOrder, "an order beside a refusal", nil)
		}
		err = view.excess()
	}
	switch {
	case err == nil && len(answer.Errors) > 0:
		return none, r.refused(status, answer.Errors)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return none, supplier.Fail(supplier.Unavailable, fmt.Sprintf("http_%d", status), "not let in", nil)
	case err != nil || status < 200 || status > 299 || answer.Response == nil:
		// An HTML page, a cut document, XML of somebody in between.
		message := fmt.Sprintf("HTTP %d with a body that is no %s (%q, %d bytes)",
			status, r.answers, supplier.Clip(got.Header.Get("Content-Type")), len(got.Body))
		return none, r.lost(supplier.CodeUnreadable, message, err)
	}
	return answer, nil
}

// decode reads a document of a length whose root has the local name, whatever its
// namespace: releases of NDC differ in nothing but that as far as we read them.
func decode[R any](body io.Reader, length int, root string) (envelope[R], error) {
	var answer envelope[R]
	d := measure[envelope[R]](body, length)
	for {
		t, err := d.Token()
		if err != nil {
			return answer, fmt.Errorf("ndc: %w", err)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != root {
			return answer, fmt.Errorf("ndc: root is %s", supplier.Clip(start.Name.Local))
		}
		err = d.DecodeElement(&answer, &start)
		if err != nil {
			return answer, fmt.Errorf("ndc: %w", err)
		}
		return answer, nil
	}
}

// charset knows the one other encoding old hosts write: Latin-1, whose bytes are
// code points. Decoders call it for everything but UTF-8.
func charset(label string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "us-ascii", "ascii":
		return input, nil
	case "iso-8859-1", "latin1":
		raw, err := io.ReadAll(input)
		if err != nil {
			return nil, err
		}
		runes := make([]rune, len(raw))
		for i, b := range raw {
			runes[i] = rune(b)
		}
		return strings.NewReader(string(runes)), nil
	}
	return nil, fmt.Errorf("encoding %q", supplier.Clip(label))
}

// post carries the message out and the bytes back.
func (c *client) post(ctx context.Context, r request) (supplier.Reply, error) {
	document, err := xml.Marshal(r.body)
	if err != nil {
		return supplier.Reply{}, supplier.Fail(supplier.Rejected, supplier.CodeNotSent, "body cannot be encoded", err)
	}
	body := append([]byte(xml.Header), document...)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base, bytes.NewReader(body))
	if err != nil {
		return supplier.Reply{}, supplier.Fail(supplier.Unavailable, supplier.CodeNotSent, "address cannot be used", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/xml; charset=utf-8")
	req.Header.Set("Accept", "application/xml")
	req.Header.Set("User-Agent", "farebridge")
	return supplier.Exchange(c.http, req, r.changes, r.most())
}

// lost is the error of a message whose answer cannot be known.
func (r request) lost(code, message string, cause error) *supplier.Error {
	return supplier.Lost(r.changes, code, message, cause)
}
