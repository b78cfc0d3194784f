// Package cachetest runs tests of what is remembered on every Redis there is:
// the one inside the process and a real one.
//
// Owns: a Redis for tests (from FAREBRIDGE_TEST_REDIS_URL, or redis-server from
// PATH, or a skip that is a failure with CI=true), and the conformance suite of
// the ports shopping.Memory and pricing.Memory.
//
// Does not own: what shopping and pricing do with what they remember.
//
// Invariants: tests on one Redis do not see each other: each has a key prefix
// of its own. A server started here is stopped by Main, or with its test.
package cachetest
