package rest

import "strings"

// The lengths of card numbers (ISO/IEC 7812-1).
const (
	minCard = 13
	maxCard = 19
)

// cardLike reports whether text holds what may be a payment card number: 13 to
// 19 digits, alone or in groups with single spaces or hyphens, that begin as
// card networks' numbers do (3 to 6, 22 to 27 and 81) and end in a right check
// digit (Luhn). The beginning matters: without it every tenth timestamp or
// counter used as a reference would be taken for a card.
func cardLike(text string) bool {
	for _, row := range digitRows(text) {
		for from := range row {
			digits := ""
			for _, group := range row[from:] {
				digits += group
				if len(digits) > maxCard {
					break
				}
				if len(digits) >= minCard && networkNumber(digits) && luhn(digits) {
					return true
				}
			}
		}
	}
	return false
}

// digitRows are the rows of digit groups in text: groups of one row stand apart
// by a single space or hyphen.
func digitRows(text string) [][]string {
	var rows [][]string
	var row []string
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		if end > i {
			row = append(row, text[i:end])
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

// isNationalID reports a valid Chinese resident identity number (GB 11643:
// 17 digits and a check character, ISO 7064 MOD 11-2). Every tenth of those
// would pass for a card number.
func isNationalID(number string) bool {
	if len(number) != 18 {
		return false
	}
	sum := 0
	for i := range 17 {
		if !isDigit(number[i]) {
			return false
		}
		// The weight of position i is 2^(17-i) modulo 11.
		sum += int(number[i]-'0') * (1 << (17 - i) % 11)
	}
	return strings.ToUpper(number[17:]) == string("10X98765432"[sum%11])
}
