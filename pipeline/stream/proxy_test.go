package stream

import (
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// proxy stands between a worker and its server, on the loopback interface, and
// can make the way slow, or swallow what goes one way.
type proxy struct {
	listener net.Listener
	target   string
	rate     atomic.Int64 // bytes a second either way; 0: no limit
	mute     atomic.Bool  // what the server says does not arrive
	tasks    sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: strings.TrimPrefix(target, "nats://")}
	p.tasks.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

func (p *proxy) url() string { return "nats://" + p.listener.Addr().String() }

func (p *proxy) accept() {
	for {
		from, err := p.listener.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", p.target)
		if err != nil {
			from.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, from, to)
		p.mu.Unlock()
		p.tasks.Go(func() { p.carry(to, from, false) })
		p.tasks.Go(func() { p.carry(from, to, true) })
	}
}

// carry copies one direction until either side is closed.
func (p *proxy) carry(to, from net.Conn, answers bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !(answers && p.mute.Load()) {
			if rate := p.rate.Load(); rate > 0 {
				time.Sleep(time.Duration(n) * time.Second / time.Duration(rate))
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// sever closes the connections that are open.
func (p *proxy) sever() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close() // the other side may have been quicker
	}
	p.conns = nil
}

func (p *proxy) close() {
	p.listener.Close()
	p.sever()
	p.tasks.Wait()
}

// peakMemory gives the most memory that a process ever had resident, in bytes.
func peakMemory(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("this system does not tell how much memory a process had:", err)
	}
	for line := range strings.Lines(string(status)) {
		var kilobytes int
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); err == nil {
			return kilobytes << 10
		}
	}
	t.Skip("this system does not tell how much memory a process had")
	return 0
}

// underRace reports whether the race detector is on.
func underRace() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// TestASlowWayTakesNoMemory lets a worker process work through a proxy that
// carries a megabyte a second, with 58 MB of documents before it and 4 MB that
// it may have in hand; then the way is free again.
func TestASlowWayTakesNoMemory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	b := newOpenBench(t)
	text := strings.Repeat("A line of a text that is rather long, as texts go.\n", 4000)
	raws := make([]document.Raw, 300)
	if underRace() { // everything takes many times longer, and memory tells nothing
		raws = raws[:30]
	}
	for i := range raws {
		raws[i] = document.Raw{ID: fmt.Sprint(i), URL: fmt.Sprintf("https://site%d.example.org/%d", i%11, i), Content: []byte(text)}
	}
	b.publish(t, raws...)
	way := newProxy(t, b.server.URL())
	const rate = 1 << 20
	way.rate.Store(rate)
	began := time.Now()
	cmd, done, err := processAt(t, way.url())
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Second)
	slow := peakMemory(t, cmd.Process.Pid)
	got, err := b.cleanCount(t)
	if most := int(time.Since(began).Seconds()*rate) / len(text); err != nil || got > most {
		t.Errorf("%d documents came out (%v): the way was not slow, or it would have been %d at most", got, err, most)
	}
	way.rate.Store(0)
	b.awaitDrained(t)
	free := peakMemory(t, cmd.Process.Pid)
	terminate(t, cmd, done)
	if got, err = b.cleanCount(t); err != nil || got != len(raws) {
		t.Errorf("%d clean documents, want %d (%v)", got, len(raws), err)
	}
	t.Logf("at most %d MB resident on the slow way, %d MB in all; the documents have %d MB", slow>>20, free>>20, len(raws)*len(text)>>20)
	if !underRace() && (slow > 100<<20 || free > 200<<20) {
		t.Errorf("at most %d MB were resident on the slow way and %d MB in all", slow>>20, free>>20)
	}
}
