package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/winnow-news/winnow/pipeline"
)

// The times that a client may take. A body of 16 MB within bodyTime takes a line of
// 5 Mbit/s; of a batch, each line and each answer has that time anew.
const (
	headerTime = 5 * time.Second
	bodyTime   = 30 * time.Second
	writeTime  = 30 * time.Second
	idleTime   = time.Minute
	grace      = 40 * time.Second // from the end of accepting to the end; more than one document takes

	// wholeTime is how long a request may take before its answer begins: its body,
	// its turn, its document. Whoever writes gets writeTime from then on.
	wholeTime = 10 * time.Minute

	maxHeaderBytes = 32 << 10
)

// Serve answers on a listener until ctx is done or the desk is stuck. Then it takes
// no more connections, answers the requests that are in hand, and returns nil. It
// returns an error when they take longer than a bound of 40 s, or pipeline.ErrStuck.
func Serve(ctx context.Context, listener net.Listener, o Options) error {
	h, err := newHandler(o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, WriteTimeout: wholeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	var why error
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-o.Desk.Stuck():
		why = pipeline.ErrStuck
	case <-ctx.Done():
	}
	o.Log.Info("stopping: finishing what is in hand")
	h.stopping.Store(true)
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(late); err != nil {
		why = errors.Join(why, fmt.Errorf("requests were cut off after %s: %w", grace, err), server.Close())
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		why = errors.Join(why, err)
	}
	return why
}
