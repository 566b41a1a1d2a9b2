package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/winnow-news/winnow/pipeline/ask"
)

// Options are what a server may be told.
type Options struct {
	Desk    *ask.Desk
	Forms   []ask.Form   // the first is the default, and that of batches
	Limit   int          // bytes of a document
	Token   string       // bearer token that is asked for; empty for none
	Metrics http.Handler // of /metrics; nil for none
	Log     *slog.Logger
}

// handler answers requests.
type handler struct {
	Options
	http.Handler
	openAPI  []byte
	token    [sha256.Size]byte
	stopping atomic.Bool
}

// The paths.
const (
	pathClean   = "/clean"
	pathOpenAPI = "/openapi.json"
	pathHealth  = "/healthz"
	pathReady   = "/readyz"
	pathMetrics = "/metrics"
)

func newHandler(o Options) (*handler, error) {
	described, err := openAPI()
	if err != nil {
		return nil, err
	}
	h := &handler{Options: o, openAPI: described, token: sha256.Sum256([]byte(o.Token))}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathClean, h.admitted(h.clean))
	mux.HandleFunc("GET "+pathOpenAPI, h.description)
	mux.HandleFunc("GET "+pathHealth, h.health(h.alive))
	mux.HandleFunc("GET "+pathReady, h.health(h.ready))
	mux.HandleFunc(pathClean, otherwise(http.MethodPost))
	gets := []string{pathOpenAPI, pathHealth, pathReady}
	if o.Metrics != nil {
		mux.HandleFunc("GET "+pathMetrics, h.admitted(o.Metrics.ServeHTTP))
		gets = append(gets, pathMetrics)
	}
	for _, path := range gets {
		mux.HandleFunc(path, otherwise(http.MethodGet))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, r, ask.Refuse(ask.ReasonNotFound, "there is no %s: %s says what there is", r.URL.Path, pathOpenAPI), "")
	})
	// A page of another site that a browser shows may not have us work for it.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, r, ask.Refuse(ask.ReasonOrigin, "a browser asks from a page of another origin"), "")
	}))
	h.Handler = protection.Handler(mux)
	return h, nil
}

// otherwise refuses the methods that a path does not have.
func otherwise(method string) http.HandlerFunc {
	allow := method
	if method == http.MethodGet {
		allow += ", " + http.MethodHead
	}
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		refuse(w, r, ask.Refuse(ask.ReasonMethod, "%s %s: want %s", r.Method, r.URL.Path, allow), "")
	}
}

// admitted asks for the token, where there is one.
func (h *handler) admitted(next http.HandlerFunc) http.HandlerFunc {
	if h.Token == "" {
		return next
	}
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		given := sha256.Sum256([]byte(strings.TrimSpace(token))) // of one length, so that comparing tells nothing
		if subtle.ConstantTimeCompare(given[:], h.token[:]) == 1 && strings.EqualFold(scheme, "Bearer") {
			next(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="winnow"`)
		refuse(w, r, ask.Refuse(ask.ReasonToken, "want Authorization: Bearer and the token"), "")
	}
}

func (h *handler) description(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", ask.TypeJSON)
	send(w, http.StatusOK, h.openAPI)
}

// alive returns an error when only a new process helps.
func (h *handler) alive() error {
	select {
	case <-h.Desk.Stuck():
		return fmt.Errorf("cleanings hang")
	default:
		return nil
	}
}

// ready returns an error when another process should be asked. A full desk is ready:
// it says itself when to come back.
func (h *handler) ready() error {
	if h.stopping.Load() {
		return fmt.Errorf("stopping")
	}
	return h.alive()
}

func (h *handler) health(check func() error) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if err := check(); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, err)
			return
		}
		io.WriteString(w, "ok\n") // the prober has left
	}
}
