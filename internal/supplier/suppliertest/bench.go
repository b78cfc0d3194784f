package suppliertest

import (
	"testing"
	"time"
)

// AgainstBare measures reading an answer of so many bytes in turn with decoding
// it into the same structs and no more, so that a busy machine slows both, and
// reports how many times as long reading it takes.
func AgainstBare(b *testing.B, bytes int, bare, full func()) {
	b.Helper()
	var bareTime, fullTime time.Duration
	b.SetBytes(int64(bytes))
	for b.Loop() {
		started := time.Now()
		bare()
		bareTime += time.Since(started)
		started = time.Now()
		full()
		fullTime += time.Since(started)
	}
	b.ReportMetric(float64(fullTime)/float64(bareTime), "x-of-bare-decode")
}
