package storagetest

import "syscall"

// orphanless ends the server at once when the test process is killed and
// cannot stop it (SIGQUIT is Postgres's immediate shutdown).
func orphanless() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
}
