package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come: far above what the slowest
// machine takes.
const patience = 4 * time.Minute

// engineFunc is an engine that is a function.
type engineFunc func(document.Raw) (*document.Clean, error)

func (f engineFunc) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	return f(raw)
}

// because is an error with a reason.
type because string

func (b because) Error() string  { return "because of " + string(b) }
func (b because) Reason() string { return string(b) }

// copying returns the first line as the title and the rest as the text.
func copying(raw document.Raw) (*document.Clean, error) {
	title, text, _ := strings.Cut(string(raw.Content), "\n")
	switch title {
	case "binary":
		return nil, because("binary")
	case "panic":
		panic("too hot")
	}
	return &document.Clean{ID: raw.ID, URL: raw.URL, Title: title, Paragraphs: []document.Paragraph{{Text: text}}}, nil
}

// limit is the largest document of the tests.
const limit = 1 << 16

// bench is a server with clients for it.
type bench struct {
	*httptest.Server
	desk *ask.Desk
}

func newBench(t *testing.T, engine engineFunc, change func(*Options), desk ask.Options) *bench {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	desk.Log = log
	o := Options{
		Desk: ask.NewDesk(desk), Limit: limit, Log: log,
		Forms: []ask.Form{ask.JSON(engine, record.Build{Version: "test"}), ask.Markdown(engine), ask.Text(engine)},
	}
	if change != nil {
		change(&o)
	}
	h, err := newHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{httptest.NewServer(h), o.Desk}
	t.Cleanup(b.Close)
	return b
}

func copyingBench(t *testing.T) *bench { return newBench(t, copying, nil, ask.Options{}) }

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// do asks with headers, given as "Name: value".
func (b *bench) do(t *testing.T, method, path string, body io.Reader, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	response, err := b.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(all)}
}

// wantProblem wants an error of a reason.
func wantProblem(t *testing.T, name string, got answer, status int, reason string) {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(got.body), &p); err != nil {
		t.Errorf("%s: %d %q is no problem: %v", name, got.status, got.body, err)
		return
	}
	if got.status != status || p.Status != status || p.Reason != reason || p.Type != reasonPrefix+reason || p.Title == "" || p.Detail == "" || got.header.Get("Content-Type") != typeProblem {
		t.Errorf("%s: got %d %s, want %d %s", name, got.status, got.body, status, reason)
	}
}

func TestCleanOverHTTP(t *testing.T) {
	const text = "Bridge closes\nIt will close for a year.\n"
	envelope := `{"id":"a","url":"https://www.courier.example/a","content":"Bridge closes\nIt will close.","content_type":"text/plain"}`
	b := copyingBench(t)
	for _, c := range []struct {
		name, path, body string
		headers          []string
		want             []string // pieces of the answer
		mime             string
	}{
		{"a text", "/clean", text, []string{"Content-Type: text/plain"}, []string{`"title":"Bridge closes"`, `"schema":"winnow.clean.v1"`}, "application/json"},
		{"its address in the query", "/clean?url=https://www.courier.example/a%3Fb", text, nil, []string{`"url":"https://www.courier.example/a?b"`}, "application/json"},
		{"its address and name in headers", "/clean", text, []string{"Winnow-Url: http://courier.example/", "Winnow-Id: me"}, []string{`"id":"me"`, `"url":"http://courier.example/"`}, "application/json"},
		{"both addresses, the same", "/clean?url=http://courier.example/", text, []string{"Winnow-Url: http://courier.example/"}, []string{`"url":"http://courier.example/"`}, "application/json"},
		{"an envelope", "/clean", envelope, []string{"Content-Type: application/json"}, []string{`"id":"a"`, `"url":"https://www.courier.example/a"`}, "application/json"},
		{"an envelope without a type", "/clean", envelope, []string{"Content-Type: application/x-www-form-urlencoded"}, []string{`"id":"a"`}, "application/json"},
		{"markdown", "/clean", text, []string{"Accept: text/markdown"}, []string{"# Bridge closes\n\nIt will close"}, "text/markdown; charset=utf-8"},
		{"text", "/clean", text, []string{"Accept: text/plain;q=0.9, application/json;q=0.1"}, []string{"Bridge closes\n\nIt will close"}, "text/plain; charset=utf-8"},
		{"anything", "/clean", text, []string{"Accept: */*"}, []string{`{"schema"`}, "application/json"},
		{"no limit is passed", "/clean", "a\n" + strings.Repeat("b", limit-2), []string{"Content-Type: text/plain"}, []string{`"title":"a"`}, "application/json"},
	} {
		got := b.do(t, "POST", c.path, strings.NewReader(c.body), c.headers...)
		if got.status != http.StatusOK || got.header.Get("Content-Type") != c.mime {
			t.Errorf("%s: %d %s %s", c.name, got.status, got.header, got.body)
		}
		if got.header.Get(ask.HeaderMemory) != ask.MemoryNone || got.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: headers %s", c.name, got.header)
		}
		for _, want := range c.want {
			if !strings.Contains(got.body, want) {
				t.Errorf("%s: %s lacks %s", c.name, got.body, want)
			}
		}
	}
}

