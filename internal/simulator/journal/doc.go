// Package journal is the simulator's memory: an append-only file of JSON
// lines, so that a killed sandbox still knows what was booked and paid.
//
// Owns: durability (Append returns after fsync), the order of records, and
// recovery from a torn last line.
//
// Does not own: what the records mean (world, cardpay).
//
// Invariants: what Append acknowledged is replayed by every later Open; a line
// cut off by a crash is dropped, never half-read; a damaged line before the
// last is an error, never skipped.
package journal
