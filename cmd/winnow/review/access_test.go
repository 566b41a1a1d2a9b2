package review

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/pipeline/catalog"
)

const testToken = "a token that nobody guesses"

// newPages returns the handler of pages that are tested without a browser.
func newPages(t *testing.T, o Options) http.Handler {
	t.Helper()
	if o.Catalog == nil {
		o.Catalog = bridges()
	}
	if o.Corrections == nil {
		o.Corrections = &drawer{}
	}
	o.Now = func() time.Time { return now }
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask sends a request as a browser on this machine does, changed by edit.
func ask(h http.Handler, method, target string, form url.Values, edit func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8095"+target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if edit != nil {
		edit(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHostsOfThisMachineAlone(t *testing.T) {
	h := newPages(t, Options{Access: Access{Host: "127.0.0.2:8095"}})
	for host, status := range map[string]int{
		"localhost:8095": 200, "localhost": 200, "LOCALHOST:1": 200, "127.0.0.1:8095": 200, "[::1]:8095": 200, "127.0.0.2:8095": 200,
		"courier.example:8095": 421, "127.0.0.1.courier.example": 421, "localhost.courier.example:8095": 421, "": 421, "127.0.0.2:1": 421,
	} {
		if w := ask(h, "GET", "/", nil, func(r *http.Request) { r.Host = host }); w.Code != status {
			t.Errorf("Host %q: status %d, want %d", host, w.Code, status)
		}
	}
	wide := newPages(t, Options{Access: Access{Wide: true, Token: testToken}})
	if w := ask(wide, "GET", "/", nil, func(r *http.Request) {
		r.Host = "review.courier.example"
		r.Header.Set("Authorization", "Bearer "+testToken)
	}); w.Code != 200 {
		t.Errorf("from elsewhere with a token: status %d", w.Code)
	}
}

func TestOtherOriginsChangeNothing(t *testing.T) {
	notes := &drawer{}
	h := newPages(t, Options{Corrections: notes, By: "ada"})
	mark := "/d/" + catalog.KeyOf("bridge") + "/mark"
	for name, edit := range map[string]func(*http.Request){
		"cross-site":        func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"same-site":         func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"an origin":         func(r *http.Request) { r.Header.Set("Origin", "http://courier.example") },
		"the frame's":       func(r *http.Request) { r.Header.Set("Origin", "null") },
		"another port here": func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") },
	} {
		if w := ask(h, "POST", mark, url.Values{"want": {"article"}}, edit); w.Code != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", name, w.Code)
		}
	}
	if n := len(notes.held()); n > 0 {
		t.Errorf("%d corrections were kept", n)
	}
	if w := ask(h, "GET", mark, nil, nil); w.Code != http.StatusMethodNotAllowed && w.Code != http.StatusNotFound {
		t.Errorf("GET of what changes something: status %d", w.Code)
	}
}

func TestTheTokenIsAskedFor(t *testing.T) {
	h := newPages(t, Options{Access: Access{Token: testToken}})
	for _, path := range []string{"/", "/sites", "/d/" + catalog.KeyOf("bridge"), "/d/" + catalog.KeyOf("bridge") + "/page", "/corrections/corpus.jsonl", "/none"} {
		w := ask(h, "GET", path, nil, nil)
		if w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "courier") {
			t.Errorf("%s: status %d, and shows %t", path, w.Code, strings.Contains(w.Body.String(), "courier"))
		}
	}
	for given, status := range map[string]int{"Bearer " + testToken: 200, "bearer " + testToken: 200, testToken: 401, "Bearer x": 401, "Basic " + testToken: 401} {
		if w := ask(h, "GET", "/", nil, func(r *http.Request) { r.Header.Set("Authorization", given) }); w.Code != status {
			t.Errorf("%q: status %d, want %d", given, w.Code, status)
		}
	}
	if w := ask(h, "POST", "/login", url.Values{"token": {"x"}}, nil); w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) > 0 {
		t.Errorf("a wrong token: status %d, cookies %v", w.Code, w.Result().Cookies())
	}
	w := ask(h, "POST", "/login", url.Values{"token": {testToken}, "name": {"Ada  Lee\u202e"}}, nil)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("the right token: status %d", w.Code)
	}
	cookies := w.Result().Cookies()
	session := cookies[0]
	if !session.Secure || !session.HttpOnly || session.SameSite != http.SameSiteStrictMode || strings.Contains(session.Value, testToken) {
		t.Errorf("the cookie is %v", session)
	}
	in := func(r *http.Request) {
		for _, c := range cookies {
			r.AddCookie(c)
		}
	}
	if w := ask(h, "GET", "/", nil, in); w.Code != 200 || !strings.Contains(w.Body.String(), "Ada Lee⟨RLO⟩") {
		t.Errorf("with the cookies: status %d, the name shown %t", w.Code, strings.Contains(w.Body.String(), "Ada Lee⟨RLO⟩"))
	}
	session.Value = "9" + session.Value
	if w := ask(h, "GET", "/", nil, in); w.Code != http.StatusUnauthorized {
		t.Errorf("with a cookie that lasts longer: status %d", w.Code)
	}
}

