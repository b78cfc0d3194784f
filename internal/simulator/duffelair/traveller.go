package duffelair

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

var (
	emailForm   = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	phoneForm   = regexp.MustCompile(`^\+[1-9]\d{5,14}$`) // E.164
	airlineForm = regexp.MustCompile(`^[A-Z0-9]{2}$`)
)

// longestName is Duffel's: airlines cut names off after it.
const longestName = 20

// travellersFrom matches names with the offer's passengers, or says everything
// that is wrong.
func travellersFrom(passengers []readPassenger, offer world.Offer, f *findings) []world.Traveller {
	var travellers []world.Traveller
	byID := map[string]world.Passenger{}
	for _, p := range offer.Party {
		byID[p.ID] = p
	}
	laps, names := map[string]bool{}, map[string]bool{}
	for i, p := range passengers {
		at := "/passengers/" + strconv.Itoa(i)
		known, found := byID[p.ID]
		delete(byID, p.ID) // the second with the same id is not found
		if !found {
			f.add("not_found", at+"/id", "id", "Field 'id' is not the id of a passenger of the offer")
			continue
		}
		p.checkPerson(at, f)
		p.checkAge(at, known, offer, f)
		p.checkDocuments(at, offer.International(), f)
		if p.InfantPassengerID != "" {
			p.checkLap(at, known, offer, laps, f)
		}
		name := strings.ToLower(p.GivenName + "/" + p.FamilyName)
		if names[name] {
			f.add("duplicate_passenger_name", at, "passengers", "Two passengers of an order can't have the same name")
		}
		names[name] = true
		travellers = append(travellers, p.traveller(known))
	}
	if len(byID) > 0 {
		f.add("validation_length", "/passengers", "passengers", "Every passenger of the offer needs to be given")
	}
	for i, p := range passengers {
		if !laps[p.ID] && slices.ContainsFunc(offer.Party, func(o world.Passenger) bool { return o.ID == p.ID && o.Kind == world.Infant }) {
			f.add("invalid_field_sets", "/passengers/"+strconv.Itoa(i), "infant_passenger_id", "An infant needs to be an adult's 'infant_passenger_id'")
		}
	}
	return travellers
}

func (p readPassenger) checkPerson(at string, f *findings) {
	if !slices.Contains([]string{"mr", "ms", "mrs", "miss", "dr"}, p.Title) {
		f.add("invalid_passenger_title", at+"/title", "title", "Field 'title' must be one of: mr, ms, mrs, miss, dr")
	}
	if p.Gender != "m" && p.Gender != "f" {
		f.add("validation_inclusion", at+"/gender", "gender", "Field 'gender' must be one of: m, f")
	}
	checkNames(at, p.GivenName, p.FamilyName, f)
	switch {
	case p.Email == "":
		f.required(at+"/email", "email")
	case !emailForm.MatchString(p.Email):
		f.add("invalid_email_address", at+"/email", "email", "Field 'email' is not an e-mail address")
	}
	switch {
	case p.PhoneNumber == "":
		f.required(at+"/phone_number", "phone_number")
	case !phoneForm.MatchString(p.PhoneNumber):
		f.add("invalid_phone_number", at+"/phone_number", "phone_number", "Field 'phone_number' must be in E.164 format")
	}
}

func checkNames(at, given, family string, f *findings) {
	for _, n := range []struct{ field, name string }{{"given_name", given}, {"family_name", family}} {
		switch {
		case strings.TrimSpace(n.name) == "":
			f.required(at+"/"+n.field, n.field)
		case len([]rune(n.name)) > longestName:
			f.add("validation_length", at+"/"+n.field, n.field, "Field '"+n.field+"' can't have more than 20 characters")
		case strings.ContainsFunc(n.name, notInNames):
			f.add("invalid_passenger_name", at+"/"+n.field, n.field, "Field '"+n.field+"' can have Latin letters, spaces, hyphens and apostrophes only")
		}
	}
}

