// Package ndcair speaks IATA NDC 21.3 for the simulated world: one address,
// bare XML, the root element says what is asked.
//
// Owns: the wire (messages, error codes, ids), who a token is, what a valid
// request is, the notices sent to subscribers, and the scenarios that befall
// calls: down, slow, and the answer that never comes.
//
// Does not own: flights, prices, seats and bookings (world).
//
// Invariants: every answer is valid by the 21.3.5 schemas, errors included; a
// message that is understood is answered with HTTP 200 and its RS, Error or
// Response; nothing is answered as done that is not in the journal; a caller
// sees only what was made with its own token.
//
// # Where things are
//
// Offers. One OfferItem prices all flights for the passengers of one type who pay
// the same: base, and every tax by its code. All of these items are mandatory. The
// FareDetail in it has a FareComponent per journey: basis, RBD, cabin, price class,
// what they pay for it, and by stage of time the CancelRestrictions and
// ChangeRestrictions, whose fees are per seated passenger: an INF has none.
// PenaltyList has one penalty of each type for the whole party as of now. Services
// and seats of a priced offer are OfferItems of their own. An upgrade is a service,
// RFISC 0BJ, whose definition is named after the cabin; the FareDetail stays what was
// bought. How many seats are left the schema has no place for.
//
// Ids. An OfferPrice answers with a new OfferID each time, which names the same
// flights at the price just said. PaxIDs are PAX1, PAX2, … in the order of the
// search. A PaxSegmentID says the flight, so that it means the same in every
// message. Items of ServiceList and SeatAvailability are selected under the
// OfferID of their ALaCarteOffer, or of the flight offer.
//
// An offer is not used up by an order made from it; NDC has no idempotency, and
// who asks twice has two orders.
//
// Orders. One OrderItem for each journey and for each thing sold beside it: what is
// reshopped is journeys. A journey's item has a FareDetail for each type of
// passenger, as in offers, and a service per passenger and segment; their
// BookingRef are the airline's locator and the seller's own reference. A hold's
// items have PaymentTimeLimitDateTime and PriceGuaranteeTimeLimitDateTime. Once the
// guarantee has lapsed OrderQuote tells today's price, and OrderRetrieve goes on
// showing the old one until then.
//
// Reshop. DeleteOrderItem names the items of journeys to give up, AddOfferItems
// what to fly instead. The offer's TotalPrice is the order's total afterwards;
// its AddedOfferItem has the PriceDifferential, penalty included, its
// JourneyOverview every journey afterwards. A cancel quote is an offer with one
// DeleteOrderItem whose DueByAirlineAmount comes back.
//
// Schedule changes. The item of the journey has the flights that go, as
// CANCELLED services, beside those that come instead, and a SellerFollowUpAction
// until it is answered. AcceptChange names the item.
package ndcair
