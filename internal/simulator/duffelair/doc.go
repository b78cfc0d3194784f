// Package duffelair speaks Duffel's Flights API v2 for the simulated world:
// offer requests, offers, orders, payments, cancellations.
//
// Owns: the wire (paths, shapes, error envelope and codes, pagination, rate
// limit headers), who a token is, what a valid request is, and the scenarios
// that befall calls: down, slow, and the answer that never comes.
//
// Does not own: flights, prices, seats and bookings (world).
//
// Invariants: every answer is one of Duffel's, errors included; a body's
// findings are reported all at once; nothing is answered as done that is not
// in the journal; a caller sees only what was made with its own token.
package duffelair
