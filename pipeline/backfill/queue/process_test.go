//go:build unix

package queue_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/backfill/queue"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// How a process of the test binary is told what it is.
const (
	envPart = "WINNOW_QUEUE_TEST_PART" // broker, leader or joiner
	envURL  = "WINNOW_QUEUE_TEST_URL"
	envDir  = "WINNOW_QUEUE_TEST_DIR"
)

func TestMain(m *testing.M) {
	if part := os.Getenv(envPart); part != "" {
		if err := partMain(part, os.Getenv(envURL), os.Getenv(envDir)); err != nil {
			fmt.Fprintln(os.Stderr, part+":", err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// partMain is a process that takes part in a test.
func partMain(part, url, dir string) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if part == "broker" {
		server, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir, Listen: strings.TrimPrefix(url, "nats://"), MaxStore: 1 << 30}, log)
		if err != nil {
			return err
		}
		<-ctx.Done()
		return server.Close()
	}
	conn, err := broker.Connect(url, log)
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		return err
	}
	engine := lines{slow: 10 * time.Millisecond, clean: deadly}
	how := queue.Options{Name: "test", AckWait: quickWait, Lease: quickLease, Log: log}
	if part == "joiner" {
		_, err := queue.Join(ctx, js, how, func(json.RawMessage) (pipeline.Engine, backfill.Options, error) {
			return engine, backfill.Options{Site: siteOf, Pipeline: quick}, nil
		})
		return err
	}
	leader, err := queue.NewLeader(ctx, js, how, engine, backfill.Options{Site: siteOf, Pipeline: quick}, nil)
	if err != nil {
		return err
	}
	defer leader.Close(context.WithoutCancel(ctx))
	o, err := options(ctx, dir)
	if err != nil {
		return err
	}
	o.Crew, o.Log = leader, log
	_, err = backfill.Run(ctx, engine, o)
	return err
}

// The times of a test: machines speak once a second.
const (
	quickWait  = 3 * time.Second
	quickLease = time.Second
)

// deadly ends the process at some documents, as the kernel does it.
func deadly(raw document.Raw) {
	if strings.HasPrefix(string(raw.Content), "deadly") {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // of ourselves: it comes
		select {}
	}
}

// stage is the processes of a test.
type stage struct {
	t     *testing.T
	url   string
	dir   string
	store string // of the broker
}

func newStage(t *testing.T, documents int) *stage {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return &stage{t: t, url: "nats://" + l.Addr().String(), dir: written(t, documents), store: t.TempDir()}
}

// process is one of them.
type process struct {
	cmd    *exec.Cmd
	done   chan struct{}
	stderr strings.Builder // whole when done is closed
}

// start starts a process, which ends with the test.
func (s *stage) start(part string) *process {
	s.t.Helper()
	dir := s.dir
	if part == "broker" {
		dir = s.store
	}
	p := &process{cmd: exec.Command(os.Args[0]), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), envPart+"="+part, envURL+"="+s.url, envDir+"="+dir)
	p.cmd.Stderr = &p.stderr
	if err := p.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() { defer close(p.done); _ = p.cmd.Wait() }()
	s.t.Cleanup(func() {
		p.kill()
		if s.t.Failed() && part != "broker" {
			s.t.Logf("%s %d:\n%s", part, p.cmd.Process.Pid, p.stderr.String())
		}
	})
	if part == "broker" {
		streamtest.Eventually(s.t, func() error {
			conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "nats://"))
			if err == nil {
				err = conn.Close()
			}
			return err
		})
	}
	return p
}

// kill ends a process with SIGKILL and waits for that; one that has ended has.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// wait waits until a process ends by itself, and returns its exit code.
func (s *stage) wait(p *process) int {
	s.t.Helper()
	select {
	case <-p.done:
	case <-time.After(2 * streamtest.Patience):
		s.t.Fatal("a process does not end")
	}
	return p.cmd.ProcessState.ExitCode()
}

// reach waits until machines have begun n units of a pass.
func (s *stage) reach(pass backfill.Pass, n int) {
	s.t.Helper()
	streamtest.Eventually(s.t, func() error {
		begun, err := filepath.Glob(filepath.Join(backfill.UnitsName(filepath.Join(s.dir, "out.jsonl")), fmt.Sprintf("*-%s.*", pass)))
		if err == nil && len(begun) < n {
			err = fmt.Errorf("%d units of pass %s were begun, want %d", len(begun), pass, n)
		}
		return err
	})
}

