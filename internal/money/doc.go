// Package money holds exact amounts of money.
//
// Owns: the Money value (minor units and an ISO 4217 currency), its decimal
// string form, overflow-checked arithmetic, exact splitting, and rounding to a
// unit with an explicit mode.
//
// Does not own: exchange rates, fare rules (fare), formatting for people.
//
// Invariants: an amount is a whole number of the currency's minor units and
// never passes through a float; two currencies never mix silently; Split
// conserves the total; every operation that could overflow says so.
package money
