package app

import (
	"os"

	"github.com/farebridge/farebridge/internal/config"
)

// dieAt names the point of an order's way at which a sandbox process kills
// itself, without warning and without cleaning up, as a machine dies. Tests
// prove with it that the next process finishes what this one began.
const dieAt = "FAREBRIDGE_SANDBOX_DIE_AT"

func failpoint(mode config.Mode) func(name string) {
	point := os.Getenv(dieAt)
	if mode != config.Sandbox || point == "" {
		return nil
	}
	return func(name string) {
		if name == point {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				_ = self.Kill()
			}
			select {} // the signal is on its way: nothing more happens here
		}
	}
}
