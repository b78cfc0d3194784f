// Package order is the order aggregate: one sale, from the decision to book to
// tickets and money, as a pure state machine.
//
// Owns: the Order and its parts (booking, payments, ticketing), the events that
// change it, Step(order, event, now) → (order, error), the work that is due
// (Next), the status derived from the parts, and allowedActions.
//
// Does not own: calling anybody (ordering), keeping anything (storage), telling
// anybody.
//
// Invariants: Step is pure and total: an event that does not fit the state is
// an error and changes nothing; an event that was already applied changes
// nothing. Status is derived, never set. At most one payment of an order
// succeeds. Tickets are never asked for without authorized money, money is
// never captured without tickets. Every order that is not final has work due
// at a known time.
package order
