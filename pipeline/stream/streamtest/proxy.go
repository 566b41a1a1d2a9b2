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
		p.mu.Lock()
		p.conns = append(p.conns, from, to)
		p.mu.Unlock()
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

func (p *Proxy) close() {
	p.listener.Close()
	p.Sever()
	p.tasks.Wait()
}
