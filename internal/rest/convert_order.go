package rest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/order"
	"github.com/farebridge/farebridge/internal/travel"
)

// FromAPITravellers reads named passengers. Findings are dates there are none
// of, and laps of nobody in the party.
func FromAPITravellers(pax []api.OrderPax) ([]travel.Traveller, []travel.FieldError) {
	var found findings
	ids := map[string]struct{}{}
	for _, p := range pax {
		ids[p.PaxID] = struct{}{}
	}
	read := make([]travel.Traveller, len(pax))
	for i, p := range pax {
		at := fmt.Sprintf("/pax/%d", i)
		birth, err := travel.ParseDate(p.BirthDate)
		if err != nil {
			found.add(finding(at+"/birthDate", findDate))
		}
		read[i] = travel.Traveller{
			Pax:     travel.Pax{ID: p.PaxID, PTC: fromAPIPtr[travel.PTC](p.Ptc)},
			Surname: fromAPIName(p.Surname), GivenName: fromAPIName(p.GivenName), Gender: travel.Gender(p.Gender), BirthDate: birth,
			Nationality: fromAPIPtr[string](p.Nationality), AccompaniedBy: fromAPIPtr[string](p.AccompaniedBy),
		}
		if holder := p.AccompaniedBy; holder != nil {
			if _, there := ids[*holder]; !there || *holder == p.PaxID {
				found.add(finding(at+"/accompaniedBy", findOwnLap))
			}
		}
		document, wrong := fromAPIDocument(p.IdentityDocument, at+"/identityDocument")
		found.add(wrong...)
		read[i].IdentityDocument = document
	}
	return read, found
}

func fromAPIDocument(d *api.IdentityDocument, at string) (*travel.IdentityDocument, []travel.FieldError) {
	if d == nil {
		return nil, nil
	}
	read := &travel.IdentityDocument{Type: string(d.Type), Number: d.Number, IssuingCountry: d.IssuingCountry}
	if isChineseID(read.Type, read.IssuingCountry) {
		read.Number = strings.ToUpper(d.Number) // a small x stands for its X
	}
	if d.ExpiryDate == nil {
		return read, nil
	}
	expiry, err := travel.ParseDate(*d.ExpiryDate)
	if err != nil {
		return nil, []travel.FieldError{finding(at+"/expiryDate", findDate)}
	}
	read.ExpiryDate = expiry
	return read, nil
}

// fromAPIPtr is the value of an optional field, zero when it is not there.
func fromAPIPtr[To, From ~string](v *From) To {
	if v == nil {
		return ""
	}
	return To(*v)
}

// toAPIOrder writes an order as it stands at a moment.
func (s suppliers) toAPIOrder(o order.Order, now time.Time) api.Order {
	written := api.Order{
		OrderID: o.ID, Reference: o.Reference, Version: o.Version, Status: api.OrderStatus(o.Status()),
		CreatedAt: o.CreatedAt.UTC(), ClientReference: toAPIString(o.ClientReference),
		PayBy: toAPITime(o.PayBy), PriceGuaranteedUntil: toAPITime(o.Booking.Said.PriceGuaranteedUntil),
		TotalPrice: ToAPIMoney(o.Total()), SupplierID: o.Offer.SupplierID, OwnerCode: o.Offer.Owner,
		Contact:        api.Contact{Name: o.Contact.Name, Email: o.Contact.Email, Phone: o.Contact.Phone},
		DataLists:      ToAPIDataLists(o.Offer),
		PaxJourneyIds:  []string{},
		RecordLocators: []api.RecordLocator{}, OrderItems: []api.OrderItem{}, Pax: []api.OrderPaxView{},
		Tickets: []api.Ticket{}, Payments: []api.Payment{}, Documents: []api.Document{},
		Attention: toAPIString(o.Attention), AllowedActions: toAPIActions(o.AllowedActions(s.can(o.Offer.SupplierID), now)),
	}
	if o.Offer.ChargesCard {
		written.MerchantOfRecord = ptr(api.OrderMerchantOfRecordSupplier)
	}
	if len(o.Metadata) > 0 {
		written.Metadata = ptr(api.Metadata(o.Metadata))
	}
	if o.CancelReason != "" {
		written.CancelReason = ptr(api.CancelReason(o.CancelReason))
	}
	for _, journey := range o.Offer.Journeys {
		written.PaxJourneyIds = append(written.PaxJourneyIds, journey.ID())
	}
	for _, l := range o.Booking.Said.RecordLocators {
		written.RecordLocators = append(written.RecordLocators, api.RecordLocator{Carrier: l.Carrier, Locator: l.Locator})
	}
	for i, item := range o.Offer.Items {
		written.OrderItems = append(written.OrderItems, toAPIOrderItem(i, item, written.Status))
	}
	for _, t := range o.Travellers {
		written.Pax = append(written.Pax, toAPITraveller(t))
	}
	for _, t := range o.Ticketing.Tickets {
		written.Tickets = append(written.Tickets, api.Ticket{TicketNumber: t.Number, PaxID: t.PaxID})
	}
	for _, p := range o.Payments {
		written.Payments = append(written.Payments, ToAPIPayment(o.ID, p))
	}
	return written
}

