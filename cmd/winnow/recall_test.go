package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/fixtures/month"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// TestRecallListsChangesAndCleansAnew runs the month of one paper through a
// worker, and then treats its furniture as an operator would.
func TestRecallListsChangesAndCleansAnew(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	topology := broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	m := month.New(1)
	paper := m.Papers[2]
	for _, page := range m.Pages {
		if page.Site == paper.Site {
			if err := operate.Feed(t.Context(), js, topology, page.Site, page.Raw); err != nil {
				t.Fatal(err)
			}
		}
	}
	winnow := func(wantCode int, args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		if code := run(append(args, "--nats", server.URL()), console{out: &out, err: &said}); code != wantCode {
			t.Fatalf("winnow %v: exit code %d, want %d\n%s", args, code, wantCode, said.String())
		}
		return out.String() + said.String()
	}
	winnow(0, "run", "--once", "--http", "none", "--commit-largest", "16")
	line := func(text string) string {
		for line := range strings.Lines(winnow(0, "recall", paper.Site, "--all")) {
			if strings.HasPrefix(line, fmt.Sprintf("%016x ", memory.Fingerprint(text))) {
				return line
			}
		}
		return ""
	}
	for _, text := range paper.Boilerplate() {
		if got := line(text); !strings.Contains(got, "furniture") || !strings.Contains(got, text[:40]) || !strings.Contains(got, paper.Site+"-") {
			t.Errorf("recall says of %q: %q", text, got)
		}
	}

	print := fmt.Sprintf("%016x", memory.Fingerprint(paper.Middle))
	winnow(0, "recall", paper.Site, "--pin", print+"=never")
	if got := line(paper.Middle); !strings.Contains(got, "pinned:never") {
		t.Errorf("after --pin recall says %q", got)
	}
	if got := winnow(0, "recall", paper.Site, "--re-emit", print); !strings.Contains(got, "documents are on their way again") || strings.HasPrefix(got, "0 ") {
		t.Errorf("--re-emit says %q", got)
	}
	winnow(0, "run", "--once", "--http", "none")
	with, without := 0, 0
	for _, body := range published(t, js) {
		if strings.Contains(body, `"text":"`+paper.Middle[:30]) && strings.Contains(body, "recurring/") {
			without++
		}
	}
	for e, err := range operate.EmittedBy(t.Context(), js, topology, paper.Site) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Emission == 1 && strings.Contains(e.Text, paper.Middle) {
			with++
		}
	}
	if with == 0 || without == 0 {
		t.Errorf("%d documents were emitted again with the paragraph, and %d had come out without it; want some of both", with, without)
	}

	winnow(0, "recall", paper.Site, "--forget", print, "--pin", print+"=unpinned")
	if got := line(paper.Middle); got != "" {
		t.Errorf("after --forget recall says %q", got)
	}
	for _, args := range [][]string{{"--forget", "xyz"}, {"--pin", print}, {"--pin", print + "=often"}, {"--re-emit", "-"}} {
		winnow(2, append([]string{"recall", paper.Site}, args...)...)
	}
}

func TestRecallSaysWhichAddressesTellNothing(t *testing.T) {
	var a operate.Addresses
	for i, url := range []string{"https://courier.example/", "https://courier.example/derby", "https://courier.example/derby"} {
		e := operate.Emitted{Clean: record.Clean{ID: fmt.Sprint(i), URL: url}}
		known := ""
		if i == 2 {
			known = "1"
		}
		a.Add(&e, known)
	}
	var out bytes.Buffer
	if err := reportAddresses(&out, a); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 of 3 documents came with the address of the home page", "1 of 3 documents share an address"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
