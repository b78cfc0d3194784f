package rest

import (
	"context"
	"net/http"

	"github.com/farebridge/farebridge/internal/travel"
)

// call is what is known of a request beside its content.
type call struct {
	requestID string
	language  language
	write     bool // it may change something
	keyed     bool // it takes an Idempotency-Key
	lines     bool // it is to be answered line by line
	gzip      bool // its answer may be compressed
	suppliers suppliers
}

type callKey struct{}

func withCall(ctx context.Context, c call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

func callFrom(ctx context.Context) call {
	c, ok := ctx.Value(callKey{}).(call)
	if !ok {
		c.language = english
	}
	return c
}

// RequestID is the id of the request that ctx belongs to, "" for none. It is in
// the answer, in every problem and in the log.
func RequestID(ctx context.Context) string { return callFrom(ctx).requestID }

// WithRequestID lets work that outlives a request carry its id.
func WithRequestID(ctx context.Context, id string) context.Context {
	c := callFrom(ctx)
	c.requestID = id
	return withCall(ctx, c)
}

// prefixRequest begins the request ids we make.
const prefixRequest = "req_"

const maxRequestID = 64

// requestIDOf takes the caller's own request id if it is fit for a log line and
// a header, and no card number in disguise.
func requestIDOf(given string) string {
	if given == "" || len(given) > maxRequestID || isCardNumber(given) {
		return travel.NewID(prefixRequest)
	}
	for _, c := range []byte(given) {
		if !isTokenByte(c) {
			return travel.NewID(prefixRequest)
		}
	}
	return given
}

func isTokenByte(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.' || c == ':'
}

// reads reports a method that changes nothing (RFC 9110 §9.2.1).
func reads(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
