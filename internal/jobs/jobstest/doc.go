// Package jobstest is the suite a job queue passes on every database.
//
// Owns: what jobs promises, as tests over a real database.
//
// Does not own: databases (the caller brings one per test).
//
// Invariants: nothing here sleeps; tests wait on channels and poll rows.
package jobstest
