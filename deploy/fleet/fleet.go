//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/winnow-news/winnow/deploy/credentials"
	"github.com/winnow-news/winnow/pipeline/stream/process"
)

// options say what a fleet is.
type options struct {
	dir     string        // of everything that it writes
	workers int           // processes
	scrape  time.Duration // how often Prometheus asks; 0: as deploy/prometheus has it
	log     *slog.Logger
}

// fleet is the topology of deploy/compose.yaml as plain processes: three servers,
// workers, and Prometheus where it is installed.
type fleet struct {
	options
	root    string // of the source
	lock    *os.File
	ports   []int // that nobody has yet
	servers []*server
	workers []*worker
	lag     *worker // winnow lag, which an autoscaler would ask

	prometheus    *member // nil without it
	prometheusURL string
}

// worker is a process of winnow, and where it is seen.
type worker struct {
	*member
	http string // host:port
}

// servers is how many there are: one of three may be away and nothing waits.
const servers = 3

// startFleet starts everything, in the order in which it is needed. It returns
// when the streams are there and the workers are told to start.
func startFleet(ctx context.Context, o options) (f *fleet, err error) {
	f = &fleet{options: o}
	defer func() {
		if err != nil {
			f.stop()
		}
	}()
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"the folder", f.prepare},
		{"building winnow and nats-server", f.build},
		{"certificates and passwords", f.credentials},
		{"starting three servers", f.startServers},
		{"making the streams", f.applyStreams},
		{"starting workers", f.startWorkers},
		{"starting winnow lag", f.startLag},
		{"starting Prometheus", f.startPrometheus},
	} {
		began := time.Now()
		if err := step.do(ctx); err != nil {
			if ctx.Err() != nil {
				return f, stoppedWhile(step.what)
			}
			return f, fmt.Errorf("%s: %w", step.what, err)
		}
		f.log.Info(step.what, "took", time.Since(began).Round(10*time.Millisecond).String())
	}
	return f, nil
}

// stoppedWhile is what to say when somebody stops a fleet that is not up yet: all
// that failed then failed for that.
func stoppedWhile(what string) error {
	return fmt.Errorf("stopped while starting, at the step %q: what ran is ended, and the folder can be used again", what)
}

func (f *fleet) path(names ...string) string {
	return filepath.Join(append([]string{f.dir}, names...)...)
}

// source returns a file or folder of deploy.
func (f *fleet) source(names ...string) string {
	return filepath.Join(append([]string{f.root, "deploy"}, names...)...)
}

// prepare takes the folder for us, and finds free ports.
func (f *fleet) prepare(context.Context) (err error) {
	if f.root, err = moduleRoot(); err != nil {
		return err
	}
	if f.dir, err = filepath.Abs(f.dir); err != nil {
		return err
	}
	for _, folder := range []string{"bin", "logs", "nats", "prometheus"} {
		if err := os.MkdirAll(f.path(folder), 0o700); err != nil {
			return err
		}
	}
	if f.lock, err = os.OpenFile(f.path("lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return err
	}
	if err := syscall.Flock(int(f.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("%s is in use by another fleet: %w", f.dir, err)
	}
	f.ports, err = process.FreePorts(3*servers + f.options.workers + 2)
	return err
}

// moduleRoot returns the folder of winnow's source that we run in.
func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for from := folder; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "cmd", "winnow", "main.go")); err == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("%s is not inside of winnow's source", from)
		}
	}
}

// port returns one that nobody has, as host:port.
func (f *fleet) port() string {
	p := f.ports[0]
	f.ports = f.ports[1:]
	return fmt.Sprintf("127.0.0.1:%d", p)
}

func (f *fleet) winnow() string { return f.path("bin", "winnow") }

func (f *fleet) build(ctx context.Context) error {
	return process.Build(ctx, f.root, f.path("bin"), "./cmd/winnow", process.Server)
}

func (f *fleet) credentials(context.Context) error {
	return credentials.Make(credentials.Options{
		Dir: f.path("credentials"), Config: f.source("nats"), Hosts: []string{"localhost", "127.0.0.1"}, Now: time.Now(),
	})
}

// applyWait is how long the servers may take to elect their leaders.
const applyWait = time.Minute

// applyStreams makes the streams as the operator. Servers that have just started
// may have no leader yet, which is waited for.
func (f *fleet) applyStreams(ctx context.Context) error {
	var out []byte
	var err error
	for end := time.Now().Add(applyWait); time.Now().Before(end) && ctx.Err() == nil; pause(ctx, restartWait) {
		cmd := exec.CommandContext(ctx, f.winnow(), "streams", "apply", "--replicas", fmt.Sprint(servers))
		cmd.Env = f.environment("operator")
		if out, err = cmd.CombinedOutput(); err == nil {
			return nil
		}
		if ctx.Err() == nil {
			f.log.Warn("winnow streams apply fails, and is tried again", "error", err, "output", string(out))
		}
	}
	return errors.Join(fmt.Errorf("winnow streams apply: %w\n%s", err, out), ctx.Err())
}

func (f *fleet) startWorkers(ctx context.Context) error {
	for i := range f.options.workers {
		w, err := f.startWinnow(fmt.Sprint("worker-", i+1), "worker", "run")
		if err != nil {
			return err
		}
		f.workers = append(f.workers, w)
	}
	for _, w := range f.workers {
		if err := w.ready(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (f *fleet) startLag(ctx context.Context) (err error) {
	if f.lag, err = f.startWinnow("lag", "lag", "lag", "--every", "2s"); err != nil {
		return err
	}
	return f.lag.ready(ctx)
}

// startWinnow starts a winnow that is seen at an address of its own, as a user.
func (f *fleet) startWinnow(name, user string, args ...string) (w *worker, err error) {
	w = &worker{http: f.port()}
	w.member, err = startMember(name, f.path("logs"), f.log, func() *exec.Cmd {
		cmd := exec.Command(f.winnow(), append(args[:len(args):len(args)], "--http", w.http)...)
		cmd.Env = f.environment(user)
		return cmd
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// ready waits until it says that it is ready.
func (w *worker) ready(ctx context.Context) error {
	if err := await(ctx, "http://"+w.http+"/readyz"); err != nil {
		return fmt.Errorf("%s (its log: %s): %w", w.name, w.output.Name(), err)
	}
	return nil
}

// urls are the addresses of all servers, for clients.
func (f *fleet) urls() string {
	var all []string
	for _, s := range f.servers {
		all = append(all, "tls://"+s.clients)
	}
	return strings.Join(all, ",")
}

// stop ends the workers, then what they need. It returns when all are gone.
func (f *fleet) stop() {
	var workers, rest []*member
	for _, w := range f.workers {
		workers = append(workers, w.member)
	}
	if f.lag != nil {
		workers = append(workers, f.lag.member)
	}
	if f.prometheus != nil {
		rest = append(rest, f.prometheus)
	}
	stopAll(append(workers, rest...))
	rest = nil
	for _, s := range f.servers {
		rest = append(rest, s.member)
	}
	stopAll(rest)
	if f.lock != nil {
		f.lock.Close()
	}
}
