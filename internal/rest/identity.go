package rest

import (
	"strings"
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/travel"
)

// firstBirthDate is the earliest day anybody is taken to be born on.
var firstBirthDate = travel.Date{Year: 1900, Month: time.January, Day: 1}

// The offsets from UTC where a day begins first and where it ends last. Nobody
// says whose calendar a passenger's dates are of, so a day counts while it is
// that day anywhere.
const (
	firstZone = +14 * time.Hour
	lastZone  = -12 * time.Hour
)

// checkIdentity finds what cannot be true of a person at a moment. at points at
// the passenger; dates that could not be read are zero and found elsewhere.
func checkIdentity(p travel.Traveller, at string, now time.Time) []travel.FieldError {
	var found findings
	birth := p.BirthDate
	switch {
	case birth.IsZero():
	case birth.Compare(firstBirthDate) < 0:
		found.add(finding(at+"/birthDate", findDateEarly, firstBirthDate))
	case birth.Compare(travel.DateOf(now.UTC().Add(firstZone))) > 0:
		found.add(finding(at+"/birthDate", findDateFuture))
	}
	document := p.IdentityDocument
	if document == nil {
		return found
	}
	if expiry := document.ExpiryDate; !expiry.IsZero() && expiry.Compare(travel.DateOf(now.UTC().Add(lastZone))) < 0 {
		found.add(finding(at+"/identityDocument/expiryDate", findExpired))
	}
	if !isChineseID(document.Type, document.IssuingCountry) {
		return found
	}
	born, ok := nationalIDBirth(document.Number)
	switch {
	case !ok:
		found.add(finding(at+"/identityDocument/number", findNationalID))
	case !birth.IsZero() && birth != born:
		found.add(finding(at+"/birthDate", findOtherBirth))
	}
	return found
}

// isChineseID reports a resident identity card of the People's Republic.
func isChineseID(kind, country string) bool {
	return kind == string(api.IdentityDocumentTypeNationalID) && country == "CN"
}

// isNationalID reports the form and the check character of a Chinese resident
// identity number (GB 11643: 17 digits and a check character, ISO 7064 MOD
// 11-2); a small x counts as the X it stands for.
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

// nationalIDBirth is the birth date in the digits 7 to 14 of a resident identity
// number. One whose check character is right may still hold no date there is.
func nationalIDBirth(number string) (travel.Date, bool) {
	if !isNationalID(number) {
		return travel.Date{}, false
	}
	born, err := travel.ParseDate(number[6:10] + "-" + number[10:12] + "-" + number[12:14])
	return born, err == nil
}
