// Package card speaks the protocol of the sandbox's card acquirer: payment
// intents with manual capture, and signed notices.
//
// Owns: the wire types, how answers and failures of that protocol become a
// payment.State or a payment.Error, verification of its notices.
//
// Does not own: retries, deadlines and logs of calls (payment.Instrument), what
// a payment is for (order), the provider (it shares no type with us).
//
// Invariants: a call that may have reached the provider and has no readable
// answer is OutcomeUnknown, one that certainly did not is Unavailable; a read
// is never OutcomeUnknown, for it changes nothing; no redirect is followed,
// lest the secret key go elsewhere; card tokens are in no error and no log.
package card
