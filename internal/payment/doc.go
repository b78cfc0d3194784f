// Package payment is the port to everybody who takes money: card acquirers and
// wallets.
//
// Owns: the Gateway (a struct of small roles; nil = cannot), what a gateway can
// say of a payment, the closed kinds of failure, and the decorator that gives
// every role of every gateway its deadline, retry where nothing was done, and log.
//
// Does not own: any gateway's protocol (payment/card, …), when money is taken
// or given back (order, ordering), card numbers: only tokens and redirects come
// near us.
//
// Invariants: every call carries our own payment id as its reference and may be
// repeated with it without happening twice; a declined payment is a State, not
// an error; OutcomeUnknown is resolved by Query under our reference; a notice
// only ever says "ask": money state comes from Query.
package payment