func TestWhatIsRefusedOverHTTP(t *testing.T) {
	b := copyingBench(t)
	long := strings.Repeat("x", limit+1)
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		reason                   string
	}{
		{"another path", "GET", "/", "", nil, 404, "not-found"},
		{"GET", "GET", "/clean", "", nil, 405, "method"},
		{"PUT", "PUT", "/clean", "x", nil, 405, "method"},
		{"POST to health", "POST", "/healthz", "x", nil, 405, "method"},
		{"no form that is accepted", "POST", "/clean", "x", []string{"Accept: image/png"}, 406, "not-acceptable"},
		{"a form that is excluded", "POST", "/clean", "x", []string{"Accept: application/json;q=0"}, 406, "not-acceptable"},
		{"no address", "POST", "/clean?url=courier", "x", nil, 400, "bad-url"},
		{"an address of another kind", "POST", "/clean?url=file:///etc/passwd", "x", nil, 400, "bad-url"},
		{"two addresses", "POST", "/clean?url=http://a.example/", "x", []string{"Winnow-Url: http://b.example/"}, 400, "bad-url"},
		{"an address twice", "POST", "/clean?url=http://a.example/&url=http://a.example/", "x", nil, 400, "bad-request"},
		{"another query", "POST", "/clean?format=text", "x", nil, 400, "bad-request"},
		{"a broken query", "POST", "/clean?url=%zz", "x", nil, 400, "bad-request"},
		{"a broken envelope", "POST", "/clean", "{", []string{"Content-Type: application/json"}, 400, "broken-envelope"},
		{"an envelope of nothing", "POST", "/clean", "{}", []string{"Content-Type: application/json"}, 400, "no-content"},
		{"an envelope with a broken address", "POST", "/clean", `{"url":"x","content":"y"}`, []string{"Content-Type: application/json"}, 400, "bad-url"},
		{"too large", "POST", "/clean", long, []string{"Content-Type: text/plain"}, 413, "too-large"},
		{"binary", "POST", "/clean", "binary\n", []string{"Content-Type: text/plain"}, 415, "binary"},
		{"packed otherwise", "POST", "/clean", "x", []string{"Content-Encoding: br"}, 415, "content-encoding"},
		{"not packed", "POST", "/clean", "x", []string{"Content-Encoding: gzip"}, 415, "content-encoding"},
		{"a panic", "POST", "/clean", "panic", []string{"Content-Type: text/plain"}, 500, "panic"},
		{"from another site's page", "POST", "/clean", "x", []string{"Sec-Fetch-Site: cross-site"}, 403, "cross-origin"},
	} {
		got := b.do(t, c.method, c.path, strings.NewReader(c.body), c.headers...)
		wantProblem(t, c.name, got, c.status, c.reason)
		if c.status == 405 && got.header.Get("Allow") == "" {
			t.Errorf("%s: no Allow", c.name)
		}
		// As a client that does not say how much will come.
		if c.body != "" {
			wantProblem(t, c.name+", chunked", b.do(t, c.method, c.path, io.MultiReader(strings.NewReader(c.body)), c.headers...), c.status, c.reason)
		}
	}
	if got := b.do(t, "HEAD", "/clean", nil); got.status != 405 || got.header.Get("Allow") != "POST" {
		t.Errorf("HEAD: %d, Allow %s", got.status, got.header.Get("Allow"))
	}
}

func TestALargeBodyGetsItsAnswerAndNotABrokenConnection(t *testing.T) {
	b := copyingBench(t)
	for range 3 {
		got := b.do(t, "POST", "/clean", bytes.NewReader(make([]byte, 16<<20)), "Content-Type: text/plain")
		wantProblem(t, "too large", got, 413, "too-large")
	}
}

