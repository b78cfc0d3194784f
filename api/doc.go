// Package api is generated from openapi.yaml: the types of the wire and the
// strict echo server. Nothing in it is written by hand, but what makes the
// specification readable at run time.
//
// Owns: the wire types and the routes.
//
// Does not own: any behaviour (rest), any domain type (travel, order).
//
// Invariants: `go generate ./...` reproduces it byte for byte; only rest
// imports it.
package api

//go:generate go tool oapi-codegen -config server.cfg.yaml ../openapi.yaml
//go:generate go run ./internal/gen ../openapi.yaml openapi.gen.yaml
