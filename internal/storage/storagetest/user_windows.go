package storagetest

import "syscall"

// unprivileged: Postgres on Windows gives up its rights by itself.
func unprivileged(string) (*syscall.SysProcAttr, error) { return nil, nil }
