package amadeus

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Codes of our own, beside Amadeus' numbers, in supplier.Error.Code.
const (
	codeNoToken       = "noToken"
	codeBadHandle     = "badHandle"
	codeOtherTotal    = "otherTotal"
	codeNotHoldable   = "notHoldable"
	codeTicketed      = "alreadyTicketed"
	codeOffersOnly    = "offersOnly"
	codeMissingData   = "missingData"
	codeNotFoundThere = "notFound" // HTTP 404, whatever number Amadeus gives with it
)

// Amadeus' numbers that mean something to a role.
const (
	codeInvalidData = "4926"
	codeNoUpsell    = "39397"
	codeServices    = "38034"
)

// kinds are the refusals that are not plainly Rejected. All of them come before
// anything is done.
var kinds = map[string]supplier.Kind{
	"37200":      supplier.PriceChanged,
	"34651":      supplier.SoldOut, // SEGMENT SELL FAILURE
	"34107":      supplier.SoldOut, // NOT APPLICABLE FARE
	codeServices: supplier.SoldOut,
	"38194":      supplier.RateLimited,
	"38195":      supplier.RateLimited,
	// Faults of our account, not of this order: they pass when an operator acts.
	"38187": supplier.Unavailable, // invalid client
	"38190": supplier.Unavailable, // invalid, missing, expired and revoked token
	"38191": supplier.Unavailable,
	"38192": supplier.Unavailable,
	"38193": supplier.Unavailable,
	"38197": supplier.Unavailable, // forbidden
	"39683": supplier.Unavailable, // key unknown or not active
	"39686": supplier.Unavailable,
}

// staleTokens are the numbers after which another token may help.
var staleTokens = []string{"38190", "38191", "38192", "38193"}

// errStaleToken is the cause of a failure that came before anything was done, at
// the door. The same number in an answer that broke down says nothing of the kind.
var errStaleToken = errors.New("the token is none (any more)")

// wireCode is a number that some of Amadeus' services write as text, with zeros
// before it.
type wireCode string

func (c *wireCode) UnmarshalJSON(raw []byte) error {
	*c = wireCode(strings.TrimLeft(strings.Trim(string(raw), `" `), "0"))
	if *c == "null" {
		*c = ""
	}
	return nil
}

type wireError struct {
	Code   wireCode        `json:"code"`
	Title  string          `json:"title"`
	Detail string          `json:"detail"`
	Source json.RawMessage `json:"source"`
}

// wireErrors are what an answer refuses with: no more of them than anybody reads.
type wireErrors []wireError

const mostErrors = 100

func (e *wireErrors) UnmarshalJSON(raw []byte) error {
	var said supplier.Pieces
	err := said.UnmarshalJSON(raw)
	if err != nil {
		return err
	}
	*e = nil
	for _, one := range said.Taken[:min(len(said.Taken), mostErrors)] {
		var w wireError
		err := json.Unmarshal(one, &w)
		if err != nil {
			return err
		}
		*e = append(*e, w)
	}
	return nil
}

// failures is what the envelope refuses with. The token's endpoint writes its
// errors another way than all others.
func (e envelope) failures() []wireError {
	if len(e.Errors) == 0 && e.Error != "" {
		return []wireError{{Code: e.Code, Title: e.Error, Detail: e.ErrorDescription}}
	}
	return e.Errors
}

// refused reads errors of Amadeus. A 4xx was not done. After a 5xx nobody says
// what was, so a write's outcome is unknown.
func (r request) refused(status int, header http.Header, said []wireError) *supplier.Error {
	first := said[0]
	for _, one := range said {
		if _, known := kinds[string(one.Code)]; known {
			first = one
			break
		}
	}
	code := string(first.Code)
	kind, known := kinds[code]
	switch {
	case status < 400:
		// An error inside a success is no word that can be relied on.
		return r.lost(supplier.CodeUnreadable, words(first), nil)
	case status >= 500:
		return r.lost(code, words(first), nil)
	case kind == supplier.RateLimited:
		return rateLimited(header, []wireError{first})
	case status == http.StatusUnauthorized && slices.Contains(staleTokens, code):
		return supplier.Fail(supplier.Unavailable, code, words(first), errStaleToken)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		kind = supplier.Unavailable
	case status == http.StatusNotFound:
		kind, code = supplier.Rejected, codeNotFoundThere
	case !known:
		kind = supplier.Rejected
	}
	if code == codeServices {
		code = supplier.CodeServiceGone
	}
	return supplier.Fail(kind, code, words(first), nil)
}

// Amadeus does not say when to come back. Its limit is so many calls a second,
// its quota so many a month.
const (
	limitPause = time.Second
	quotaPause = time.Hour
)

func rateLimited(header http.Header, said []wireError) *supplier.Error {
	failure := supplier.Fail(supplier.RateLimited, "38194", "too many requests", nil)
	if len(said) > 0 {
		failure = supplier.Fail(supplier.RateLimited, string(said[0].Code), words(said[0]), nil)
	}
	pause := limitPause
	if failure.Code == "38195" {
		pause = quotaPause
	}
	failure.RetryAfter = cmp.Or(supplier.RetryAfter(header), pause)
	return failure
}

// words are Amadeus' own, for operators.
func words(e wireError) string {
	text := e.Title
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	var source struct {
		Pointer   string `json:"pointer"`
		Parameter string `json:"parameter"`
	}
	if json.Unmarshal(e.Source, &source) == nil && source.Pointer+source.Parameter != "" {
		text += " at " + source.Pointer + source.Parameter
	}
	return supplier.Clip(text)
}
