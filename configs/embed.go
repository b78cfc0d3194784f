// Package configs carries the configuration files that ship with the program.
//
// Owns: the built-in sandbox configuration, as the text people can read.
//
// Does not own: what the fields mean (internal/config).
//
// Invariants: every file here loads and validates (a test in internal/config).
package configs

import "embed"

// Files holds every configuration file by name.
//
//go:embed *.yaml
var Files embed.FS

// Sandbox is the name of the built-in configuration.
const Sandbox = "farebridge.yaml"
