//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/winnow-news/winnow/pipeline/stream/process"
)

// brokers is one NATS server, or a cluster of them, as processes.
type brokers struct {
	binary string
	nodes  []*node
	disk   *disk     // nil for the machine's own
	links  [][]*link // from one node to another
	log    *slog.Logger

	mu     sync.Mutex
	killed int
}

func startBrokers(ctx context.Context, dir string, p plan, log *slog.Logger) (b *brokers, err error) {
	b = &brokers{binary: filepath.Join(dir, "nats-server"), log: log}
	store, n := dir, p.Nodes
	if p.DiskMB > 0 {
		if b.disk, err = newDisk(dir, p.DiskMB); err != nil {
			return nil, err
		}
		store = b.disk.dir
	}
	if err := process.Build(ctx, "", dir, process.Server); err != nil {
		b.stop()
		return nil, err
	}
	if err := b.startNodes(layout{dir: dir, store: store, sync: p.Sync}, n); err != nil {
		b.stop()
		return nil, err
	}
	return b, nil
}

// startNodes lays out n servers, with links between them, and starts them.
func (b *brokers) startNodes(l layout, n int) error {
	free, err := process.FreePorts(2 * n)
	if err != nil {
		return err
	}
	l.clients, l.routes = free[:n], free[n:]
	if b.links, err = newLinks(l.routes); err != nil {
		return err
	}
	l.links = b.links
	for i := range n {
		node, err := l.node(i)
		if err != nil {
			return err
		}
		b.nodes = append(b.nodes, node)
		if err := b.startNode(node); err != nil {
			return err
		}
	}
	return nil
}

func (b *brokers) startNode(n *node) (err error) {
	cmd := exec.Command(b.binary, "--config", n.config)
	if b.disk != nil {
		cmd = b.disk.command(b.binary, "--config", n.config)
	}
	cmd.Stdout, cmd.Stderr = n.log, n.log
	n.mu.Lock()
	defer n.mu.Unlock()
	n.process, err = process.Start(cmd)
	if err != nil {
		return fmt.Errorf("nats-server: %w", err)
	}
	return nil
}

func (b *brokers) urls() string {
	var all []string
	for _, n := range b.nodes {
		all = append(all, fmt.Sprintf("nats://127.0.0.1:%d", n.port))
	}
	return strings.Join(all, ",")
}

// kill ends a node at once and starts it again after a while.
func (b *brokers) kill(i int, down time.Duration) error {
	n := b.nodes[i]
	n.mu.Lock()
	n.process.Kill()
	n.mu.Unlock()
	b.mu.Lock()
	b.killed++
	b.mu.Unlock()
	b.log.Debug("server killed", "node", i, "for", down)
	time.Sleep(down)
	return b.startNode(n)
}

// freeze stops a node for a while, so that the others take it for cut off.
func (b *brokers) freeze(i int, d time.Duration) {
	n := b.nodes[i]
	n.mu.Lock()
	defer n.mu.Unlock()
	b.log.Debug("server frozen", "node", i, "for", d)
	n.process.Signal(syscall.SIGSTOP)
	time.Sleep(d)
	n.process.Signal(syscall.SIGCONT)
}

// cut keeps a node from the others for a while. Clients still reach it.
func (b *brokers) cut(i int, d time.Duration) {
	b.log.Debug("server cut off", "node", i, "for", d)
	b.sever(i, true)
	time.Sleep(d)
	b.sever(i, false)
}

func (b *brokers) sever(i int, cut bool) {
	for from := range b.links {
		for to, l := range b.links[from] {
			if l != nil && (from == i || to == i) {
				l.set(cut)
			}
		}
	}
}

// roll starts all nodes anew, one after the other, as an upgrade does: each is
// told to stop, and has some time to catch up before the next one's turn.
func (b *brokers) roll(catchUp time.Duration) error {
	for _, n := range b.nodes {
		b.log.Debug("server told to stop", "port", n.port)
		n.process.Signal(syscall.SIGTERM)
		select {
		case <-n.process.Done():
		case <-time.After(patience):
			return fmt.Errorf("the server on port %d does not stop", n.port)
		}
		if err := b.startNode(n); err != nil {
			return err
		}
		time.Sleep(catchUp)
	}
	return nil
}

// heal starts what does not run.
func (b *brokers) heal() {
	for _, n := range b.nodes {
		select {
		case <-n.process.Done():
			if err := b.startNode(n); err != nil {
				b.log.Error("server does not start", "error", err)
			}
		default:
			n.process.Signal(syscall.SIGCONT)
		}
	}
}

func (b *brokers) kills() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.killed
}

func (b *brokers) stop() {
	for _, n := range b.nodes {
		if n.process != nil {
			n.process.Kill()
		}
		n.log.Close()
	}
	for _, from := range b.links {
		for _, l := range from {
			if l != nil {
				l.stop()
			}
		}
	}
	if b.disk != nil {
		b.disk.stop()
	}
}

// relieve returns servers whose disk is full a larger one, and starts them anew:
// one that could not write does not try again by itself.
func (b *brokers) relieve(mb int) error {
	if err := b.disk.grow(mb); err != nil {
		return err
	}
	for i := range b.nodes {
		if err := b.kill(i, 0); err != nil {
			return err
		}
	}
	return nil
}

// sawFullDisk reports whether a server said that its disk was full.
func (b *brokers) sawFullDisk() bool {
	for _, n := range b.nodes {
		if said, err := os.ReadFile(n.log.Name()); err == nil && bytes.Contains(said, []byte("no space left on device")) {
			return true
		}
	}
	return false
}
