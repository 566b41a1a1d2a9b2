package review

import (
	"crypto/rand"
	"embed"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/winnow-news/winnow/pipeline/catalog"
)

//go:embed static
var static embed.FS

// pages answers requests.
type pages struct {
	Options
	templates templates
	said      *said
	secret    [32]byte // of this process: a restart asks everybody to sign in again
}

// New returns the handler of all pages. It fails when a template is broken, or when
// other machines could come in unasked.
func New(o Options) (http.Handler, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	made, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	p := &pages{Options: o, templates: made, said: newSaid(&o)}
	if _, err := io.ReadFull(rand.Reader, p.secret[:]); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /static/{file}", staticFile)
	mux.HandleFunc("POST /login", p.login)
	mux.Handle("/", p.admitted(p.inside()))
	// A page of another site that a browser shows may not have us change anything.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fail(w, r, http.StatusForbidden, "A page of another site asked for this.")
	}))
	return secured(p.named(protection.Handler(p.bounded(mux)))), nil
}

// inside is what is shown to those who may come in.
func (p *pages) inside() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.queue)
	mux.HandleFunc("GET /d/{key}", p.document)
	mux.HandleFunc("GET /d/{key}/page", p.frame)
	mux.HandleFunc("POST /d/{key}/mark", p.mark)
	mux.HandleFunc("POST /d/{key}/undo", p.undo)
	mux.HandleFunc("GET /corrections", p.corrections)
	mux.HandleFunc("GET /corrections/{id}/case", p.goldenCase)
	mux.HandleFunc("GET /corrections/{id}/line", p.corpusLine)
	mux.HandleFunc("GET /corrections/corpus.jsonl", p.corpus)
	mux.HandleFunc("POST /corrections/{id}/withdraw", p.withdraw)
	mux.HandleFunc("GET /rules", p.rules)
	mux.HandleFunc("GET /rules/draft", p.draft)
	mux.HandleFunc("POST /rules/draft", p.drafted)
	mux.HandleFunc("GET /sites", p.sites)
	mux.HandleFunc("GET /sites/{site}", p.site)
	mux.HandleFunc("POST /sites/{site}/memory", p.teach)
	mux.HandleFunc("GET /help", p.help)
	mux.HandleFunc("POST /name", p.name)
	mux.HandleFunc("POST /logout", p.logout)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.fail(w, r, http.StatusNotFound, "There is no such page.")
	})
	return mux
}

// bounded bounds what a request can send; who has not come in yet sends a token.
func (p *pages) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(maxBodyBytes)
		if p.Access.Token != "" && !p.hasToken(r) && !p.hasSession(r) {
			most = maxLoginBytes
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		if r.Method == http.MethodPost {
			if err := r.ParseForm(); err != nil {
				http.Error(w, "the form is broken or too large", http.StatusBadRequest)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// staticFile answers with an embedded file. The answers of a browser's cache are asked
// for again: a new binary has other files.
func staticFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	content, err := fs.ReadFile(static, path.Join("static", name))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	switch path.Ext(name) {
	case ".css":
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
	case ".js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	case ".svg":
		w.Header().Set("Content-Type", "image/svg+xml")
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(content) // the browser has left: nobody to tell
}

// broken tells of an error of something behind the pages.
func (p *pages) broken(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, catalog.ErrUnknown):
		p.fail(w, r, http.StatusNotFound, "There is no such document, or no longer.")
	case r.Context().Err() != nil: // the browser has left
	case p.Away():
		p.Log.Warn("the server is away", "path", r.URL.Path, "error", err)
		p.fail(w, r, http.StatusServiceUnavailable, "This needs the server, which is away just now. Nothing was changed. Reload the page when it is back.")
	default:
		p.Log.Error("cannot answer", "path", r.URL.Path, "error", err)
		p.fail(w, r, http.StatusInternalServerError, err.Error())
	}
}

type failPage struct{ Status, What string }

func (p *pages) fail(w http.ResponseWriter, r *http.Request, status int, what string) {
	p.show(w, r, status, "fail", http.StatusText(status), failPage{http.StatusText(status), what})
}

func (p *pages) help(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, "help", "Help", kindChoices())
}

// local returns an address of these pages, the first one for any other.
func local(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return "/"
	}
	return address
}
