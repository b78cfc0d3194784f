// Package supplier is the port to everybody who has seats to sell: airlines
// and online travel agencies.
//
// Owns: the Connector (a struct of small roles; a nil role is something the
// supplier cannot do, and the capability matrix says so), the closed kinds of
// failure, how a request is sent so that it is known whether it may have left,
// and the decorator that gives every role of every supplier its deadline,
// bulkhead, rate limit, circuit breaker, retry where nothing can have happened,
// span, count, log, and the check that our balance can pay what is booked.
//
// Does not own: any protocol (supplier/duffel, …), which supplier is asked
// when (shopping, pricing, ordering), what we promise a caller.
//
// Invariants: connectors return what the supplier said, without ids or tenants
// of ours; every failure is an *Error of a closed Kind; Unavailable means
// certainly not done, OutcomeUnknown means it may have happened and is resolved
// by Retrieve under our own reference, never by trying again.
//
// # Write a connector
//
// A connector is a package of its own beside the others, with the same files.
// What follows is the whole of one, for an airline with a small JSON API; it
// compiles, and passes the suite, in tutorial_test.go.
//
// 1. wire.go. The structs of the wire as the supplier documents it, with
// nothing of ours in them. Amounts stay strings until they are money, so that a
// number with twenty decimals or a word where an amount should be costs one
// offer and not the whole answer.
//
//	type paperPrice struct {
//		Type     string `json:"type"`
//		Base     string `json:"base"`
//		Tax      string `json:"tax"`
//		Currency string `json:"currency"`
//	}
//
// 2. client.go. One function that calls. [Exchange] sends the request and knows
// whether it may have left; [Lost] is the failure of what cannot be understood:
// Unavailable of a read, OutcomeUnknown of a write. A table turns the supplier's
// own refusals into kinds. A success status with an error in it is a refusal.
//
//	reply, err := supplier.Exchange(p.http, req, writes, maxBody)
//	if err != nil {
//		return err
//	}
//	if kind, known := refusals[refusal.Error]; known {
//		return supplier.Fail(kind, refusal.Error, "", nil)
//	}
//	if !readable {
//		return supplier.Lost(writes, supplier.CodeUnreadable, "…", nil)
//	}
//
// 3. convert.go. The wire's words into travel's, one offer at a time: what
// cannot be understood of one is its error, counted with a reason in
// [ShopAnswer].Dropped. Nothing is guessed: a fee nobody stated is nil, which
// never means free. A handle ([travel.SupplierOffer].Ref) carries whatever is
// needed to ask about the offer again, in an encoding of the connector's own
// with a version; nobody else reads it.
//
// 4. One file per role, named after it. Book stores our reference with the
// supplier wherever its protocol lets it be found again, and undoes a booking
// that came out at another price. Retrieve's false is a firm no; an answer it
// cannot read is an error.
//
// 5. connector.go. New fills in the roles there are:
//
//	return &supplier.Connector{ID: id, Shop: p, Price: p, Book: p, Ticket: p, Retrieve: p, Release: p}
//
// 6. conformance_test.go. [suppliertest.Run] with a server that speaks the
// protocol and keeps state. It sells, loses answers, cuts documents in half,
// answers with HTML, and counts what the supplier really has afterwards. A check
// about a role that is nil is not applicable; every other one must pass. Add a
// fuzz target for what you decode, a table of the supplier's lies, and a
// benchmark beside a bare decode.
//
// Last, app gets one entry in its table of protocols, config the name.
package supplier
