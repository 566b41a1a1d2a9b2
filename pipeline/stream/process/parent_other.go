//go:build unix && !linux

package process

import "syscall"

// endWithUs does nothing: there is no such signal here.
func endWithUs(*syscall.SysProcAttr) {}
