package amadeus

import "strings"

// twoDigitCodes are the country calling codes of two digits (ITU-T E.164, list of
// assigned codes). 1 and 7 have one digit, all others three.
const twoDigitCodes = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58" +
	" 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 "

// phonesOf splits an E.164 number as Amadeus wants it; none for one that is not.
func phonesOf(e164 string) []sendPhone {
	digits, ok := strings.CutPrefix(e164, "+")
	if !ok || len(digits) < 7 || len(digits) > 15 || !allDigits(digits) || digits[0] == '0' {
		return nil
	}
	length := 3
	switch {
	case digits[0] == '1' || digits[0] == '7':
		length = 1
	case strings.Contains(twoDigitCodes, " "+digits[:2]+" "):
		length = 2
	}
	return []sendPhone{{DeviceType: "MOBILE", CountryCallingCode: digits[:length], Number: digits[length:]}}
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
