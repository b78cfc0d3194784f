// Package duffelair speaks Duffel's Flights API v2 for the simulated world:
// offer requests, whole and in batches, offers with services, seat maps, orders,
// payments, cancellations, changes of the buyer's and of the airline's, webhooks.
//
// Owns: the wire (paths, shapes, error envelope and codes, pagination, rate
// limit headers), who a token is, what a valid request is, the scenarios
// that befall calls: down, slow, and the answer that never comes; which ids of
// services are good; that a change is selected before it is confirmed; webhooks,
// what they are told and whether they heard it; the routes that Duffel's test
// mode keeps for rehearsals (rehearsal.go).
//
// Does not own: flights, prices, seats and bookings (world).
//
// Invariants: every answer is one of Duffel's, errors included; a body's
// findings are reported all at once; nothing is answered as done that is not
// in the journal; a caller sees only what was made with its own token; a secret
// is shown once; an event is told at least once while the machine lives, in no
// order, and what one process did not get delivered the next one tries again.
package duffelair
