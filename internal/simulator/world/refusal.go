package world

// Refusal is a reason why the world does not do what it is asked: the closed
// list that the wire turns into its own codes.
type Refusal string

func (r Refusal) Error() string { return "world: " + string(r) }

// The refusals there are.
const (
	ErrNotFound         Refusal = "not found"
	ErrOfferExpired     Refusal = "the offer has expired"
	ErrOfferGone        Refusal = "the offer is no longer available"
	ErrAlreadyBooked    Refusal = "an order was already made from the offer request"
	ErrCannotHold       Refusal = "the offer requires instant payment"
	ErrAmountDiffers    Refusal = "the payment is not the order's amount"
	ErrCurrencyDiffers  Refusal = "the payment is not in the order's currency"
	ErrPriceChanged     Refusal = "the price has changed"
	ErrNotPayable       Refusal = "the order is not of a type that is paid later"
	ErrAlreadyPaid      Refusal = "the order is already paid"
	ErrAlreadyCancelled Refusal = "the order is already cancelled"
	ErrPastDeadline     Refusal = "the time to pay has passed"
	ErrAirline          Refusal = "the airline could not do it"
	ErrDeparted         Refusal = "the first flight has left"
	ErrStaleQuote       Refusal = "the quote no longer holds"
	ErrAncillaryGone    Refusal = "the ancillary is not for sale"
	ErrSeatTaken        Refusal = "the seat is taken"
	ErrSeatNotAllowed   Refusal = "the seat is not for this passenger"
	ErrNotChangeable    Refusal = "the order cannot be changed"
	ErrAlreadyAnswered  Refusal = "the schedule change was already answered"
	ErrCardDeclined     Refusal = "the card is declined"
	ErrNoFunds          Refusal = "the prepaid balance is too low"
)