// slay kills a process that must be at work.
func (s *stage) slay(p *process) {
	s.t.Helper()
	p.kill()
	if p.cmd.ProcessState.Exited() {
		s.t.Fatal("a process ended before it could be killed")
	}
}

// signal sends a signal to a process that must be at work.
func (s *stage) signal(p *process, sign syscall.Signal) {
	s.t.Helper()
	if err := p.cmd.Process.Signal(sign); err != nil {
		s.t.Fatal(err)
	}
}

// TestMachinesThatAreKilledCostNothing kills two of three joiners, the leader in
// both passes, and the broker, in the midst of their work. The third joiner stands
// still for so long that its unit is done by another before it goes on.
func TestMachinesThatAreKilledCostNothing(t *testing.T) {
	const documents = 2000
	want, single := alone(t, documents)
	s := newStage(t, documents)
	server := s.start("broker")
	first := s.start("joiner") // before there is a run
	leader := s.start("leader")
	second, third := s.start("joiner"), s.start("joiner")
	s.reach(backfill.PassLearn, 8)
	s.slay(first)
	s.slay(leader)
	leader = s.start("leader")
	s.reach(backfill.PassClean, 4)
	s.signal(third, syscall.SIGSTOP)
	s.reach(backfill.PassClean, 8)
	s.slay(second)
	time.Sleep(quickWait + time.Second) // what they had in hand is redelivered
	s.reach(backfill.PassClean, 12)
	s.signal(third, syscall.SIGCONT)
	s.slay(server)
	time.Sleep(quickWait + time.Second)
	s.start("broker")
	s.reach(backfill.PassClean, 18)
	s.slay(leader)
	if code := s.wait(s.start("leader")); code != 0 {
		t.Fatalf("the leader that was started again ends with code %d", code)
	}
	if code := s.wait(third); code != 0 {
		t.Errorf("the joiner that lived ends with code %d", code)
	}
	if diff := cmp.Diff(want, outputOf(t, s.dir, "out-0*.jsonl")); diff != "" {
		t.Errorf("documents (-one machine +many):\n%.2000s", diff)
	}
	if !strings.Contains(strings.Join(want, ""), `"kind":"recurring"`) {
		t.Error("nothing was learned: there is nothing to compare")
	}
	text, err := os.ReadFile(output.ManifestName(filepath.Join(s.dir, "out.jsonl")))
	if err != nil {
		t.Fatal(err)
	}
	var manifest output.Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Documents != single.Cleaned || manifest.Rejected != single.Rejected || manifest.Duplicates != single.Duplicates || single.Duplicates == 0 {
		t.Errorf("manifest %+v, want the counts of %+v", manifest, single)
	}
	if rejects := outputOf(t, s.dir, "out.rejects.jsonl"); len(rejects) != single.Rejected {
		t.Errorf("%d rejects, want %d", len(rejects), single.Rejected)
	}
	if _, err := os.Stat(backfill.UnitsName(filepath.Join(s.dir, "out.jsonl"))); !os.IsNotExist(err) {
		t.Errorf("the folder of units is left: %v", err)
	}
}

// TestAUnitThatKillsEveryMachineIsGivenUp starts machines again for as long as
// they die.
func TestAUnitThatKillsEveryMachineIsGivenUp(t *testing.T) {
	s := newStage(t, 150)
	in := filepath.Join(s.dir, "in.jsonl")
	text, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	poisoned := strings.Replace(string(text), `"content": "Headline number 75 `, `"content": "deadly `, 1)
	if err := os.WriteFile(in, []byte(poisoned), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start("broker")
	leader, joiner := s.start("leader"), s.start("joiner")
	deaths := 0
	for end := time.Now().Add(2 * streamtest.Patience); ; {
		if time.Now().After(end) {
			t.Fatal("it comes to no end")
		}
		select {
		case <-joiner.done:
			deaths++
			joiner = s.start("joiner")
			continue
		case <-leader.done:
		}
		if leader.cmd.ProcessState.ExitCode() == 1 {
			break
		}
		deaths++
		leader = s.start("leader")
	}
	said := leader.stderr.String()
	if !strings.Contains(said, backfill.ErrGivenUp.Error()) || !strings.Contains(said, "3 machines died") || !strings.Contains(said, "in.jsonl from ") {
		t.Errorf("the leader does not name the unit that was given up:\n%s", said)
	}
	if deaths < 3 || deaths > 6 {
		t.Errorf("%d machines died", deaths)
	}
	joiner.kill()
	if err := os.WriteFile(in, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
