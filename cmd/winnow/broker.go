package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cmd/winnow/settings"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// brokerFlags say which NATS server is meant, and how things are called there.
type brokerFlags struct {
	NATS    string `name:"nats" env:"WINNOW_NATS" help:"URL of a NATS server; without it, an embedded one is started." placeholder:"URL"`
	Data    string `env:"WINNOW_DATA" help:"Data directory of the embedded server (default: winnow in the user's data directory)." placeholder:"DIR"`
	StoreMB int64  `name:"store-mb" env:"WINNOW_STORE_MB" help:"Megabytes that the embedded server may store, a fifth of them raw documents in streams that it creates (default: three quarters of what the disk has free)." placeholder:"MB"`
	Sync    bool   `env:"WINNOW_SYNC" help:"The embedded server syncs every write to the disk, against power cuts."`

	Wait waitTime `default:"" env:"WINNOW_WAIT" help:"How long a server that is not there yet, or not ready, is waited for, such as 90s; 0: not at all (default: forever for run and lag --http, 0 for other commands)." placeholder:"TIME"`

	credentialFlags

	RawStream    string        `default:"WINNOW_RAW" help:"Stream of raw documents (${default})." group:"Names" placeholder:"NAME"`
	CleanStream  string        `default:"WINNOW_CLEAN" help:"Stream of clean documents (${default})." group:"Names" placeholder:"NAME"`
	DeadStream   string        `default:"WINNOW_DEAD" help:"Stream of dead letters (${default})." group:"Names" placeholder:"NAME"`
	RawPrefix    string        `default:"winnow.raw" help:"Subjects of raw documents, without the site (${default})." group:"Names" placeholder:"SUBJECT"`
	CleanPrefix  string        `default:"winnow.clean" help:"Subjects of clean documents (${default})." group:"Names" placeholder:"SUBJECT"`
	DeadPrefix   string        `default:"winnow.dead" help:"Subjects of dead letters (${default})." group:"Names" placeholder:"SUBJECT"`
	StatePrefix  string        `default:"winnow.state" help:"Subjects of state records, in the clean stream (${default})." group:"Names" placeholder:"SUBJECT"`
	StoryStream  string        `default:"WINNOW_STORIES" help:"Stream that says which documents are one story (${default})." group:"Names" placeholder:"NAME"`
	StoryPrefix  string        `default:"winnow.story" help:"Subjects of stories (${default})." group:"Names" placeholder:"SUBJECT"`
	StoryState   string        `default:"winnow.stories.state" help:"Subject of the state record of stories, in their stream (${default})." group:"Names" placeholder:"SUBJECT"`
	DriftStream  string        `default:"WINNOW_DRIFT" help:"Stream that says which sites have changed (${default})." group:"Names" placeholder:"NAME"`
	DriftPrefix  string        `default:"winnow.drift" help:"Subjects of sites that have changed (${default})." group:"Names" placeholder:"SUBJECT"`
	DriftState   string        `default:"winnow.ranges.state" help:"Subject of the state record of sites' ranges, in that stream (${default})." group:"Names" placeholder:"SUBJECT"`
	WorkerBucket string        `default:"WINNOW_WORKERS" help:"Key-value bucket in which workers see each other (${default})." group:"Names" placeholder:"NAME"`
	RulesBucket  string        `default:"WINNOW_RULES" help:"Key-value bucket with rules for sites (${default})." group:"Names" placeholder:"NAME"`
	Replicas     int           `default:"1" help:"Replicas of streams that are created (${default})." group:"Names" placeholder:"N"`
	Partitions   int           `help:"Partitions of a raw stream that is created; fixed from then on (default: 64, or 8 on the embedded server)." group:"Names" placeholder:"N"`
	DedupWindow  time.Duration `default:"10m" help:"How long a raw stream that is created remembers the Nats-Msg-Id of a document (${default})." group:"Names" placeholder:"TIME"`
	RawMaxAge    keepTime      `default:"" env:"WINNOW_RAW_MAX_AGE" help:"How long a raw stream that is created keeps documents, such as 30d or 720h; none: for ever (default: 30d). streams apply changes one that is there." group:"Names" placeholder:"TIME"`
	RawMaxBytes  streamBytes   `default:"" env:"WINNOW_RAW_MAX_BYTES" help:"Bytes of a raw stream that is created, such as 50GB, beyond which it refuses documents; none: no limit (default: none, or a fifth of --store-mb). streams apply changes one that is there." group:"Names" placeholder:"SIZE"`
	Lease        time.Duration `default:"3s" help:"How long the partitions of a dead worker wait (${default})." group:"Names" placeholder:"TIME"`
}

