//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// serverPackage is nats-server's main package, in the version of our go.mod.
const serverPackage = "github.com/nats-io/nats-server/v2"

// brokers is one NATS server, or a cluster of them, as processes.
type brokers struct {
	binary string
	nodes  []*node
	disk   *disk // nil for the machine's own
	log    *slog.Logger

	mu     sync.Mutex
	killed int
}

type node struct {
	config string
	port   int
	log    *os.File

	mu      sync.Mutex
	process *process
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
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", b.binary, serverPackage).CombinedOutput(); err != nil {
		b.stop()
		return nil, fmt.Errorf("building nats-server: %w\n%s", err, out)
	}
	ports, err := freePorts(2 * n)
	if err != nil {
		b.stop()
		return nil, err
	}
	for i := range n {
		node, err := newNode(dir, store, i, ports[:n], ports[n:], p.Sync)
		if err != nil {
			b.stop()
			return nil, err
		}
		b.nodes = append(b.nodes, node)
		if err := b.startNode(node); err != nil {
			b.stop()
			return nil, err
		}
	}
	return b, nil
}

// freePorts gives ports of the loopback interface that nobody listens on.
func freePorts(n int) (ports []int, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

func newNode(dir, store string, i int, clients, routes []int, syncAlways bool) (*node, error) {
	var c bytes.Buffer
	fmt.Fprintf(&c, "server_name: n%d\nlisten: \"127.0.0.1:%d\"\nmax_payload: 1MB\n", i, clients[i])
	fmt.Fprintf(&c, "jetstream {\n  store_dir: %q\n", filepath.Join(store, fmt.Sprint("store", i)))
	if store != dir { // or the server would keep off the end of the disk by itself
		fmt.Fprintln(&c, "  max_file_store: 1TB")
	}
	if syncAlways {
		fmt.Fprintln(&c, "  sync_interval: always")
	}
	fmt.Fprintln(&c, "}")
	if len(clients) > 1 {
		fmt.Fprintf(&c, "cluster {\n  name: chaos\n  listen: \"127.0.0.1:%d\"\n  routes: [", routes[i])
		for _, port := range routes {
			fmt.Fprintf(&c, " \"nats://127.0.0.1:%d\",", port)
		}
		fmt.Fprintln(&c, " ]\n}")
	}
	n := &node{config: filepath.Join(dir, fmt.Sprintf("n%d.conf", i)), port: clients[i]}
	if err := os.WriteFile(n.config, c.Bytes(), 0o600); err != nil {
		return nil, err
	}
	var err error
	n.log, err = os.Create(filepath.Join(dir, fmt.Sprintf("n%d.log", i)))
	return n, err
}

func (b *brokers) startNode(n *node) (err error) {
	cmd := exec.Command(b.binary, "--config", n.config)
	if b.disk != nil {
		cmd = b.disk.command(b.binary, "--config", n.config)
	}
	cmd.Stdout, cmd.Stderr = n.log, n.log
	n.mu.Lock()
	defer n.mu.Unlock()
	n.process, err = start(cmd)
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
	n.process.kill()
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
	n.process.signal(syscall.SIGSTOP)
	time.Sleep(d)
	n.process.signal(syscall.SIGCONT)
}

// heal starts what does not run.
func (b *brokers) heal() {
	for _, n := range b.nodes {
		select {
		case <-n.process.done:
			if err := b.startNode(n); err != nil {
				b.log.Error("server does not start", "error", err)
			}
		default:
			n.process.signal(syscall.SIGCONT)
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
			n.process.kill()
		}
		n.log.Close()
	}
	if b.disk != nil {
		b.disk.stop()
	}
}

// relieve gives servers whose disk is full a larger one, and starts them anew:
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
