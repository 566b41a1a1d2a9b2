//go:build unix

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stopAfter starts the program, sends it a signal when it is ready, and returns
// its exit code and what it said.
func stopAfter(t *testing.T, signal os.Signal, ready func(stdin io.Writer), args ...string) (code int, said string) {
	t.Helper()
	cmd := exec.Command("winnow", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe() // stays open: nobody says more
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready(stdin)
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }() // its state says how it ended
	select {
	case <-ended:
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		<-ended
		t.Fatal("it does not end at a signal")
	}
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// TestCleanEndsAtASignal stops the command while it waits for an input that does
// not come. Its first output shows that it listens to signals.
func TestCleanEndsAtASignal(t *testing.T) {
	folder := t.TempDir()
	story, pipe := filepath.Join(folder, "story.txt"), filepath.Join(folder, "pipe")
	if err := os.WriteFile(story, []byte("The ferry left the harbour on Tuesday with forty passengers, for the first time since the storm.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	written := func(name, half string) func(io.Writer) {
		return func(stdin io.Writer) {
			_, _ = io.WriteString(stdin, half) // nobody may read it
			for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				if _, err := os.Stat(name); err == nil {
					return
				}
			}
			t.Errorf("%s does not come", name)
		}
	}
	for name, c := range map[string]struct {
		signal os.Signal
		half   string // what standard input says
		second string // the input that does not come
	}{
		"silence":         {os.Interrupt, "", "-"},
		"half a sentence": {os.Interrupt, "Half of a sentence that", "-"},
		"no writer":       {syscall.SIGTERM, "", pipe},
	} {
		out := filepath.Join(folder, name) + "/"
		first := filepath.Join(out, "story.txt")
		code, said := stopAfter(t, c.signal, written(first, c.half), "clean", "-o", out, story, c.second)
		if code != 1 || !strings.Contains(said, "stopped: 1 of 2 files were cleaned") {
			t.Errorf("%s: exit code %d, and it says %q", name, code, said)
		}
		if text, err := os.ReadFile(first); err != nil || !strings.HasSuffix(string(text), "the storm.\n") {
			t.Errorf("%s: what was written is %q, %v", name, text, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*", "*.partial")); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}
