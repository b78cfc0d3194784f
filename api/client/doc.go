// Package client is the generated Go client of Farebridge.
//
// Owns: the wire types as a caller sees them, and one method per operation.
//
// Does not own: retries, webhooks.
//
// Invariants: `go generate ./...` reproduces it byte for byte; it imports
// nothing of the server.
package client

//go:generate go tool oapi-codegen -config client.cfg.yaml ../../openapi.yaml
