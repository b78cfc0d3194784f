package ndc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/supplier"
	"github.com/farebridge/farebridge/internal/travel"
)

// Book makes a hold, or buys at once by the settlement agreed with the supplier.
// The amount agreed to goes along, upon which the supplier refuses another one.
func (c *connector) Book(ctx context.Context, in supplier.BookInput) (travel.Booking, error) {
	r, err := decodeRef(in.OfferRef, kindOffer)
	if err != nil {
		return travel.Booking{}, err
	}
	body, err := c.orderFor(r, in)
	if err != nil {
		return travel.Booking{}, err
	}
	order := request{body: body, answers: "IATA_OrderViewRS", changes: true}
	a, err := ask[wireOrderView](ctx, c.client, order)
	if code := supplier.FirmCode(err); code == padisNotFound || code == padisToBeReshopped {
		return travel.Booking{}, supplier.Recast(supplier.SoldOut, err) // what we refer to is the offer
	}
	if err != nil {
		return travel.Booking{}, c.declined(err)
	}
	view, err := c.only(a, r.party().named(in.Pax))
	if err != nil {
		return travel.Booking{}, order.lost(supplier.CodeUnreadable, "order not understood", err)
	}
	booking, err := view.booking()
	if err != nil {
		return travel.Booking{}, order.lost(supplier.CodeUnreadable, "order not understood", err)
	}
	if in.Instant && booking.Status == travel.BookingHeld && !view.paid() && view.failed() {
		return travel.Booking{}, c.unpaid(ctx, view, in)
	}
	if booking.Total.Equal(in.Total) {
		return booking, nil
	}
	return travel.Booking{}, c.otherTotal(ctx, view, in, booking.Total)
}

// only is the one order of an answer to a message about one order.
func (c *connector) only(a envelope[wireOrderView], p party) (*orderView, error) {
	views := viewsOf(a, p)
	if len(views) != 1 {
		return nil, fmt.Errorf("%d orders", len(views))
	}
	return views[0], nil
}

// unpaid takes back an order that was to be paid at once and was made all the same
// when its payment was refused: only then is it true that nothing was done.
func (c *connector) unpaid(ctx context.Context, view *orderView, in supplier.BookInput) error {
	const message = "booked, and the payment was not taken"
	err := c.cancelUnpaid(ctx, in.Reference, view.wire)
	if err != nil {
		return supplier.Fail(supplier.OutcomeUnknown, codeNotPaid, message+", not yet taken back", err)
	}
	return c.declined(supplier.Fail(supplier.Rejected, codeNotPaid, message, nil))
}

// otherTotal takes back a hold that does not cost what was agreed to: only then
// is it true that nothing was done. What cannot be taken back is left to be found
// by Retrieve, with its own total.
func (c *connector) otherTotal(ctx context.Context, view *orderView, in supplier.BookInput, asked money.Money) error {
	message := fmt.Sprintf("booked for %s instead of %s", asked, in.Total)
	if in.Instant || view.paid() {
		return supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal, message, nil)
	}
	err := c.cancelUnpaid(ctx, in.Reference, view.wire)
	if err != nil {
		return supplier.Fail(supplier.OutcomeUnknown, codeOtherTotal, message+", not yet taken back", err)
	}
	return supplier.Fail(supplier.PriceChanged, codeOtherTotal, message, nil)
}

func (c *connector) orderFor(r ref, in supplier.BookInput) (sendOrderCreate, error) {
	pax := make([]travel.Pax, len(in.Pax))
	for i, t := range in.Pax {
		pax[i] = t.Pax
	}
	p := r.party()
	switch {
	case !sameParty(p, pax):
		return sendOrderCreate{}, errOtherParty()
	case r.Instant && !in.Instant:
		return sendOrderCreate{}, supplier.Fail(supplier.Rejected, codeNoHold, "the offer must be paid when booked", nil)
	case in.Reference == "":
		return sendOrderCreate{}, supplier.Fail(supplier.Rejected, supplier.CodeNotSent, "no reference to find the order by", nil)
	}
	people, err := travellersFor(p, in.Pax)
	if err != nil {
		return sendOrderCreate{}, err
	}
	body := sendOrderCreate{XMLName: root("IATA_OrderCreateRQ"), sendHead: c.head(), Payload: payloadOf(in.Reference)}
	body.Request.BookingRef = c.sellerRef(in.Reference)
	offer := r.selected()
	total := amountOf(in.Total)
	offer.Total = &total
	body.Request.Offers = []sendSelected{offer}
	if contact, ok := contactFor(in.Contact); ok {
		body.Request.Lists.Contacts = &sendContacts{Contact: []sendContact{contact}}
		for i := range people {
			people[i].ContactRef = contact.ID
		}
	}
	body.Request.Lists.PaxList = sendPaxList{Pax: people}
	if in.Instant {
		body.Request.Payments = c.payment(in.Total, in.CardToken)
	}
	return body, nil
}

