package amadeus

import (
	"strings"

	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// documentTypes are Amadeus' names of the documents of identity it can take.
var documentTypes = map[string]string{
	travel.DocumentPassport:   "PASSPORT",
	travel.DocumentNationalID: "IDENTITY_CARD",
}

// travelerFor sends the order's contact with everybody: airlines tell each of
// changes there.
func travelerFor(t travel.Traveller, contact travel.Contact, phones []sendPhone) (sendTraveler, error) {
	if t.BirthDate.IsZero() && t.PTC != travel.PTCAdult {
		return sendTraveler{}, supplier.Fail(supplier.Rejected, codeMissingData, "a child's or infant's date of birth is needed", nil)
	}
	person := sendTraveler{
		Name:   sendName{FirstName: strings.TrimSpace(t.GivenName), LastName: strings.TrimSpace(t.Surname)},
		Gender: strings.ToUpper(string(t.Gender)), // MALE, FEMALE, UNSPECIFIED
	}
	if !t.BirthDate.IsZero() {
		person.DateOfBirth = t.BirthDate.String()
	}
	if contact.Email != "" || len(phones) > 0 {
		person.Contact = &sendReachable{EmailAddress: contact.Email, Phones: phones}
	}
	d := t.IdentityDocument
	if d == nil {
		return person, nil
	}
	kind, ok := documentTypes[d.Type]
	if !ok {
		return person, nil
	}
	document := sendDocumentary{
		DocumentType: kind, Number: d.Number, IssuanceCountry: d.IssuingCountry, Nationality: t.Nationality, Holder: true,
	}
	if !d.ExpiryDate.IsZero() {
		document.ExpiryDate = d.ExpiryDate.String()
	}
	person.Documents = []sendDocumentary{document}
	return person, nil
}

// addressee is whom the order's contact is, or else the first traveller. Amadeus
// wants a name in two parts; the last word is taken for the surname.
func addressee(in supplier.BookInput) sendName {
	words := strings.Fields(in.Contact.Name)
	if len(words) < 2 {
		first := in.Pax[0]
		return sendName{FirstName: strings.TrimSpace(first.GivenName), LastName: strings.TrimSpace(first.Surname)}
	}
	last := len(words) - 1
	return sendName{FirstName: strings.Join(words[:last], " "), LastName: words[last]}
}

// lapsOf is which adult holds which infant, by Amadeus' ids. Every infant needs
// an adult of its own; those whose adult is not said are given to adults in order.
func lapsOf(pax []travel.Traveller, p party) (map[string]string, error) {
	laps := map[string]string{}
	taken := map[string]bool{}
	var unsaid []string
	for _, t := range pax {
		if t.PTC != travel.PTCInfant {
			continue
		}
		infant, _ := p.travelerOf(t.ID)
		if t.AccompaniedBy == "" {
			unsaid = append(unsaid, infant)
			continue
		}
		adult, ok := p.travelerOf(t.AccompaniedBy)
		if !ok || taken[adult] {
			return nil, supplier.Fail(supplier.Rejected, "infantsOnOneLap", "two infants with one adult, or with somebody else", nil)
		}
		laps[infant], taken[adult] = adult, true
	}
	for _, t := range pax {
		if len(unsaid) == 0 {
			break
		}
		adult, _ := p.travelerOf(t.ID)
		if t.PTC == travel.PTCAdult && !taken[adult] {
			laps[unsaid[0]], taken[adult] = adult, true
			unsaid = unsaid[1:]
		}
	}
	if len(unsaid) > 0 {
		return nil, supplier.Fail(supplier.Rejected, "infantWithoutAdult", "more infants than adults", nil)
	}
	return laps, nil
}
