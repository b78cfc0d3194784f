// Package paymenttest is what every payment gateway must do, as tests: Run it
// from the gateway's own test package.
//
// Owns: the promises of package payment made checkable, and the faulty line
// between a gateway and its provider on which they are checked.
//
// Does not own: any provider. A Factory brings one, in process or behind a proxy,
// speaking its real protocol over HTTP.
//
// Invariants: every check uses payments of its own and reads the provider's own
// ledger to know what was taken; what a gateway cannot do is not asked
// of it, and the check says so.
package paymenttest