// travellersFor names the party's people, in its order, lap infants on a lap each:
// those whose adult is not said are given to adults in order.
func travellersFor(p party, pax []travel.Traveller) ([]sendPax, error) {
	laps, err := lapsOf(pax)
	if err != nil {
		return nil, err
	}
	people := make([]sendPax, len(p))
	for i, one := range p {
		at := slices.IndexFunc(pax, func(t travel.Traveller) bool { return t.ID == one.paxID })
		people[i] = travellerFor(pax[at], one)
		if adult, ok := p.of(laps[one.paxID]); ok {
			people[i].LapOf = adult.wireID
		}
	}
	return people, nil
}

// lapsOf is the paxId of the adult each infant sits with.
func lapsOf(pax []travel.Traveller) (map[string]string, error) {
	laps, taken := map[string]string{}, map[string]bool{}
	var unsaid []string
	for _, t := range pax {
		switch {
		case t.PTC != travel.PTCInfant:
		case t.AccompaniedBy == "":
			unsaid = append(unsaid, t.ID)
		case !slices.ContainsFunc(pax, func(o travel.Traveller) bool { return o.ID == t.AccompaniedBy && o.PTC == travel.PTCAdult }):
			return nil, supplier.Fail(supplier.Rejected, "infantWithoutAdult", "an infant with nobody of the party", nil)
		case taken[t.AccompaniedBy]:
			return nil, supplier.Fail(supplier.Rejected, "infantsOnOneLap", "two infants with one adult", nil)
		default:
			laps[t.ID], taken[t.AccompaniedBy] = t.AccompaniedBy, true
		}
	}
	for _, t := range pax {
		if len(unsaid) > 0 && t.PTC == travel.PTCAdult && !taken[t.ID] {
			laps[unsaid[0]] = t.ID
			unsaid = unsaid[1:]
		}
	}
	if len(unsaid) > 0 {
		return nil, supplier.Fail(supplier.Rejected, "infantWithoutAdult", "more infants than adults", nil)
	}
	return laps, nil
}

func travellerFor(t travel.Traveller, one passenger) sendPax {
	person := sendIndividual{
		Gender: genderTo(t.Gender), GivenName: strings.TrimSpace(t.GivenName), Surname: strings.TrimSpace(t.Surname), Title: titleFor(t),
	}
	if !t.BirthDate.IsZero() {
		person.Birthdate = t.BirthDate.String()
	}
	pax := sendPax{Birthdate: person.Birthdate, Citizen: t.Nationality, Individual: &person, PaxID: one.wireID, PTC: string(one.ptc)}
	if d := t.IdentityDocument; d != nil {
		document := sendDocument{
			Birthdate: person.Birthdate, Citizen: t.Nationality, Gender: person.Gender, GivenName: person.GivenName,
			Number: d.Number, Type: documentTo(d.Type), Issuer: d.IssuingCountry, Surname: person.Surname,
		}
		if !d.ExpiryDate.IsZero() {
			document.Expires = d.ExpiryDate.String()
		}
		pax.Documents = []sendDocument{document}
	}
	return pax
}

// documentTo is the code of a kind of document; "PT" is the passport. Kinds that
// have no code go by the one of national identity cards, as which airlines take
// whatever else a state issues.
func documentTo(kind string) string {
	if kind == travel.DocumentPassport {
		return "PT"
	}
	return "NI"
}

func genderTo(g travel.Gender) string {
	switch g {
	case travel.GenderMale:
		return "M"
	case travel.GenderFemale:
		return "F"
	case travel.GenderUnspecified:
		return "X"
	}
	return ""
}

func titleFor(t travel.Traveller) string {
	adult := t.PTC == travel.PTCAdult
	switch {
	case t.Gender == travel.GenderMale && adult:
		return "MR"
	case t.Gender == travel.GenderMale:
		return "MSTR"
	case t.Gender == travel.GenderFemale && adult:
		return "MS"
	case t.Gender == travel.GenderFemale:
		return "MISS"
	}
	return ""
}

// contactFor is the order's contact, which everybody refers to.
func contactFor(c travel.Contact) (sendContact, bool) {
	contact := sendContact{ID: "CI1"}
	if c.Email != "" {
		contact.Email = &sendEmail{Address: c.Email}
	}
	if c.Phone != "" {
		contact.Phone = &sendPhone{Number: c.Phone}
	}
	return contact, contact.Email != nil || contact.Phone != nil
}
