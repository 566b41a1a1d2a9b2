//go:build unix

// Package process is how servers and workers run as processes of their own on
// this machine: they are signalled by their own ids, waited for, and on Linux end
// with whoever started them. The chaos program and the fleet share it.
package process

import (
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
)

// Process is one that we started.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	shot atomic.Bool   // by us; else it died by itself
}

// Start starts a command. On Linux the system ends it with SIGKILL when we die,
// however we do.
func Start(cmd *exec.Cmd) (*Process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	endWithUs(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Process{cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		_ = cmd.Wait() // how it ended is in cmd.ProcessState
	}()
	return p, nil
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// ID returns the id of the process.
func (p *Process) ID() int { return p.cmd.Process.Pid }

// State returns how the process ended, once it has.
func (p *Process) State() *os.ProcessState { return p.cmd.ProcessState }

// Signal sends a signal, unless the process has ended.
func (p *Process) Signal(s os.Signal) {
	_ = p.cmd.Process.Signal(s) // an error says that it has ended
}

// Kill ends it at once, also when it is stopped, and reports whether it was
// that which ended it, or at least the same signal.
func (p *Process) Kill() bool {
	p.shot.Store(true)
	p.Signal(syscall.SIGKILL)
	<-p.done
	return p.Killed()
}

// Shot reports whether we killed it.
func (p *Process) Shot() bool { return p.shot.Load() }

// Running reports whether it has not been waited for yet.
func (p *Process) Running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Killed reports whether it ended by SIGKILL.
func (p *Process) Killed() bool {
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}
