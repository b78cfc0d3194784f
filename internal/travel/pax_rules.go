package travel

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// PaxRules are what the one who books an offer needs, or takes, of its passengers
// beyond what an order always says of them. The zero value asks for nothing more.
type PaxRules struct {
	Identity     bool // everybody is booked with an identity document
	LatinNames   bool // names of Latin letters, spaces, hyphens and apostrophes only
	NameLimit    int  // most characters of a surname, and of a given name; 0: as the API has it
	MaleOrFemale bool // no other gender can be booked
	// DocumentTypes are the types of identity document that meet Identity; empty:
	// any. Where nobody needs a document, one of another type is no misfit: people
	// give what they have, and the connector leaves out what cannot be sent.
	DocumentTypes []string
	// DocumentExpiry: a document that meets Identity says until when it is valid.
	DocumentExpiry bool
}

// Misfit is one thing about one traveller that cannot be booked. Field is the
// traveller's field in our vocabulary ("surname").
type Misfit struct {
	Traveller int    // index
	Field     string // "identityDocument/type" is a field within a field
	Code      MisfitCode
}

// MisfitCode says what is wrong with a field. The list is closed; rest has a
// text for each.
type MisfitCode string

// The codes.
const (
	MisfitRequired     MisfitCode = "required"
	MisfitLatinOnly    MisfitCode = "latinOnly"
	MisfitTooLong      MisfitCode = "longerThanBookable"
	MisfitMaleOrFemale MisfitCode = "maleOrFemale"
	MisfitDocumentType MisfitCode = "documentTypeNotTaken"
)

// Misfits finds everything about travellers that the rules do not let through,
// before anybody is asked.
func (r PaxRules) Misfits(travellers []Traveller) []Misfit {
	var misfits []Misfit
	for i, t := range travellers {
		find := func(field string, code MisfitCode) { misfits = append(misfits, Misfit{i, field, code}) }
		for _, name := range []struct{ field, text string }{{"surname", t.Surname}, {"givenName", t.GivenName}} {
			switch {
			case r.LatinNames && !latin(name.text):
				find(name.field, MisfitLatinOnly)
			case r.NameLimit > 0 && utf8.RuneCountInString(name.text) > r.NameLimit:
				find(name.field, MisfitTooLong)
			}
		}
		if r.MaleOrFemale && t.Gender != GenderMale && t.Gender != GenderFemale {
			find("gender", MisfitMaleOrFemale)
		}
		switch {
		case !r.Identity:
		case t.IdentityDocument == nil:
			find("identityDocument", MisfitRequired)
		case len(r.DocumentTypes) > 0 && !slices.Contains(r.DocumentTypes, t.IdentityDocument.Type):
			find("identityDocument/type", MisfitDocumentType)
		case r.DocumentExpiry && t.IdentityDocument.ExpiryDate.IsZero():
			find("identityDocument/expiryDate", MisfitRequired)
		}
	}
	return misfits
}

// latin reports a name that every airline's host takes. A mark that is left beside
// its letter in composed form is none that a host knows.
func latin(name string) bool {
	for _, r := range name {
		if !unicode.Is(unicode.Latin, r) && r != ' ' && r != '-' && r != '\'' {
			return false
		}
	}
	return true
}
