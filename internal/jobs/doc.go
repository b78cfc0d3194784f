// Package jobs is durable work: what has to happen after a transaction commits,
// even if this process dies right after it.
//
// Owns: the Queue over River (the only package that knows River), enqueuing
// inside a caller's SQL transaction, retrying with backoff, de-duplication of
// wake-ups, finding the jobs of dead processes, the tables all of that needs.
//
// Does not own: what a job does (handlers), the transaction (storage), what a
// job's context means (Carry, injected by app).
//
// Invariants: a job exists if and only if its transaction committed. A job runs
// at least once and may run again: handlers are idempotent. A failing job is
// tried again for ever, at most half a minute apart, until it succeeds or says
// Cancel. A job enqueued with a UniqueKey always begins after the enqueuing
// transaction committed, even when it was merged into one already waiting. Due
// times are relative and kept by the database's clock.
//
// A leased table of our own was the alternative. River is kept for fetching,
// completing in batches and cleaning up; its uniqueness (which lets a running
// job swallow a wake-up), scheduler (five second steps, leader only) and rescue
// (by age, not by liveness) are replaced in dialect.go and runner.go.
package jobs
