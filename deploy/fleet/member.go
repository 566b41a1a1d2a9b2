//go:build unix

package main

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/winnow-news/winnow/pipeline/stream/process"
)

const (
	// restartWait is between the end of a member and its next start.
	restartWait = 500 * time.Millisecond
	// stopWait is how long a member may take to end: a worker commits what it has
	// in hand, which takes 20 s at most.
	stopWait = 30 * time.Second
)

// member is one process of the fleet. One that ends by itself, or that somebody
// kills, is started again, as Docker and Kubernetes do it.
type member struct {
	name    string
	command func() *exec.Cmd
	output  *os.File
	log     *slog.Logger

	mu      sync.Mutex
	process *process.Process
	stopped chan struct{} // closed when it must not be started again
	watcher sync.WaitGroup
}

// startMember starts a process whose output goes to a file of a folder.
func startMember(name, logs string, log *slog.Logger, command func() *exec.Cmd) (*member, error) {
	output, err := os.OpenFile(filepath.Join(logs, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	m := &member{name: name, command: command, output: output, log: log, stopped: make(chan struct{})}
	if err := m.launch(); err != nil {
		output.Close()
		return nil, err
	}
	m.watcher.Go(m.watch)
	return m, nil
}

// launch starts the process, unless the member is stopped.
func (m *member) launch() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.stopped:
		return nil
	default:
	}
	cmd := m.command()
	cmd.Stdout, cmd.Stderr = m.output, m.output
	// A group of its own: Ctrl-C is for us, who end workers before their servers.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	started, err := process.Start(cmd)
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	m.process = started
	return nil
}

// watch starts the process again whenever it ends, until stop.
func (m *member) watch() {
	for {
		p := m.current()
		<-p.Done()
		select {
		case <-m.stopped:
			return
		case <-time.After(restartWait):
		}
		m.log.Warn("ended, and is started again", "process", m.name, "how", p.State().String(), "log", m.output.Name())
		if err := m.launch(); err != nil {
			m.log.Error("does not start", "error", err)
			return
		}
	}
}

func (m *member) current() *process.Process {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.process
}

// id returns the id of the process as it runs now.
func (m *member) id() int { return m.current().ID() }

// tell tells the process to end, for good.
func (m *member) tell() {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.stopped:
	default:
		close(m.stopped)
	}
	m.process.Signal(syscall.SIGTERM)
}

// stop tells the process to end, waits, and kills it when it does not.
func (m *member) stop() {
	m.tell()
	p := m.current()
	select {
	case <-p.Done():
	case <-time.After(stopWait):
		m.log.Warn("does not end, and is killed", "process", m.name)
		p.Kill()
	}
	m.watcher.Wait()
	m.output.Close()
}

// stopAll stops members at once, and waits for all.
func stopAll(members []*member) {
	var all sync.WaitGroup
	for _, m := range members {
		all.Go(m.stop)
	}
	all.Wait()
}
