//go:build unix && !linux

package storagetest

import "syscall"

// orphanless: only Linux can tie a child to its parent.
func orphanless() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
