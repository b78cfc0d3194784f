// Package app is the composition root: it builds the program from a Config and
// runs it.
//
// Owns: which concrete store, connector and gateway stands behind each port;
// the embedded simulator; listening, readiness, and an orderly end.
//
// Does not own: any rule of the business.
//
// Invariants: nothing is global: two Apps in one process do not meet; Close
// returns only when what was begun has ended or its time is up, and what is
// left is finished by the next process.
package app
