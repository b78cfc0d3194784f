// Package ordering sells: it takes an order from the decision to book to
// tickets and money, by doing the work the order says is due.
//
// Owns: OrderCreate, OrderPay, the reading of orders, and Advance, which
// executes an order's due steps one at a time: intent in one transaction, the
// call outside of any, the result with its event and next job in another.
//
// Does not own: what is due and what a result means (order), suppliers' and
// gateways' protocols, storage, what an offer costs now (pricing, through the
// Verifier port).
//
// Invariants: nothing outward is called without its intent on record and a job
// due when its lease ends; nothing is called again whose outcome is not known
// before the other side was asked; the network is never called inside a
// transaction; a client that goes away does not stop what it started.
package ordering
