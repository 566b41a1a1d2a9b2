package broker

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// MaxPayload is the largest message that the embedded server takes, in bytes:
// what NATS itself advises as a ceiling, and far above any article.
const MaxPayload = 8 << 20

// readyWait bounds the start of the embedded server. Reading back a large
// store takes a while.
const readyWait = 30 * time.Second

// Embedded is a NATS server with JetStream in this process.
type Embedded struct {
	server *server.Server
	lock   *storeLock
}

// EmbeddedOptions say where the server stores and listens.
type EmbeddedOptions struct {
	Dir      string // where the streams live; must be named, since NATS takes an empty one for a temporary one
	Listen   string // host:port, port 0 for a random one; empty: no listener, this process only
	Sync     bool   // sync the file system after every write
	MaxStore int64  // bytes of all streams; 0: three quarters of what the disk has free
}

// RawShare returns how many bytes of a store's limit raw documents may take. The
// rest is for the clean ones, of which those of plain text are more than twice
// as large, and for a batch that is being stored. A raw stream that took all
// would leave workers no room to make some.
func RawShare(store int64) int64 { return store / 5 }

// StartEmbedded starts a server on a store directory, which it locks: two
// servers on one directory would both say that they are ready and destroy it.
func StartEmbedded(options EmbeddedOptions, log *slog.Logger) (*Embedded, error) {
	if options.Dir == "" {
		return nil, errors.New("the embedded NATS server needs a data directory")
	}
	if err := os.MkdirAll(options.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	config, err := embeddedConfig(options)
	if err != nil {
		return nil, err
	}
	lock, err := lockStore(filepath.Join(options.Dir, "winnow.lock"))
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w", options.Dir, err)
	}
	started, err := start(config, log)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("embedded NATS server: %w", err), lock.release())
	}
	return &Embedded{server: started, lock: lock}, nil
}

func embeddedConfig(options EmbeddedOptions) (*server.Options, error) {
	config := &server.Options{
		ServerName: "winnow", JetStream: true, StoreDir: options.Dir, SyncAlways: options.Sync,
		MaxPayload: MaxPayload, JetStreamMaxStore: options.MaxStore, NoSigs: true, DontListen: options.Listen == "",
	}
	if options.Listen == "" {
		return config, nil
	}
	host, port, err := net.SplitHostPort(options.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen address: %w", err)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("listen address %s: port %q is no number up to 65535", options.Listen, port)
	}
	config.Host, config.Port = host, int(number)
	if number == 0 {
		config.Port = server.RANDOM_PORT
	}
	return config, nil
}

func start(config *server.Options, log *slog.Logger) (*server.Server, error) {
	s, err := server.NewServer(config)
	if err != nil {
		return nil, err
	}
	said := &serverLog{log: log}
	s.SetLoggerV2(said, false, false, false)
	s.Start()
	if err = awaitReady(s, said); err != nil {
		s.Shutdown()
		s.WaitForShutdown()
		return nil, err
	}
	return s, nil
}

// awaitReady waits until the server takes connections, or has said why it
// never will.
func awaitReady(s *server.Server, said *serverLog) error {
	for end := time.Now().Add(readyWait); time.Now().Before(end); {
		if s.ReadyForConnections(100*time.Millisecond) && s.JetStreamEnabled() {
			return nil
		}
		if fatal := said.lastFatal(); fatal != "" {
			return errors.New(fatal)
		}
	}
	return fmt.Errorf("not ready after %s", readyWait)
}

// URL returns the address for other processes; empty when it does not listen.
func (e *Embedded) URL() string {
	if e.server.Addr() == nil {
		return ""
	}
	return e.server.ClientURL()
}

// Connect connects this process to the server, without a socket.
func (e *Embedded) Connect(log *slog.Logger) (*nats.Conn, error) {
	return Connect("", log, nats.InProcessServer(e.server))
}

// Close stops the server, waits for its files to be closed, and gives up the
// lock.
func (e *Embedded) Close() error {
	e.server.Shutdown()
	e.server.WaitForShutdown()
	return e.lock.release()
}
