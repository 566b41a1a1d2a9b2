package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// served is a `winnow serve` in a process of its own.
type served struct {
	url     string
	process *exec.Cmd
}

// startServe starts one on a free port and waits until it listens.
func startServe(t *testing.T, args ...string) *served {
	t.Helper()
	s := &served{process: exec.CommandContext(t.Context(), "winnow", append([]string{"serve", "--http", "127.0.0.1:0"}, args...)...)}
	log, err := s.process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.process.ProcessState == nil {
			s.process.Process.Kill()
			s.process.Wait()
		}
	})
	lines := bufio.NewScanner(log)
	for s.url == "" && lines.Scan() {
		t.Log(lines.Text())
		if _, rest, said := strings.Cut(lines.Text(), "url="); said {
			s.url = strings.TrimSuffix(rest, "/clean")
		}
	}
	if s.url == "" {
		t.Fatalf("it does not say where it listens: %v", lines.Err())
	}
	go io.Copy(io.Discard, log)
	return s
}

// stop ends it as a supervisor would, and returns how it ended.
func (s *served) stop() error {
	return errors.Join(s.process.Process.Signal(syscall.SIGTERM), s.process.Wait())
}

// TestServeAndCommandLineGiveTheSameJSON posts the samples, and wants what `winnow
// clean --format json` prints for the same bytes.
func TestServeAndCommandLineGiveTheSameJSON(t *testing.T) {
	s := startServe(t)
	for _, raw := range fixtures.Samples() {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/clean", strings.NewReader(string(raw.Content)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", raw.ContentType)
		r.Header.Set("Winnow-Url", raw.URL)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		want := cleanedByCLI(t, raw.Content, raw.ContentType, raw.URL)
		if got := strings.TrimSuffix(string(body), "\n"); err != nil || got != want {
			t.Errorf("%s: %v\ngot  %.300s\nwant %.300s", raw.URL, err, got, want)
		}
	}
	if status, metrics := ask(s.url + "/metrics"); status != 200 || !strings.Contains(metrics, `winnow_asks_total{outcome="clean",via="http"}`) {
		t.Errorf("metrics: %d %.300s", status, metrics)
	}
	if err := s.stop(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

// TestServeFollowsAFolderOfRules changes the folder while it answers, in all forms.
func TestServeFollowsAFolderOfRules(t *testing.T) {
	dir := rulesDir(t, map[string]string{"courier.rules": "site courier.example\nremove promo: line equals \"Nothing\"\n"})
	s := startServe(t, "--rules", dir)
	answer := func(accept string) string {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/clean?url=https://www.courier.example/b", strings.NewReader("Bridge to close\n\nThe bridge will close for a year, the city said on Monday.\n\nTide tables for the coming week are on our site\n"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "text/plain")
		r.Header.Set("Accept", accept)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v %s", accept, response.StatusCode, err, body)
		}
		return string(body)
	}
	const line = "Tide tables"
	if got := builtUnder(t, answer("application/json")); got != rulesDigestOf(t, dir) {
		t.Errorf("a document has the digest %s", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "courier.rules"), []byte("site courier.example\nremove promo: line begins \"Tide tables\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := rulesDigestOf(t, dir)
	streamtest.Eventually(t, func() error {
		if got := builtUnder(t, answer("application/json")); got != want {
			return fmt.Errorf("a document has the digest %s, want %s", got, want)
		}
		return nil
	})
	for _, accept := range []string{"text/plain", "text/markdown"} {
		if got := answer(accept); strings.Contains(got, line) {
			t.Errorf("%s has %q:\n%s", accept, line, got)
		}
	}
	if status, metrics := ask(s.url + "/metrics"); status != 200 || !strings.Contains(metrics, "winnow_rules_info{digest=\"") || strings.Contains(metrics, `winnow_rules_info{digest="none"}`) {
		t.Errorf("metrics: %d %.300s", status, metrics)
	}
}

// TestServeReadsWhatSitesRepeat has a memory file of an archive.
func TestServeReadsWhatSitesRepeat(t *testing.T) {
	dir := t.TempDir()
	in, out, learned := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "out.jsonl"), filepath.Join(dir, "sites.memory")
	if err := os.WriteFile(in, []byte(`{"url":"https://www.courier.example/a","content":"Bridge to close\nThe bridge will close for a year, the city said.\n"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"backfill", in, "--out", out, "--memory", learned}, console{out: io.Discard, err: t.Output()}); code != 0 {
		t.Fatalf("backfill: exit code %d", code)
	}
	before, err := os.ReadFile(learned)
	if err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--memory", learned)
	for address, want := range map[string]string{"?url=https://www.courier.example/b": "site", "": "none"} {
		response, err := http.Post(s.url+"/clean"+address, "text/plain", strings.NewReader("Bridge to close\nThe bridge will close.\n"))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if got := response.Header.Get("Winnow-Memory"); response.StatusCode != 200 || got != want {
			t.Errorf("%q: %d, memory %q, want %q", address, response.StatusCode, got, want)
		}
	}
	if after, err := os.ReadFile(learned); err != nil || string(after) != string(before) {
		t.Errorf("the memory file was changed: %v", err)
	}
}

// TestTheReadmesPythonIsTrue runs the example on the page about serving as it stands, but
// for the port, against a server.
func TestTheReadmesPythonIsTrue(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	readme, err := os.ReadFile("../../pipeline/serve/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```python\n")
	example, _, ended := strings.Cut(rest, "```")
	if !found || !ended {
		t.Fatal("the page has no example in Python")
	}
	if n := strings.Count(strings.ReplaceAll(example, "\n\n", "\n"), "\n"); n > 10 {
		t.Errorf("the example has %d lines, want 10 at most", n)
	}
	s := startServe(t)
	const address = "http://127.0.0.1:9465"
	if !strings.Contains(example, address) {
		t.Fatalf("the example does not ask %s", address)
	}
	dir := t.TempDir()
	page := `<html><body><article><h1>Harbour bridge to close for a year</h1>
<p>The harbour bridge will close for a year from May, the city said on Thursday, so that its cables can be replaced.</p>
<figure><figcaption>The bridge seen from the north bank. Getty Images</figcaption></figure>
<p>Ferries will run every ten minutes, and the first of them leaves at five in the morning, the city said.</p></article></body></html>`
	if err := os.WriteFile(filepath.Join(dir, "bridge.html"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, python, "-c", strings.ReplaceAll(example, address, s.url))
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"Harbour bridge to close for a year\n\nThe harbour bridge will close", "Ferries will run"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in what it prints:\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "Getty Images") {
		t.Errorf("the caption is in what it prints:\n%s", out)
	}
	if err := s.stop(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

// TestAWorkerAnswersRequests runs a worker, and asks it.
func TestAWorkerAnswersRequests(t *testing.T) {
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	server := startedServer(t)
	ctx, stop := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	worker.Go(func() {
		c := defaultRun()
		c.HTTP, c.NATS = listenNone, server.URL()
		if err := c.Run(ctx, console{out: io.Discard, err: t.Output()}, log); err != nil {
			t.Error(err)
		}
	})
	defer worker.Wait()
	defer stop()
	conn := plainClient(t, server.URL()).Conn()
	raw := fixtures.Samples()[0]
	m := askOver(t, conn, raw)
	for end := time.Now().Add(patience); m.Header.Get("Winnow-Memory") != "site"; m = askOver(t, conn, raw) { // until it has its partitions
		if time.Now().After(end) {
			t.Fatalf("the one worker there is does not ask its memory: %v", m.Header)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if want := cleanedByCLI(t, raw.Content, raw.ContentType, raw.URL); string(m.Data) != want {
		t.Errorf("got %v %.300s\nwant %.300s", m.Header, m.Data, want)
	}
	for _, c := range []struct{ content, contentType, code, reason string }{
		{"{", "application/json", "400", "broken-envelope"}, {"%PDF-1.7\n", "", "415", "binary"}, {"", "text/plain", "422", "empty"},
	} {
		m := askOver(t, conn, document.Raw{Content: []byte(c.content), ContentType: c.contentType})
		if m.Header.Get("Nats-Service-Error-Code") != c.code || !strings.HasPrefix(m.Header.Get("Nats-Service-Error"), c.reason+": ") {
			t.Errorf("%q: %v %s, want %s %s", c.content, m.Header, m.Data, c.code, c.reason)
		}
	}
}

// askOver asks for a document until somebody answers.
func askOver(t *testing.T, conn *nats.Conn, raw document.Raw) *nats.Msg {
	t.Helper()
	m := &nats.Msg{Subject: "winnow.ask", Data: raw.Content, Header: nats.Header{}}
	if raw.ContentType != "" {
		m.Header.Set("Content-Type", raw.ContentType)
	}
	if raw.URL != "" {
		m.Header.Set("Winnow-Url", raw.URL)
	}
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		answer, err := conn.RequestMsg(m, patience)
		if err == nil {
			return answer
		}
		if !errors.Is(err, nats.ErrNoResponders) || time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