// notInNames is every character but the letters of ASCII, Latin-1 and Latin
// Extended-A, ligatures, thorn and eth excepted, spaces, hyphens and apostrophes.
func notInNames(r rune) bool {
	known := unicode.Is(unicode.Latin, r) && r <= '\u017F' && !strings.ContainsRune("ªºÆæĲĳŒœÞð", r)
	return !known && !strings.ContainsRune(" -'", r)
}

// checkAge: the type priced must be the type flown, on every flight: who turns
// two or twelve on the way travels as what they become.
func (p readPassenger) checkAge(at string, known world.Passenger, offer world.Offer, f *findings) {
	if p.BornOn == "" {
		f.required(at+"/born_on", "born_on")
		return
	}
	born, err := time.Parse(time.DateOnly, p.BornOn)
	if err != nil {
		f.add("validation_format", at+"/born_on", "born_on", "Field 'born_on' must be a date: YYYY-MM-DD")
		return
	}
	for _, s := range offer.Slices {
		for _, flight := range s.Flights {
			age := world.AgeOn(born, flight.Departs)
			if !world.OfAge(known.Kind, age) {
				f.add("validation_inclusion", at+"/born_on", "born_on", "Field 'born_on' doesn't match the passenger's type on the day of travel")
				return
			}
		}
	}
}

func (p readPassenger) checkDocuments(at string, needed bool, f *findings) {
	if needed && len(p.IdentityDocuments) == 0 {
		f.required(at+"/identity_documents", "identity_documents")
	}
	if len(p.IdentityDocuments) > 1 {
		f.add("validation_length", at+"/identity_documents", "identity_documents", "Field 'identity_documents' can't have more than 1 item")
	}
	for i, d := range p.IdentityDocuments {
		here := at + "/identity_documents/" + strconv.Itoa(i)
		if !slices.Contains([]string{"passport", "tax_id", "known_traveler_number", "passenger_redress_number"}, d.Type) {
			f.add("validation_inclusion", here+"/type", "type", "Field 'type' is not a type of identity document")
		}
		if d.UniqueIdentifier == "" {
			f.required(here+"/unique_identifier", "unique_identifier")
		}
		if len(d.IssuingCountryCode) != 2 {
			f.add("validation_format", here+"/issuing_country_code", "issuing_country_code", "Field 'issuing_country_code' must be an ISO 3166-1 alpha-2 code")
		}
		_, err := time.Parse(time.DateOnly, d.ExpiresOn)
		if d.Type == "passport" && err != nil {
			f.add("validation_format", here+"/expires_on", "expires_on", "Field 'expires_on' must be a date: YYYY-MM-DD")
		}
	}
}

// checkLap: each infant sits on the lap of one adult, each adult holds one.
func (p readPassenger) checkLap(at string, known world.Passenger, offer world.Offer, laps map[string]bool, f *findings) {
	isInfant := slices.ContainsFunc(offer.Party, func(o world.Passenger) bool {
		return o.ID == p.InfantPassengerID && o.Kind == world.Infant
	})
	if !isInfant || known.Kind != world.Adult || laps[p.InfantPassengerID] {
		f.add("not_found", at+"/infant_passenger_id", "infant_passenger_id", "Field 'infant_passenger_id' must be an infant of the offer, of one adult only")
		return
	}
	laps[p.InfantPassengerID] = true
}

func (p readPassenger) traveller(known world.Passenger) world.Traveller {
	t := world.Traveller{
		Passenger: known, Title: p.Title, Gender: p.Gender, Given: p.GivenName, Family: p.FamilyName,
		BornOn: p.BornOn, Email: p.Email, Phone: p.PhoneNumber, InfantID: p.InfantPassengerID,
	}
	for _, d := range p.IdentityDocuments {
		t.Documents = append(t.Documents, world.IdentityDocument{
			Type: d.Type, Number: d.UniqueIdentifier, Country: d.IssuingCountryCode, Expires: d.ExpiresOn,
		})
	}
	return t
}
