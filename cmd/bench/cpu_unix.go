//go:build unix

package main

import (
	"syscall"
	"time"
)

// cpuTime is what this process has used of all cores.
func cpuTime() (time.Duration, bool) {
	var used syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), err == nil
}
