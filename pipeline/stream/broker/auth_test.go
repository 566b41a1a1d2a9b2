package broker_test

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

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// knock connects as somebody, and returns the error when that is refused.
func knock(t *testing.T, s *server.Server, who broker.Credentials) error {
	t.Helper()
	options, err := who.Options()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := broker.Connect(s.ClientURL(), streamtest.Log(t), options...)
	if err == nil {
		conn.Close()
	}
	return err
}

func TestNobodyCanDoMoreThanTheirPart(t *testing.T) {
	s := streamtest.Accounts(t)
	cases := []struct {
		user    string
		publish []string
		listen  []string
	}{
		{"scraper", []string{
			"winnow.ask", "winnow.clean.a", "winnow.state.1", "winnow.dead.a", "winnow.raw.1.a", "winnow.drift.a", "winnow.ranges.state", "$KV.WINNOW_WORKERS.me",
			"$JS.API.STREAM.INFO.WINNOW_RAW", "$JS.API.STREAM.PURGE.WINNOW_RAW", "$JS.API.CONSUMER.CREATE.WINNOW_RAW.x",
		}, []string{"winnow.raw.*", "winnow.clean.*", ">", "_INBOX_worker.>", "_INBOX.>"}},
		{"asker", []string{
			"winnow.raw.a", "winnow.clean.a", "winnow.dead.a", "winnow.state.1", "winnow.ask.x", "$SRV.PING", "$SRV.STATS.winnow", "$KV.WINNOW_WORKERS.me",
			"$JS.API.STREAM.INFO.WINNOW_CLEAN", "$JS.API.CONSUMER.CREATE.WINNOW_CLEAN.x", "_INBOX_asker.x", "_INBOX_worker.x",
		}, []string{"winnow.ask", "winnow.raw.*", "winnow.clean.*", "$SRV.>", ">", "_INBOX_worker.>", "_INBOX.>"}},
		{"worker", []string{
			"winnow.ask", "$SRV.PING", "_INBOX_reader.x", "_INBOX_scraper.x", "winnow.raw.a", "$JS.API.STREAM.CREATE.X", "$JS.API.STREAM.UPDATE.WINNOW_CLEAN", "$JS.API.STREAM.DELETE.WINNOW_RAW",
			"$JS.API.STREAM.PURGE.WINNOW_RAW", "$JS.API.STREAM.PURGE.WINNOW_DEAD", "$JS.API.STREAM.MSG.DELETE.WINNOW_RAW",
			"$JS.API.CONSUMER.CREATE.WINNOW_DEAD.x", "$JS.API.STREAM.DELETE.WINNOW_STORIES",
		}, []string{"winnow.raw.*", "winnow.>", "_INBOX_reader.>", "_INBOX_asker.>"}},
		{"reader", []string{
			"winnow.raw.a", "winnow.clean.a", "winnow.dead.a", "winnow.state.1", "winnow.story.a", "winnow.stories.state", "$KV.WINNOW_WORKERS.me",
			"$JS.API.STREAM.DELETE.WINNOW_CLEAN", "$JS.API.STREAM.PURGE.WINNOW_CLEAN", "$JS.API.STREAM.MSG.DELETE.WINNOW_CLEAN",
			"$JS.API.CONSUMER.CREATE.WINNOW_RAW.x", "$JS.API.STREAM.MSG.GET.WINNOW_DEAD",
		}, []string{"winnow.raw.*", "winnow.dead.*", "$KV.>", "winnow.ask"}},
		{"backfill", []string{
			"winnow.raw.a", "winnow.dead.a", "winnow.state.1", "winnow.backfill.a.clean.1", "$KV.WINNOW_BACKFILL.a.run", "$JS.API.STREAM.CREATE.WINNOW_RAW",
			"$JS.API.STREAM.PURGE.WINNOW_CLEAN", "$JS.API.STREAM.DELETE.WINNOW_CLEAN", "$JS.API.STREAM.MSG.DELETE.WINNOW_CLEAN",
		}, []string{"winnow.raw.*", "$KV.>", "_INBOX_worker.>"}},
		{"lag", []string{
			"winnow.raw.a", "winnow.clean.a", "winnow.state.1", "winnow.dead.a", "$KV.WINNOW_WORKERS.me",
			"$JS.API.CONSUMER.CREATE.WINNOW_RAW.another.winnow.raw.1.*", "$JS.API.CONSUMER.DELETE.WINNOW_RAW.another",
			"$JS.API.CONSUMER.MSG.NEXT.WINNOW_RAW.winnow-lag", "$JS.API.CONSUMER.CREATE.WINNOW_CLEAN.winnow-lag.x",
			"$JS.API.STREAM.PURGE.WINNOW_CLEAN", "$JS.API.STREAM.UPDATE.WINNOW_RAW", "$JS.API.STREAM.DELETE.WINNOW_RAW",
		}, []string{"winnow.raw.*", "winnow.clean.*", "_INBOX_worker.>"}},
		{"reviewer", []string{
			"winnow.clean.a", "winnow.dead.a", "winnow.story.a", "winnow.stories.state", "winnow.ask", "$KV.WINNOW_WORKERS.me", "$SRV.PING",
			"$JS.API.STREAM.CREATE.WINNOW_REVIEWS", "$JS.API.STREAM.UPDATE.WINNOW_REVIEWS", "$JS.API.STREAM.DELETE.WINNOW_REVIEWS",
			"$JS.API.STREAM.PURGE.WINNOW_REVIEWS", "$JS.API.STREAM.MSG.DELETE.WINNOW_REVIEWS", "$JS.API.STREAM.PURGE.WINNOW_CLEAN",
			"$JS.API.STREAM.MSG.DELETE.WINNOW_RAW", "$JS.API.STREAM.MSG.DELETE.WINNOW_DEAD", "$JS.API.STREAM.PURGE.KV_WINNOW_RULES",
			"$JS.API.STREAM.CREATE.KV_WINNOW_RULES", "$JS.API.CONSUMER.CREATE.WINNOW_RAW.x",
		}, []string{"winnow.>", "winnow.raw.*", "winnow.review.*", "$KV.>", "_INBOX_worker.>", "_INBOX_operator.>"}},
		{"leader", []string{
			"winnow.raw.a", "winnow.clean.a", "$KV.WINNOW_WORKERS.me", "$JS.API.STREAM.CREATE.WINNOW_RAW", "$JS.API.STREAM.PURGE.WINNOW_CLEAN",
			"$JS.API.STREAM.DELETE.WINNOW_BACKFILL", "$JS.API.STREAM.INFO.WINNOW_RAW", "$JS.API.CONSUMER.CREATE.WINNOW_RAW.x",
		}, []string{"winnow.backfill.>", "$KV.>", "_INBOX_joiner.>"}},
		{"joiner", []string{
			"winnow.backfill.a.clean.1", "$KV.WINNOW_BACKFILL.a.run", "$KV.WINNOW_BACKFILL.a.leader", "$JS.API.STREAM.CREATE.WINNOW_BACKFILL",
			"$JS.API.STREAM.PURGE.WINNOW_BACKFILL", "$JS.API.STREAM.PURGE.KV_WINNOW_BACKFILL", "$JS.API.CONSUMER.CREATE.WINNOW_BACKFILL.x",
			"$JS.API.CONSUMER.DELETE.WINNOW_BACKFILL.x", "winnow.clean.a",
		}, []string{"winnow.backfill.>", "$KV.>", "_INBOX_leader.>"}},
	}
	for _, c := range cases {
		for _, subject := range c.publish {
			conn := streamtest.As(t, s, c.user)
			if err := conn.Publish(subject, []byte("{}")); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, conn, c.user+" publishes "+subject)
		}
		for _, subject := range c.listen {
			conn := streamtest.As(t, s, c.user)
			if _, err := conn.SubscribeSync(subject); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, conn, c.user+" listens to "+subject)
		}
	}
	if _, err := broker.Connect(s.ClientURL(), streamtest.Log(t)); err == nil {
		t.Error("a nobody came in")
	}
}

