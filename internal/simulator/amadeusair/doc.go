// Package amadeusair speaks Amadeus Self-Service for the simulated world: OAuth2
// tokens, Flight Offers Search, Price and Upsell, SeatMap Display, Flight Create
// Orders and Flight Order Management, with a consolidator who pays and tickets.
//
// Owns: the wire (paths, shapes, error codes with their pointers, tokens), what
// a valid request is, how an echoed offer is found again, the consolidator's
// delay, and the scenarios that befall calls.
//
// Does not own: flights, prices, seats and bookings (world).
//
// Invariants: an echoed offer is never trusted: flights and fare are looked up,
// the price is the world's; nothing is answered as done that is not in the
// journal; a caller sees only what was made with its own credentials; no card
// number is kept, as no card is taken.
//
// # What only this server has
//
// An offer carries "offerReference" beside Amadeus' own fields. It saves a
// search when the offer comes back, and brings along what is bound to the
// search. A client that drops it loses nothing else: the offer is then found by
// its flights, fare basis and brand. So is one that is too old, as Amadeus' offers
// belong to nobody.
//
// An order is tied to the caller's own reference by its general remarks: the
// first whose text is "FAREBRIDGE" and the reference, else the text of the first
// one of subtype GENERAL_MISCELLANEOUS.
//
// The price is not what the request says but within its price.margin, a
// percentage that is 1.00 where it says none: the order is made at the true price,
// with a BookingWithPriceMarginWarning. Further away it is a PRICE DISCREPANCY
// (37200). A caller who wants to see the warning orders under price-up or
// price-down with a wide margin, or changes the grandTotal a little.
//
// Under schedule-change an order that is read once its tickets are there has the
// segments as the airline flies them now, as a record in a GDS has: the times are
// other ones, and that is all that is said. It cannot be answered over this wire.
//
// ticketingAgreement CONFIRM, also where none is given, has the consolidator buy
// at once; its tickets show thirty seconds of simulated time later, and until
// then the order can be deleted. DELAY_TO_CANCEL and DELAY_TO_QUEUE hold. Under
// the scenario ticketing-fails a confirmed order is taken on and, at that time,
// cancelled: its segments then have the bookingStatus CANCELLED.
//
// # What it leaves out
//
// Flexible dates are refused; a search that wants different cabins on its legs
// finds nothing, as this world's offers have one; an order takes one offer; cards
// and wallets are refused, as the consolidator is paid from what was deposited
// with it, so that credit-card-fees are what a card would cost elsewhere. X-HTTP-Method-Override is not asked for: Amadeus' own client forgets
// it when pricing has includes.
package amadeusair
