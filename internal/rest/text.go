package rest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// language is what texts for people are in.
type language string

const (
	english language = "en"
	chinese language = "zh"
)

// text is a template in every language. {0} stands for the first param; one
// that is not there is left out.
type text struct{ en, zh string }

func (t text) in(l language, params []any) string {
	template := t.en
	if l == chinese {
		template = t.zh
	}
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(template, "{")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		number, after, _ := strings.Cut(rest, "}")
		if i, err := strconv.Atoi(number); err == nil && i < len(params) {
			fmt.Fprint(&b, params[i])
		}
		template = after
	}
}

// quality is one element of an Accept or Accept-Language header.
type quality struct {
	value string
	q     float64
}

// qualities reads such a header (RFC 9110 §12.4.2). Elements that cannot be
// read are left out, a weight that cannot be read counts as none given.
func qualities(header string) []quality {
	var list []quality
	for element := range strings.SplitSeq(header, ",") {
		value, params, _ := strings.Cut(element, ";")
		value = strings.ToLower(strings.TrimSpace(value))
		if value == "" {
			continue
		}
		q := 1.0
		for param := range strings.SplitSeq(params, ";") {
			name, weight, _ := strings.Cut(strings.TrimSpace(param), "=")
			parsed, err := strconv.ParseFloat(weight, 64)
			if strings.EqualFold(name, "q") && err == nil && parsed >= 0 && parsed <= 1 {
				q = parsed
			}
		}
		list = append(list, quality{value: value, q: q})
	}
	return list
}

// languageOf chooses by Accept-Language; English when nothing else is liked better.
func languageOf(header string) language {
	best, chosen := 0.0, english
	for _, one := range qualities(header) {
		primary, _, _ := strings.Cut(one.value, "-")
		if one.q <= best {
			continue
		}
		switch primary {
		case "zh":
			best, chosen = one.q, chinese
		case "en", "*":
			best, chosen = one.q, english
		}
	}
	return chosen
}

// accepted is how much an answer of a media type is liked (RFC 9110 §12.5.1):
// the most specific range that covers it decides. Nothing said likes everything.
func accepted(header, mediaType string) float64 {
	if strings.TrimSpace(header) == "" {
		return 1
	}
	kind, _, _ := strings.Cut(mediaType, "/")
	specific, q := 0, 0.0
	for _, one := range qualities(header) {
		how := 0
		switch one.value {
		case "*/*":
			how = 1
		case kind + "/*":
			how = 2
		case mediaType:
			how = 3
		}
		if how > specific || how == specific && how > 0 && one.q > q {
			specific, q = how, one.q
		}
	}
	return q
}

// wantsLines reports a caller who named NDJSON and likes it no less than JSON.
func wantsLines(header string) bool {
	named := slices.ContainsFunc(qualities(header), func(q quality) bool { return q.value == mediaLines && q.q > 0 })
	return named && accepted(header, mediaLines) >= accepted(header, echo.MIMEApplicationJSON)
}

// takesGzip reports a caller who takes a gzipped answer (RFC 9110 §12.5.3).
func takesGzip(header string) bool {
	q, named := 0.0, false
	for _, one := range qualities(header) {
		switch {
		case one.value == "gzip" || one.value == "x-gzip":
			q, named = one.q, true
		case one.value == "*" && !named:
			q = one.q
		}
	}
	return q > 0
}
