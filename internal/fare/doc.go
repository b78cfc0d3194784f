// Package fare turns what a supplier asks into what we sell for.
//
// Owns: programs (the rules under which a caller buys), Apply, which prices one
// offer under one program and says which rule made the price from what, and the
// checks that keep a price that does not add up, or a party that is only partly
// priced, from being sold.
//
// Does not own: which program a caller has (account), exchange rates and tax
// tables, suppliers' wire formats (connectors).
//
// Invariants: Apply is pure; shopping and pricing call the same function, so
// that a fresh answer of the same supplier is never priced differently. An
// unknown program prices nothing. Items always add up to the total.
package fare
