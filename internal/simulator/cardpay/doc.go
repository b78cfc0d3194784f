// Package cardpay is the sandbox's card acquirer: a payment provider that
// speaks its own HTTP protocol (payment intents with manual capture, a hosted
// checkout page, signed notices) and remembers across restarts what was paid.
//
// Owns: its wire types, the life of an intent, the ledger of what was taken and
// given back, the checkout page, delivery of notices.
//
// Does not own: the clock and the scenarios (stage), durability (journal), what
// anybody does with the money (the adapter on the other side of the wire shares
// no type with this package, or their agreement would prove nothing).
//
// Under payment-pending an intent is requires_action with nowhere to send the
// payer, until the bank has authorized it two simulated minutes later; under
// payment-lost-notice no notice of the intent is sent, and asking tells the truth.
//
// Invariants: a reference names at most one intent or refund, and a repeated
// call is answered with what the first one made; a change is in the journal,
// with its notice and its ledger entry, before anybody is told of it; refunds
// never exceed what was captured; nothing that looks like a card number is
// kept, logged or echoed.
package cardpay