func TestASessionEnds(t *testing.T) {
	at := now
	o := Options{Catalog: bridges(), Corrections: &drawer{}, Access: Access{Token: testToken}, Now: func() time.Time { return at }}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	cookies := ask(h, "POST", "/login", url.Values{"token": {testToken}}, nil).Result().Cookies()
	in := func(r *http.Request) { r.AddCookie(cookies[0]) }
	if w := ask(h, "GET", "/", nil, in); w.Code != 200 {
		t.Errorf("at once: status %d", w.Code)
	}
	at = at.Add(sessionTime)
	if w := ask(h, "GET", "/", nil, in); w.Code != http.StatusUnauthorized {
		t.Errorf("after %s: status %d", sessionTime, w.Code)
	}
}

func TestACertificateSaysWhoCorrects(t *testing.T) {
	notes := &drawer{}
	h := newPages(t, Options{Corrections: notes, By: "somebody", Access: Access{Wide: true}})
	w := ask(h, "POST", "/d/"+catalog.KeyOf("bridge")+"/mark", markOf(t, "12 March 2026", "article"), func(r *http.Request) {
		r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{{Subject: pkix.Name{CommonName: "Ines Dahl"}}}}
	})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if got := notes.held()[0].By; got != "Ines Dahl" {
		t.Errorf("said by %q", got)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	h := newPages(t, Options{})
	for _, path := range []string{"/", "/sites", "/none", "/static/review.css", "/static/none", "/healthz", "/d/" + catalog.KeyOf("bridge")} {
		header := ask(h, "GET", path, nil, nil).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	if got := ask(h, "GET", "/d/"+catalog.KeyOf("bridge")+"/page", nil, nil).Header().Get("Content-Security-Policy"); got != framePolicy {
		t.Errorf("the frame's policy is %q", got)
	}
	for _, word := range []string{"unsafe", "*", "http"} {
		if strings.Contains(policy, word) {
			t.Errorf("the policy of pages has %q", word)
		}
	}
}

func TestABodyIsBounded(t *testing.T) {
	h := newPages(t, Options{Rules: &book{files: make(map[string]string)}, By: "ada"})
	w := ask(h, "POST", "/rules/draft", url.Values{"text": {strings.Repeat("x", maxBodyBytes)}}, nil)
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d, want 400", w.Code)
	}
}

// TestWhoHasNotComeInSendsLittle sends a form that only those who have signed in may.
func TestWhoHasNotComeInSendsLittle(t *testing.T) {
	const token = "a token that nobody guesses"
	h := newPages(t, Options{Access: Access{Token: token}})
	large := url.Values{"token": {strings.Repeat("x", maxLoginBytes+1)}}
	if w := ask(h, "POST", "/login", large, nil); w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
	if w := ask(h, "POST", "/name", large, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }); w.Code != http.StatusSeeOther {
		t.Errorf("with the token: status %d", w.Code)
	}
}
