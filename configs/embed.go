// Package configs carries the configuration files that ship with the program.
//
// Owns: the built-in sandbox configuration and the travel programs, as the text
// people can read.
//
// Does not own: what the fields mean (internal/config, internal/fare).
//
// Invariants: every file here loads and validates (tests in internal/config and
// internal/fare).
package configs

import "embed"

// Files holds every configuration file by name.
//
//go:embed *.yaml programs/*.yaml
var Files embed.FS

// Sandbox is the name of the built-in configuration.
const Sandbox = "farebridge.yaml"

// Programs is the folder of the travel programs, a file each.
const Programs = "programs"
