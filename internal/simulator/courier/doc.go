// Package courier delivers what the simulator's peers tell of their own accord:
// webhooks, and notices of any other name.
//
// Owns: posting, again after pauses until it is taken or given up; the signature
// all of the simulator's wires share; the rule that nothing leaves this machine;
// an orderly end.
//
// Does not own: what is told, what counts as taken, and what is remembered of it
// over a restart.
//
// Invariants: what is cut short by Close has not failed and is not counted; after
// Close nothing is begun, and it returns when everything under way has ended.
package courier
