// Package shopping finds offers: it asks every supplier at once, prices what
// they say, and remembers the result so that it can be read again.
//
// Owns: AirShopping and Retrieve; the fan-out under the caller's budget and the
// report of who answered how; which of a supplier's offers are fit to be shown;
// rank, identity and lifetime of offers; the sharing of identical searches.
//
// Does not own: suppliers' protocols and how their calls are protected
// (supplier), what an offer costs a caller (fare), what an answer looks like on
// the wire (rest, behind Encoder), where offers are kept (cache, behind Memory),
// re-verifying one of them (pricing).
//
// Invariants: what has not come within the budget is reported, never waited
// for. Nothing is cut silently: a supplier that is missing, an offer left out
// and a result too long each say so. Identical searches in flight are one
// fan-out, which survives its first caller leaving and dies with its last; each
// agency gets offer ids of its own. The rank is a function of the answers
// alone. Reading a page again decodes no offer. An offer's life is measured by
// the injected clock from the moment before the suppliers were asked, so that
// no price looks fresher than it is.
package shopping
