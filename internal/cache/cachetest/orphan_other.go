//go:build !linux

package cachetest

import "syscall"

// orphanless: only Linux can tie a child to its parent.
func orphanless() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
