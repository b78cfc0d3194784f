// Package simulator assembles the sandbox's outside world: airlines and
// resellers behind three wire protocols (Duffel v2, IATA NDC 21.3, Amadeus
// Self-Service) that show one world, and a card gateway, on one handler.
//
// Owns: which parts there are and where they are served, what they share
// (clock, scenarios, journal), and the replay at start.
//
// Does not own: flights and bookings (world), the airline wires (duffelair, ndcair, amadeusair), the
// gateway (cardpay), the clock and scenarios (stage), durability (journal).
//
// Invariants: it imports nothing of Farebridge but money and reference, so its
// wire types are its own; what a call was answered survives the process; one
// seed makes one world.
package simulator
