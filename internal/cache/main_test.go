package cache_test

import (
	"testing"

	"github.com/farebridge/farebridge/internal/cache/cachetest"
)

func TestMain(m *testing.M) { cachetest.Main(m) }

func TestMemory(t *testing.T) {
	t.Parallel()
	cachetest.Each(t, cachetest.Memory)
}