func TestWhoComesToAFullDeskIsToldWhenToComeBack(t *testing.T) {
	inside, release := make(chan struct{}), make(chan struct{})
	b := newBench(t, func(raw document.Raw) (*document.Clean, error) {
		inside <- struct{}{}
		<-release
		return copying(raw)
	}, nil, ask.Options{Pipeline: pipeline.Options{Workers: 1}, Queue: 1})
	var first sync.WaitGroup
	first.Go(func() {
		if got := b.do(t, "POST", "/clean", strings.NewReader("a"), "Content-Type: text/plain"); got.status != http.StatusOK {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
	<-inside
	leave, refusal := b.desk.Enter(1) // as one that waits
	if refusal != nil {
		t.Fatal(refusal)
	}
	for _, c := range [][]string{{"Content-Type: text/plain"}, {"Content-Type: application/x-ndjson"}} {
		got := b.do(t, "POST", "/clean", strings.NewReader("x"), c...)
		wantProblem(t, c[0], got, 429, "busy")
		if got.header.Get("Retry-After") != "1" {
			t.Errorf("Retry-After %q", got.header.Get("Retry-After"))
		}
	}
	leave()
	close(release)
	first.Wait()
}

func TestTheTokenIsAskedFor(t *testing.T) {
	b := newBench(t, copying, func(o *Options) {
		o.Token = "a-long-secret-token"
		o.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "winnow_x 1\n") })
	}, ask.Options{})
	for _, headers := range [][]string{nil, {"Authorization: Bearer guess"}, {"Authorization: Basic a-long-secret-token"}, {"Authorization: Bearer"}} {
		got := b.do(t, "POST", "/clean", strings.NewReader("x"), headers...)
		wantProblem(t, strings.Join(headers, ""), got, 401, "no-token")
		if !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("WWW-Authenticate: %q", got.header.Get("WWW-Authenticate"))
		}
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/openapi.json": 200, "/metrics": 401} {
		if got := b.do(t, "GET", path, nil); got.status != want {
			t.Errorf("%s without a token: %d, want %d", path, got.status, want)
		}
	}
	if got := b.do(t, "POST", "/clean", strings.NewReader("x"), "Authorization: bearer a-long-secret-token"); got.status != 200 {
		t.Errorf("with the token: %d %s", got.status, got.body)
	}
	if got := b.do(t, "GET", "/metrics", nil, "Authorization: Bearer a-long-secret-token"); got.body != "winnow_x 1\n" {
		t.Errorf("metrics with the token: %d %s", got.status, got.body)
	}
}

// TestAStopFinishesWhatIsInHand stops a server while it cleans.
func TestAStopFinishesWhatIsInHand(t *testing.T) {
	inside, release := make(chan struct{}), make(chan struct{})
	engine := engineFunc(func(raw document.Raw) (*document.Clean, error) {
		close(inside)
		<-release
		return copying(raw)
	})
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, listener, Options{Desk: ask.NewDesk(ask.Options{}), Forms: []ask.Form{ask.Text(engine)}, Limit: limit, Log: log})
	}()
	b := &bench{Server: &httptest.Server{URL: "http://" + listener.Addr().String()}}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: patience}
	got := make(chan string, 1)
	go func() {
		response, err := client.Post(b.URL+"/clean", "text/plain", strings.NewReader("Bridge closes"))
		if err != nil {
			got <- err.Error()
			return
		}
		defer response.Body.Close()
		all, err := io.ReadAll(response.Body)
		got <- string(all) + errText(err)
	}()
	<-inside
	stop()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) { // until nobody listens
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			break
		}
		conn.Close()
		if time.Now().After(end) {
			t.Fatal("it listens after it was stopped")
		}
	}
	close(release)
	if text := <-got; !strings.HasPrefix(text, "Bridge closes") {
		t.Errorf("got %q", text)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v", err)
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestAServerWhoseCleaningsHangEnds has more cleanings hang than are made at once.
func TestAServerWhoseCleaningsHangEnds(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	engine := engineFunc(func(document.Raw) (*document.Clean, error) {
		<-release
		return nil, nil
	})
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	desk := ask.NewDesk(ask.Options{Pipeline: pipeline.Options{Workers: 1, DocumentTime: time.Millisecond}})
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(t.Context(), listener, Options{Desk: desk, Forms: []ask.Form{ask.Text(engine)}, Limit: limit, Log: log})
	}()
	for range 2 {
		if _, refusal := desk.Clean(t.Context(), func() (document.Raw, error) { return document.Raw{}, nil }, ask.Text(engine)); refusal == nil || refusal.Reason != "too-slow" {
			t.Errorf("got %v", refusal)
		}
	}
	if err := <-ended; !errors.Is(err, pipeline.ErrStuck) {
		t.Errorf("Serve = %v, want %v", err, pipeline.ErrStuck)
	}
}

func TestAccept(t *testing.T) {
	types := []string{"application/json", "text/markdown", "text/plain"}
	for _, c := range []struct {
		accept []string
		want   int
	}{
		{nil, 0}, {[]string{"*/*"}, 0}, {[]string{"text/*"}, 1}, {[]string{"text/plain"}, 2}, {[]string{"text/plain, text/markdown"}, 1},
		{[]string{"text/plain;q=0.5, text/markdown;q=0.4"}, 2}, {[]string{"*/*;q=0.1, text/plain"}, 2}, {[]string{"text/*, text/markdown;q=0"}, 2},
		{[]string{"application/json;q=0, */*"}, 1}, {[]string{"image/png"}, -1}, {[]string{"text/plain;q=x"}, 2}, {[]string{"image/png", "text/plain"}, 2},
		{[]string{"TEXT/Plain; charset=utf-8"}, 2}, {[]string{";;"}, 0}, {[]string{""}, 0},
		{[]string{"text/html,application/xhtml+xml,*/*;q=0.8"}, 0}, // a browser
	} {
		if got := chosen(c.accept, types...); got != c.want {
			t.Errorf("Accept %q: %d, want %d", c.accept, got, c.want)
		}
	}
}
