//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/process"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// A week of a stream, and how long it may take from seeing a leaked line to a rule that
// is proven on that week and in force in all workers. What a person takes to read and
// to write is not in it.
const (
	weekDocuments = 2_000
	weekSites     = 10
	twoMinutes    = 2 * time.Minute
)

// stopwatch notes how long each step took.
type stopwatch struct {
	steps strings.Builder
	began time.Time
	last  time.Time
}

func (s *stopwatch) step(what string) {
	now := time.Now()
	fmt.Fprintf(&s.steps, "%8.2f s  %s\n", now.Sub(s.last).Seconds(), what)
	s.last = now
}

// tides begins the leaked line, which reads as the article does, and is another in every
// document, so that no memory of the site finds it.
const tides = "Brackwater Tide Service reports for day"

// weekDocument is a document of a site; the ones of the first site have the leaked line.
func weekDocument(n int) (site string, raw document.Raw) {
	raw.ID, raw.URL = fmt.Sprint("week-", n), fmt.Sprintf("https://www.site%d.example/%d", n%weekSites, n)
	between := ""
	if n%weekSites == 0 {
		between = fmt.Sprintf("\n\n%s %d, when high water comes at %d minutes past six in the morning.", tides, n, n%60)
	}
	raw.Content = fmt.Appendf(nil, "The council met on day %d of the week, and voted for bridge number %d over the river.%s\n\nThe mayor said that work on it would begin in spring, and that it would take %d months in all.\n", n%7, n, between, n%50+2)
	return cleaners.Site(raw.URL), raw
}

// TestFromALeakedLineToARuleInForce takes the steps of the two-minute run, each as a
// command of its own, with three workers as processes: see the line, write a rule, check
// it, replay the week under it, push it, and see the next document without the line.
// It takes longer than a test should, and so is run where it is asked for.
func TestFromALeakedLineToARuleInForce(t *testing.T) {
	if os.Getenv("WINNOW_TEST_TWO_MINUTES") == "" {
		t.Skip("set WINNOW_TEST_TWO_MINUTES=1 to run it; -v shows the times")
	}
	d := &desk{t: t, topology: broker.DefaultTopology()}
	d.server = streamtest.Running(t, &server.Options{})
	d.topology.Partitions = broker.EmbeddedPartitions
	d.js = plainClient(t, d.url())
	if err := d.topology.Apply(t.Context(), d.js); err != nil {
		t.Fatal(err)
	}
	for n := range weekDocuments {
		site, raw := weekDocument(n)
		if err := operate.Feed(t.Context(), d.js, d.topology, site, raw); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		cmd := exec.Command("winnow", "run", "--nats", d.url(), "--http", listenNone, "--log-level", "warn")
		cmd.Stderr = t.Output()
		worker, err := process.Start(cmd)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { worker.Kill() })
	}
	d.fed = weekDocuments
	seen := d.came()["week-0"]
	if !strings.Contains(seen.Text, tides) {
		t.Fatalf("the line does not leak:\n%s", seen.Text)
	}
	s := &stopwatch{began: time.Now(), last: time.Now()}
	step := func(what string, args ...string) string {
		t.Helper()
		out := must(t, exec.Command("winnow", args...))
		s.step(what)
		return out
	}
	rules := t.TempDir()
	file := filepath.Join(rules, "site0.rules")
	if err := os.WriteFile(file, fmt.Appendf(nil, "site site0.example\nremove promo: line begins %q\n", tides), 0o600); err != nil {
		t.Fatal(err)
	}
	s.step("the rule is written")
	step("winnow rules check", "rules", "check", rules)
	proof := step("winnow replay, of the site's week", "replay", "--nats", d.url(), "--rules", rules, "--site", seen.Site, "--since", "7d", "--max-lost", "100%", "--progress", "off")
	step("winnow replay, of the whole week", "replay", "--nats", d.url(), "--rules", rules, "--since", "7d", "--max-lost", "100%", "--progress", "off")
	pushed := step("winnow rules push --live", "rules", "push", rules, "--nats", d.url(), "--live", "--note", "the tide tables leak")
	wantIn(t, pushed, "3 of 3 workers have it")

	site, raw := weekDocument(weekDocuments)
	if err := operate.Feed(t.Context(), d.js, d.topology, site, raw); err != nil {
		t.Fatal(err)
	}
	next := d.last(raw.ID)
	s.step("the next document is clean")
	if strings.Contains(next.Text, tides) || next.Winnow.Rules != rulesDigestOf(t, rules) {
		t.Errorf("the next document, under %s:\n%s", next.Winnow.Rules, next.Text)
	}
	took := time.Since(s.began)
	t.Logf("%s\n%s%8.2f s  in all\n", proof, s.steps.String(), took.Seconds())
	if took > twoMinutes {
		t.Errorf("it takes %s, and should take less than %s", took, twoMinutes)
	}
}

// last waits until the newest clean document is the one of an id.
func (d *desk) last(id string) (c record.Clean) {
	d.t.Helper()
	stream, err := d.js.Stream(d.t.Context(), d.topology.CleanStream)
	if err != nil {
		d.t.Fatal(err)
	}
	streamtest.Eventually(d.t, func() error {
		msg, err := stream.GetLastMsgForSubject(d.t.Context(), d.topology.CleanSubjects())
		if err != nil {
			return err
		}
		if err := json.Unmarshal(msg.Data, &c); err != nil || c.ID != id {
			return fmt.Errorf("the newest clean document is %s: %v", c.ID, err)
		}
		return nil
	})
	return c
}
