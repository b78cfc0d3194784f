// Package supplier is the port to everybody who has seats to sell: airlines
// and online travel agencies.
//
// Owns: the Connector (a struct of small roles; a nil role is something the
// supplier cannot do), the closed kinds of failure, and the decorator that
// gives every role of every supplier its deadline, bulkhead, circuit breaker,
// retry where nothing can have happened, and log.
//
// Does not own: any protocol (supplier/duffel, …), which supplier is asked
// when (shopping, pricing, ordering), what we promise a caller.
//
// Invariants: connectors return what the supplier said, without ids or tenants
// of ours; every failure is an *Error of a closed Kind; Unavailable means
// certainly not done, OutcomeUnknown means it may have happened and is resolved
// by Retrieve under our own reference, never by trying again.
package supplier
