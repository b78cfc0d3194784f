// Package rest is the agencies' HTTP API: openapi.yaml in front of the verbs.
//
// Owns: what a request must look like before a verb hears of it (identity,
// media types, strict JSON, the schema, what people cannot mean), the one table
// from error codes to HTTP problems with its texts in English and Chinese, the
// wire form of offers, orders and payments, which budget a call is counted under,
// and the pages under /docs.
//
// Does not own: any decision about an offer, an order or money (shopping,
// pricing, ordering); who a key belongs to (account); where anything is kept,
// or counted (cache).
//
// Invariants: no verb is called with a body that is not exactly one schema-valid
// JSON object whose members everybody reads alike. All schema findings come at
// once, then all business findings at once, each with a JSON Pointer. Every
// failure is one problem document, and no text of a cause, a library or a
// supplier is ever part of it. Unknown, foreign and malformed ids are one
// answer. FromAPI… may fail with findings, ToAPI… cannot. Nothing a caller sends
// is logged but its route, its request id and its size.
package rest
