package ndcair

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/farebridge/farebridge/internal/simulator/world"
)

// longestName is the schema's.
const longestName = 64

// travellersFrom matches people with the offer's passengers, or says everything
// that is wrong.
func travellersFrom(body readCreate, offer world.Offer, f *findings) []world.Traveller {
	byID := map[string]readPax{}
	for _, p := range body.Pax {
		id := strings.TrimSpace(p.ID)
		if _, twice := byID[id]; twice {
			f.add(codeDuplicate, "PaxID", "A passenger is there twice")
		}
		byID[id] = p
	}
	if len(byID) != len(offer.Party) {
		f.add(codeParty, "PaxList", "There must be everybody who was shopped for, and nobody else")
		return nil
	}
	contacts := map[string]readContact{}
	for _, c := range body.Contacts {
		contacts[strings.TrimSpace(c.ID)] = c
	}
	travellers := make([]world.Traveller, 0, len(offer.Party))
	names := map[string]bool{}
	for i, known := range offer.Party {
		p, found := byID[paxID(i)]
		if !found || p.Individual == nil {
			f.add(codeParty, "PaxID", "A passenger of the offer has no name")
			continue
		}
		p.checkName(f)
		p.checkAge(known, offer, f)
		p.checkDocuments(offer.International(), f)
		name := strings.ToLower(p.given() + "/" + p.Individual.Surname)
		if names[name] {
			f.add(codeDuplicate, "Individual", "Two passengers have the same name")
		}
		names[name] = true
		travellers = append(travellers, p.traveller(known, contactOf(p, body.Contacts, contacts)))
	}
	seatInfants(travellers, byID, f)
	return travellers
}

// contactOf is the passenger's own, else the first there is.
func contactOf(p readPax, all []readContact, byID map[string]readContact) readContact {
	if own, ok := byID[strings.TrimSpace(p.Contact)]; ok {
		return own
	}
	if len(all) > 0 {
		return all[0]
	}
	return readContact{}
}

func (p readPax) given() string { return strings.TrimSpace(strings.Join(p.Individual.Given, " ")) }

func (p readPax) born() string {
	if p.Birthdate != "" {
		return strings.TrimSpace(p.Birthdate)
	}
	return strings.TrimSpace(p.Individual.Birthdate)
}

func (p readPax) checkName(f *findings) {
	surname := strings.TrimSpace(p.Individual.Surname)
	switch {
	case surname == "":
		f.add(codeSurname, "Surname", "It is mandatory")
	case len([]rune(surname)) > longestName:
		f.add(codeSurnameLong, "Surname", "It is too long")
	}
	switch {
	case p.given() == "":
		f.add(codeGiven, "GivenName", "It is mandatory")
	case len([]rune(p.given())) > longestName:
		f.add(codeGivenLong, "GivenName", "It is too long")
	}
	if strings.ContainsFunc(surname+p.given(), notInNames) {
		f.add(codeInvalid, "Individual", "Names have Latin letters, spaces, hyphens and apostrophes only")
	}
	if !slices.Contains([]string{"M", "F", "U", "X"}, strings.TrimSpace(p.Individual.Gender)) {
		f.add(codeInvalid, "GenderCode", "It is mandatory: M, F, U or X")
	}
}

func notInNames(r rune) bool {
	return !unicode.Is(unicode.Latin, r) && !strings.ContainsRune(" -'.", r)
}

// checkAge: the type priced must be the type flown, on every flight.
func (p readPax) checkAge(known world.Passenger, offer world.Offer, f *findings) {
	born, err := time.Parse(time.DateOnly, p.born())
	if err != nil {
		f.add(codeAge, "Birthdate", "It is mandatory")
		return
	}
	if kind, ok := kindOf(p.PTC); !ok || p.PTC != "" && kind != known.Kind {
		f.add(codePTC, "PTC", "It is not the one that was priced")
	}
	for _, flight := range offer.Flights() {
		if age := world.AgeOn(born, flight.Departs); !world.OfAge(known.Kind, age) {
			f.add(codeAge, "Birthdate", "It does not match the type of passenger on the day of travel")
			return
		}
	}
}

func (p readPax) checkDocuments(needed bool, f *findings) {
	if needed && len(p.Documents) == 0 {
		f.missing("IdentityDoc")
	}
	for _, d := range p.Documents {
		if strings.TrimSpace(d.ID) == "" || strings.TrimSpace(d.Type) == "" {
			f.missing("IdentityDocID")
		}
		if d.Expires == "" {
			continue
		}
		if _, err := time.Parse(time.DateOnly, strings.TrimSpace(d.Expires)); err != nil {
			f.add(codeInvalid, "ExpiryDate", "It is no date")
		}
	}
}

func (p readPax) traveller(known world.Passenger, contact readContact) world.Traveller {
	t := world.Traveller{
		Passenger: known, Title: strings.TrimSpace(p.Individual.Title), Gender: strings.TrimSpace(p.Individual.Gender),
		Given: p.given(), Family: strings.TrimSpace(p.Individual.Surname), BornOn: p.born(),
	}
	if len(contact.Email) > 0 {
		t.Email = strings.TrimSpace(contact.Email[0])
	}
	if len(contact.Phone) > 0 {
		phone := contact.Phone[0]
		t.Phone = strings.TrimSpace(phone.Country) + strings.TrimSpace(phone.Area) + strings.TrimSpace(phone.Number)
	}
	for _, d := range p.Documents {
		t.Documents = append(t.Documents, world.IdentityDocument{
			Type: strings.TrimSpace(d.Type), Number: strings.TrimSpace(d.ID),
			Country: strings.TrimSpace(d.Country), Expires: strings.TrimSpace(d.Expires),
		})
	}
	return t
}

// seatInfants puts each infant on the lap of the adult it names, each adult
// having one at most.
func seatInfants(travellers []world.Traveller, byID map[string]readPax, f *findings) {
	for i, infant := range travellers {
		if infant.Kind != world.Infant {
			continue
		}
		adult := slices.IndexFunc(travellers, func(t world.Traveller) bool { return t.Kind == world.Adult && t.InfantID == "" })
		if named := strings.TrimSpace(byID[paxID(i)].RefID); named != "" {
			adult = slices.IndexFunc(travellers, func(t world.Traveller) bool {
				return t.Kind == world.Adult && t.InfantID == "" && paxID(slices.IndexFunc(travellers, func(o world.Traveller) bool {
					return o.ID == t.ID
				})) == named
			})
		}
		if adult < 0 {
			f.add(codeInvalid, "PaxRefID", "An infant needs an adult who has no other")
			continue
		}
		travellers[adult].InfantID = infant.ID
	}
}
