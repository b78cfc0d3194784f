package amadeusair

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

var (
	emailForm   = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	callingForm = regexp.MustCompile(`^\+?[1-9][0-9]{0,4}$`)
	phoneForm   = regexp.MustCompile(`^[0-9]{1,15}$`)
)

// longestName is what fits on a ticket.
const longestName = 57

// travelersOf decodes what the order gives back as it came.
func travelersOf(raw []json.RawMessage, f *findings) []readTraveler {
	travelers := make([]readTraveler, len(raw))
	for i, text := range raw {
		if json.Unmarshal(text, &travelers[i]) != nil {
			f.add(invalidFormat, "/data/travelers["+itoa(i)+"]", "A field has the wrong type")
		}
	}
	return travelers
}

// contactOf is who can be reached: a traveler, or else somebody of the contacts.
func contactOf(travelers []readTraveler, contacts []readContact) readContact {
	var all []readContact
	for _, t := range travelers {
		if t.Contact != nil {
			all = append(all, *t.Contact)
		}
	}
	var out readContact
	for _, c := range append(all, contacts...) {
		if out.EmailAddress == "" {
			out.EmailAddress = c.EmailAddress
		}
		if len(out.Phones) == 0 {
			out.Phones = c.Phones
		}
	}
	return out
}

// checkTravelers says everything that is wrong with who shall fly.
func checkTravelers(travelers []readTraveler, contacts []readContact, fd found, f *findings) {
	at := func(i int, field string) string { return "/data/travelers[" + itoa(i) + "]/" + field }
	names, ids := map[string]bool{}, map[string]bool{}
	for i, t := range travelers {
		p := slices.IndexFunc(fd.names.Travelers, func(n namedTraveler) bool { return n.ID == t.ID })
		switch {
		case t.ID == "":
			f.missing(at(i, "id"))
		case p < 0 || ids[t.ID]:
			f.add(invalidData, at(i, "id"), "Does not match a travelerId of the flight offer")
		default:
			t.checkAge(at(i, "dateOfBirth"), fd.offer.Party[p].Kind, fd.offer, f)
		}
		ids[t.ID] = true
		t.check(func(field string) string { return at(i, field) }, fd.offer.International(), f)
		name := strings.ToLower(t.Name.FirstName + "/" + t.Name.LastName)
		if names[name] {
			f.add(invalidData, at(i, "name"), "Two travelers have the same name")
		}
		names[name] = true
	}
	for _, n := range fd.names.Travelers {
		if !ids[n.ID] {
			f.add(dataMissing, "/data/travelers", "Traveler "+n.ID+" of the flight offer is missing")
		}
	}
	checkLaps(fd, f)
	contact := contactOf(travelers, contacts)
	switch {
	case contact.EmailAddress == "":
		f.missing("/data/travelers[0]/contact/emailAddress")
	case !emailForm.MatchString(contact.EmailAddress):
		f.add(invalidFormat, "/data/travelers[0]/contact/emailAddress", "Not an e-mail address")
	}
	switch {
	case len(contact.Phones) == 0:
		f.missing("/data/travelers[0]/contact/phones")
	case !phoneForm.MatchString(contact.Phones[0].Number) || !callingForm.MatchString(contact.Phones[0].CountryCallingCode):
		f.add(invalidFormat, "/data/travelers[0]/contact/phones[0]", "Not a phone number")
	}
}

func (t readTraveler) check(at func(field string) string, documents bool, f *findings) {
	if t.Gender == "" {
		f.missing(at("gender"))
	} else if t.Gender != "MALE" && t.Gender != "FEMALE" {
		f.add(invalidOption, at("gender"), "Must be MALE or FEMALE")
	}
	for _, n := range []struct{ field, name string }{{"name/firstName", t.Name.FirstName}, {"name/lastName", t.Name.LastName}} {
		switch {
		case strings.TrimSpace(n.name) == "":
			f.missing(at(n.field))
		case len([]rune(n.name)) > longestName:
			f.add(invalidLength, at(n.field), "Longer than a ticket has room for")
		case strings.ContainsFunc(n.name, notInNames):
			f.add(invalidFormat, at(n.field), "Latin letters, spaces, hyphens and apostrophes only")
		}
	}
	if documents && len(t.Documents) == 0 {
		f.missing(at("documents"))
	}
	for i, d := range t.Documents {
		here := func(field string) string { return at("documents[" + itoa(i) + "]/" + field) }
		if !slices.Contains([]string{"PASSPORT", "IDENTITY_CARD", "VISA", "KNOWN_TRAVELER", "REDRESS"}, d.DocumentType) {
			f.add(invalidOption, here("documentType"), "Not a type of document")
		}
		if d.Number == "" {
			f.missing(here("number"))
		}
		if d.DocumentType != "PASSPORT" {
			continue
		}
		if len(d.IssuanceCountry) != 2 {
			f.add(invalidFormat, here("issuanceCountry"), "Not an ISO 3166-1 alpha-2 code")
		}
		if _, err := time.Parse(time.DateOnly, d.ExpiryDate); err != nil {
			f.add(invalidFormat, here("expiryDate"), "A date must be YYYY-MM-DD")
		}
	}
}

