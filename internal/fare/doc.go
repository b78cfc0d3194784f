// Package fare turns what a supplier asks into what we sell for.
//
// Owns: programs (the rules under which a caller buys) and their files, what a
// program sells at all, Apply, which prices one offer under one program and says
// which rule made the price from what, which of two prices of the same flights is
// the one to show, and the checks that keep a price that does not add up, or a
// party that is only partly priced, from being sold.
//
// Does not own: which program a caller has (account), exchange rates, tables of
// levies and filed fares (reference), suppliers' wire formats (connectors).
//
// Invariants: Apply is pure; shopping and pricing call the same function, so
// that a fresh answer of the same supplier is never priced differently. An
// unknown program prices nothing. Items always add up to the total. An official
// price is never above the published one. What cannot be classified is not sold:
// nothing is guessed.
//
// # Program files
//
// A program is a YAML file, configs/programs/*.yaml by default. What is not
// understood is a fault, and every fault of a file is told at once with its line
// and path. A program prices in one of two ways: official (discounts by level of
// fare, promotions as they are) or retail (mark-ups, service fees, commission,
// negotiated contracts).
package fare
