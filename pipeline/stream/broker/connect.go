package broker

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The limits of a connection.
const (
	connectTimeout = 5 * time.Second
	reconnectWait  = time.Second
	pingInterval   = 20 * time.Second
	pingsOut       = 3                // then it is lost: after 80 s, in which a slow way carries all that pulls ask for
	AckTimeout     = 10 * time.Second // without it a lost answer would be waited for without end
	MaxPending     = 4096             // publishes that wait for their answer
)

// Connect connects to the NATS server at address (one URL, or several with
// commas between). It returns an error, which names the address without its
// password, when no server answers now; a connection that is lost later is
// waited for without end, with one line of log a minute, also while the server
// that came back lets nobody in.
func Connect(address string, log *slog.Logger, options ...nats.Option) (*nats.Conn, error) {
	trouble := NewOutage(log, "no NATS server", nil)
	all := append([]nats.Option{
		nats.Name("winnow"),
		nats.Timeout(connectTimeout),
		nats.MaxReconnects(-1), // the default gives up after sixty
		nats.ReconnectWait(reconnectWait),
		// A server that vanished without a word, with the power of its machine,
		// looks like one that has nothing to say; by default for six minutes.
		nats.PingInterval(pingInterval), nats.MaxPingsOutstanding(pingsOut),
		// What is asked while there is no server fails. The default keeps it, and
		// all that nobody waits for any more comes over the server that returns:
		// sixty-four consumers for every seven seconds of an outage.
		nats.ReconnectBufSize(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil { // nil when we close it ourselves
				trouble.Report(err)
			}
		}),
		nats.ReconnectErrHandler(func(_ *nats.Conn, err error) { trouble.Report(err) }),
		nats.ReconnectHandler(func(*nats.Conn) { trouble.Over() }),
		nats.IgnoreAuthErrorAbort(), // the default gives up after two refusals, of which a server that is just being set up may have many
		nats.ErrorHandler(tellErrors(log, trouble)),
	}, options...)
	conn, err := nats.Connect(address, all...)
	if err != nil {
		return nil, fmt.Errorf("cannot reach the NATS server at %s: %w", Redact(address), err)
	}
	return conn, nil
}

// tellErrors logs what a connection has to say beside its answers. What comes
// again and again is told once a minute: that the server lets nobody in, and
// that it lets us do something less than we must, of which every partition
// hears.
func tellErrors(log *slog.Logger, away *Outage) nats.ErrHandler {
	forbidden := NewOutage(log, "the NATS server forbids it", nil)
	return func(conn *nats.Conn, _ *nats.Subscription, err error) {
		switch {
		case !conn.IsConnected():
			away.Report(err)
		case errors.Is(err, nats.ErrPermissionViolation):
			forbidden.Report(err)
		default:
			log.Warn("NATS", "error", err)
		}
	}
}

// JetStream returns the JetStream side of a connection, with the limits that the
// worker relies on, and others.
func JetStream(conn *nats.Conn, others ...jetstream.JetStreamOpt) (jetstream.JetStream, error) {
	limits := []jetstream.JetStreamOpt{jetstream.WithPublishAsyncTimeout(AckTimeout), jetstream.WithPublishAsyncMaxPending(MaxPending)}
	return jetstream.New(conn, append(limits, others...)...)
}

// Redact returns server addresses without the secrets in them.
func Redact(addresses string) string {
	all := strings.Split(addresses, ",")
	for i, a := range all {
		u, err := url.Parse(strings.TrimSpace(a))
		switch {
		case err != nil: // may hold anything; say nothing of it but that
			all[i] = "(an address that is no URL)"
		case u.User != nil:
			u.User = url.User("…")
			all[i] = strings.Replace(u.String(), url.User("…").String(), "…", 1)
		}
	}
	return strings.Join(all, ",")
}

// Connected returns an error while there is no server to ask.
func Connected(js jetstream.JetStream) error {
	if !js.Conn().IsConnected() {
		return nats.ErrDisconnected
	}
	return nil
}

func address(conn *nats.Conn) string {
	if u := conn.ConnectedUrlRedacted(); u != "" {
		return u
	}
	return "(not connected)"
}
