package review

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// The times that a browser may take, and the largest request.
const (
	headerTime = 5 * time.Second
	readTime   = 30 * time.Second
	writeTime  = time.Minute
	idleTime   = 2 * time.Minute
	grace      = 10 * time.Second // from the end of accepting to the end

	// trialTime is how long cleaning a site's documents again may take.
	trialTime = 5 * time.Minute

	maxHeaderBytes = 32 << 10
	maxBodyBytes   = 4 << 20 // a file of rules is below 1 MB
	maxLoginBytes  = 64 << 10
)

// Serve answers on a listener until ctx is done. Then it takes no more connections,
// answers what is in hand, and returns nil. Secure is nil for plain HTTP.
func Serve(ctx context.Context, listener net.Listener, secure *tls.Config, o Options) error {
	handler, err := New(o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("review: %w", err)
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	var why error
	if err := server.Shutdown(late); err != nil {
		why = errors.Join(fmt.Errorf("review: requests were cut off after %s: %w", grace, err), server.Close())
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		why = errors.Join(why, err)
	}
	return why
}