// credentialFlags say who we are to a NATS server.
type credentialFlags struct {
	Creds        string `env:"WINNOW_CREDS" type:"path" help:"Credentials file (JWT and seed)." group:"Who we are" placeholder:"FILE"`
	NKey         string `name:"nkey" env:"WINNOW_NKEY" type:"path" help:"File with the seed of an NKey." group:"Who we are" placeholder:"FILE"`
	User         string `env:"WINNOW_USER" help:"User; the password comes from --password-file or the environment variable WINNOW_PASSWORD." group:"Who we are" placeholder:"NAME"`
	PasswordFile string `env:"WINNOW_PASSWORD_FILE" type:"path" help:"File with the password." group:"Who we are" placeholder:"FILE"`
	TokenFile    string `env:"WINNOW_TOKEN_FILE" type:"path" help:"File with a token; or the environment variable WINNOW_TOKEN." group:"Who we are" placeholder:"FILE"`
	TLSCA        string `name:"tls-ca" env:"WINNOW_TLS_CA" type:"path" help:"Certificates that sign the server's." group:"Who we are" placeholder:"FILE"`
	TLSCert      string `name:"tls-cert" env:"WINNOW_TLS_CERT" type:"path" help:"Our own certificate, for mutual TLS." group:"Who we are" placeholder:"FILE"`
	TLSKey       string `name:"tls-key" env:"WINNOW_TLS_KEY" type:"path" help:"The key of --tls-cert." group:"Who we are" placeholder:"FILE"`
	TLSFirst     bool   `name:"tls-first" help:"Begin with the TLS handshake, as the server's handshake_first wants it." group:"Who we are"`
	InboxPrefix  string `env:"WINNOW_INBOX_PREFIX" help:"Prefix of the subjects for answers, when the account allows only one's own." group:"Who we are" placeholder:"SUBJECT"`
}

// leastLease is the shortest lease that workers can renew in time: below it they
// take each other's partitions all the time.
const leastLease = 100 * time.Millisecond

// check is part of checker.
func (f *brokerFlags) check() error {
	return errors.Join(
		atLeast("store-mb", f.StoreMB, 0), atLeast("replicas", f.Replicas, 1), atLeast("partitions", f.Partitions, 0),
		timeAtLeast("dedup-window", f.DedupWindow, 0), timeAtLeast("lease", f.Lease, leastLease),
	)
}

func (f *brokerFlags) topology() broker.Topology {
	t := broker.DefaultTopology()
	t.RawStream, t.CleanStream, t.DeadStream = f.RawStream, f.CleanStream, f.DeadStream
	t.RawPrefix, t.CleanPrefix, t.DeadPrefix = f.RawPrefix, f.CleanPrefix, f.DeadPrefix
	t.StoryStream, t.StoryPrefix, t.StoryState = f.StoryStream, f.StoryPrefix, f.StoryState
	t.DriftStream, t.DriftPrefix, t.DriftState = f.DriftStream, f.DriftPrefix, f.DriftState
	t.StatePrefix, t.Workers, t.Replicas, t.Lease = f.StatePrefix, f.WorkerBucket, f.Replicas, f.Lease
	t.Duplicates, t.Rules = f.DedupWindow, f.RulesBucket
	switch {
	case f.Partitions > 0:
		t.Partitions = f.Partitions
	case f.NATS == "":
		t.Partitions = broker.EmbeddedPartitions
	}
	if f.NATS == "" {
		t.RawBytes = broker.RawShare(f.StoreMB << 20)
	}
	if f.RawMaxAge != notGiven {
		t.RawAge, t.SetRawAge = time.Duration(f.RawMaxAge), true
	}
	if f.RawMaxBytes != notGiven {
		t.RawBytes, t.SetRawBytes = int64(f.RawMaxBytes), true
	}
	return t
}

// session is a connection to a server, which may be our own.
type session struct {
	js       jetstream.JetStream
	conn     *nats.Conn
	embedded *broker.Embedded // nil for a server of one's own
}

