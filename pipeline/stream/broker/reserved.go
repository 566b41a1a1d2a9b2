package broker

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/nats-io/nats.go"
)

// ErrForbidden says that the server does not let us ask.
var ErrForbidden = errors.New("the server forbids it")

// Reserved is subjects on which a server may forbid us to ask, as those do whose
// accounts are older than what there is to ask: that is no trouble, and is not logged
// as one. Who was forbidden it is not let ask again over the same connection.
type Reserved struct {
	conn     *nats.Conn
	subjects []string

	mu     sync.Mutex
	denied bool
	over   uint64 // how often the connection had been made anew when it was denied
	cancel context.CancelCauseFunc
}

// Reserve returns the subjects, of which a server that forbids them does not log from
// now on.
func Reserve(conn *nats.Conn, subjects ...string) *Reserved {
	r := &Reserved{conn: conn, subjects: subjects}
	others := conn.ErrorHandler()
	conn.SetErrorHandler(func(c *nats.Conn, s *nats.Subscription, err error) {
		if !r.hears(err) && others != nil {
			others(c, s, err)
		}
	})
	return r
}

// hears reports whether an error of the connection is about the subjects.
func (r *Reserved) hears(err error) bool {
	if !errors.Is(err, nats.ErrPermissionViolation) || !slices.ContainsFunc(r.subjects, func(subject string) bool {
		return strings.Contains(err.Error(), `"`+subject+`"`)
	}) {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.denied, r.over = true, r.conn.Stats().Reconnects
	if r.cancel != nil {
		r.cancel(ErrForbidden)
	}
	return true
}

// Ask calls question, which asks on one of the subjects. It returns ErrForbidden as
// soon as the server says so, and not only when no answer has come. One goroutine
// asks at a time.
func (r *Reserved) Ask(ctx context.Context, question func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.mu.Lock()
	if r.denied && r.over == r.conn.Stats().Reconnects {
		r.mu.Unlock()
		return ErrForbidden
	}
	r.denied, r.cancel = false, cancel
	r.mu.Unlock()
	err := question(ctx)
	r.mu.Lock()
	r.cancel = nil
	r.mu.Unlock()
	if err != nil && context.Cause(ctx) == ErrForbidden {
		return ErrForbidden
	}
	return err
}
