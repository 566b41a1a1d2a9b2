package stream

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// deployed starts a server from a configuration of deploy/, on a random port
// of the loopback interface.
func deployed(t *testing.T, config string, change func(string) string) *server.Server {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "nats", config))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), config)
	if err := os.WriteFile(file, []byte(change(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	options, err := server.ProcessConfigFile(file)
	if err != nil {
		t.Fatalf("deploy/nats/%s: %v", config, err)
	}
	return running(t, options)
}

// running starts a server with JetStream on a random port, until the test ends.
func running(t *testing.T, options *server.Options) *server.Server {
	t.Helper()
	options.JetStream, options.StoreDir = true, t.TempDir()
	return started(t, options, server.RANDOM_PORT)
}

// started starts a server on a port of the loopback interface, until the test
// ends or somebody stops it.
func started(t *testing.T, options *server.Options, port int) *server.Server {
	t.Helper()
	options.Host, options.Port, options.NoSigs = "127.0.0.1", port, true
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(patience) {
		t.Fatal("the server does not get ready")
	}
	return s
}

func asItIs(config string) string { return config }

// as connects as a user of the accounts.
func as(t *testing.T, s *server.Server, user string) *nats.Conn {
	t.Helper()
	options, err := Credentials{User: user, Password: user + "-secret", InboxPrefix: "_INBOX_" + user}.Options()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := Connect(s.ClientURL(), testLog(t), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

// knock connects as somebody, and gives the error when that is refused.
func knock(t *testing.T, s *server.Server, who Credentials) error {
	t.Helper()
	options, err := who.Options()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := Connect(s.ClientURL(), testLog(t), options...)
	if err == nil {
		conn.Close()
	}
	return err
}

func accounts(t *testing.T) *server.Server {
	t.Helper()
	for _, user := range []string{"scraper", "worker", "reader", "operator", "system"} {
		t.Setenv("WINNOW_"+strings.ToUpper(user)+"_PASSWORD", user+"-secret")
	}
	return deployed(t, "accounts.conf", asItIs)
}

// TestEverybodyCanDoTheirPart lets the operator make the streams, a scraper
// send documents, a worker clean them and a reader read, each as who they are.
func TestEverybodyCanDoTheirPart(t *testing.T) {
	s := accounts(t)
	b := &bench{topology: quickTopology()}
	operator, err := JetStream(as(t, s, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	if b.js, err = JetStream(as(t, s, "scraper")); err != nil {
		t.Fatal(err)
	}
	b.publish(t, articles(20)...)
	b.publish(t, document.Raw{Content: []byte("%PDF")})
	js, err := JetStream(as(t, s, "worker"))
	if err != nil {
		t.Fatal(err)
	}
	options := WorkOptions{Build: testBuild, Log: testLog(t), Once: true, Recurring: memory.RecurringOn, SnapshotEvery: 1}
	if err := b.topology.Apply(t.Context(), js); err != nil { // as `winnow run` does
		t.Fatal(err)
	}
	if err := Work(t.Context(), js, b.topology, recaller{}, options); err != nil {
		t.Fatal(err)
	}
	if err := TellStories(t.Context(), js, b.topology, StoryOptions{Once: true, Log: testLog(t)}); err != nil {
		t.Fatal(err)
	}
	if b.js, err = JetStream(as(t, s, "reader")); err != nil {
		t.Fatal(err)
	}
	if got := len(b.told(t)); got != 20 {
		t.Errorf("the reader finds %d stories, want 20", got)
	}
	if got := len(b.stored(t, "WINNOW_CLEAN")); got != 20 {
		t.Errorf("the reader finds %d clean documents, want 20", got)
	}
	b.js = operator
	if at, err := Teach(t.Context(), operator, b.topology, "a", func(d *memory.Delta) { d.Forget("a", 1) }); err != nil || at == 0 {
		t.Errorf("the operator's change is at %d: %v", at, err)
	}
	if got := b.deadLetters(t, DeadFilter{}); len(got) != 1 {
		t.Errorf("the operator finds %d dead letters, want 1", len(got))
	}
}

func TestNobodyCanDoMoreThanTheirPart(t *testing.T) {
	s := accounts(t)
	cases := []struct {
		user    string
		publish []string
		listen  []string
	}{
		{"scraper", []string{
			"winnow.clean.a", "winnow.state.1", "winnow.dead.a", "winnow.raw.1.a", "$KV.WINNOW_WORKERS.me",
			"$JS.API.STREAM.INFO.WINNOW_RAW", "$JS.API.STREAM.PURGE.WINNOW_RAW", "$JS.API.CONSUMER.CREATE.WINNOW_RAW.x",
		}, []string{"winnow.raw.*", "winnow.clean.*", ">", "_INBOX_worker.>", "_INBOX.>"}},
		{"worker", []string{
			"winnow.raw.a", "$JS.API.STREAM.CREATE.X", "$JS.API.STREAM.UPDATE.WINNOW_CLEAN", "$JS.API.STREAM.DELETE.WINNOW_RAW",
			"$JS.API.STREAM.PURGE.WINNOW_RAW", "$JS.API.STREAM.PURGE.WINNOW_DEAD", "$JS.API.STREAM.MSG.DELETE.WINNOW_RAW",
			"$JS.API.CONSUMER.CREATE.WINNOW_DEAD.x", "$JS.API.STREAM.DELETE.WINNOW_STORIES",
		}, []string{"winnow.raw.*", "winnow.>", "_INBOX_reader.>"}},
		{"reader", []string{
			"winnow.raw.a", "winnow.clean.a", "winnow.dead.a", "winnow.state.1", "winnow.story.a", "winnow.stories.state", "$KV.WINNOW_WORKERS.me",
			"$JS.API.STREAM.DELETE.WINNOW_CLEAN", "$JS.API.STREAM.PURGE.WINNOW_CLEAN", "$JS.API.STREAM.MSG.DELETE.WINNOW_CLEAN",
			"$JS.API.CONSUMER.CREATE.WINNOW_RAW.x", "$JS.API.STREAM.MSG.GET.WINNOW_DEAD",
		}, []string{"winnow.raw.*", "winnow.dead.*", "$KV.>"}},
	}
	for _, c := range cases {
		for _, subject := range c.publish {
			conn := as(t, s, c.user)
			if err := conn.Publish(subject, []byte("{}")); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, conn, c.user+" publishes "+subject)
		}
		for _, subject := range c.listen {
			conn := as(t, s, c.user)
			if _, err := conn.SubscribeSync(subject); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, conn, c.user+" listens to "+subject)
		}
	}
	if _, err := Connect(s.ClientURL(), testLog(t)); err == nil {
		t.Error("a nobody came in")
	}
}

func wantRefused(t *testing.T, conn *nats.Conn, what string) {
	t.Helper()
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error {
		if err := conn.LastError(); err == nil || !strings.Contains(strings.ToLower(err.Error()), "permissions violation") {
			return fmt.Errorf("%s, and is not refused: %v", what, err)
		}
		return nil
	})
}

// authority signs certificates for a test.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, dir: t.TempDir()}
	a.key, a.cert = a.issue("ca", &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// issue writes NAME.pem and NAME-key.pem.
func (a *authority) issue(name string, template *x509.Certificate) (*ecdsa.PrivateKey, *x509.Certificate) {
	a.t.Helper()
	must := func(err error) {
		a.t.Helper()
		if err != nil {
			a.t.Fatal(err)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template.SerialNumber, template.Subject = big.NewInt(time.Now().UnixNano()), pkix.Name{CommonName: name}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	must(err)
	cert, err := x509.ParseCertificate(der)
	must(err)
	secret, err := x509.MarshalECPrivateKey(key)
	must(err)
	write := func(file, kind string, der []byte) {
		must(os.WriteFile(filepath.Join(a.dir, file), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	}
	write(name+".pem", "CERTIFICATE", der)
	write(name+"-key.pem", "EC PRIVATE KEY", secret)
	return key, cert
}

func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

func TestMutualTLS(t *testing.T) {
	a, stranger := newAuthority(t), newAuthority(t)
	a.issue("server", &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	client := &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	a.issue("worker", client)
	stranger.issue("worker", client)
	s := deployed(t, "tls.conf", func(config string) string { return strings.ReplaceAll(config, "/etc/nats/tls", a.dir) })
	ours := Credentials{CAFile: a.file("ca.pem"), CertFile: a.file("worker.pem"), KeyFile: a.file("worker-key.pem")}
	cases := []struct {
		name string
		who  Credentials
		in   bool
	}{
		{"with our certificate", ours, true},
		{"without one", Credentials{CAFile: ours.CAFile}, false},
		{"with a stranger's", Credentials{CAFile: ours.CAFile, CertFile: stranger.file("worker.pem"), KeyFile: stranger.file("worker-key.pem")}, false},
		{"to a server of another authority", Credentials{CAFile: stranger.file("ca.pem"), CertFile: ours.CertFile, KeyFile: ours.KeyFile}, false},
	}
	for _, c := range cases {
		if err := knock(t, s, c.who); (err == nil) != c.in {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestNKeysTokensAndPasswordsFromFiles(t *testing.T) {
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	public, err := user.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	byKey := running(t, &server.Options{Nkeys: []*server.NkeyUser{{Nkey: public}}})
	byToken := running(t, &server.Options{Authorization: "s3cret-token"})
	byName := running(t, &server.Options{Username: "ada", Password: "s3cret-word"})
	cases := []struct {
		name   string
		server *server.Server
		who    Credentials
		in     bool
	}{
		{"NKey", byKey, Credentials{NKeyFile: written(t, "seed", string(seed))}, true},
		{"token from a file", byToken, Credentials{TokenFile: written(t, "token", "s3cret-token\n")}, true},
		{"wrong token", byToken, Credentials{Token: "s3cret-guess"}, false},
		{"password from a file", byName, Credentials{User: "ada", PasswordFile: written(t, "password", "s3cret-word\n")}, true},
		{"wrong password", byName, Credentials{User: "ada", Password: "s3cret-guess"}, false},
	}
	for _, c := range cases {
		if err := knock(t, c.server, c.who); (err == nil) != c.in || err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCredentialsThatContradictThemselves(t *testing.T) {
	for _, c := range []struct {
		who  Credentials
		want string
	}{
		{Credentials{User: "a", Password: "hunter2", Token: "t"}, "one identity"},
		{Credentials{CertFile: "a.pem"}, "go together"},
		{Credentials{PasswordFile: "p"}, "a password without a user"},
		{Credentials{User: "a", PasswordFile: "/no/such/file"}, "/no/such/file"},
		{Credentials{CredsFile: "/no/such/creds"}, "/no/such/creds"},
		{Credentials{NKeyFile: "/no/such/seed"}, "/no/such/seed"},
	} {
		_, err := c.who.Options()
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Options = %v, want it to say %q and no secret", err, c.want)
		}
	}
}