// toAPIOrderSummary writes an order as lists show it.
func (s suppliers) toAPIOrderSummary(o order.Order, now time.Time) api.OrderSummary {
	written := api.OrderSummary{
		OrderID: o.ID, Reference: o.Reference, Version: o.Version, Status: api.OrderStatus(o.Status()),
		CreatedAt: o.CreatedAt.UTC(), ClientReference: toAPIString(o.ClientReference),
		PayBy: toAPITime(o.PayBy), TotalPrice: ToAPIMoney(o.Total()), AllowedActions: toAPIActions(o.AllowedActions(s.can(o.Offer.SupplierID), now)),
	}
	if o.CancelReason != "" {
		written.CancelReason = ptr(api.CancelReason(o.CancelReason))
	}
	return written
}

// ToAPIEvent writes one line of an order's history.
func ToAPIEvent(r order.Record) api.OrderEvent {
	return api.OrderEvent{
		At: r.At.UTC(), Kind: r.Kind, Version: r.Version, Status: api.OrderStatus(r.Status), Detail: toAPIString(r.Detail),
	}
}

// toAPIOrderItem: no item has a fate of its own before orders can be changed.
func toAPIOrderItem(i int, item travel.OfferItem, status api.OrderStatus) api.OrderItem {
	written := api.OrderItem{
		OrderItemID: "itm_" + strconv.Itoa(i+1), PaxIds: notNil(item.PaxIDs), Status: status, Price: toAPIPrice(item.Price),
		Service: toAPISold(item.Service),
	}
	if item.PTC != "" {
		written.Ptc = ptr(api.PTC(item.PTC))
	}
	return written
}

func toAPITraveller(t travel.Traveller) api.OrderPaxView {
	written := api.OrderPaxView{
		PaxID: t.ID, Ptc: api.PTC(t.PTC), Surname: t.Surname, GivenName: t.GivenName, Gender: api.Gender(t.Gender),
		BirthDate: t.BirthDate.String(), Nationality: toAPIString(t.Nationality), AccompaniedBy: toAPIString(t.AccompaniedBy),
	}
	if d := t.IdentityDocument; d != nil {
		view := api.IdentityDocumentView{Type: d.Type, Number: masked(d.Number), IssuingCountry: toAPIString(d.IssuingCountry)}
		if !d.ExpiryDate.IsZero() {
			view.ExpiryDate = ptr(d.ExpiryDate.String())
		}
		written.IdentityDocument = &view
	}
	return written
}

// masked shows the last four characters of a number, and never more than half.
func masked(number string) string {
	shown := min(4, len(number)/2)
	return strings.Repeat("*", len(number)-shown) + number[len(number)-shown:]
}

func toAPIActions(actions []order.Action) []api.Action {
	written := make([]api.Action, len(actions))
	for i, a := range actions {
		written[i] = api.Action(a)
	}
	return written
}