// open connects, and first starts the embedded server unless --nats was given. A
// server of one's own is waited for as wait says.
func (f *brokerFlags) open(ctx context.Context, listen string, wait broker.Waiting, log *slog.Logger, limits ...jetstream.JetStreamOpt) (*session, error) {
	b := &session{}
	var err error
	if f.NATS == "" {
		err = b.start(f, listen, log)
	} else {
		err = b.reach(ctx, f, wait, log)
	}
	if err == nil {
		b.js, err = broker.JetStream(b.conn, limits...)
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// askTimeout is how long a command waits for an answer. A worker gives up sooner,
// since its partitions wait meanwhile; somebody who asks once would rather wait
// for a busy server than be told that it is busy. What only looks is asked again
// in this time, since a cluster that chooses a leader drops questions.
const askTimeout = 30 * time.Second

// ask opens a broker for a command that asks or changes something, and ends.
// Somebody waits for that, who is told at once when there is no server, unless
// --wait says otherwise.
func (f *brokerFlags) ask(ctx context.Context, log *slog.Logger) (*session, error) {
	return f.askWaiting(ctx, f.waiting(0, log), log)
}

// askWaiting is ask for a command that waits otherwise.
func (f *brokerFlags) askWaiting(ctx context.Context, wait broker.Waiting, log *slog.Logger) (*session, error) {
	b, err := f.open(ctx, "", wait, log, jetstream.WithDefaultTimeout(askTimeout))
	if err != nil {
		return nil, err
	}
	b.js = broker.Patient(b.js)
	if wait.For == 0 {
		return b, nil
	}
	if err := wait.Ready(ctx, b.js, func() error { return broker.Answers(ctx, b.js, f.RawStream) }); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// waiting is how long a server is waited for: as --wait says, or else for so
// long.
func (f *brokerFlags) waiting(otherwise time.Duration, log *slog.Logger) broker.Waiting {
	if f.Wait != notGiven {
		otherwise = time.Duration(f.Wait)
	}
	return broker.Waiting{For: otherwise, Log: log}
}

// connect connects to a server whose address came from a flag, or from the
// flag's variable, and waits for none.
func (f *credentialFlags) connect(address, flag string, log *slog.Logger) (*nats.Conn, error) {
	options, err := f.options(address, flag, log)
	if err != nil {
		return nil, err
	}
	return broker.Connect(address, log, options...)
}

// options returns who we are, and logs a secret that others can see.
func (f *credentialFlags) options(address, flag string, log *slog.Logger) ([]nats.Option, error) {
	options, err := f.credentials().Options()
	if err != nil {
		return nil, err
	}
	if broker.Redact(address) != address {
		warnOfSecret(address, flag, log)
	}
	return options, nil
}

// warnOfSecret warns of an address that has a secret, unless it is from a
// variable. A configuration with one was refused.
func warnOfSecret(address, flag string, log *slog.Logger) {
	if !strings.Contains(address, "@") {
		return // it is no URL, and so is told to nobody
	}
	better := "--password-file or --creds"
	if name, isFlag := strings.CutPrefix(flag, "--"); isFlag {
		variable := settings.VariableOf(variablePrefix, name)
		if os.Getenv(variable) == address {
			return
		}
		better = variable + ", " + better
	}
	log.Warn("the secret in " + flag + " is in the list of processes: better " + better)
}

// credentials takes secrets from files or the environment, never from flags:
// those are in the list of processes.
func (f *credentialFlags) credentials() broker.Credentials {
	return broker.Credentials{
		CredsFile: f.Creds, NKeyFile: f.NKey, User: f.User,
		Password: os.Getenv("WINNOW_PASSWORD"), PasswordFile: f.PasswordFile,
		Token: os.Getenv("WINNOW_TOKEN"), TokenFile: f.TokenFile,
		CAFile: f.TLSCA, CertFile: f.TLSCert, KeyFile: f.TLSKey, TLSFirst: f.TLSFirst, InboxPrefix: f.InboxPrefix,
	}
}

func (b *session) reach(ctx context.Context, f *brokerFlags, wait broker.Waiting, log *slog.Logger) error {
	options, err := f.options(f.NATS, "--nats", log)
	if err == nil {
		b.conn, err = wait.Connect(ctx, f.NATS, options...)
	}
	return err
}

func (b *session) start(f *brokerFlags, listen string, log *slog.Logger) error {
	dir, err := f.dataDir()
	if err != nil {
		return err
	}
	options := broker.EmbeddedOptions{Dir: dir, Listen: listen, Sync: f.Sync, MaxStore: f.StoreMB << 20}
	b.embedded, err = broker.StartEmbedded(options, log)
	if err != nil {
		return err
	}
	log.Info("embedded NATS server", "url", b.embedded.URL(), "data", dir)
	b.conn, err = b.embedded.Connect(log)
	return err
}

func (b *session) close() error {
	if b.conn != nil {
		b.conn.Close()
	}
	if b.embedded != nil {
		return b.embedded.Close()
	}
	return nil
}

// dataDir returns the data directory: the flag's, or winnow's place in the
// user's data directory, as the XDG Base Directory Specification has it.
func (f *brokerFlags) dataDir() (string, error) {
	if f.Data != "" {
		return f.Data, nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "winnow"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no place for the embedded server's data (%w): name one with --data", err)
	}
	return filepath.Join(home, ".local", "share", "winnow"), nil
}

// The listen addresses of the embedded server. The default is the port that
// NATS clients try first; when that is taken, any other does.
const (
	listenDefault  = "127.0.0.1:4222"
	listenFallback = "127.0.0.1:0"
	listenNone     = "none"
)

// listenAddress returns where the embedded server is to listen, empty for
// nowhere.
func listenAddress(flag string, log *slog.Logger) string {
	switch flag {
	case listenNone:
		return ""
	case "":
		probe, err := net.Listen("tcp", listenDefault)
		if err != nil {
			log.Info("the usual NATS port is taken: listening on another", "error", err)
			return listenFallback
		}
		probe.Close()
		return listenDefault
	}
	return flag
}