func wantRefused(t *testing.T, conn *nats.Conn, what string) {
	t.Helper()
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	streamtest.Eventually(t, func() error {
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

// mutualTLS starts a server that wants certificates of an authority, and returns
// a stranger to it as well. Both have a certificate for a worker.
func mutualTLS(t *testing.T) (s *server.Server, a, stranger *authority) {
	a, stranger = newAuthority(t), newAuthority(t)
	a.issue("server", &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	client := &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	a.issue("worker", client)
	stranger.issue("worker", client)
	s = streamtest.Deployed(t, "tls.conf", func(config string) string { return strings.ReplaceAll(config, "/etc/nats/tls", a.dir) })
	return s, a, stranger
}

func TestMutualTLS(t *testing.T) {
	s, a, stranger := mutualTLS(t)
	ours := broker.Credentials{CAFile: a.file("ca.pem"), CertFile: a.file("worker.pem"), KeyFile: a.file("worker-key.pem")}
	cases := []struct {
		name string
		who  broker.Credentials
		in   bool
	}{
		{"with our certificate", ours, true},
		{"without one", broker.Credentials{CAFile: ours.CAFile}, false},
		{"with a stranger's", broker.Credentials{CAFile: ours.CAFile, CertFile: stranger.file("worker.pem"), KeyFile: stranger.file("worker-key.pem")}, false},
		{"to a server of another authority", broker.Credentials{CAFile: stranger.file("ca.pem"), CertFile: ours.CertFile, KeyFile: ours.KeyFile}, false},
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
	byKey := streamtest.Running(t, &server.Options{Nkeys: []*server.NkeyUser{{Nkey: public}}})
	byToken := streamtest.Running(t, &server.Options{Authorization: "s3cret-token"})
	byName := streamtest.Running(t, &server.Options{Username: "ada", Password: "s3cret-word"})
	cases := []struct {
		name   string
		server *server.Server
		who    broker.Credentials
		in     bool
	}{
		{"NKey", byKey, broker.Credentials{NKeyFile: streamtest.Written(t, "seed", string(seed))}, true},
		{"token from a file", byToken, broker.Credentials{TokenFile: streamtest.Written(t, "token", "s3cret-token\n")}, true},
		{"wrong token", byToken, broker.Credentials{Token: "s3cret-guess"}, false},
		{"password from a file", byName, broker.Credentials{User: "ada", PasswordFile: streamtest.Written(t, "password", "s3cret-word\n")}, true},
		{"wrong password", byName, broker.Credentials{User: "ada", Password: "s3cret-guess"}, false},
	}
	for _, c := range cases {
		if err := knock(t, c.server, c.who); (err == nil) != c.in || err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCredentialsThatContradictThemselves(t *testing.T) {
	for _, c := range []struct {
		who  broker.Credentials
		want string
	}{
		{broker.Credentials{User: "a", Password: "hunter2", Token: "t"}, "one identity"},
		{broker.Credentials{CertFile: "a.pem"}, "go together"},
		{broker.Credentials{PasswordFile: "p"}, "a password without a user"},
		{broker.Credentials{User: "a", PasswordFile: "/no/such/file"}, "/no/such/file"},
		{broker.Credentials{CredsFile: "/no/such/creds"}, "/no/such/creds"},
		{broker.Credentials{NKeyFile: "/no/such/seed"}, "/no/such/seed"},
	} {
		_, err := c.who.Options()
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Options = %v, want it to say %q and no secret", err, c.want)
		}
	}
}
