//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/winnow-news/winnow/pipeline/stream/process"
)

type node struct {
	config string
	port   int
	log    *os.File

	mu      sync.Mutex
	process *process.Process
}

// layout is where servers store and listen.
type layout struct {
	dir     string // of configurations and logs
	store   string
	clients []int // ports
	routes  []int
	links   [][]*link
	sync    bool
}

// newLinks returns a link from each server of a cluster to each other, by the
// ports of their routes.
func newLinks(routes []int) ([][]*link, error) {
	links := make([][]*link, len(routes))
	for i := range routes {
		links[i] = make([]*link, len(routes))
		for j, port := range routes {
			if i == j {
				continue
			}
			var err error
			if links[i][j], err = newLink(fmt.Sprintf("127.0.0.1:%d", port)); err != nil {
				return links, err
			}
		}
	}
	return links, nil
}

// node writes the configuration of one server.
func (l layout) node(i int) (*node, error) {
	var c bytes.Buffer
	fmt.Fprintf(&c, "server_name: n%d\nlisten: \"127.0.0.1:%d\"\nmax_payload: 1MB\n", i, l.clients[i])
	fmt.Fprintf(&c, "jetstream {\n  store_dir: %q\n", filepath.Join(l.store, fmt.Sprint("store", i)))
	if l.store != l.dir { // or the server would keep off the end of the disk by itself
		fmt.Fprintln(&c, "  max_file_store: 1TB")
	}
	if l.sync {
		fmt.Fprintln(&c, "  sync_interval: always")
	}
	fmt.Fprintln(&c, "}")
	if len(l.clients) > 1 {
		l.cluster(&c, i)
	}
	n := &node{config: filepath.Join(l.dir, fmt.Sprintf("n%d.conf", i)), port: l.clients[i]}
	if err := os.WriteFile(n.config, c.Bytes(), 0o600); err != nil {
		return nil, err
	}
	var err error
	n.log, err = os.Create(filepath.Join(l.dir, fmt.Sprintf("n%d.log", i)))
	return n, err
}

// cluster lets a server reach the others through its links only: what it says
// of itself leads nowhere, so that nobody finds a way around them.
func (l layout) cluster(c *bytes.Buffer, i int) {
	fmt.Fprintf(c, "cluster {\n  name: chaos\n  listen: \"127.0.0.1:%d\"\n  advertise: \"127.0.0.1:1\"\n  routes: [", l.routes[i])
	for _, to := range l.links[i] {
		if to != nil {
			fmt.Fprintf(c, " \"nats://%s\",", to.address())
		}
	}
	fmt.Fprintln(c, " ]\n}")
}
