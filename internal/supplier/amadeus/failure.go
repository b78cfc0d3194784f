package amadeus

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/internal/supplier"
)

// Codes of our own, beside Amadeus' numbers, in supplier.Error.Code.
const (
	codeNotSent       = "notSent"
	codeNoToken       = "noToken"
	codeNoAnswer      = "noAnswer"
	codeUnreadable    = "unreadableAnswer"
	codeBadHandle     = "badHandle"
	codeOtherTotal    = "otherTotal"
	codeNotHoldable   = "notHoldable"
	codeTicketed      = "alreadyTicketed"
	codeOffersOnly    = "offersOnly"
	codeMissingData   = "missingData"
	codeCannotLookUp  = "cannotLookUp"
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

func refusesToken(err error) bool {
	return supplier.KindOf(err) == supplier.Unavailable && slices.Contains(staleTokens, codeOf(err))
}

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
		return r.lost(codeUnreadable, words(first), nil)
	case status >= 500:
		return r.lost(code, words(first), nil)
	case kind == supplier.RateLimited:
		return rateLimited(header, []wireError{first})
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
	failure.RetryAfter = limitPause
	if failure.Code == "38195" {
		failure.RetryAfter = quotaPause
	}
	if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds > 0 {
		failure.RetryAfter = time.Duration(min(seconds, 3600)) * time.Second
	}
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
	return clip(text)
}

// clip keeps one hostile answer from filling a log line.
func clip(s string) string {
	const most = 240
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// codeOf is the code in err, "" when it has none.
func codeOf(err error) string {
	var e *supplier.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// as is err under another kind: what a code means depends on what was asked.
func as(kind supplier.Kind, err error) error {
	var e *supplier.Error
	if !errors.As(err, &e) {
		return err
	}
	return supplier.Fail(kind, e.Code, e.Message, e.Unwrap())
}
