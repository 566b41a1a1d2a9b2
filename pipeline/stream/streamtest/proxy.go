package streamtest

import (
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Proxy stands between a worker and its server, on the loopback interface, and
// can make the way slow, or swallow what goes one way.
type Proxy struct {
	listener net.Listener
	target   string
	Rate     atomic.Int64 // bytes a second either way; 0: no limit
	Mute     atomic.Bool  // what the server says does not arrive
	tasks    sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
	held  bool // nobody comes through
}

func NewProxy(t *testing.T, target string) *Proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: listener, target: strings.TrimPrefix(target, "nats://")}
	p.tasks.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

func (p *Proxy) URL() string { return "nats://" + p.listener.Addr().String() }

func (p *Proxy) accept() {
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
		if !p.keep(from, to) {
			from.Close()
			to.Close()
			continue
		}
		p.tasks.Go(func() { p.carry(to, from, false) })
		p.tasks.Go(func() { p.carry(from, to, true) })
	}
}

// carry copies one direction until either side is closed.
func (p *Proxy) carry(to, from net.Conn, answers bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !(answers && p.Mute.Load()) {
			if rate := p.Rate.Load(); rate > 0 {
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
func (p *Proxy) Sever() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close() // the other side may have been quicker
	}
	p.conns = nil
}

// Hold closes the way, and the connections that are open, or opens it again.
func (p *Proxy) Hold(closed bool) {
	p.mu.Lock()
	p.held = closed
	p.mu.Unlock()
	if closed {
		p.Sever()
	}
}

// keep notes the two ends of a connection, unless the way is closed.
func (p *Proxy) keep(from, to net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.held {
		p.conns = append(p.conns, from, to)
	}
	return !p.held
}

func (p *Proxy) close() {
	p.listener.Close()
	p.Sever()
	p.tasks.Wait()
}
