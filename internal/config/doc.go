// Package config reads how the program is to run.
//
// Owns: the Config structure, its built-in defaults (configs/farebridge.yaml),
// the file and the FAREBRIDGE_… variables over them, and their validation.
//
// Does not own: anything built from it (app).
//
// Invariants: an unknown field is an error, never ignored; secrets come from
// files or the environment; the zero value of a new field is safe.
package config
