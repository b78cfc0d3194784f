// Package offerid makes and reads the tokens by which callers name offers and
// searches and accept changed prices.
//
// Owns: the offer id (search, ordinal, expiry and a MAC bound to the agency),
// the shopping id (search, expiry and a MAC bound to the agency), the acceptance
// token (expiry and a MAC bound to agency, offer and exactly one
// price with its terms), and how long an offer lives.
//
// Does not own: what an offer is or whether it is still remembered (shopping,
// pricing, cache), the secret (storage), which price was accepted (pricing).
//
// Invariants: a token that this agency was not given is indistinguishable from
// noise: malformed, made up and foreign ids are one answer. Nothing is looked
// up before the MAC holds. Each kind of token has its own key, so that one can
// never pass for the other. MACs are HMAC-SHA256, cut to no less than 128 bits,
// compared in constant time. Time is the caller's to judge: this package has no clock.
package offerid
