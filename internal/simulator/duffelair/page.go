package duffelair

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
)

const (
	defaultLimit = 50
	mostLimit    = 200
)

// paginate cuts the page that limit, after and before ask for. A cursor is the
// place of an item in the list.
func paginate[T any](all []T, query url.Values) ([]T, wireMeta, error) {
	var f findings
	limit := defaultLimit
	if given := query.Get("limit"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > mostLimit {
			f.add("validation_inclusion", "/limit", "limit", "Field 'limit' must be between 1 and 200")
		}
		limit = n
	}
	start := 0
	if after := query.Get("after"); after != "" {
		start = place(after, &f, "after")
	}
	if before := query.Get("before"); before != "" {
		start = max(0, place(before, &f, "before")-limit)
	}
	if err := f.err(); err != nil {
		return nil, wireMeta{}, err
	}
	start = min(start, len(all))
	end := min(start+limit, len(all))
	meta := wireMeta{Limit: limit}
	if end < len(all) {
		meta.After = cursor(end)
	}
	if start > 0 {
		meta.Before = cursor(start)
	}
	return all[start:end], meta, nil
}

const cursorPrefix = "at:"

func cursor(at int) *string {
	text := base64.RawURLEncoding.EncodeToString([]byte(cursorPrefix + strconv.Itoa(at)))
	return &text
}

func place(cursor string, f *findings, field string) int {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	number, known := strings.CutPrefix(string(text), cursorPrefix)
	at, conversion := strconv.Atoi(number)
	if err != nil || !known || conversion != nil || at < 0 {
		f.add("validation_format", "/"+field, field, "Field '"+field+"' is not a cursor of this list")
		return 0
	}
	return at
}
