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

// Server has /metrics, /healthz and /readyz, or profiles.
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

// Serve shows metrics and health at host:port.
func (t *Telemetry) Serve(address string) (*Server, error) {
	return serve(address, "metrics and health", t.handler())
}

// ServeProfiles shows /debug/pprof/ at host:port, and so the memory of the process
// to whoever asks there: it has an address of its own.
func ServeProfiles(address string) (*Server, error) {
	return serve(address, "profiles", profiles())
}

func serve(address, what string, handler http.Handler) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	s := &Server{
		server:   &http.Server{Handler: handler, ReadTimeout: readTimeout, WriteTimeout: writeTimeout},
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

func (t *Telemetry) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", answer(t.alive))
	mux.HandleFunc("GET /readyz", answer(t.ready))
	return mux
}

func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	return mux
}
