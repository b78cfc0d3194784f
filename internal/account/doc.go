// Package account says who calls.
//
// Owns: agencies and their API keys, authentication of a key, the principal in
// a context, the agency a worker acts for, how money gets into an agency's
// prepaid balance, the sandbox's well-known keys.
//
// Does not own: keeping them (storage, behind the Store port), what a principal
// may buy (its program, in fare), paying from a balance (payment/deposit), how a
// key travels (rest).
//
// Invariants: a key's secret is shown once and never stored: SHA-256 of it is.
// An unknown, a revoked and a malformed key get the same answer. Keys of the
// sandbox open nothing in production, nor the other way round, whatever is
// stored. There is no default agency: a context without one has none.
package account
