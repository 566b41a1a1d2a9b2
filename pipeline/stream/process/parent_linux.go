package process

import "syscall"

// endWithUs asks the system to kill the child when the thread that starts it
// ends. Go keeps its threads until the process ends, unless a goroutine ends that
// is locked to one, which ours never are.
func endWithUs(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGKILL }
