//go:build unix

package main

import (
	"net"
	"sync"
)

// link is the way from one server of a cluster to another, through a proxy on
// the loopback interface. Cut, it swallows what is sent, as a network does that
// has fallen apart: neither side is told.
type link struct {
	listener net.Listener
	target   string
	tasks    sync.WaitGroup

	mu    sync.Mutex
	cut   bool
	ended bool
	conns map[net.Conn]bool
}

func newLink(target string) (*link, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &link{listener: listener, target: target, conns: make(map[net.Conn]bool)}
	l.tasks.Go(l.accept)
	return l, nil
}

func (l *link) address() string { return l.listener.Addr().String() }

func (l *link) accept() {
	for {
		from, err := l.listener.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", l.target)
		if err != nil || !l.add(from, to) {
			from.Close()
			continue
		}
		l.tasks.Go(func() { l.carry(to, from) })
		l.tasks.Go(func() { l.carry(from, to) })
	}
}

// add notes a connection's two sides, unless the link has ended.
func (l *link) add(from, to net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		to.Close()
		return false
	}
	l.conns[from], l.conns[to] = true, true
	return true
}

func (l *link) carry(to, from net.Conn) {
	defer l.drop(to, from)
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !l.isCut() {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (l *link) drop(conns ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		c.Close() // the other direction may have been quicker
		delete(l.conns, c)
	}
}

func (l *link) isCut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut
}

// set cuts the link or mends it. Bytes are missing from what is open by then,
// so mending closes that, and both sides come again.
func (l *link) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	if !cut {
		for c := range l.conns {
			c.Close()
		}
	}
}

// stop closes everything and waits.
func (l *link) stop() {
	l.listener.Close()
	l.mu.Lock()
	l.ended = true
	for c := range l.conns {
		c.Close()
	}
	l.mu.Unlock()
	l.tasks.Wait()
}
