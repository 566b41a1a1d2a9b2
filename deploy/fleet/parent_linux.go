package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// endWithGo has the system tell us to end when `go run` ends, which passes no
// signal on but Ctrl-C's.
func endWithGo() {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", os.Getppid()))
	if err == nil && strings.TrimSpace(string(name)) == "go" {
		_ = unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGTERM), 0, 0, 0) // without it, we are only harder to end
	}
}
