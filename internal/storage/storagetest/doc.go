// Package storagetest gives tests real databases, and holds the suite that
// every implementation of the ordering.Store port passes.
//
// Owns: SQLite and Postgres stores for a test, a Postgres server of its own
// when none is given, the conformance suite.
//
// Does not own: anything a running program needs.
//
// Invariants: every test has a database of its own. With CI=true a missing
// Postgres is a failure, elsewhere a skip that says why.
package storagetest
