// Package ndc is the connector to suppliers that speak IATA's NDC, release
// 21.3, as bare XML over HTTP.
//
// Owns: the wire structs, the conversion of wire to travel values, the reading
// of NDC's errors and of broken connections into supplier's closed kinds, and
// the private handles (Ref) by which an offer or booking is named later.
//
// Does not own: deadlines, retries, circuit breaking (supplier.Instrument), what
// an offer is sold for, whether an order is carried on after a failure.
//
// Invariants: what is sent is valid by the 21.3.5 schemas; what is received is
// read for as much sense as it makes: unknown elements are skipped, the namespace
// does not matter, everything is text until it is needed, and what is not
// understood costs that offer with a reason, or is an error, never a panic and
// never a guess. Absent means unknown, never free. A write is reported as not
// done only on the supplier's own word or when no connection was had; everything
// else is OutcomeUnknown.
//
// # Transport
//
// Every message is one POST to Config.BaseURL itself: no path per message, no
// SOAP. An answer is HTTP 200 with the RS of the message, Error+ or Response.
//
// # Our reference
//
// NDC has no idempotency key. What stands in for one is our order id as a
// booking reference of the seller's:
//
//	OrderCreateRQ/Request/BookingRef
//	    BookingEntity/Org{Name, OrgID = Config.Seller.AgencyID}
//	    BookingID = our order id
//
// It is looked for by
//
//	OrderRetrieveRQ/Request/OrderValidationFilterCriteria/BookingRefFilterCriteria
//	    BookingID = our order id
//	    Org{Name, OrgID = Config.Seller.AgencyID}
//
// The answer has every order made under it, cancelled ones too, or the error 129
// or 913: there is none. An order that shows its references does so in its
// services: OrderItem/Service/BookingRef, the airline's own with
// BookingEntity/Carrier, ours with BookingEntity/Org. The same order id is also
// the PayloadAttributes/CorrelationID of every message about the order.
//
// # Passengers
//
// A PaxID is good for one answer. People are sent as PAX1, PAX2, … and found
// again by name where the answer has names, else by id as long as no names
// disagree, else by type where there is but one of it. Names come from whoever
// asks; handles have none.
//
// # Money
//
// A hold is an OrderCreateRQ without PaymentFunctions, and is paid by an
// OrderChangeRQ with nothing but PaymentFunctions: the settlement plan agreed
// with the supplier (payment type CA). An offer item whose
// PaymentTimeLimitDuration is nothing ("PT0S") must be paid when booked. The
// five clocks of NDC are kept apart: see clocksFrom. Cabins are PADIS 9873: 1
// first, 2 business, 4 premium economy, 3, 5 and 6 economy (5 is what we send).
//
// # Errors
//
// NDC's codes are PADIS 9321 and stand in Code, TypeCode or TagText. Those that
// mean more than a refusal: 304 turned away, nothing done (with HTTP 503 or 200);
// 900, 901 and 911 mean that nobody knows. 325, 421, 490, 491, 493 and 913 of an offer
// say that it is gone, 183 to 186, 276 and 281 to 284 that a service or seat of it
// is; 727 that the amount is not what it costs, 499 that a held order's price must
// be asked for again (OrderQuoteRQ); 496 that there are no offers; 129 and 913 of
// an OrderRetrieveRQ that there is no such order; 293 that our sales limit or balance is
// reached. Any other error in HTTP 4xx or 200 is a refusal: nothing was done. In HTTP
// 401, 403 and 5xx a code proves nothing, and an order beside an error was made.
//
// # Changes
//
// A refund is quoted by OrderReshopRQ/UpdateOrder/CancelOrderRef, answered by
// one ReshopOffers/Offer whose DeleteOrderItem carry the PriceDifferential
// (DueByAirlineAmount is what comes back), and taken by AcceptCancelledOffer. A
// change is asked for by ReshopOrder/ReshopOrderChoice/ServiceOrder: AddOfferItems
// has the flights wanted, each DeleteOrderItem an item of which all services go
// but those in RetainServiceID. What an airline changed by itself is an OrderItem
// with SellerFollowUpAction: one whose ExistingOrderItemID names the item it would
// stand for, or one that has cancelled services beside those that came instead.
// It is agreed to by AcceptChange.
//
// # Notices
//
// IATA says nothing of how an OrderChangeNotifRQ proves whose it is. Here it is
// the header
//
//	X-NDC-Signature: t=<Unix seconds>,v1=<hex HMAC-SHA256>
//
// made with Config.NoticeSecret over "<t>.<body>". It is answered by an
// IATA_Acknowledgement.
package ndc
