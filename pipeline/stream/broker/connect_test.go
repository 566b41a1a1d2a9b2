package broker_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// issuer is an operator or an account of a server that believes in JWTs.
type issuer struct {
	nkeys.KeyPair
	public string
}

func newIssuer(t *testing.T, create func() (nkeys.KeyPair, error)) issuer {
	t.Helper()
	pair, err := create()
	if err != nil {
		t.Fatal(err)
	}
	public, err := pair.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return issuer{pair, public}
}

// credentials returns a credentials file of a user of an account, as nsc makes it.
func (account issuer) credentials(t *testing.T) string {
	t.Helper()
	user := newIssuer(t, nkeys.CreateUser)
	token, err := jwt.NewUserClaims(user.public).Encode(account)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	config, err := jwt.FormatUserConfig(token, seed)
	if err != nil {
		t.Fatal(err)
	}
	return streamtest.Written(t, "user.creds", string(config))
}

func TestACredentialsFileOfAnAccountThatTheServerKnows(t *testing.T) {
	operator, account, stranger := newIssuer(t, nkeys.CreateOperator), newIssuer(t, nkeys.CreateAccount), newIssuer(t, nkeys.CreateAccount)
	token, err := jwt.NewAccountClaims(account.public).Encode(operator)
	if err != nil {
		t.Fatal(err)
	}
	known := &server.MemAccResolver{}
	if err := known.Store(account.public, token); err != nil {
		t.Fatal(err)
	}
	s := streamtest.Started(t, &server.Options{TrustedKeys: []string{operator.public}, AccountResolver: known}, server.RANDOM_PORT)
	for _, c := range []struct {
		name string
		of   issuer
		in   bool
	}{{"of the server's account", account, true}, {"of a stranger's", stranger, false}} {
		if err := knock(t, s, broker.Credentials{CredsFile: c.of.credentials(t)}); (err == nil) != c.in {
			t.Errorf("credentials %s: %v", c.name, err)
		}
	}
}

// TestABrokerThatLetsNobodyInIsWaitedFor starts a server anew with another
// password, lets it refuse its client, and then returns that the new one.
func TestABrokerThatLetsNobodyInIsWaitedFor(t *testing.T) {
	port := 20_000 + rand.IntN(10_000) // which systems give to nobody who connects: it must be free again
	locked := func(password string) *server.Server {
		return streamtest.Started(t, &server.Options{Username: "ada", Password: password}, port)
	}
	first := locked("the first")
	file := streamtest.Written(t, "password", "the first\n")
	options, err := broker.Credentials{User: "ada", PasswordFile: file}.Options()
	if err != nil {
		t.Fatal(err)
	}
	var tries atomic.Int64
	options = append(options, nats.CustomReconnectDelay(func(int) time.Duration { tries.Add(1); return 10 * time.Millisecond }))
	log := &streamtest.Said{}
	conn, err := broker.Connect(fmt.Sprintf("nats://127.0.0.1:%d", port), slog.New(slog.NewTextHandler(log, nil)), options...)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	first.Shutdown()
	first.WaitForShutdown()
	locked("the second")
	before := tries.Load()
	streamtest.Eventually(t, func() error {
		if now := tries.Load(); now < before+10 {
			return fmt.Errorf("%d tries, %s", now-before, conn.Status())
		}
		return nil
	})
	trouble := broker.NewOutage(slog.New(slog.NewTextHandler(log, nil)), "nothing without a server", conn)
	trouble.Report(nats.ErrTimeout)
	if err := conn.Publish("late", nil); err == nil {
		t.Error("what is sent while there is no server is kept for later")
	}
	var retry broker.Backoff
	for range 10 { // up to the longest
		retry.Delay()
	}
	if err := os.WriteFile(file, []byte("the second\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	streamtest.Eventually(t, func() error {
		if trouble.Wait(t.Context(), &retry); !conn.IsConnected() {
			return fmt.Errorf("it is %s", conn.Status())
		}
		return nil
	})
	if next := retry.Delay(); next > time.Second { // waited once at most since the connection is back
		t.Errorf("after the outage the next try is put off by %s", next)
	}
	streamtest.Eventually(t, func() error { // its handler is called a little later
		if got := log.All(); strings.Count(got, "\n") != 2 || !strings.Contains(got, "over") || strings.Contains(got, "the second") {
			return fmt.Errorf("said:\n%s\nwant one line of the outage, of all who wait for it, and one when it is over", got)
		}
		return nil
	})
}

func TestWhatIsForbiddenIsToldOnceAMinute(t *testing.T) {
	s := streamtest.Started(t, &server.Options{Users: []*server.User{{
		Username: "ada", Password: "word", Permissions: &server.Permissions{Publish: &server.SubjectPermission{Deny: []string{"secret.>"}}},
	}}}, server.RANDOM_PORT)
	log := &streamtest.Said{}
	options, err := broker.Credentials{User: "ada", Password: "word"}.Options()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := broker.Connect(s.ClientURL(), slog.New(slog.NewTextHandler(log, nil)), options...)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for i := range 20 {
		if err := conn.Publish(fmt.Sprintf("secret.%d", i), nil); err != nil {
			t.Fatal(err)
		}
	}
	streamtest.Eventually(t, func() error {
		if err := conn.LastError(); err == nil || !strings.Contains(err.Error(), "secret.19") {
			return fmt.Errorf("the last refusal has not come yet: %v", err)
		}
		return nil
	})
	log.Await(t, "secret.0") // handlers are called a little later
	if log.Count("\n") != 1 {
		t.Errorf("said:\n%s\nwant one line", log.All())
	}
}

// TestAServerThatVanishedIsLeft lets a way to a server swallow what that says,
// while another server is there.
func TestAServerThatVanishedIsLeft(t *testing.T) {
	first, second := streamtest.Started(t, &server.Options{}, server.RANDOM_PORT), streamtest.Started(t, &server.Options{}, server.RANDOM_PORT)
	way := streamtest.NewProxy(t, first.ClientURL())
	quick := []nats.Option{nats.PingInterval(50 * time.Millisecond), nats.DontRandomize(), nats.Timeout(200 * time.Millisecond), nats.ReconnectWait(10 * time.Millisecond)}
	conn, err := broker.Connect(way.URL()+","+second.ClientURL(), streamtest.Log(t), quick...)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	way.Mute.Store(true)
	streamtest.Eventually(t, func() error {
		if at := conn.ConnectedUrl(); at != second.ClientURL() {
			return fmt.Errorf("it is %s, at %q", conn.Status(), at)
		}
		return nil
	})
	ours, err := broker.Connect(second.ClientURL(), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	if silent := ours.Opts.PingInterval * time.Duration(ours.Opts.MaxPingsOut+1); silent > 90*time.Second {
		t.Errorf("such a server is noticed after %s", silent)
	}
}
