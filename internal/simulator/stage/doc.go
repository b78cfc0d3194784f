// Package stage is what the actors of the simulator share: the movable clock
// and the scenarios.
//
// Owns: the simulated now and who hears of its jumps, the names of the scenarios,
// and which scenario is bound to which order.
//
// Does not own: what a scenario does (world and cardpay act it out).
//
// Invariants: time never runs backwards by moving the clock; a binding, once
// made for an order reference, holds for everything made from that order.
package stage
