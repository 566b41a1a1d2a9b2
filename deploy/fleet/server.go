//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/winnow-news/winnow/deploy/credentials"
)

// server is a NATS server, and where it listens.
type server struct {
	*member
	clients, monitor, routes string // host:port
}

// tlsFolder is where the servers' configuration says that their certificates are.
const tlsFolder = "/etc/nats/tls"

// startServers starts servers with the configuration of deploy/nats. What differs
// from one to the other is in their environment.
func (f *fleet) startServers(ctx context.Context) error {
	if err := f.configureServers(); err != nil {
		return err
	}
	passwords, err := os.ReadFile(f.path("credentials", "server", credentials.PasswordsFile))
	if err != nil {
		return err
	}
	shared := append(ours(os.Environ()), strings.Fields(string(passwords))...)
	for i := range servers {
		s := &server{clients: f.port(), monitor: f.port(), routes: f.port()}
		f.servers = append(f.servers, s)
		// By the name that the certificate has: servers know each other by it.
		shared = append(shared, fmt.Sprintf("NATS_ROUTE_%d=nats://%s", i+1, strings.Replace(s.routes, "127.0.0.1", "localhost", 1)))
	}
	for i, s := range f.servers {
		name := fmt.Sprint("nats-", i+1)
		env := append(shared[:len(shared):len(shared)],
			"NATS_NAME="+name, "NATS_LISTEN="+s.clients, "NATS_MONITOR="+s.monitor, "NATS_CLUSTER="+s.routes,
			"NATS_STORE="+f.path("store", name))
		s.member, err = startMember(name, f.path("logs"), f.log, func() *exec.Cmd {
			cmd := exec.Command(f.path("bin", "nats-server"), "--config", f.path("nats", "cluster.conf"))
			cmd.Env = env
			return cmd
		})
		if err != nil {
			f.servers = f.servers[:i]
			return err
		}
	}
	for _, s := range f.servers {
		if err := s.ready(ctx); err != nil {
			return fmt.Errorf("%s (its log: %s): %w", s.name, s.output.Name(), err)
		}
	}
	return nil
}

// ready waits until the server knows who leads the cluster, and then until its
// streams are as they were. While there is no leader, which takes from four to nine
// seconds where there are streams already, it is not asked whether it is well: it
// logs a warning for every no.
func (s *server) ready(ctx context.Context) error {
	if err := awaitThat(ctx, "http://"+s.monitor+"/jsz", hasLeader); err != nil {
		return err
	}
	return await(ctx, "http://"+s.monitor+"/healthz")
}

// hasLeader returns an error unless a server's account of JetStream names a leader
// of the cluster.
func hasLeader(jsz []byte) error {
	var said struct {
		Cluster struct {
			Leader string `json:"leader"`
		} `json:"meta_cluster"`
	}
	err := json.Unmarshal(jsz, &said)
	if err == nil && said.Cluster.Leader == "" {
		err = errors.New("the cluster has no leader")
	}
	return err
}

// configureServers copies deploy/nats, and puts our certificates in the place of
// a container's.
func (f *fleet) configureServers() error {
	for _, name := range []string{"cluster.conf", "accounts.conf", "tls.conf"} {
		text, err := os.ReadFile(f.source("nats", name))
		if err != nil {
			return err
		}
		text = []byte(strings.ReplaceAll(string(text), tlsFolder, filepath.ToSlash(f.path("credentials", "server"))))
		if err := os.WriteFile(f.path("nats", name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// readyWait is how long a process may take until it says that it is ready.
const readyWait = 2 * time.Minute

// readyEvery is how often it is asked that.
const readyEvery = 250 * time.Millisecond

// await asks an address until it answers that all is well.
func await(ctx context.Context, url string) error {
	return awaitThat(ctx, url, func([]byte) error { return nil })
}

// awaitThat asks an address until its answer is one that check takes.
func awaitThat(ctx context.Context, url string, check func([]byte) error) (err error) {
	for end := time.Now().Add(readyWait); time.Now().Before(end) && ctx.Err() == nil; pause(ctx, readyEvery) {
		var answer []byte
		if answer, err = fetch(ctx, url); err == nil {
			err = check(answer)
		}
		if err == nil {
			return nil
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// fetch returns what an address of this machine answers.
func fetch(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	return body(response)
}

const fetchWait = 5 * time.Second

// pause waits a while, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
