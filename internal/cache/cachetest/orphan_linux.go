package cachetest

import "syscall"

// orphanless ends the server when the test process is killed and cannot stop
// it.
func orphanless() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
