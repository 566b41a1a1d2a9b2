package streamtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Running starts a server with JetStream on a random port, until the test ends.
func Running(t *testing.T, options *server.Options) *server.Server {
	t.Helper()
	options.JetStream, options.StoreDir = true, t.TempDir()
	return Started(t, options, server.RANDOM_PORT)
}

// Started starts a server on a port of the loopback interface, until the test
// ends or somebody stops it.
func Started(t *testing.T, options *server.Options, port int) *server.Server {
	t.Helper()
	options.Host, options.Port, options.NoSigs = "127.0.0.1", port, true
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(Patience) {
		t.Fatal("the server does not get ready")
	}
	return s
}

// Written returns a file with some content.
func Written(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Deployed starts a server from a configuration of deploy/nats, changed if
// change is not nil, on a random port of the loopback interface.
func Deployed(t *testing.T, config string, change func(string) string) *server.Server {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(moduleRoot(t), "deploy", "nats", config))
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	if change != nil {
		text = change(text)
	}
	options, err := server.ProcessConfigFile(Written(t, config, text))
	if err != nil {
		t.Fatalf("deploy/nats/%s: %v", config, err)
	}
	return Running(t, options)
}

// moduleRoot returns the folder that go.mod is in.
func moduleRoot(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("there is no go.mod above the test")
		}
	}
}

// Accounts starts a server with the users of deploy/nats/accounts.conf.
func Accounts(t *testing.T) *server.Server {
	t.Helper()
	for _, user := range []string{"scraper", "worker", "reader", "operator", "backfill", "leader", "joiner", "lag", "asker", "reviewer", "system"} {
		t.Setenv("WINNOW_"+strings.ToUpper(user)+"_PASSWORD", user+"-secret")
	}
	return Deployed(t, "accounts.conf", nil)
}

// As connects as a user of those.
func As(t *testing.T, s *server.Server, user string) *nats.Conn {
	t.Helper()
	options, err := broker.Credentials{User: user, Password: user + "-secret", InboxPrefix: "_INBOX_" + user}.Options()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := broker.Connect(s.ClientURL(), Log(t), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}
