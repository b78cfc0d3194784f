// Package farebridge is the connector to suppliers that are Farebridges
// themselves: OTAs and consolidators who sell through the same API as ours.
//
// Owns: the calls, made through our own generated client, the conversion of its
// types to travel values, the reading of problem documents and of broken
// connections into supplier's closed kinds, and the private handles (Ref) by
// which an offer or booking is named later.
//
// Does not own: deadlines, retries, circuit breaking (supplier.Instrument), what
// an offer is sold for here, whether an order is carried on after a failure.
//
// Invariants: what a peer says is checked as any supplier's word is, though it
// may run the same code: an offer that cannot be understood or does not add up
// costs that offer. A write is reported as not done only on the peer's own
// "notDone" or when no connection was had; everything else is OutcomeUnknown.
//
// What is particular to this peer: its order exists, under its own number, before
// it knows the airline's outcome, so an order that is still pending there is
// neither a booking nor none, and Retrieve says so as Unavailable. Our order id
// is both Idempotency-Key and clientReference of its order, by which it is found
// after a lost answer. Orders are paid from our prepaid balance with the peer,
// and tickets follow later. An order to be bought at once says so in its metadata:
// while nobody has paid for it, it is no booking, though the peer may hold seats
// for it until its payBy.
package farebridge
