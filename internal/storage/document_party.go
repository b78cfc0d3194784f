package storage

import (
	"fmt"

	"github.com/farebridge/farebridge/internal/travel"
)

type contactDoc struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

type travellerDoc struct {
	ID               string       `json:"id"`
	PTC              string       `json:"ptc"`
	Surname          string       `json:"surname"`
	GivenName        string       `json:"givenName"`
	Gender           string       `json:"gender"`
	BirthDate        string       `json:"birthDate,omitempty"`
	Nationality      string       `json:"nationality,omitempty"`
	IdentityDocument *identityDoc `json:"identityDocument,omitempty"`
	AccompaniedBy    string       `json:"accompaniedBy,omitempty"`
}

type identityDoc struct {
	Type           string `json:"type"`
	Number         string `json:"number"`
	IssuingCountry string `json:"issuingCountry"`
	ExpiryDate     string `json:"expiryDate,omitempty"`
}

func toTravellerDoc(t travel.Traveller) travellerDoc {
	d := travellerDoc{
		ID: t.ID, PTC: string(t.PTC), Surname: t.Surname, GivenName: t.GivenName, Gender: string(t.Gender),
		BirthDate: dateText(t.BirthDate), Nationality: t.Nationality, AccompaniedBy: t.AccompaniedBy,
	}
	if t.IdentityDocument != nil {
		d.IdentityDocument = &identityDoc{
			Type: t.IdentityDocument.Type, Number: t.IdentityDocument.Number,
			IssuingCountry: t.IdentityDocument.IssuingCountry, ExpiryDate: dateText(t.IdentityDocument.ExpiryDate),
		}
	}
	return d
}

func fromTravellerDoc(d travellerDoc) (travel.Traveller, error) {
	born, err := textDate(d.BirthDate)
	if err != nil {
		return travel.Traveller{}, err
	}
	t := travel.Traveller{
		Pax: travel.Pax{ID: d.ID, PTC: travel.PTC(d.PTC)}, Surname: d.Surname, GivenName: d.GivenName, Gender: travel.Gender(d.Gender),
		BirthDate: born, Nationality: d.Nationality, AccompaniedBy: d.AccompaniedBy,
	}
	if d.IdentityDocument == nil {
		return t, nil
	}
	expires, err := textDate(d.IdentityDocument.ExpiryDate)
	if err != nil {
		return travel.Traveller{}, err
	}
	t.IdentityDocument = &travel.IdentityDocument{
		Type: d.IdentityDocument.Type, Number: d.IdentityDocument.Number,
		IssuingCountry: d.IdentityDocument.IssuingCountry, ExpiryDate: expires,
	}
	return t, nil
}

func dateText(d travel.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func textDate(text string) (travel.Date, error) {
	if text == "" {
		return travel.Date{}, nil
	}
	d, err := travel.ParseDate(text)
	if err != nil {
		return d, fmt.Errorf("document: %w", err)
	}
	return d, nil
}

type locatorDoc struct {
	Carrier string `json:"carrier"`
	Locator string `json:"locator"`
}

func toLocatorDoc(l travel.RecordLocator) locatorDoc { return locatorDoc(l) }

func fromLocatorDoc(d locatorDoc) travel.RecordLocator { return travel.RecordLocator(d) }

type ticketDoc struct {
	Number string `json:"number"`
	PaxID  string `json:"paxId"`
}

func toTicketDoc(t travel.Ticket) ticketDoc { return ticketDoc(t) }

func fromTicketDoc(d ticketDoc) travel.Ticket { return travel.Ticket(d) }
