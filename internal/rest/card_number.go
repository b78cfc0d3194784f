package rest

import (
	"regexp"
	"slices"
	"strings"
)

// The lengths of card numbers (ISO/IEC 7812-1).
const (
	minCard = 13
	maxCard = 19
)

// cardGroups are the ways to print a number other than in fours: American
// Express and UATP, Diners Club.
var cardGroups = [][]int{{4, 6, 5}, {4, 6, 4}}

// isCardNumber reports whether a value that only machines read is a card
// number, and nothing else: plain, or in the groups cards show it in.
func isCardNumber(value string) bool {
	separator := ""
	if i := strings.IndexAny(value, " -"); i >= 0 {
		separator = value[i : i+1]
	}
	groups := []string{value}
	if separator != "" {
		groups = strings.Split(value, separator)
	}
	var lengths []int
	for _, group := range groups {
		lengths = append(lengths, len(group))
	}
	digits := strings.Join(groups, "")
	last := len(lengths) - 1
	others := func(n int) bool { return n != 4 }
	inFours := !slices.ContainsFunc(lengths[:last], others) && lengths[last] >= 1 && lengths[last] <= 4
	inGroups := slices.ContainsFunc(cardGroups, func(known []int) bool { return slices.Equal(known, lengths) })
	return (last == 0 || inFours || inGroups) && !strings.ContainsFunc(digits, notDigit) && isCard(digits)
}

// uuid is a UUID as RFC 9562 writes it. Its groups of digits are no number.
var uuid = regexp.MustCompile(`[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`)

// cardLike reports whether text written by people holds what may be a payment
// card number: 13 to 19 digits, alone or in groups with single spaces or
// hyphens, that are neither in a UUID nor joined to Latin letters, as the digits
// of ids are.
func cardLike(text string) bool {
	text = uuid.ReplaceAllString(text, "uuid")
	for _, row := range digitRows(text) {
		for from := range row {
			digits := ""
			for to, group := range row[from:] {
				digits += group.digits
				if len(digits) > maxCard {
					break
				}
				if isCard(digits) && !row[from].follows && !row[from+to].leads {
					return true
				}
			}
		}
	}
	return false
}

// digitGroup are digits that stand together. It follows or leads a letter.
type digitGroup struct {
	digits         string
	follows, leads bool
}

// digitRows are the rows of digit groups in text: groups of one row stand apart
// by a single space or hyphen.
func digitRows(text string) [][]digitGroup {
	var rows [][]digitGroup
	var row []digitGroup
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		if end > i {
			row = append(row, digitGroup{
				digits: text[i:end], follows: i > 0 && isLetter(text[i-1]), leads: end < len(text) && isLetter(text[end]),
			})
			i = end
		}
		separated := i+1 < len(text) && (text[i] == ' ' || text[i] == '-') && isDigit(text[i+1])
		if len(row) > 0 && !separated {
			rows, row = append(rows, row), nil
		}
		i++
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	return rows
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func notDigit(r rune) bool { return r < '0' || r > '9' }

// isCard reports digits of a card number's length that begin as card networks'
// numbers do (3 to 6, 22 to 27 and 81) and end in a right check digit. The
// beginning matters: without it every tenth timestamp or counter used as a
// reference would be taken for a card.
func isCard(digits string) bool {
	return len(digits) >= minCard && len(digits) <= maxCard && networkNumber(digits) && luhn(digits)
}

func networkNumber(digits string) bool {
	switch digits[0] {
	case '3', '4', '5', '6':
		return true
	case '2':
		return digits[1] >= '2' && digits[1] <= '7'
	case '8':
		return digits[1] == '1'
	}
	return false
}

// luhn checks the check digit of a card number (ISO/IEC 7812-1, annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
