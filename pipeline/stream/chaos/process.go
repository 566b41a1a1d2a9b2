//go:build unix

package main

import (
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
)

// process is one that we started: it is signalled by its own id, and waited
// for.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	shot atomic.Bool   // by us; else it died by itself
}

func start(cmd *exec.Cmd) (*process, error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		_ = cmd.Wait() // how it ended is in cmd.ProcessState
	}()
	return p, nil
}

// signal sends a signal, unless the process has ended.
func (p *process) signal(s os.Signal) {
	_ = p.cmd.Process.Signal(s) // an error says that it has ended
}

// kill ends it at once, also when it is stopped, and reports whether it was
// that which ended it, or at least the same signal.
func (p *process) kill() bool {
	p.shot.Store(true)
	p.signal(syscall.SIGKILL)
	<-p.done
	return p.killed()
}

// running reports whether it has not been waited for yet.
func (p *process) running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// killed reports whether it ended by SIGKILL.
func (p *process) killed() bool {
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}
