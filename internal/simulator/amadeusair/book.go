package amadeusair

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"

	"github.com/farebridge/farebridge/internal/simulator/stage"
	"github.com/farebridge/farebridge/internal/simulator/world"
)

// The options of a ticketing agreement.
const (
	confirm       = "CONFIRM"
	delayToQueue  = "DELAY_TO_QUEUE"
	delayToCancel = "DELAY_TO_CANCEL"
)

var delayForm = regexp.MustCompile(`^[0-9]{1,3}D$`)

const firstOffer = "/data/flightOffers[0]"

// application is a readable request for an order.
type application struct {
	notes     notes
	offer     readOffer
	asked     world.Fen // the grandTotal of the request
	margin    int64     // by how much that may be off, in hundredths of a per cent
	travelers []readTraveler
	contacts  []readContact
	reference string
}

// createOrder books, and has the consolidator buy where that is agreed. The
// scenario is the header's, else what is bound to the caller's own reference,
// else the search's.
func (s *Surface) createOrder(c *call) (reply, error) {
	var body readOrder
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	var f findings
	a := body.application(&f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	own, err := s.stage.For(c.Header, a.reference)
	if err != nil {
		return reply{}, refuse(invalidFormat, err.Error(), nil)
	}
	fd, err := s.resolve(c, a.offer, firstOffer, own)
	if err != nil {
		return reply{}, sellRefusal(err)
	}
	checkTravelers(a.travelers, a.contacts, fd, &f)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	scenario := own
	if own.Name == "" {
		scenario = fd.search.Scenario
	}
	// Only the first order of a reference gets lost, so that who tries again arrives.
	lost := scenario.Is(stage.BookedThenTimeout, c.supplier.ID) && !s.world.Referenced(c.supplier.ID, a.reference)
	order, warnings, err := s.book(c, a, fd, own, scenario)
	if err != nil {
		return reply{}, sellRefusal(err)
	}
	if lost {
		return reply{}, errSevered
	}
	out := s.wireOrder(order)
	out.Warnings = warnings
	return reply{http.StatusCreated, out}, nil
}

// sellRefusal says in Create Orders' words that seats are gone.
func sellRefusal(err error) error {
	if errors.Is(err, world.ErrOfferGone) {
		return refuse(sellFailure, "Could not sell segment 1", pointer(firstOffer+"/itineraries[0]/segments[0]"))
	}
	return serviceRefusal(err, firstOffer)
}

// book sells the offer.
func (s *Surface) book(c *call, a application, fd found, own, scenario stage.Scenario) (world.Order, []wireIssue, error) {
	want, added, err := s.extras(c, fd)
	if err != nil {
		return world.Order{}, nil, err
	}
	total := fd.offer.Total() + added.Total
	warnings, err := compare(total, a.asked, a.margin)
	if err != nil {
		return world.Order{}, nil, err
	}
	n := a.notes
	n.Naming = fd.names
	booking := world.Booking{
		OfferID: fd.offer.ID, Hold: n.Agreement.Option != confirm, Passengers: travellersFrom(a.travelers, a.contacts, fd),
		Scenario: own, Extras: want.extras, Seats: want.seats,
	}
	if !booking.Hold && scenario.Is(stage.TicketingFails, c.supplier.ID) {
		// The world's airlines say no at once; a consolidator takes the order on
		// and finds out later. Where they can, they keep the seats for it unpaid.
		n.Refused = true
		booking.Hold = !fd.offer.Instant
		booking.Scenario = stage.Scenario{Name: stage.None}
	}
	if !booking.Hold {
		booking.Tenders = []world.Tender{{Type: "balance", Amount: total.Amount(), Currency: currency}}
	}
	booking.Metadata, err = n.metadata(a.reference)
	if err != nil {
		return world.Order{}, nil, err
	}
	order, err := s.world.Book(c.supplier.ID, booking)
	if errors.Is(err, world.ErrAmountDiffers) {
		return world.Order{}, nil, discrepancy(total, a.asked)
	}
	return order, warnings, err
}

// compare holds the request's price against the true one. Within the margin the
// order is made, and a warning says so.
func compare(total, asked world.Fen, margin int64) ([]wireIssue, error) {
	difference := total - asked
	if difference < 0 {
		difference = -difference
	}
	switch {
	case difference == 0:
		return nil, nil
	case int64(difference)*wholeMargin > int64(total)*margin:
		return nil, discrepancy(total, asked)
	}
	return []wireIssue{{
		Status: http.StatusOK, Title: "BookingWithPriceMarginWarning",
		Detail: "The final prices or/and fare basis are different",
	}}, nil
}

func discrepancy(total, asked world.Fen) error {
	return refuse(priceDiscrepancy,
		"Current grandTotal price ("+total.Amount()+") is different from request one ("+asked.Amount()+")", nil)
}

// application reads the order, or says everything that is wrong with it.
func (b readOrder) application(f *findings) application {
	d := b.Data
	if d.Type != "flight-order" {
		f.add(invalidData, "/data/type", "Must be flight-order")
	}
	a := application{notes: notes{
		Travelers: d.Travelers, Remarks: d.Remarks, Contacts: d.Contacts, AutomatedProcess: d.AutomatedProcess,
		Agreement: agreementFrom(d.TicketingAgreement, f), Payments: paymentsFrom(d.FormOfPayments, f),
	}}
	switch n := len(d.FlightOffers); {
	case n == 0:
		f.missing("/data/flightOffers")
	case n > 1:
		f.add(tooMany, "/data/flightOffers", "One offer is booked at a time")
	default:
		a.offer = d.FlightOffers[0]
		a.asked = askedFor(a.offer, f)
		a.margin = marginOf(a.offer, f)
	}
	switch n := len(d.Travelers); {
	case n == 0:
		f.missing("/data/travelers")
	case n > 2*mostTravelers:
		f.add(tooMany, "/data/travelers", "Too many travelers")
	default:
		a.travelers = travelersOf(d.Travelers, f)
	}
	if len(d.Contacts) > 0 && json.Unmarshal(d.Contacts, &a.contacts) != nil {
		f.add(invalidFormat, "/data/contacts", "A field has the wrong type")
	}
	var remarks readRemarks
	if len(d.Remarks) > 0 && json.Unmarshal(d.Remarks, &remarks) != nil {
		f.add(invalidFormat, "/data/remarks", "A field has the wrong type")
	}
	a.reference = remarks.referenceOf()
	return a
}

// askedFor is the price the request is willing to pay.
func askedFor(o readOffer, f *findings) world.Fen {
	if o.Price == nil || o.Price.GrandTotal == "" {
		f.missing(firstOffer + "/price/grandTotal")
		return 0
	}
	if o.Price.Currency != currency {
		f.add(invalidOption, firstOffer+"/price/currency", "Prices are in "+currency+" only")
	}
	asked, err := world.ParseFen(o.Price.GrandTotal)
	if err != nil || asked < 0 || asked > 1_000_000_000_00 {
		f.add(invalidFormat, firstOffer+"/price/grandTotal", "Not an amount")
		return 0
	}
	return asked
}

const (
	usualMargin = 100    // one per cent, where a request says nothing
	wholeMargin = 10_000 // all of the price
)

// marginOf is how far the price may be from what the request says, either way, in
// hundredths of a per cent.
func marginOf(o readOffer, f *findings) int64 {
	if o.Price == nil || o.Price.Margin == "" {
		return usualMargin
	}
	margin, err := world.ParseFen(o.Price.Margin)
	if err != nil || margin < 0 || margin > wholeMargin {
		f.add(invalidFormat, firstOffer+"/price/margin", "Not a percentage")
		return 0
	}
	return int64(margin)
}

func agreementFrom(a *wireAgreement, f *findings) wireAgreement {
	if a == nil || a.Option == "" {
		return wireAgreement{Option: confirm}
	}
	if !slices.Contains([]string{confirm, delayToCancel, delayToQueue}, a.Option) {
		f.add(invalidOption, "/data/ticketingAgreement/option", "Must be one of CONFIRM, DELAY_TO_QUEUE, DELAY_TO_CANCEL")
	}
	if a.Delay != "" && !delayForm.MatchString(a.Delay) {
		f.add(invalidFormat, "/data/ticketingAgreement/delay", "Must be a number of days, as 6D")
	}
	return wireAgreement{Option: a.Option, Delay: a.Delay}
}

// paymentsFrom takes what is settled with the consolidator, and no cards.
func paymentsFrom(payments []readPayment, f *findings) []wirePayment {
	var out []wirePayment
	for i, p := range payments {
		at := "/data/formOfPayments[" + itoa(i) + "]"
		switch {
		case p.CreditCard != nil:
			f.add(cardNotAccepted, at+"/creditCard", "The consolidator takes no cards")
		case p.B2BWallet != nil:
			f.add(virtualCardFailed, at+"/b2bWallet", "There is no wallet")
		case p.Other == nil:
			f.missing(at + "/other")
		case !slices.Contains([]string{"ACCOUNT", "CHECK", "CASH", "NONREFUNDABLE"}, p.Other.Method):
			f.add(invalidOption, at+"/other/method", "Must be one of ACCOUNT, CHECK, CASH, NONREFUNDABLE")
		default:
			out = append(out, wirePayment{*p.Other})
		}
	}
	return out
}
