// Package telemetry is how operators see the program at work.
//
// Owns: the metrics there are, their names and labels, and the page they are
// served on; where spans go.
//
// Does not own: when something is counted (supplier's decorator, rest's access log), logs (slog,
// everywhere), the listener the page is on (app).
//
// Invariants: labels come from closed lists and configured ids, never from a
// caller or a supplier's words, so that there are only so many series; what a
// sandbox rehearses is not counted as something suffered.
package telemetry
