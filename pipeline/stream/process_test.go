package stream

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// How a process of the test binary is told that it is a worker.
const (
	envWorker = "WINNOW_TEST_WORKER" // where its server is
	envLease  = "WINNOW_TEST_LEASE"  // a duration, or empty for the quick one
)

// workerMain is a worker as a process of its own, with a cleaner that some
// documents kill it through.
func workerMain(address string) int {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := workHere(ctx, address, log); err != nil {
		log.Error("worker", "error", err)
		return 1
	}
	return 0
}

func workHere(ctx context.Context, address string, log *slog.Logger) error {
	conn, err := broker.Connect(address, log)
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		return err
	}
	topology := streamtest.QuickTopology()
	if lease := os.Getenv(envLease); lease != "" {
		if topology.Lease, err = time.ParseDuration(lease); err != nil {
			return err
		}
	}
	debug.SetMaxStack(1 << 20) // so that a stack overflows soon
	options := WorkOptions{Build: streamtest.Build, Log: log, Pipeline: pipeline.Options{Workers: 4, BatchSize: 16, InFlightBytes: 4 << 20}}
	return Work(ctx, js, topology, streamtest.EngineFunc(deadly), options)
}

// deadly cleans as fake does, unless the document is one that no worker
// survives.
func deadly(raw document.Raw) (*document.Clean, error) {
	switch text := string(raw.Content); {
	case strings.HasPrefix(text, "overflow"):
		return nil, descend(0)
	case strings.HasPrefix(text, "memory"): // as the kernel does it
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		if err != nil {
			return nil, err
		}
		select {} // until it arrives
	}
	time.Sleep(time.Millisecond)
	return streamtest.Fake{}.Clean(raw)
}

// descend goes deeper than any stack is allowed to: Go ends the whole process,
// whoever would recover.
func descend(depth int) error {
	if depth < 0 {
		return errors.New("the stack has no end")
	}
	var frame [512]byte
	frame[depth%512]++
	return errors.Join(descend(depth+1), descend(depth+int(frame[1])))
}

// process starts the worker process. done is closed when it has ended.
func (b *bench) process(t *testing.T) (started *exec.Cmd, done chan struct{}, err error) {
	return processAt(t, b.Server.URL())
}

func processAt(t *testing.T, address string, env ...string) (started *exec.Cmd, done chan struct{}, err error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, envWorker+"="+address)...)
	if testing.Verbose() {
		cmd.Stderr = t.Output()
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	done = make(chan struct{})
	go func() { defer close(done); _ = cmd.Wait() }()
	return cmd, done, nil
}

// terminate sends SIGTERM and waits; it kills a process that does not listen.
func terminate(t *testing.T, cmd *exec.Cmd, done chan struct{}) {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	select {
	case <-done:
	case <-time.After(streamtest.Patience):
		t.Error("a worker does not end when it is told to")
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		<-done
	}
}

// keepRunning starts a worker process, and another whenever it dies, which it
// counts. stop tells the last one to end and waits for it.
func (b *bench) keepRunning(t *testing.T, deaths *atomic.Int64) (stop func()) {
	t.Helper()
	ended, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			cmd, done, err := b.process(t)
			if err != nil {
				t.Error(err)
				return
			}
			select {
			case <-done:
				deaths.Add(1)
			case <-ended:
				terminate(t, cmd, done)
				return
			}
		}
	}()
	stop = sync.OnceFunc(func() { close(ended); <-stopped })
	t.Cleanup(stop)
	return stop
}

// TestSIGTERMHandsOverAtOnce stops a worker process in mid-stream, with a lease
// that nobody could wait for, and lets another go on.
func TestSIGTERMHandsOverAtOnce(t *testing.T) {
	b := newLongLeaseBench(t, broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	raws := streamtest.Articles(3000)
	b.Publish(t, raws...)
	cmd, done, err := processAt(t, b.Server.URL(), envLease+"="+b.Topology.Lease.String())
	if err != nil {
		t.Fatal(err)
	}
	b.AwaitClean(t, 200)
	terminate(t, cmd, done)
	first, err := b.CleanCount(t)
	if err != nil || first >= len(raws) {
		t.Fatalf("the first worker left nothing of %d documents (%v)", len(raws), err)
	}
	var cleaned atomic.Int64
	counting := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		cleaned.Add(1)
		return streamtest.Fake{}.Clean(raw)
	})
	seen := &recorder{}
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	if err := b.workUntil(t, ctx, counting, WorkOptions{Once: true, Observer: seen}); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Errorf("the second worker waits for what the first had, %d documents", first)
	}
	if again := int(cleaned.Load()) - (len(raws) - first); again != 0 || seen.passed.Load() != 0 {
		t.Errorf("%d documents were cleaned again, %d passed over; want none", again, seen.passed.Load())
	}
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
}
