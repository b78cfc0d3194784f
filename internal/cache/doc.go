// Package cache keeps what is expensive to make and may be lost: searches and
// offers, in Redis.
//
// Owns: the connection to Redis, or to one inside the process when there is
// none; the stored form of searches and offers (versioned private rows, ready
// wire fragments, the index, outlines from which alternatives are chosen, pages
// as they are sent, compressed in blocks); the adapter behind shopping.Memory,
// shopping.Answers and pricing.Memory; the counting of calls behind rest.Limiter.
//
// Does not own: when an offer expires or is forgotten (shopping, pricing, by
// their own clock), the wire format of what is stored ready (rest), how many
// calls a key may make (config), anything that must not be lost (storage).
//
// Invariants: one search is one hash, under one key with a hash tag, so that a
// Redis Cluster serves it as well. What is written of it, all or the offers that
// came so far, is written whole or not at all. Time to live
// only ever bounds memory; no deadline is judged by it. Every value is sealed
// with a checksum over its owner, its place and its bytes, and an offer's row
// names its agency and its id once more: what is garbled, misplaced or another
// agency's reads as forgotten, never as an offer. Every call has a deadline;
// Redis being gone is CodeOfferStoreUnavailable. The checksum is against
// accidents: who may write to Redis is trusted as who may write to SQL is.
//
// Limits of the Redis inside the process: it is as volatile and as alone as the
// process (replicas do not share it); it has no memory limit of its own, so the
// oldest searches, each as a whole, are let go over 256 MiB of values; a few
// bytes of every key ever used stay until the process ends; time to live is
// counted in steps of a second; cluster commands, eviction policies and
// persistence are not there. It is for sandboxes, tests and a single small server.
package cache
