package review

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// mostName is how long a name may be, in characters.
const mostName = 60

// asName returns what was given as a name, in one short line.
func asName(given string) string {
	name := []rune(strings.Join(strings.Fields(plain(given)), " "))
	return string(name[:min(len(name), mostName)])
}

type loginPage struct {
	Wrong string
	Plain bool // it came over plain HTTP, where browsers keep no secure cookie
	Ask   bool // for a name
}

func (p *pages) showLogin(w http.ResponseWriter, r *http.Request, status int, wrong string) {
	p.show(w, r, status, "login", "Sign in", loginPage{Wrong: wrong, Plain: r.TLS == nil && !p.Access.ours(r.Host), Ask: p.mayName(r)})
}

// login answers who has shown the token with a cookie.
func (p *pages) login(w http.ResponseWriter, r *http.Request) {
	if p.Access.Token == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	if !p.isToken(strings.TrimSpace(r.PostFormValue("token"))) {
		p.Log.Warn("a wrong token", "from", r.RemoteAddr)
		p.showLogin(w, r, http.StatusUnauthorized, "That is not the token.")
		return
	}
	until := p.Now().Add(sessionTime)
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: p.session(until), Path: "/", Expires: until, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	p.setName(w, r)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// logout ends the session.
func (p *pages) logout(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// name keeps who somebody is.
func (p *pages) name(w http.ResponseWriter, r *http.Request) {
	p.setName(w, r)
	http.Redirect(w, r, local(r.PostFormValue("back")), http.StatusSeeOther)
}

// nameTime is how long a browser keeps a name.
const nameTime = 365 * 24 * time.Hour

func (p *pages) setName(w http.ResponseWriter, r *http.Request) {
	name := asName(r.PostFormValue("name"))
	if name == "" || !p.mayName(r) {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: nameCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(name)), Path: "/", MaxAge: int(nameTime.Seconds()),
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
	})
}
