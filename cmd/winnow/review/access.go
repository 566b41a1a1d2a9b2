package review

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Access is who may come in. The zero Access lets in this machine alone.
type Access struct {
	Token string // that whoever comes must have; empty for none
	Wide  bool   // other machines can come: a token is asked for, or a client's certificate
	Host  string // the address that is listened at, host:port
}

// policy is what a page may do: load its own style and script and show its own frames.
// No text of a document can run, load or send anything under it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// framePolicy is what the page of a document may do: be looked at.
const framePolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

// secured sets the headers of every answer.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-DNS-Prefetch-Control", "off")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// named refuses requests to a name that is not this machine's: a page of another site
// whose name was pointed at this address (DNS rebinding) is the browser's own origin.
// Where other machines can come, a certificate or a cookie of the right name stands in
// its way.
func (p *pages) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.Access.Wide && !p.Access.ours(r.Host) {
			p.fail(w, r, http.StatusMisdirectedRequest, "This is a page of this machine: ask for localhost, not for another name.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a Host header names this machine. The port may be any: a tunnel
// has one of its own.
func (a Access) ours(host string) bool {
	if host == a.Host {
		return true
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	return slices.Contains([]string{"localhost", "127.0.0.1", "::1", "[::1]"}, strings.ToLower(name))
}

// The cookies. The prefix makes browsers refuse one that another host or plain HTTP set.
const (
	sessionCookie = "__Host-winnow-session"
	nameCookie    = "winnow-name"
	sessionTime   = 12 * time.Hour
)

// admitted asks for the token, where there is one.
func (p *pages) admitted(next http.Handler) http.Handler {
	if p.Access.Token == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.hasToken(r) || p.hasSession(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="winnow"`)
		p.showLogin(w, r, http.StatusUnauthorized, "")
	})
}

func (p *pages) hasToken(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && p.isToken(strings.TrimSpace(token))
}

// isToken compares digests, which are of one length, so that the time tells nothing.
func (p *pages) isToken(given string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(p.Access.Token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// session returns the value of the cookie of who has shown the token. It does not hold
// the token, and ends by itself.
func (p *pages) session(until time.Time) string {
	end := strconv.FormatInt(until.Unix(), 10)
	return end + "." + p.sealed("session", p.Access.Token, end)
}

func (p *pages) hasSession(r *http.Request) bool {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return false
	}
	end, seal, _ := strings.Cut(cookie.Value, ".")
	until, err := strconv.ParseInt(end, 10, 64)
	return err == nil && p.Now().Unix() < until && hmac.Equal([]byte(seal), []byte(p.sealed("session", p.Access.Token, end)))
}

// sealed returns a seal of some words, which nobody else can make.
func (p *pages) sealed(words ...string) string {
	mac := hmac.New(sha256.New, p.secret[:])
	for _, word := range words {
		mac.Write([]byte(strconv.Itoa(len(word)) + ":" + word))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// who returns the name of whoever asks: the certificate's, or the one that was set, or
// the one that they gave.
func (p *pages) who(r *http.Request) string {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		if name := r.TLS.PeerCertificates[0].Subject.CommonName; name != "" {
			return name
		}
	}
	if p.By != "" {
		return p.By
	}
	if cookie, err := r.Cookie(nameCookie); err == nil {
		if name, err := base64.RawURLEncoding.DecodeString(cookie.Value); err == nil {
			return asName(string(name))
		}
	}
	return ""
}

// mayName reports whether whoever asks can say who they are.
func (p *pages) mayName(r *http.Request) bool {
	return p.By == "" && (r.TLS == nil || len(r.TLS.PeerCertificates) == 0)
}
