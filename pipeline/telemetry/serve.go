package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Server has /metrics, /healthz and /readyz, and, when asked, /debug/pprof/.
type Server struct {
	server   *http.Server
	listener net.Listener
	ended    chan error
}

// The times that one request may take. Nothing here takes input.
const (
	readTimeout  = 5 * time.Second
	writeTimeout = 2 * time.Minute // a CPU profile takes half a minute
)

// Serve listens at host:port. profiles adds pprof, which shows the memory of
// the process to whoever asks.
func (t *Telemetry) Serve(address string, profiles bool) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("metrics and health: %w", err)
	}
	s := &Server{
		server:   &http.Server{Handler: t.handler(profiles), ReadTimeout: readTimeout, WriteTimeout: writeTimeout},
		listener: listener, ended: make(chan error, 1),
	}
	go func() { s.ended <- s.server.Serve(listener) }()
	return s, nil
}

// Address is where it listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Close ends it, after the requests that are under way.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if ended := <-s.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

func (t *Telemetry) handler(profiles bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", answer(t.alive))
	mux.HandleFunc("GET /readyz", answer(t.ready))
	if profiles {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
		mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	}
	return mux
}
