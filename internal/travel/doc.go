// Package travel is the vocabulary of what is shopped, sold and flown.
//
// Owns: the types that cross two packages (search, pax, journey, segment,
// price, offer, booking, ticket), the closed list of error codes, and behaviour
// that belongs to those values alone.
//
// Does not own: how offers are found (shopping), priced (fare, pricing), kept
// (cache) or sold (order, ordering); any wire format (rest, connectors).
//
// Invariants: values only: no interface, no context, no clock, no I/O, no
// struct tags. Flight times are local without offset beside the airport's
// zone; instants are UTC. A SupplierOffer or Booking is what a supplier said;
// an Offer is what we own and answer for.
package travel
