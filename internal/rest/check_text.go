package rest

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/farebridge/farebridge/internal/travel"
)

// isPersonName allows what people are called: letters of any script with their
// marks, and the few signs names are written with. What cannot be seen, turns
// the direction of writing, or is a digit, is none of it.
func isPersonName(name string) bool {
	letters := 0
	for _, r := range name {
		switch {
		case strings.ContainsRune(" '’ʼ-.·•・", r): // Unicode counts one of the apostrophes as a letter
		case unicode.IsLetter(r):
			letters++
		case unicode.Is(unicode.M, r):
		default:
			return false
		}
	}
	return letters > 0
}

// plainApostrophe replaces the signs that keyboards make of an apostrophe.
var plainApostrophe = strings.NewReplacer("’", "'", "ʼ", "'")

// fromAPIName is a person's name in the one form in which names are stored,
// compared and sent to suppliers, who take "é" as one letter and no apostrophe
// but the plain one. Letters that have no composed form keep their marks.
func fromAPIName(name string) string { return norm.NFC.String(plainApostrophe.Replace(name)) }

// isPlainText refuses control, format (zero width, direction) and private
// characters, and text that is nothing but space.
func isPlainText(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.C, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// maxMetadataKey is the length of the longest key of metadata, in characters.
const maxMetadataKey = 100

func checkMetadata(metadata map[string]string) []travel.FieldError {
	var found findings
	for key, value := range metadata {
		if cardLike(key) {
			continue // found as that, and not to be repeated
		}
		at := pointer("metadata", key)
		switch {
		case key == "":
			found.add(finding(at, findTooShort, 1))
		case utf8.RuneCountInString(key) > maxMetadataKey:
			found.add(finding(at, findTooLong, maxMetadataKey))
		case !isPlainText(key) || value != "" && !isPlainText(value):
			found.add(finding(at, findText))
		}
	}
	return found
}

// checkCardNumbers looks for card numbers in every string of a body and in the
// names of what holds them. The gateway's token is the one thing that stands
// for a card; a pattern keeps numbers out of it.
func checkCardNumbers(body any) []travel.FieldError {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil // a generated type always encodes
	}
	var value any
	if err := json.Unmarshal(encoded, &value); err != nil {
		return nil
	}
	var found findings
	walkStrings(value, nil, func(path []string, s string) {
		holds := cardLike
		if isID(path) {
			holds = isCardNumber
		}
		if !holds(s) || exempt(path, s) {
			return
		}
		found.add(finding(pointer(path...), findCardNumber))
	})
	return found
}

// isID reports the ids of a body, which machines make: their digits mean nothing
// unless they are all there is.
func isID(path []string) bool {
	if len(path) == 0 || path[0] == "metadata" {
		return false
	}
	switch path[len(path)-1] {
	case "offerId", "acceptanceToken", "paxId", "accompaniedBy":
		return true
	}
	return false
}

// exempt reports numbers that are checked to be something else and would be
// taken for a card by chance: international phone numbers, which with up to 13
// digits are shorter than the cards in use, and Chinese identity numbers.
func exempt(path []string, s string) bool {
	if len(path) == 0 || path[0] == "metadata" {
		return false
	}
	switch path[len(path)-1] {
	case "phone":
		return len(strings.TrimPrefix(s, "+")) <= minCard
	case "number":
		return isNationalID(s)
	}
	return false
}

func walkStrings(value any, path []string, visit func(path []string, s string)) {
	switch v := value.(type) {
	case string:
		visit(path, v)
	case []any:
		for i, one := range v {
			walkStrings(one, append(path, strconv.Itoa(i)), visit)
		}
	case map[string]any:
		for name, one := range v {
			visit(path, name)
			walkStrings(one, append(path, name), visit)
		}
	}
}