func notInNames(r rune) bool {
	return !unicode.Is(unicode.Latin, r) && !strings.ContainsRune(" -'.", r)
}

// checkAge: the type priced must be the type flown, on every flight: who turns
// two or twelve on the way travels as what they become.
func (t readTraveler) checkAge(at, kind string, o world.Offer, f *findings) {
	if t.DateOfBirth == "" {
		f.missing(at)
		return
	}
	born, err := time.Parse(time.DateOnly, t.DateOfBirth)
	if err != nil {
		f.add(invalidFormat, at, "A date must be YYYY-MM-DD")
		return
	}
	for _, s := range o.Slices {
		for _, flight := range s.Flights {
			age := world.AgeOn(born, flight.Departs)
			if !world.OfAge(kind, age) {
				f.add(invalidData, at, "Does not match the traveler's type on the day of travel")
				return
			}
		}
	}
}

// checkLaps: each infant sits on the lap of one adult, each adult holds one.
func checkLaps(fd found, f *findings) {
	laps := map[string]bool{}
	for i, n := range fd.names.Travelers {
		if fd.offer.Party[i].Kind != world.Infant {
			continue
		}
		adult := slices.IndexFunc(fd.names.Travelers, func(a namedTraveler) bool { return a.ID == n.AdultID })
		if adult < 0 || fd.offer.Party[adult].Kind != world.Adult || laps[n.AdultID] {
			f.add(badCombination, fd.at+"/travelerPricings", "An infant needs an associatedAdultId of its own")
		}
		laps[n.AdultID] = true
	}
}

// documentKinds are the documents the world knows, by their name on this wire.
var documentKinds = map[string]string{
	"PASSPORT": "passport", "IDENTITY_CARD": "tax_id",
	"KNOWN_TRAVELER": "known_traveler_number", "REDRESS": "passenger_redress_number",
}

// travellersFrom are the people of the order, in the party's order. All has
// been checked.
func travellersFrom(travelers []readTraveler, contacts []readContact, fd found) []world.Traveller {
	contact := contactOf(travelers, contacts)
	var out []world.Traveller
	for i, n := range fd.names.Travelers {
		t := travelers[slices.IndexFunc(travelers, func(t readTraveler) bool { return t.ID == n.ID })]
		traveller := world.Traveller{
			Passenger: fd.offer.Party[i], Title: "mr", Gender: "m", Given: t.Name.FirstName, Family: t.Name.LastName,
			BornOn: t.DateOfBirth, Email: contact.EmailAddress,
			Phone: "+" + strings.TrimPrefix(contact.Phones[0].CountryCallingCode, "+") + contact.Phones[0].Number,
		}
		if t.Gender == "FEMALE" {
			traveller.Title, traveller.Gender = "ms", "f"
		}
		lap := slices.IndexFunc(fd.names.Travelers, func(infant namedTraveler) bool { return infant.AdultID == n.ID && infant.Type == "HELD_INFANT" })
		if lap >= 0 {
			traveller.InfantID = fd.offer.Party[lap].ID
		}
		for _, d := range t.Documents {
			if documentKinds[d.DocumentType] != "" {
				traveller.Documents = append(traveller.Documents, world.IdentityDocument{
					Type: documentKinds[d.DocumentType], Number: d.Number, Country: d.IssuanceCountry, Expires: d.ExpiryDate,
				})
			}
		}
		out = append(out, traveller)
	}
	return out
}
