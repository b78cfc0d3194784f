// Package storage keeps what must outlive a process: orders with their events,
// idempotency keys, agencies with their keys and prepaid balances, in SQLite or
// Postgres.
//
// Owns: opening either database, the schema, the transaction in which an
// order's state, its event and its next job are written together, the
// database's clock and the sandbox's offset to it, sealing of personal data,
// tenant scoping.
//
// Does not own: what an order may become (order), when work is done (ordering,
// jobs), offers and search results (cache).
//
// Invariants: a query for an agency's data names the agency in ctx or fails;
// there is no unscoped reading by id. No network call happens inside a
// transaction. now is read once per transaction, after its locks are held. An
// order changes only from the version that was read. A balance moves together
// with the entry that says why, under a lock, and entries are never changed. Names, documents of
// identity, contacts, card tokens, peers' secrets and recorded answers are sealed
// before they reach the database. Transient conflicts are retried here and not seen outside.
package storage
