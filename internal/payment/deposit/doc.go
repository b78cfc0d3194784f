// Package deposit is the gateway that pays from an agency's prepaid balance with
// us: method `deposit`.
//
// Owns: what the moves of a balance mean as a payment: reserved is authorized,
// settled is captured, freed is voided, returned is refunded, too little is
// declined.
//
// Does not own: the balance and its record (storage, behind payment.Ledger),
// who may have one and how money gets in (account).
//
// Invariants: it asks nobody outside the house, so there is no notice and no
// payer's action; a payment it did not make under a reference is never touched;
// whose balance pays is the agency in ctx and nothing a caller sends.
package deposit
