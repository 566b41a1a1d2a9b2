package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Forever is a time that is waited without end.
const Forever = time.Duration(math.MaxInt64)

// Waiting says how long one who starts waits for a server that is not there yet,
// or not ready: what runs beside it may well start before it does. What waiting
// can't mend is an error at once.
type Waiting struct {
	For  time.Duration // 0: not at all; Forever: without end
	Log  *slog.Logger
	Also func(error) // called after every try that failed; may be nil
}

// Connect is the function Connect, which it calls until a server answers. A
// server that does not let us in is an error at once, since nobody but its
// operator changes that; and so is a wrong address, or a wrong certificate.
func (w Waiting) Connect(ctx context.Context, address string, options ...nats.Option) (conn *nats.Conn, err error) {
	err = w.until(ctx, NewOutage(w.Log, "no NATS server", nil), mayComeUp, func() error {
		conn, err = Connect(address, w.Log, options...)
		return err
	})
	return conn, err
}

// Ready calls try, which asks the server for something, until JetStream answers:
// a cluster that starts has no leader for a while, and no place for streams with
// replicas before enough of its servers are there.
func (w Waiting) Ready(ctx context.Context, js jetstream.JetStream, try func() error) error {
	err := w.until(ctx, NewOutage(w.Log, "JetStream is not ready", js.Conn()), func(err error) bool { return mayGetReady(js.Conn(), err) }, try)
	if refused := js.Conn().LastError(); errors.Is(err, context.DeadlineExceeded) && errors.Is(refused, nats.ErrPermissionViolation) {
		return fmt.Errorf("%w: %w", err, refused) // which the server did not say as the answer
	}
	return err
}

// Answers returns an error while JetStream does not answer whether a stream is
// there.
func Answers(ctx context.Context, js jetstream.JetStream, stream string) error {
	if _, err := js.Stream(ctx, stream); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("stream %s: %w", stream, err)
	}
	return nil
}

// until tries for as long as it may, and while the error is one that passes. It
// returns the last error.
func (w Waiting) until(ctx context.Context, trouble *Outage, passes func(error) bool, try func() error) error {
	trouble.Also = w.Also
	var retry Backoff
	for began := time.Now(); ; {
		err := try()
		if err == nil {
			trouble.Over()
			return nil
		}
		left := w.For - time.Since(began)
		if left <= 0 || ctx.Err() != nil || !passes(err) {
			return err
		}
		trouble.Report(err)
		Pause(ctx, min(left, retry.Delay()))
	}
}

// hopeless is what a server says, or a client finds, that no later try mends.
var hopeless = []error{
	nats.ErrAuthorization, nats.ErrAuthExpired, nats.ErrAuthRevoked, nats.ErrAccountAuthExpired, nats.ErrNkeysNotSupported,
	nats.ErrSecureConnWanted, nats.ErrSecureConnRequired, nats.ErrTLS, nats.ErrMixingWebsocketSchemes,
}

// mayComeUp reports whether an error of Connect is of a server that is not there,
// and not of what we called it, or of who we are. A name that nobody knows may
// be known later: in Kubernetes it comes with the service.
func mayComeUp(err error) bool {
	if slices.ContainsFunc(hopeless, func(h error) bool { return errors.Is(err, h) }) {
		return false
	}
	var (
		address     *url.Error
		port        *net.AddrError
		file        *fs.PathError
		certificate *tls.CertificateVerificationError
		alert       *net.OpError // with which TLS says what the other side does not like
	)
	if errors.As(err, &alert) && alert.Op == "remote error" {
		return false
	}
	return !errors.As(err, &address) && !errors.As(err, &port) && !errors.As(err, &file) && !errors.As(err, &certificate)
}

// gettingReady is what a cluster says that has no leader yet, or too few servers.
var gettingReady = []jetstream.ErrorCode{
	10004, // incomplete results
	10005, // no suitable peers for placement
	10006, // not active
	10007, // not assigned
	codeClusterNotReady,
	10009, // not leader
	10118, // stream is offline
}

// mayGetReady reports whether a question to JetStream failed for a reason that
// passes when the server, or its cluster, has started.
func mayGetReady(conn *nats.Conn, err error) bool {
	var api *jetstream.APIError
	switch {
	case !conn.IsConnected(), errors.Is(err, nats.ErrDisconnected), errors.Is(err, nats.ErrReconnectBufExceeded):
		return true
	case errors.As(err, &api):
		return slices.Contains(gettingReady, api.ErrorCode)
	case errors.Is(err, nats.ErrNoResponders):
		return !alone(conn)
	case errors.Is(conn.LastError(), nats.ErrPermissionViolation):
		return false
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout)
}

// alone reports whether we are connected to a server that is in no cluster. When
// nobody there answers for JetStream, it has none; in a cluster others may have.
func alone(conn *nats.Conn) bool { return conn.ConnectedClusterName() == "" }
